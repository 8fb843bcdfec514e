"""Bringing the desk's organisations into step with the reference data: new ones are added, changes by hand stay."""

from __future__ import annotations

import csv
from importlib import resources

from vinculum.desk.access.models import Group, Organisation
from vinculum.evidence.partners import partners
from vinculum.evidence.workspace import Workspace

# Bodies whose people are police for the purposes of an agreement that says "police" (DOMAIN 1.1).
POLICE_KINDS = {"police_force", "police_unit", "special_police"}


def makes_of_makers() -> dict[str, list[str]]:
    """Return the makes that each manufacturer answers for, by organisation code (``makers.csv``)."""
    text = (resources.files("vinculum.desk.access") / "makers.csv").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["organisation"], []).append(row["make"])
    return found


def load_organisations(workspace: Workspace) -> int:
    """Add the organisations that the desk does not know yet, and the group ``police``; return how many were added."""
    makes = makes_of_makers()
    known = set(Organisation.objects.values_list("code", flat=True))
    fresh = [
        Organisation(code=code, name=told.name, kind=told.kind, force=told.force or "", makes=makes.get(code, []))
        for code, told in partners(workspace).items()
        if code not in known
    ]
    Organisation.objects.bulk_create(fresh)
    police, _ = Group.objects.get_or_create(code="police", defaults={"title": "Police forces and police units"})
    police.members.add(*[one for one in fresh if one.kind in POLICE_KINDS])
    return len(fresh)
