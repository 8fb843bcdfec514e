"""Reference tables of the sample nation, read from the CSV files beside this one; README.md tells their sources."""

from __future__ import annotations

import csv
from importlib import resources


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of ``name``.csv as text."""
    text = (resources.files("vinculum.simulate.reference") / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
