"""Subject profiles of the sample partnership, each composed once for the tests that look at it."""

from __future__ import annotations

from datetime import date
from functools import cache

from ports_profile_made import AS_AT, analyst
from vinculum.desk.documents.composing import Composed, Wanted, compose
from vinculum.desk.documents.kinds import kind_named
from vinculum.desk.documents.targets import target_named


@cache
def subject_profile(code: str) -> Composed:
    """Return the profile of a subject as the analyst makes it; the evidence of the tests never changes, so it is made once."""
    target = target_named("subject", code, analyst())
    wanted = Wanted(kind_named("subject-profile"), target, "police", AS_AT, "subject-profile-1", 1, date(2027, 1, 1))
    return compose(wanted, analyst(), "Amara Okafor")
