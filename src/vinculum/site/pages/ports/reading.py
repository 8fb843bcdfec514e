"""The board's boxes put together: the short list, the picture as the viewer sees it, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.ports.ahead import BoxAhead, read_boxes, read_reasons
from vinculum.desk.ports.clock import BoardClock, clock_of
from vinculum.desk.ports.found import Found, found_in
from vinculum.desk.ports.listed import Listed, boxes_of_lists, waiting_boxes
from vinculum.desk.ports.manifests import Screening, boxes_screened, read_screening
from vinculum.desk.ports.models import ShortList
from vinculum.desk.ports.seeing import visible_to
from vinculum.engine.door import Door
from vinculum.picture.current import Build
from vinculum.picture.lead_rows import lead_id
from vinculum.picture.settings import Settings, read_settings
from vinculum.site.pages.ports.told import (
    Tag,
    basis_words,
    clock_tag,
    country_words,
    found_words,
    owner_words,
    port_words,
    state_tag,
)

# What an officer reads first; the box's own page has all of them.
REASONS_SHOWN = 3
LEADS = "SELECT id FROM picture.leads WHERE list_contains($ids, id)"


@dataclass(frozen=True, slots=True)
class ToldBox:
    """A box of a short list in the words of the page."""

    listed: Listed
    box: BoxAhead
    clock: Tag
    state: Tag
    owner: str
    basis: str
    country: str
    reasons: tuple[dict[str, Any], ...]
    all_reasons: tuple[dict[str, Any], ...]
    lead: str
    found: Found | None
    found_words: str

    @property
    def reference(self) -> str:
        """The reference of the listing."""
        return self.listed.box.reference

    @property
    def amiss(self) -> str:
        """What the short list and the inspections say differently, "" where they agree."""
        if self.found is not None and self.listed.waits:
            return "An inspection of it is on record: tell that it was opened."
        return ""


@dataclass(frozen=True, slots=True)
class PortLists:
    """What waits at one port, or was on a list of today."""

    port: str
    words: str
    boxes: tuple[ToldBox, ...]
    lists: tuple[ShortList, ...]


def rules_now() -> Settings:
    """Return the settings by which the picture is built and boxes are chosen."""
    return read_settings(settings.WORKSPACE.settings_file)


def board_clock(viewer: Viewer, build: Build) -> BoardClock:
    """Return the clock of the board for a picture."""
    return clock_of(build.as_at, viewer.at, float(rules_now()["screening"]["hours"]))


def lists_today(viewer: Viewer, day: date) -> list[ShortList]:
    """Return the short lists of a day that the viewer may see."""
    return list(ShortList.objects.filter(visible_to(viewer), day=day).select_related("drawn_by").order_by("port", "number"))


def board_boxes(door: Door, viewer: Viewer, clock: BoardClock, port: str) -> list[PortLists]:
    """Return, by port, the boxes of today's lists and those of earlier ones that still wait; only what the door shows."""
    lists = lists_today(viewer, clock.at.date())
    found = {one.box.pk: one for one in (*waiting_boxes(viewer), *boxes_of_lists(viewer, [one.pk for one in lists]))}
    told = tell_boxes(door, viewer, clock, list(found.values()))
    ports = sorted({one.box.port for one in told} | {one.port for one in lists})
    return [
        PortLists(
            here,
            port_words(here),
            tuple(one for one in told if one.box.port == here),
            tuple(one for one in lists if one.port == here and any(box.listed.box.short_list_id == one.pk for box in told)),
        )
        for here in ports
        if port in {"", here} and any(one.box.port == here for one in told)
    ]


def tell_boxes(door: Door, viewer: Viewer, clock: BoardClock, boxes: Sequence[Listed]) -> list[ToldBox]:
    """Return listed boxes in words, those that wait first and of them the first to close; one the door lacks is left out."""
    held = read_boxes(door, {one.box.consignment_ref for one in boxes})
    reasons = read_reasons(door, held)
    for number in sorted({one.box.manifest for one in boxes if one.box.manifest and one.box.consignment_ref not in held}):
        screening = read_screening(settings.WORKSPACE, number)
        for box in boxes_screened(door, screening) if screening else ():
            held.setdefault(box.consignment_ref, box)
            reasons.setdefault(box.consignment_ref, _screened_reasons(screening, box.consignment_ref))
    found = found_in(door, held.values())
    leads = leads_of(door, held)
    told = [
        _tell(one, held[one.box.consignment_ref], viewer, clock, reasons, found, leads)
        for one in boxes
        if one.box.consignment_ref in held
    ]
    return sorted(told, key=lambda one: (not one.listed.waits, one.box.sails_at, -one.box.expected_value_gbp, one.reference))


def leads_of(door: Door, refs: Any) -> dict[str, str]:
    """Return the address of the lead about each consignment, where the door shows one."""
    ids = {lead_id("export", ref): ref for ref in refs}
    rows = door.ask_rows(LEADS, {"ids": sorted(ids)}) if ids else []
    return {ids[row["id"]]: reverse("lead", args=[row["id"]]) for row in rows}


def _screened_reasons(screening: Screening | None, ref: str) -> list[dict[str, Any]]:
    """Return the reasons of a box that the picture does not know yet; the starting point, which is no rule, left out."""
    told = screening.told[ref]["reasons"] if screening else []
    return [{"rule": "", **reason} for reason in told if reason["evidence"]]


def _tell(
    one: Listed,
    box: BoxAhead,
    viewer: Viewer,
    clock: BoardClock,
    reasons: dict[str, list[dict[str, Any]]],
    found: dict[str, Found],
    leads: dict[str, str],
) -> ToldBox:
    ref = box.consignment_ref
    seen = found.get(ref)
    return ToldBox(
        listed=one,
        box=box,
        clock=clock_tag(box.sails_at, clock),
        state=state_tag(one.standing.state),
        owner=owner_words(one, viewer.person),
        basis=basis_words(one.box),
        country=country_words(box.country),
        reasons=tuple(reasons.get(ref, ())[:REASONS_SHOWN]),
        all_reasons=tuple(reasons.get(ref, ())),
        lead=leads.get(ref, ""),
        found=seen,
        found_words=found_words(seen) if seen else "",
    )
