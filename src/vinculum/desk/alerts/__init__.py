"""Watches: saved searches with a purpose, an authoriser and an end, and what they found."""
