"""The leads about one of a vehicle's marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vinculum.site import plain
from vinculum.site.wording import Kind, kind_of
from vinculum.site.yardstick import percent, probability_words


@dataclass(frozen=True, slots=True)
class LinkedLead:
    """One lead in a line: its kind, subject, summary and how likely it is."""

    id: str
    kind: Kind
    subject: str
    summary: str
    likelihood: str
    figure: str
    value: str
    cold: bool


def leads_of(rows: Iterable[Mapping[str, Any]]) -> list[LinkedLead]:
    """Return the leads, those that have not gone cold first, the likeliest of them first."""
    ordered = sorted(rows, key=lambda row: (row["cold"], -row["probability"], row["id"]))
    return [
        LinkedLead(
            row["id"],
            kind_of(row["kind"]),
            row["subject"],
            row["summary"],
            probability_words(row["probability"]),
            percent(row["probability"]),
            plain.pounds(row["value_gbp"]),
            row["cold"],
        )
        for row in ordered
    ]
