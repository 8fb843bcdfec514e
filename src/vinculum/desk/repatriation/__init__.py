"""Bringing vehicles home that were found abroad: claimant, insurer, letters, court, dates."""
