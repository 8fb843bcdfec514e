"""Meetings, briefings and conferences: who was told what, and what was agreed."""
