"""What an evidence pack tells of a lead: the page's own words, laid out as plain data for the typesetter."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.standing import Happening
from vinculum.desk.leads.workflow import states
from vinculum.picture.current import Build
from vinculum.products.evidence_pack import EvidencePack, PackEvent, PackReason, PackRecord, PackTable
from vinculum.site import plain
from vinculum.site.frame_of_page import MARKING
from vinculum.site.pages.leads.drawn import Drawn, row_of
from vinculum.site.pages.leads.history import words_of
from vinculum.site.pages.leads.map_svg import map_svg
from vinculum.site.pages.leads.reading import Lead, Source, grade_of
from vinculum.site.pages.leads.standpoint import Standpoint
from vinculum.site.records import Place, Record
from vinculum.site.tables import Table
from vinculum.site.wording import spaced, title_of
from vinculum.site.yardstick import YARDSTICK

DEFINITIONS = (
    ("Likelihood", "how probable the picture holds the lead to be, calibrated on cases whose outcome is known"),
    ("Weight", "how many times more readily the reason is met if the lead is true than if it is not"),
    ("Value at stake", "the value of the vehicles concerned where a record states it; “not known” is not zero"),
    ("Time left", "from the as-at of the picture to the moment after which acting is likely to be too late"),
    ("As at", "the time of the latest record that the picture was built from"),
    ("Inconsistency", "two records that one vehicle could hardly have made; it may have an innocent explanation"),
    ("Hypothesis", "something that would explain the records; others are weighed beside it"),
)


def reference_of(viewer: Viewer, lead: Lead, build: Build) -> str:
    """Return the reference under which the audit finds a pack: of who took it, when, and of what."""
    told = f"{viewer.email}|{viewer.at.isoformat()}|{lead.id}|{build.id}"
    return f"PACK-{hashlib.sha256(told.encode()).hexdigest()[:12].upper()}"


def pack_of(lead: Lead, drawn: Drawn, sources: Sequence[Source], at: Standpoint, viewer: Viewer, build: Build) -> EvidencePack:
    """Return all that the pack of a lead says, for the viewer who takes it."""
    partners = {source.delivery: source.partner for source in sources}
    names = dict(Organisation.objects.filter(code__in={*partners.values(), viewer.organisation}).values_list("code", "name"))
    drawing = drawn.map.drawing if drawn.map else None
    words = drawn.map.words if drawn.map else ""
    return EvidencePack(
        marking=MARKING,
        reference=reference_of(viewer, lead, build),
        kind=lead.kind.one,
        subject_words=lead.subject_words,
        subject=lead.subject,
        summary=lead.summary,
        as_at=build.as_at,
        picture=build.id,
        lead=lead.id,
        maker=viewer.name,
        organisation=names.get(viewer.organisation, viewer.organisation),
        purpose=viewer.purpose.words if viewer.purpose else "",
        why=viewer.why,
        made_at=viewer.at,
        facts=_facts(lead, at, build),
        reasons=tuple(
            PackReason(reason.text, reason.support, tuple(_source(record) for record in reason.records))
            for reason in lead.reasons
        ),
        tables=tuple(_table(table) for table in (drawn.clone.rivals, drawn.clone.pairs)) if drawn.clone else (),
        deliveries=tuple(
            (source.delivery, title_of(source.feed), names.get(source.partner, source.partner), source.sha256 or plain.UNKNOWN)
            for source in sources
        ),
        timeline=_timeline(lead, drawn),
        map=map_svg(drawing, words) if drawing else "",
        map_words=words,
        map_key=_key(drawn),
        records=tuple(_record(record, partners, names) for record in lead.records),
        decisions=_decisions(at.happenings),
        definitions=(*DEFINITIONS, ("Words of likelihood", _yardstick())),
    )


def _facts(lead: Lead, at: Standpoint, build: Build) -> tuple[tuple[str, str], ...]:
    return (
        ("How likely", f"{lead.likelihood} ({lead.figure})"),
        ("Value at stake", plain.pounds(lead.value_gbp)),
        ("Time left", plain.time_left(lead.cold_at, build.as_at)),
        ("Stage of the crime script", lead.stage),
        ("What to do", lead.action),
        ("Where", lead.area),
        ("State", states()[at.shown.state].title),
    )


def _timeline(lead: Lead, drawn: Drawn) -> tuple[PackEvent, ...]:
    return tuple(
        PackEvent(
            str(drawn.numbers.get(row_of(place), "")),
            plain.short_moment(place.at),
            place.what,
            _where(place),
            _source(place.record),
        )
        for place in lead.places
        if place.at is not None
    )


def _where(place: Place) -> str:
    return f"{place.lat:.4f}, {place.lon:.4f}"


def _source(record: Record) -> str:
    return f"{record.delivery} row {record.row}"


def _record(record: Record, partners: Mapping[str, str], names: Mapping[str, str]) -> PackRecord:
    partner = partners.get(record.delivery, plain.UNKNOWN)
    columns = tuple((spaced(name), plain.cell(value)) for name, value in (record.columns or {}).items())
    return PackRecord(_source(record), title_of(record.feed), names.get(partner, partner), grade_of(record), columns)


def _decisions(happenings: Sequence[Happening]) -> tuple[tuple[str, str], ...]:
    told = words_of(happenings)
    return tuple(
        (plain.short_moment(one.at), f"{one.person} {told[one.number]}" + (f". {one.text}" if one.text else ""))
        for one in happenings
    )


def _table(table: Table) -> PackTable:
    return PackTable(table.caption, table.headers, table.rows)


def _key(drawn: Drawn) -> tuple[str, ...]:
    lines = {"a": "unbroken blue line", "b": "broken red line", "c": "dotted violet line", "d": "dashed and dotted green line"}
    if drawn.map is None:
        return ()
    return tuple(f"{words}: {lines[style.name]}" for style, words in drawn.map.key if style.line)


def _yardstick() -> str:
    told = [f"{band.words} {band.low:.0%} to {band.high:.0%}" for band in YARDSTICK]
    return "; ".join(told) + " (Professional Head of Intelligence Assessment)"
