"""Pages of destination markets."""
