"""Whose people, agreements and records somebody who reads or keeps the access rules may see: the partnership's, or their own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from django.db.models import Q

from vinculum.desk.access.viewer import Viewer


@cache
def national() -> frozenset[str]:
    """Return the organisations that answer for the partnership as a whole (``scope.toml``)."""
    told = tomllib.loads((resources.files("vinculum.desk.access") / "scope.toml").read_text("utf-8"))
    return frozenset(told["national"])


def answers_for(viewer: Viewer, organisation: str) -> bool:
    """Say whether the viewer's organisation answers for another: itself, or all of them."""
    return viewer.organisation in national() or viewer.organisation == organisation


def organisations_to(viewer: Viewer) -> Q:
    """Return the condition that an organisation may be seen to by the viewer."""
    return Q() if viewer.organisation in national() else Q(code=viewer.organisation)


def people_to(viewer: Viewer) -> Q:
    """Return the condition that a person may be seen to by the viewer."""
    return Q() if viewer.organisation in national() else Q(organisation_id=viewer.organisation)


def agreements_to(viewer: Viewer) -> Q:
    """Return the condition that an agreement may be read by the viewer: their organisation gives or receives by it."""
    if viewer.organisation in national():
        return Q()
    own = viewer.organisation
    return Q(provider_id=own) | Q(recipient_id=own) | Q(recipients_id__in=viewer.groups)
