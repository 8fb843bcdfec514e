"""Who did what, when, why and about whom: an append-only chain of records that shows tampering."""
