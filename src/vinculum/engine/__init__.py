"""The one door to the columns."""
