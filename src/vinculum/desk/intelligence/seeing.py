"""Who sees what of intelligence: nobody, unless a rule here says so.

A report is seen by its writer; once handed in, by the organisation that wrote it and by the desk that reviews it. One that was
ever under handling code C is seen only by people whose role receives conditions. Everybody else is sent a copy, and sees that.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Handling
from vinculum.desk.intelligence.flows import REPORT
from vinculum.desk.intelligence.rows.reports import Report, Version
from vinculum.desk.workflows.models import Step

NOBODY = Q(pk__in=())
# What hands a report in: from then on colleagues and the desk see it.
HANDING_IN = ("submit", "import")


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a report may be seen by a viewer."""
    if not decide(viewer, Action.READ_INTELLIGENCE).allowed:
        return NOBODY
    handed_in = Exists(Step.objects.filter(workflow=REPORT.code, subject=OuterRef("reference"), act__in=HANDING_IN))
    own = Q(organisation=viewer.organisation) & (Q(made_by=viewer.person) | Q(handed_in))
    at_desk = Q(desk=viewer.organisation) & Q(handed_in)
    seen = own | at_desk
    if viewer.handling is Handling.CONDITIONS:
        return seen
    conditional = Exists(Version.objects.filter(report=OuterRef("pk"), conditional=True))
    return seen & (Q(made_by=viewer.person) | ~Q(conditional))


def reports_seen(viewer: Viewer) -> Q:
    """Return the condition on a version, copy's version or any row with a ``report`` that its report may be seen."""
    return Q(report__in=Report.objects.filter(visible_to(viewer)).values("pk"))


def copies_seen(viewer: Viewer) -> Q:
    """Return the condition that a copy may be seen whole, with where it came from and where it went: its report may be seen."""
    return Q(version__report__in=Report.objects.filter(visible_to(viewer)).values("pk"))


def received_by(viewer: Viewer) -> Q:
    """Return the condition that a dissemination may be seen by somebody of the organisation that it was sent to."""
    if not decide(viewer, Action.READ_INTELLIGENCE).allowed:
        return NOBODY
    sent = Q(recipient=viewer.organisation)
    return sent if viewer.handling is Handling.CONDITIONS else sent & Q(copy__conditional=False)


def requirements_seen(viewer: Viewer) -> Q:
    """Return the condition that a requirement may be seen: one's own organisation's, and those shared with a group of it."""
    if not decide(viewer, Action.READ_INTELLIGENCE).allowed:
        return NOBODY
    return Q(owner=viewer.organisation) | Q(shared_with__in=viewer.groups)


def newest() -> Q:
    """Return the condition that a version is the newest of its report."""
    later = Version.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
    return ~Q(Exists(later))
