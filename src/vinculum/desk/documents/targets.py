"""What a product can be about: an operation, a grant, a year, a subject, the whole; each as far as the viewer sees it.

Most are listed for the viewer to choose from. Of subjects there are too many, and a list would tell who they are: one is named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_visible_to
from vinculum.desk.ports.subjects import subject_named
from vinculum.desk.programme.funding.models import Grant
from vinculum.desk.programme.funding.seeing import grants_to
from vinculum.errors import WrongUse

# The partnership began work in autumn 2024 (DOMAIN 1.1).
FIRST_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a product is about. ``facts`` are what its texts may say of it; ``since`` and ``until`` bound its events."""

    code: str
    name: str
    facts: dict[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    recipient: str = ""


def day_words(day: date) -> str:
    """Return a day as ``9 March 2026``."""
    return f"{day.day} {day:%B %Y}"


def is_listed(of: str) -> bool:
    """Say whether what a product is about is chosen from a list; it is told by its code otherwise."""
    return of in LISTED


def targets_of(of: str, viewer: Viewer) -> list[Target]:
    """Return what a viewer may make a product about, newest first; nothing of what is told by its code."""
    return LISTED[of](viewer) if is_listed(of) else []


def target_named(of: str, code: str, viewer: Viewer) -> Target:
    """Return one by its code; WrongUse where there is none for this viewer."""
    if not is_listed(of):
        named = NAMED[of](code, viewer)
        if named is None:
            raise WrongUse(f"There is no {of} {code!r} that you may see. Take the code from its page.")
        return named
    found = next((one for one in targets_of(of, viewer) if one.code == code), None)
    if found is None:
        raise WrongUse(f"There is no {of or 'such thing'} {code!r} that you may see. Choose one of those offered.")
    return found


def _partnership(_viewer: Viewer) -> list[Target]:
    return [Target("", "The partnership")]


def _operations(viewer: Viewer) -> list[Target]:
    found = Operation.objects.filter(operations_visible_to(viewer)).select_related("lead").order_by("-begins_on", "reference")
    return [
        Target(
            one.reference,
            one.name,
            {"from_day": day_words(one.begins_on), "to_day": day_words(one.ends_on), "lead": one.lead.name},
            one.begins_on,
            one.ends_on + timedelta(days=1),
        )
        for one in found
    ]


def _years(viewer: Viewer) -> list[Target]:
    return [
        Target(
            str(year),
            str(year),
            {"from_day": day_words(date(year, 1, 1)), "to_day": day_words(date(year, 12, 31))},
            date(year, 1, 1),
            date(year + 1, 1, 1),
        )
        for year in range(viewer.at.year, FIRST_YEAR - 1, -1)
    ]


def _grants(viewer: Viewer) -> list[Target]:
    found = Grant.objects.filter(grants_to(viewer)).select_related("funder").order_by("-begins_on", "reference")
    return [
        Target(
            one.reference,
            one.title,
            {"from_day": day_words(one.begins_on), "to_day": day_words(one.ends_on), "funder": one.funder.name},
            recipient=one.funder_id,
        )
        for one in found
    ]


def _subject(code: str, viewer: Viewer) -> Target | None:
    found = subject_named(code, viewer)
    return Target(found.code, found.name, {"what": found.kind}) if found else None


LISTED: dict[str, Callable[[Viewer], list[Target]]] = {
    "": _partnership,
    "grant": _grants,
    "operation": _operations,
    "year": _years,
}
NAMED: dict[str, Callable[[str, Viewer], Target | None]] = {"subject": _subject}
