"""How many are needed in a force against how many there are. The need follows a year's thefts; without them it is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.training.models import Course, NeedRule
from vinculum.desk.programme.training.permitted import must_keep
from vinculum.desk.programme.training.refusals import WrongEntry


@dataclass(frozen=True, slots=True)
class Gap:
    """One force: thefts in a year, how many are needed and there are, and the sentence. None is what is not known."""

    force: str
    thefts: int | None
    needed: int | None
    there: int
    words: str

    @property
    def missing(self) -> int | None:
        """How many more are needed; 0 where there are enough, None where the need is not known."""
        return None if self.needed is None else max(0, self.needed - self.there)


def set_need(course: Course, one_for_thefts: int, least: int, basis: str, viewer: Viewer) -> NeedRule:
    """Append how many holders of a course's certificate a force needs."""
    must_keep(viewer)
    if one_for_thefts < 1 or not basis.strip():
        raise WrongEntry({"one_for_thefts": "Say for how many thefts a year one is needed, 1 or more, and on what that rests."})
    return NeedRule.objects.create(
        course=course, one_for_thefts=one_for_thefts, least=least, basis=basis.strip(), at=viewer.at, by_id=viewer.person
    )


def gap_of(force: str, thefts: int | None, there: int, rule: NeedRule) -> Gap:
    """Return the gap of one force."""
    if thefts is None:
        return Gap(force, None, None, there, f"{there} there; no thefts of this force are open to you, so the need is not known.")
    needed = max(rule.least, -(-thefts // rule.one_for_thefts))
    missing = max(0, needed - there)
    told = f"{thefts:,} thefts in a year need {needed}; {there} there"
    return Gap(force, thefts, needed, there, f"{told}: {missing} more needed." if missing else f"{told}: enough.")


def gaps(forces: Mapping[str, int | None], there: Mapping[str, int], rule: NeedRule) -> list[Gap]:
    """Return the gap of each force, in the order of their names; ``forces`` holds thefts in a year, None where not known."""
    return [gap_of(force, thefts, there.get(force, 0), rule) for force, thefts in sorted(forces.items())]
