"""The pages, one module a place of the site."""
