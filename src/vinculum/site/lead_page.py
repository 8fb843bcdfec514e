"""One lead's page: its places on a map, what its kind shows beyond that, and its evidence by feed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vinculum.evidence.contract import contracts
from vinculum.site import plain
from vinculum.site.clones import Clone
from vinculum.site.deliveries import title_of
from vinculum.site.leads import Lead
from vinculum.site.maps import Spot, draw_map
from vinculum.site.ports import ports
from vinculum.site.records import Place, Record

NUMBERED_PLACES = 20
# A table of more columns than this does not fit a page; each record is then shown as a list.
NARROW = 8


@dataclass(frozen=True, slots=True)
class Group:
    """The records of one feed; ``columns`` are those that any of them fills, in the order of the contract."""

    feed: str
    title: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def narrow(self) -> bool:
        """Whether the columns fit a table."""
        return len(self.columns) <= NARROW


@dataclass(frozen=True, slots=True)
class Stop:
    """One position with the places there, in the order of the first of them."""

    lat: float
    lon: float
    what: str
    places: tuple[Place, ...]


def group_records(records: Sequence[Record]) -> list[Group]:
    """Return records by feed in alphabetical order of title, rows in the order of delivery and number."""
    by_feed: dict[str, list[Record]] = {}
    for record in records:
        by_feed.setdefault(record.feed, []).append(record)
    groups = []
    for feed, held in by_feed.items():
        declared = [column.name for column in contracts()[feed].columns] if feed in contracts() else []
        filled = {name for record in held for name in record.columns or ()}
        columns = tuple(name for name in declared if name in filled)
        groups.append(Group(feed, title_of(feed), columns, tuple(sorted(held, key=lambda one: (one.delivery, one.row)))))
    return sorted(groups, key=lambda group: group.title)


def stops_of(places: Sequence[Place]) -> list[Stop]:
    """Return the places by position and what happened there, in the order of their first time."""
    found: dict[tuple[float, float, str], list[Place]] = {}
    for place in places:
        found.setdefault((place.lat, place.lon, place.what), []).append(place)
    return [Stop(lat, lon, what, tuple(held)) for (lat, lon, what), held in found.items()]


def lead_page(lead: Lead, clone: Clone | None) -> dict[str, Any]:
    """Return what the template of a lead's page needs; ``clone`` is what the picture tells of its tracks."""
    stops = stops_of(lead.places)
    styles = clone.styles if clone else {}
    spots = [
        Spot(str(number), stop.lat, stop.lon, f"{number}: {stop.what}", "#places-table", _style(stop, styles))
        for number, stop in enumerate(stops[:NUMBERED_PLACES], start=1)
    ]
    rest = [(stop.lat, stop.lon) for stop in stops[NUMBERED_PLACES:]]
    around = [lead.position] if lead.position is not None and stops else []
    return {
        "lead": lead,
        "map": draw_map(spots, ports=list(ports().values()), dots=rest, around=around) if stops else None,
        "map_more": len(rest),
        "clone": clone,
        "place_rows": [_place_row(number, stop) for number, stop in enumerate(stops, start=1)],
        "groups": group_records(lead.records),
        "delivery_total": len({record.delivery for record in lead.records}),
    }


def _style(stop: Stop, styles: Mapping[tuple[str, int], str]) -> str:
    return styles.get((stop.places[0].record.delivery, stop.places[0].record.row), "lead")


def _place_row(number: int, stop: Stop) -> tuple[str, ...]:
    times = [place.at for place in stop.places if place.at is not None]
    return (
        str(number),
        stop.what,
        plain.short_moment(min(times, default=None)),
        plain.short_moment(max(times, default=None)),
        plain.count(len(stop.places)),
        f"{stop.lat:.4f}",
        f"{stop.lon:.4f}",
    )
