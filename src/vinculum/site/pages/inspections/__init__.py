"""Pages of the inspection form."""
