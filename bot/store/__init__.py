"""The database: schema, what is asked of it, and its SQLite implementation. All SQL is here."""
