"""Intelligence reports in 3x5x2, their sanitised copies, and the requirements that they answer."""
