"""Which products a viewer may see: what was released to their audience, and what their own organisation makes.

A national body (scope.toml) also sees what the others of them make. Whoever sees a draft sees of it what their own roles open.
A kind that names an action is not there at all for those whose roles do not open it: its title alone would tell whom it is of.
"""

from __future__ import annotations

from django.db.models import Q

from vinculum.desk.access.policy import decide
from vinculum.desk.access.scope import national
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.documents.kinds import Kind, audiences, kinds
from vinculum.desk.documents.models import Product, Version
from vinculum.desk.documents.workflow import PUBLISHED, WORKFLOW
from vinculum.desk.workflows.stepping import subjects_in

NOBODY = Q(pk__in=())


def audiences_of(viewer: Viewer) -> frozenset[str]:
    """Return the audiences that a viewer belongs to, by the roles that they hold for the purpose asked for."""
    if not decide(viewer, Action.READ_PRODUCTS).allowed:
        return frozenset()
    held = {role.code for role in viewer.roles_for_purpose}
    return frozenset(one.code for one in audiences().values() if one.everybody or held & set(one.roles))


def makes_for(viewer: Viewer) -> frozenset[str]:
    """Return the organisations whose drafts a viewer may see: none, their own, or those of the national bodies."""
    if not any(decide(viewer, action).allowed for action in (Action.MAKE_PRODUCTS, Action.RELEASE_PRODUCTS)):
        return frozenset()
    return frozenset(national() if viewer.organisation in national() else {viewer.organisation})


def visible_to(viewer: Viewer) -> Q:
    """Return the condition that a version may be seen by a viewer; nothing without the right to read products."""
    if not decide(viewer, Action.READ_PRODUCTS).allowed:
        return NOBODY
    addressed = Q(product__recipient=None) | Q(product__recipient=viewer.organisation)
    free = Q(until=None) | Q(until__lte=viewer.at)
    released = Q(subject__in=subjects_in(WORKFLOW, *PUBLISHED)) & Q(product__audience__in=audiences_of(viewer))
    return ((released & addressed & free) | made_by(viewer)) & ~Q(product__kind__in=_closed_to(viewer))


def opens(kind: Kind, viewer: Viewer) -> bool:
    """Say whether a kind of product is there for a viewer at all."""
    return not kind.action or decide(viewer, Action(kind.action)).allowed


def _closed_to(viewer: Viewer) -> list[str]:
    return [kind.code for kind in kinds().values() if not opens(kind, viewer)]


def made_by(viewer: Viewer) -> Q:
    """Return the condition that a version is one of those that a viewer makes or releases, whatever its state."""
    return Q(product__organisation__in=makes_for(viewer))


def products_to(viewer: Viewer) -> Q:
    """Return the condition that a product has a version which a viewer may see."""
    return Q(pk__in=Version.objects.filter(visible_to(viewer)).values("product"))


def of_own(product: Product, viewer: Viewer) -> bool:
    """Say whether a viewer is one of those who make or release a product."""
    return product.organisation_id in makes_for(viewer)
