"""What of the strategy a viewer may see: adopted versions, and reports of progress that are meant for them; deny by default."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import StrategyAction, Terms, Version
from vinculum.desk.programme.strategy.versions import VERSION
from vinculum.desk.programme.strategy.vocabulary import Audience
from vinculum.desk.workflows.stepping import subjects_in

NOBODY = Q(pk__in=())


def reads(viewer: Viewer) -> bool:
    """Say whether a viewer may read the strategy at all."""
    return decide(viewer, Action.READ_STRATEGY).allowed


def sees_drafts(viewer: Viewer) -> bool:
    """Say whether a viewer sees versions that nobody has adopted: whoever keeps the strategy, or adopts it."""
    return any(decide(viewer, action).allowed for action in (Action.KEEP_STRATEGY, Action.ADOPT_STRATEGY))


def versions_to(viewer: Viewer) -> Q:
    """Return the condition that a version may be seen."""
    if not reads(viewer):
        return NOBODY
    if sees_drafts(viewer):
        return Q()
    return Q(reference__in=subjects_in(VERSION, "adopted", "superseded"))


def objectives_to(viewer: Viewer) -> Q:
    """Return the condition that an objective, with its measures, may be seen: its version may be."""
    return Q(version__in=Version.objects.filter(versions_to(viewer)).values("pk"))


def measures_to(viewer: Viewer) -> Q:
    """Return the condition that a measure may be seen: its objective's version may be."""
    return Q(objective__version__in=Version.objects.filter(versions_to(viewer)).values("pk"))


def actions_to(viewer: Viewer) -> Q:
    """Return the condition that an action may be seen: its objective's version may be."""
    return measures_to(viewer)


def recommendations_to(viewer: Viewer) -> Q:
    """Return the condition that a recommendation may be seen: what others published is open to whoever reads the strategy."""
    return Q() if reads(viewer) else NOBODY


def progress_to(viewer: Viewer) -> Q:
    """Return the condition that a report of progress may be read.

    Its action may be seen, and it is meant for the partnership, or the viewer is of a national body, of the organisation that
    reported, or of the one that owns the action today.
    """
    if not reads(viewer):
        return NOBODY
    seen = Q(action__in=StrategyAction.objects.filter(actions_to(viewer)).values("pk"))
    if viewer.organisation in national():
        return seen
    newest = Terms.objects.filter(action=OuterRef("pk")).order_by("-at", "-pk").values("owner")[:1]
    owned = StrategyAction.objects.annotate(owned_by=Subquery(newest)).filter(owned_by=viewer.organisation).values("pk")
    meant = Q(audience=Audience.PARTNERSHIP) | Q(organisation=viewer.organisation) | Q(action__in=owned)
    return seen & meant
