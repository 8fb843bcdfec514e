"""Pages of repatriation."""
