"""What forces report of an operation: items counted once, known at a moment, published and frozen."""
