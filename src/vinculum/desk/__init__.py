"""The people's side of Vinculum: who may see what, what they did, and what they decided. Rows, in SQLite or PostgreSQL."""
