"""Documents for a reader: an evidence pack, a profile, a bulletin. Pure: plain data in, a document out."""
