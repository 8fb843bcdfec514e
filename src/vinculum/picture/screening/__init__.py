"""Screening: which boxes to open within a budget of lifts, drawn and chosen so that what is found can be trusted afterwards."""
