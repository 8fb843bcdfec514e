"""The results of a search as the page shows them: why each fits, how sure that is, who says it, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vinculum.evidence.contract import contracts
from vinculum.picture.searchable import VEHICLE_MARKS, TextKind
from vinculum.search import Found
from vinculum.search.propose import Way
from vinculum.search.wording import MARKS
from vinculum.site.pages.vehicle.links import record_href, vehicle_href
from vinculum.site.wording import spaced
from vinculum.site.yardstick import percent

WAYS = {
    Way.EXACT: "Exactly this",
    Way.PATTERN: "Fits the pattern",
    Way.DEFACED: "Seen in part",
    Way.WORDS: "Like words",
    Way.PART: "Contains this",
    Way.MISREAD: "Could be a misreading",
}
MOST_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Source:
    """A column of a delivery that says the text, with how many of its rows do and the page of the first."""

    words: str
    feed: str
    delivery: str
    href: str
    n: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a result leads: words and address; no address where there is no page of its own."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Result:
    """One text that fits: its kind in words, why and how sure, where it leads, and who says it."""

    shown: str
    mark: str
    is_plate: bool
    kind: str
    way: str
    sure: str
    why: str
    leads: tuple[Lead, ...]
    sources: tuple[Source, ...]
    more_sources: int
    n: int

    @property
    def href(self) -> str:
        """The page that the result opens first."""
        return next((lead.href for lead in self.leads if lead.href), self.sources[0].href if self.sources else "")


def results_of(found: Sequence[Found], records: Iterable[Mapping[str, Any]], *, open_vehicles: bool) -> list[Result]:
    """Return ``found`` as the page shows it, in the same order; ``records`` are those behind it that the viewer may see."""
    by_place: dict[int, list[Mapping[str, Any]]] = {}
    for row in records:
        by_place.setdefault(row["place"], []).append(row)
    return [_result(one, by_place.get(place, []), open_vehicles=open_vehicles) for place, one in enumerate(found)]


def _result(found: Found, rows: Sequence[Mapping[str, Any]], *, open_vehicles: bool) -> Result:
    sources = [_source(row) for row in rows]
    return Result(
        shown=found.shown,
        mark=found.mark,
        is_plate=found.kind is TextKind.VRM,
        kind=kind_words(found.kind),
        way=WAYS[found.way],
        sure=how_sure(found.way, found.weight),
        why=found.why,
        leads=tuple(_leads(found, rows, open_vehicles=open_vehicles)),
        sources=tuple(sources[:MOST_SOURCES]),
        more_sources=max(0, len(sources) - MOST_SOURCES),
        n=found.n,
    )


def _leads(found: Found, rows: Sequence[Mapping[str, Any]], *, open_vehicles: bool) -> list[Lead]:
    """Return the vehicle's page where the text is a mark of one, and the records of the other subjects."""
    leads = []
    if found.kind in VEHICLE_MARKS and open_vehicles:
        leads.append(Lead(f"Vehicle page of {found.mark}", vehicle_href(found.mark)))
    for subject in found.subjects:
        if subject.reference is None or subject.kind == "mark":
            continue
        if subject.kind == "vehicle":
            if found.kind not in VEHICLE_MARKS and open_vehicles:
                leads.append(Lead("Vehicle that it was seen on", vehicle_href(subject.reference)))
            continue
        row = next((row for row in rows if (row["subject_kind"], row["subject"]) == (subject.kind, subject.reference)), None)
        if row is not None and open_vehicles:
            leads.append(Lead(f"{spaced(subject.kind)} {subject.reference}", record_href(row["delivery"], row["row"])))
    return leads


def _source(row: Mapping[str, Any]) -> Source:
    column = spaced(row["column_name"])
    return Source(
        f"{contracts()[row['feed']].title}, {column}",
        row["feed"],
        row["delivery"],
        record_href(row["delivery"], row["row"]),
        row["n"],
    )


def how_sure(way: Way, weight: float) -> str:
    """Return how sure it is that this text is meant, in words; ``weight`` is that of the way."""
    if way is Way.EXACT:
        return "the same text"
    told = {
        Way.PATTERN: "of its characters are known",
        Way.DEFACED: "of its characters could be read",
        Way.WORDS: "alike",
        Way.PART: "of it was typed",
        Way.MISREAD: "as often as a right reading",
    }
    return f"{percent(weight)} {told[way]}"


def kind_words(kind: TextKind) -> str:
    """Return a kind of text with a capital, such as ``Plate``."""
    words = MARKS[kind]
    return words[:1].upper() + words[1:]
