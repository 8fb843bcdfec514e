"""The tables of intelligence, by what they keep: reports, sources, copies, requirements, imports, and how long."""
