"""What Discord sees: commands declared, answers asked for and sent. Nothing is decided here."""
