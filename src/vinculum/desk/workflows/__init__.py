"""How work moves: states, acts and who may do them, as data; what was done, as rows that stay."""
