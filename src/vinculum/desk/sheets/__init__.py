"""Spreadsheets of declared columns: a template is written from the declaration, a filled one is read with its faults by cell."""
