"""Products that were made: who for, as at when, with which figures; kept, reviewed, released."""
