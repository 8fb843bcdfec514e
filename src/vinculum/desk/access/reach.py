"""How far somebody reaches: everything that the policy opens to them. No administrator can make their own reach grow.

Whoever keeps the rules could otherwise give themselves a role, or an agreement to their own organisation. So each change is
tried, the administrator's own reach before and after it is compared, and a change that adds to it is taken back
(docs/decisions/0021).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import Grant, grants_of
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.errors import VinculumError


class OwnReach(VinculumError):
    """An administrator's change would have opened more to themselves."""


def grants_by_purpose(person: Person, at: datetime) -> dict[Purpose, tuple[Grant, ...]]:
    """Return what the agreements open to a person at a moment (UTC), by each purpose that a role of theirs serves."""
    viewer = viewer_of(person, at)
    return {purpose: grants_of(replace(viewer, purpose=purpose)) for purpose in Purpose if purpose in viewer.purposes}


def reach(person: int, at: datetime) -> set[tuple[str, ...]]:
    """Return everything that is open to a person at a moment (UTC): actions by purpose, columns by provider, feed and purpose."""
    found = Person.objects.select_related("organisation").get(pk=person)
    acts = {
        (purpose.value, action.value)
        for role in viewer_of(found, at).roles
        for purpose in role.purposes
        for action in role.actions
    }
    columns = {
        (purpose.value, grant.provider, grant.feed, column, grant.handling.value, _rows(grant))
        for purpose, grants in grants_by_purpose(found, at).items()
        for grant in grants
        for column in grant.columns
    }
    return acts | columns


@contextmanager
def not_for_oneself(by: int, moments: Sequence[datetime]) -> Iterator[None]:
    """Carry out a change in one transaction; OwnReach, and nothing changed, if it opened more to ``by`` at one of the moments."""
    with transaction.atomic():
        before = [reach(by, moment) for moment in moments]
        yield
        for known, moment in zip(before, moments, strict=True):
            if grown := reach(by, moment) - known:
                raise OwnReach(
                    f"This would open more to you yourself, such as {' '.join(min(grown))}. "
                    "Another administrator has to do it. Nothing was changed."
                )


def _rows(grant: Grant) -> str:
    makes = "every make" if grant.makes is None else ",".join(sorted(grant.makes))
    return f"{makes} {grant.force or 'every force'}"
