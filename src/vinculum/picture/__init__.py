"""The picture: everything derived from the evidence."""
