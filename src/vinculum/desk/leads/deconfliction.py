"""Telling organisations that another is at work on the same lead or the same subject, and nothing of that work.

Who learns whose name is a rule (``deconfliction.toml``). Two leads of different kinds about one mark count as one subject.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.db.models import Q

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.standing import standing_of
from vinculum.desk.leads.workflow import states

Subject = tuple[str, str]  # kind of subject, subject


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """Another organisation is at work on the lead, or on another lead about its subject. ``organisation`` is "" if not told."""

    organisation: str
    same_lead: bool

    @property
    def sentence(self) -> str:
        """The notice as a page says it."""
        who = self.organisation or "Another organisation"
        what = "this lead" if self.same_lead else "another lead about this subject"
        return f"{who} is working on {what}. What it does is not shown here."


@dataclass(frozen=True, slots=True)
class NameRule:
    """Which kinds of organisation learn each other's name, and through whom the others find each other."""

    contact: str
    named: frozenset[str]


@cache
def name_rule() -> NameRule:
    """Return the rule as its data file tells it."""
    told = tomllib.loads((resources.files("vinculum.desk.leads") / "deconfliction.toml").read_text("utf-8"))
    return NameRule(told["contact"], frozenset(told["named"]))


def contact_name() -> str:
    """Return the name of the organisation through which others find each other; its code where the desk does not know it."""
    code = name_rule().contact
    found = Organisation.objects.filter(code=code).values_list("name", flat=True).first()
    return found or code


def others_at_work(viewer: Viewer, leads: Iterable[tuple[str, Subject]]) -> dict[str, tuple[Notice, ...]]:
    """Return the notices of each lead (id, subject) on which, or on whose subject, another organisation is at work."""
    wanted = dict(leads)
    if not wanted:
        return {}
    touched = _streams(viewer, wanted)
    own_kind = Organisation.objects.filter(code=viewer.organisation).values_list("kind", flat=True).first()
    found: dict[str, set[Notice]] = {}
    for (_, lead), acts_on in touched.items():
        if not states()[standing_of([one.told() for one in acts_on]).state].working:
            continue
        name = _name_told(own_kind, acts_on[0].organisation)
        subject = (acts_on[0].subject_kind, acts_on[0].subject)
        for asked, its_subject in wanted.items():
            if asked == lead or its_subject == subject:
                found.setdefault(asked, set()).add(Notice(name, asked == lead))
    return {
        lead: tuple(sorted(notices, key=lambda one: (not one.same_lead, one.organisation))) for lead, notices in found.items()
    }


def _order(notice: Notice) -> tuple[bool, str]:
    return (not notice.same_lead, notice.organisation)


def _streams(viewer: Viewer, wanted: dict[str, Subject]) -> dict[tuple[str, str], list[LeadAct]]:
    """Return the acts of other organisations on the leads, or on leads about their subjects, by organisation and lead."""
    subjects = {subject for _, subject in wanted.values()}
    rows = (
        LeadAct.objects.exclude(organisation=viewer.organisation)
        .filter(Q(lead__in=list(wanted)) | Q(subject__in=subjects))
        .select_related("organisation")
        .order_by("number")
    )
    found: dict[tuple[str, str], list[LeadAct]] = {}
    for row in rows:
        found.setdefault((row.organisation_id, row.lead), []).append(row)
    return found


def _name_told(own_kind: str | None, other: Organisation) -> str:
    return other.name if {own_kind, other.kind} <= name_rule().named else ""
