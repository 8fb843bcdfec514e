"""Learning from what was found: features of a declaration's past, trees that start from the rules, honest probabilities."""
