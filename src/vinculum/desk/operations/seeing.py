"""Which rows of operations a viewer may see. Nothing is seen without the right to read operations; every page asks here."""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.operations.models import Operation, Participant

NOBODY = Q(pk__in=())


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that an operation may be seen: one's organisation leads it or takes part, or is a national body."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    taking_part = Participant.objects.filter(organisation=viewer.organisation).values("operation")
    return Q(lead=viewer.organisation) | Q(pk__in=taking_part)


def capacity_visible_to(viewer: Viewer) -> Q:
    """Return the condition that capacity or work may be seen: one's organisation's, and all of an operation that it leads."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    return Q(operation__lead=viewer.organisation) | Q(organisation=viewer.organisation)


def plans_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a plan may be seen: by those of the lead organisation who may plan or approve."""
    may = decide(viewer, Action.PLAN_OPERATIONS).allowed or decide(viewer, Action.APPROVE_OPERATIONS).allowed
    return Q(operation__lead=viewer.organisation) if may else NOBODY


def taskings_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a tasking may be seen: by the organisation that leads the operation, and the one it was given to.

    What a tasking asks for names people and vehicles, so it is not for the programme: that reads figures.
    """
    may = decide(viewer, Action.TASK_FORCES).allowed or decide(viewer, Action.ANSWER_TASKINGS).allowed
    if not may and not decide(viewer, Action.APPROVE_OPERATIONS).allowed:
        return NOBODY
    return Q(operation__lead=viewer.organisation) | Q(organisation=viewer.organisation)


def log_visible_to(viewer: Viewer) -> Q:
    """Return the condition that an entry of a log may be seen: by the lead organisation's commanders and approvers."""
    may = decide(viewer, Action.KEEP_LOG).allowed or decide(viewer, Action.APPROVE_OPERATIONS).allowed
    return Q(operation__lead=viewer.organisation) if may else NOBODY


def disruptions_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a disruption may be read in full: by its originator, the operation's lead, and moderators.

    A national moderator reads all of them, since somebody of another organisation is to moderate.
    """
    moderates = decide(viewer, Action.MODERATE_DISRUPTION).allowed
    if not moderates and not decide(viewer, Action.ASSESS_DISRUPTION).allowed:
        return NOBODY
    if moderates and viewer.organisation in national():
        return Q()
    return Q(organisation=viewer.organisation) | Q(operation__lead=viewer.organisation)


def spend_visible_to(viewer: Viewer) -> Q:
    """Return the condition that a spend line may be seen: one's organisation's, its operations', all for national bodies."""
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    return Q(organisation=viewer.organisation) | Q(operation__lead=viewer.organisation)


def counted_for(viewer: Viewer) -> Q:
    """Return the condition that a row tied to an operation counts in a figure for a viewer, whatever of it they may read.

    National bodies count everything; an organisation that leads counts its operations', any other what is its own. A figure's
    rows tell references, organisations and days, no name and no text.
    """
    if not decide(viewer, Action.READ_OPERATIONS).allowed:
        return NOBODY
    if viewer.organisation in national():
        return Q()
    return Q(operation__lead=viewer.organisation) | Q(organisation=viewer.organisation)


def operations_led_by(viewer: Viewer) -> Q:
    """Return the condition that an operation is led by the viewer's organisation and may be seen."""
    return visible_to(viewer) & Q(pk__in=Operation.objects.filter(lead=viewer.organisation).values("pk"))
