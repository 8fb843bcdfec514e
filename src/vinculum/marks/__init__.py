"""Marks that identify: parse, normalise, classify, propose candidates, compare. Pure."""
