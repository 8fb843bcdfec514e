"""Planning an operation: which work is done by which team or lift on which day. Pure: rows in, choices and reasons out."""
