"""Commands, by their name."""
