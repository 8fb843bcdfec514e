"""Pages of the ports board and of the table of enablers."""
