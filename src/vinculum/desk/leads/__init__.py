"""What people decide about leads: acts that are appended, a state that follows from them, and who else is at work."""
