"""Which box to open today: short lists, who owns a box, and what was found inside."""
