"""A nation with known truth, and the scoring of a picture against it."""
