"""Telling a writer what is there already: texts much like theirs that they may read, and that others hold something on a mark.

Whoever holds it is never named, whatever the rule for leads says: a recipient who holds a sanitised copy about a mark, and is
told whose reports name that mark, would know where the copy came from (docs/decisions/0028). People meet through the contact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.intelligence.flows import REPORT
from vinculum.desk.intelligence.likeness import ALIKE, likeness, outline
from vinculum.desk.intelligence.rows.index import Outline
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.searching import newest_link
from vinculum.desk.intelligence.seeing import HANDING_IN, newest, visible_to
from vinculum.desk.intelligence.wording import FORCE, ORGANISATION, PLACE
from vinculum.desk.leads.deconfliction import contact_name
from vinculum.desk.workflows.models import Step

COMPARED = 25  # reports that share the most bands are compared word by word
MOST_SHOWN = 5
Mark = tuple[str, str]  # kind, normal
# Kinds that half of all reports share.
UNTELLING = frozenset({FORCE, ORGANISATION, PLACE, "locode", "commodity"})


@dataclass(frozen=True, slots=True)
class Alike:
    """A report that the viewer may read and that says much the same; ``percent`` is how much alike the texts are."""

    reference: str
    subject: str
    percent: int


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """Another organisation holds intelligence about a mark; what, who and how much is not told."""

    shown: str
    contact: str

    @property
    def sentence(self) -> str:
        """The notice as a page says it."""
        return f"Somebody else holds intelligence about {self.shown}. What it says is not shown here; ask {self.contact}."


def alike(viewer: Viewer, text: str, but: str = "") -> list[Alike]:
    """Return the reports that the viewer may see and that say much the same as a text, most alike first; not report ``but``."""
    bands = outline(text)
    if not bands:
        return []
    seen = Report.objects.filter(visible_to(viewer)).exclude(reference=but).values("pk")
    near = (
        Outline.objects.filter(band__in=bands, report__in=seen)
        .values("report")
        .annotate(shared=Count("band"))
        .order_by("-shared", "report")[:COMPARED]
    )
    versions = Version.objects.filter(newest(), report__in=[row["report"] for row in near]).select_related("report")
    told: dict[int, list[str]] = {}
    for paragraph in Paragraph.objects.filter(version__in=versions).order_by("number"):
        told.setdefault(paragraph.version_id, []).append(paragraph.text)
    found = [
        Alike(version.report.reference, version.subject, round(percent))
        for version in versions
        if (percent := likeness(text, " ".join([version.subject, *told.get(version.pk, [])]))) >= ALIKE
    ]
    return sorted(found, key=lambda one: (-one.percent, one.reference))[:MOST_SHOWN]


def held_elsewhere(viewer: Viewer, marks: Iterable[tuple[Mark, str]]) -> list[HeldElsewhere]:
    """Return a notice for each mark (kind and form, as shown) that a report names which the viewer may not read."""
    shown = {mark: text for mark, text in marks if tells(mark[0])}
    named = _named_in_hidden(viewer, shown)
    contact = contact_name() if named else ""
    return [HeldElsewhere(text, contact) for mark, text in shown.items() if mark in named]


def tells(kind: str) -> bool:
    """Say whether a kind of link is telling enough to speak of: marks and people, not ports, forces and goods."""
    return kind not in UNTELLING


def _named_in_hidden(viewer: Viewer, shown: Collection[Mark]) -> set[Mark]:
    if not shown:
        return set()
    hidden = Report.objects.exclude(visible_to(viewer)).exclude(organisation=viewer.organisation)
    handed_in = Step.objects.filter(workflow=REPORT.code, act__in=HANDING_IN).values("subject")
    links = Link.objects.filter(
        newest_link(),
        Q(version__report__in=hidden.filter(reference__in=handed_in).values("pk")),
        normal__in={normal for _, normal in shown},
    )
    return set(links.values_list("kind", "normal")) & set(shown)
