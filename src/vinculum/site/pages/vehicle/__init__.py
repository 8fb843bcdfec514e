"""Pages of vehicle."""
