"""What contradicts on a vehicle, with the records of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vinculum.evidence.contract import contracts
from vinculum.site.pages.vehicle.links import record_href
from vinculum.site.records import feed_of
from vinculum.site.wording import spaced


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: what is said, and by whom."""

    value: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that cannot both be true of one vehicle, in one sentence, with both sides and the records behind them."""

    kind: str
    text: str
    at: datetime | None
    sides: tuple[Side, ...]
    records: tuple[tuple[str, str], ...]  # words and address


def contradictions_of(rows: Iterable[Mapping[str, Any]]) -> list[Contradiction]:
    """Return the contradictions in the order in which they came about."""
    told = [
        Contradiction(
            spaced(row["conflict"]),
            row["text"],
            row["at"],
            tuple(Side(row[side], row[f"{side}_said_by"] or "") for side in ("one", "other") if row[side] is not None),
            tuple(
                (
                    f"{contracts()[feed_of(cited['delivery'])].title}, row {cited['row']:,}",
                    record_href(cited["delivery"], cited["row"]),
                )
                for cited in row["evidence"] or ()
            ),
        )
        for row in rows
    ]
    return sorted(told, key=lambda one: (one.at is not None, one.at))


def disputed_records(rows: Iterable[Mapping[str, Any]]) -> set[tuple[str, int]]:
    """Return every record (delivery, row) that a contradiction cites."""
    return {(cited["delivery"], cited["row"]) for row in rows for cited in row["evidence"] or ()}
