"""Commands of Django that the site does its own way."""
