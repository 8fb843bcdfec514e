"""What a writer is shown while typing, and again on saving: what the text names, what is there already, words of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.intelligence.deconfliction import Alike, HeldElsewhere, alike, held_elsewhere
from vinculum.desk.intelligence.finding import FoundLink, apart, find_links
from vinculum.desk.intelligence.known import known_names
from vinculum.desk.intelligence.provenance import SourceTold, repeated_in
from vinculum.picture.current import NoPicture
from vinculum.site.guard import DeskRequest, seen
from vinculum.site.pages.vehicle.links import vehicle_href


@dataclass(frozen=True, slots=True)
class ShownLink:
    """Something that the text names: its paragraph, kind, how it stands there, and the page of the vehicle, if it has one."""

    paragraph: int
    kind: str
    pole: str
    shown: str
    href: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was found in the texts of a report before it is kept."""

    links: tuple[ShownLink, ...]
    alike: tuple[Alike, ...]
    elsewhere: tuple[HeldElsewhere, ...]
    repeated: tuple[str, ...]


def names_in(request: DeskRequest, texts: Sequence[str]) -> dict[int, list[FoundLink]]:
    """Return the names that the picture knows, as the viewer may see it, by paragraph; none where there is no picture yet."""
    try:
        door = seen(request)
    except NoPicture:
        return {}
    return {number: known_names(door, text) for number, text in enumerate(texts, 1)}


def foresee(request: DeskRequest, subject: str, texts: Sequence[str], source: SourceTold, but: str = "") -> Foreseen:
    """Return what the writer should know of a report before keeping it; ``but`` is the report that is written again."""
    names = names_in(request, texts)
    found = [
        (number, link) for number, text in enumerate(texts, 1) for link in apart([*find_links(text), *names.get(number, ())])
    ]
    open_vehicles = decide(request.viewer, Action.READ_VEHICLE).allowed
    links = tuple(
        ShownLink(
            number, link.kind, link.pole.value, link.shown, vehicle_page(link.kind, link.normal, open_vehicles=open_vehicles)
        )
        for number, link in found
    )
    for link in links:
        request.told.about(link.kind, link.shown[:200])
    return Foreseen(
        links=links,
        alike=tuple(alike(request.viewer, " ".join([subject, *texts]), but)),
        elsewhere=tuple(held_elsewhere(request.viewer, [((link.kind, link.normal), link.shown) for _, link in found])),
        repeated=tuple(repeated_in([subject, *texts], source)),
    )


def vehicle_page(kind: str, normal: str, *, open_vehicles: bool) -> str:
    """Return the page of the vehicle that bears a mark, "" for other kinds and for those who may not open it."""
    return vehicle_href(normal) if open_vehicles and kind in {"vin", "vrm"} else ""
