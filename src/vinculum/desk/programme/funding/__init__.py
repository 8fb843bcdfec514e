"""Grants, rounds, bids, scores, awards, claims and spend."""
