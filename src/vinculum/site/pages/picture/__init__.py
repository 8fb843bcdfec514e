"""Pages of picture."""
