"""The strategy's part of the sample story, read from ``sample.toml`` and laid in through the same functions as the pages'."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.programme.strategy.pillars import Wording, word_pillar

# The partnership began work in autumn 2024 (DOMAIN 1.1); its pillars were worded before the strategy that rests on them.
PILLARS_AT = datetime(2024, 11, 20, 10, tzinfo=UTC)


@cache
def sample() -> dict[str, Any]:
    """Return the strategy as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.programme.strategy") / "sample.toml").read_text("utf-8"))


def as_person(who: str, at: datetime) -> Viewer:
    """Return a sample person, by the first part of their address, asking at a moment for the programme."""
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, Purpose.PROGRAMME, "The sample story")


@transaction.atomic
def tell() -> None:
    """Lay in pillars; nothing where there are some already."""
    if Pillar.objects.exists():
        return
    keeper = as_person("david", PILLARS_AT)
    for told in sample()["pillars"]:
        owner = Organisation.objects.get(code=told["owner"])
        word_pillar(keeper, told["code"], Wording(told["title"], working_title=True, about=told["about"], owner=owner))
