"""Pillars: worded by whoever keeps the strategy, and as they were worded at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.strategy.models import Pillar, PillarWording
from vinculum.desk.programme.strategy.refusals import NotAsItWas, must


@dataclass(frozen=True, slots=True)
class Wording:
    """How a pillar is worded: its title, whether that is a working title, what it is about, and who owns it."""

    title: str
    working_title: bool
    about: str = ""
    owner: Organisation | None = None


@transaction.atomic
def word_pillar(viewer: Viewer, code: str, wording: Wording) -> Pillar:
    """Word a pillar anew from now on, or make it; NotAsItWas when a later wording stands already."""
    must(viewer, Action.KEEP_STRATEGY)
    newest = PillarWording.objects.filter(pillar=code).order_by("-at", "-pk").first()
    if newest is not None and newest.at > viewer.at:
        raise NotAsItWas(
            f"Pillar {code} was worded on {newest.at:%-d %B %Y at %H:%M} UTC, which is later than this. Nothing was changed."
        )
    told = {
        "title": wording.title, "working_title": wording.working_title, "about": wording.about, "owner": wording.owner,
    }  # fmt: skip
    pillar, _ = Pillar.objects.update_or_create(code=code, defaults=told)
    PillarWording.objects.create(pillar=pillar, at=viewer.at, by_id=viewer.person, **told)
    return pillar


def pillars_as_at(at: datetime) -> dict[str, Wording]:
    """Return the wording of every pillar that stood at a moment (UTC), by code."""
    rows: Iterable[PillarWording] = (
        PillarWording.objects.filter(at__lte=at).select_related("owner").order_by("pillar", "at", "pk")
    )
    return {row.pillar_id: Wording(row.title, row.working_title, row.about, row.owner) for row in rows}
