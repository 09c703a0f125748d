"""From a typed query to ranked hits: folding, vocabulary, spelling, ranking. No SQL, no Discord."""
