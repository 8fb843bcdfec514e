"""Posts, courses, attendance, and the register of stolen-vehicle examiners."""
