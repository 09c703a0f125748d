"""A quote a day: when it is due, how it is posted once, and what its commands answer."""
