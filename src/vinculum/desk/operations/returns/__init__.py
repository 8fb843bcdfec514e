"""Returns of an operation: items that forces report, figures as at any moment, publications that stay as they were."""
