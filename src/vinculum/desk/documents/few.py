"""Small numbers kept from those who may only be told totals: not told, nor found by taking others from their sum. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from vinculum.desk.documents.measured_words import BLANK, FEW, WITHHELD, number_in


def withheld(rows: Sequence[list[str]], counts: Sequence[int], by: int, few: int) -> list[list[str]]:
    """Return rows without counts from 1 to ``few`` - 1 in the columns ``counts``; the first ``by`` columns are names.

    Where one count of a column is kept back, the next smallest is too, or the sum would give it away; and whatever else is
    measured of such a row is kept back with it, for a share and its interval tell the count.
    """
    told = [list(row) for row in rows]
    hidden: set[int] = set()
    for column in counts:
        small = [place for place, row in enumerate(rows) if 0 < _count(row[column]) < few]
        for place in small:
            told[place][column] = FEW
        hidden |= set(small)
        if len(small) == 1:
            others = sorted(
                (_count(row[column]), place) for place, row in enumerate(rows) if place not in small and _count(row[column]) > 0
            )
            for _, place in others[:1]:
                told[place][column] = WITHHELD
                hidden.add(place)
    for place in hidden:
        for column in range(by, len(told[place])):
            if column not in counts and told[place][column] not in {"", BLANK}:
                told[place][column] = WITHHELD
    return told


def _count(cell: str) -> float:
    return number_in(cell) or 0.0
