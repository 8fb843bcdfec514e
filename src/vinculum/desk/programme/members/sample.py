"""The members' part of the sample story, read from ``sample.toml`` and ``sample.csv`` and laid in as the pages would."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Organisation
from vinculum.desk.programme.members.contacts import ContactTold, add_contact
from vinculum.desk.programme.members.giving import InKindTold, give_in_kind
from vinculum.desk.programme.members.joining import Joining, enquire, step, write_down
from vinculum.desk.programme.members.listing import Listed, take_in
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.strategy.sample import as_person

HERE = "vinculum.desk.programme.members"


@cache
def sample() -> dict[str, Any]:
    """Return the members as their data file tells them."""
    return tomllib.loads((resources.files(HERE) / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the lists of each month, those who joined step by step, an enquiry, contacts and gifts; nothing if told."""
    if Member.objects.filter(enquired_at=None).exists():
        return
    _lists()
    for told in sample()["joining"]:
        _join(told)
    for told in sample()["enquiries"]:
        enquire(told["name"], told["organisation"], told["email"], told["message"], told["at"])
    for told in sample()["contacts"]:
        member = Member.objects.get(organisation=told["code"])
        add_contact(as_person("david", told["at"]), member, ContactTold(told["name"], told["role"], told["email"]), "themselves")
    for told in sample()["in_kind"]:
        member = Member.objects.get(organisation=told["code"])
        give_in_kind(as_person("david", told["at"]), member, InKindTold(told["what"], told["given_on"], None, told["basis"]))


def _lists() -> None:
    """Enter each month's list: those who joined after the one before, as far as the day it was entered."""
    bodies = {one.code: one for one in Organisation.objects.all()}
    rows = list(csv.DictReader((resources.files(HERE) / "sample.csv").read_text("utf-8").splitlines()))
    before = date.min
    moments: list[datetime] = sample()["lists"]["at"]
    for at in moments:
        listed = [
            Listed(Joining(row["name"], row["kind"], bodies.get(row["code"])), joined, None)
            for row in rows
            if before < (joined := date.fromisoformat(row["joined_on"])) <= at.date()
        ]
        take_in(as_person("david", at), listed, f"From the list of members of {at:%B %Y}")
        before = at.date()


def _join(told: dict[str, Any]) -> None:
    first, *later = told["steps"]
    member = write_down(as_person(first["who"], first["at"]), Joining(told["name"], told["kind"]))
    add_contact(as_person(first["who"], first["at"]), member, ContactTold(**told["contact"]), "themselves")
    for number, one in enumerate(later, 1):
        step(as_person(one["who"], one["at"]), member, one["act"], after=number, reason=one.get("reason", ""))
