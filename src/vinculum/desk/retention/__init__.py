"""What may be kept: review clocks, decisions, legal holds and the proofs of what was erased."""
