"""The sample partnership, read from ``sample.toml``: people, and agreements that show each of them something else."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from vinculum.desk.access.models import Agreement, Group, Organisation, Person
from vinculum.desk.access.reference import load_organisations
from vinculum.desk.access.vocabulary import Handling, Rows
from vinculum.evidence.contract import contracts
from vinculum.evidence.workspace import Workspace

# The partnership began work in autumn 2024 (DOMAIN 1.1).
BEGINNING = datetime(2024, 11, 1, tzinfo=UTC)


@cache
def sample() -> dict[str, Any]:
    """Return the sample partnership as its data file tells it."""
    return tomllib.loads((resources.files("vinculum.desk.access") / "sample.toml").read_text("utf-8"))


def providers() -> dict[str, str]:
    """Return who hands over each feed of the sample nation, by feed."""
    told: dict[str, str] = sample()["providers"]
    return told


@transaction.atomic
def load_sample(workspace: Workspace, password: str) -> list[Person]:
    """Make the sample people and agreements, once, and return the people in order of the file; all sign in with ``password``."""
    load_organisations(workspace)
    if not Agreement.objects.exists():
        for told in sample()["agreements"]:
            for feed in told["feeds"]:
                _agree(told, feed)
    # One hash for all of them: they share the pass phrase anyway, and a hash is meant to be slow.
    hashed = make_password(password)
    found = []
    for told in sample()["people"]:
        person = Person.objects.filter(email=told["email"]).first()
        if person is None:
            organisation = Organisation.objects.get(code=told["organisation"])
            person = Person.objects.create_person(told["email"], told["name"], organisation, told["roles"])
            # They have held their roles since the partnership began, so that what they did before today can be told.
            person.appointments.update(from_at=BEGINNING)
        person.password = hashed
        person.save(update_fields=["password"])
        found.append(person)
    return found


def _agree(told: dict[str, Any], feed: str) -> None:
    agreement = Agreement(
        title=told["title"],
        provider=Organisation.objects.get(code=providers()[feed]),
        recipient=Organisation.objects.get(code=told["recipient"]) if "recipient" in told else None,
        recipients=Group.objects.get(code=told["recipients"]) if "recipients" in told else None,
        feed=feed,
        columns=told.get("columns") or [column.name for column in contracts()[feed].columns],
        rows=told.get("rows", Rows.ALL),
        handling=told.get("handling", Handling.PERMITTED),
        purposes=told["purposes"],
        gateway=told["gateway"],
        retention_days=told.get("retention_days"),
        from_at=BEGINNING,
    )
    agreement.full_clean()
    agreement.save()
