"""Requirements: stated, answered by reviewed reports, and coverage that tells only what the viewer may see."""

from datetime import date

import pytest

from intelligence_world import NOON, reviewed, submitted, viewer, written
from vinculum.desk.access.models import Group
from vinculum.desk.intelligence.requirements import BadRequirement, answer, answers_to, coverage, state_requirement
from vinculum.desk.intelligence.rows.requirements import Requirement
from vinculum.desk.intelligence.seeing import requirements_seen

pytestmark = pytest.mark.django_db


def stated(shared: str | None = "police") -> Requirement:
    return state_requirement(
        viewer("amara"), title="Who drives", question="Who drives the lorries?", stages=["S10"], pillars=["P2"],
        from_on=date(2026, 3, 1), until_on=date(2026, 9, 1), shared_with=Group.objects.get(code=shared) if shared else None,
    )  # fmt: skip


def seen(who: str, one: Requirement) -> bool:
    return Requirement.objects.filter(requirements_seen(viewer(who)), pk=one.pk).exists()


def test_a_requirement_is_read_by_its_owner_and_whom_it_is_shared_with() -> None:
    """Police read one that is shared with the police; industry does not; unshared ones stay with the owner."""
    shared, own = stated(), stated(None)
    assert [seen(who, shared) for who in ("amara", "tom", "priya", "helen")] == [True, True, True, False]
    assert [seen(who, own) for who in ("amara", "tom")] == [True, False]


def test_answers_are_counted_for_whom_their_reports_are_seen() -> None:
    """A force sees its own answer and not another's; a stage shows what each may read."""
    one = stated()
    for who in ("tom", "owen"):
        report = reviewed(who, written(f"The driver is known to {who}."))
        answer(viewer(who), one, report.reference.lower(), whole=False, note="")
    assert [len(answers_to(viewer(who), one)) for who in ("amara", "tom", "owen", "priya")] == [2, 1, 1, 0]
    told = {stage.stage: stage for stage in coverage(viewer("tom", NOON))}
    assert (told["S10"].open, told["S10"].answered, told["S10"].reports) == (1, 1, 1)
    assert told["S11"].open == 0


def test_what_cannot_answer_is_refused() -> None:
    """A report that is not reviewed, not seen or given already, and dates that run backwards."""
    one = stated()
    waiting = submitted("tom", written("A driver."))
    foreign = reviewed("owen", written("Another driver."))
    with pytest.raises(BadRequirement, match="not reviewed"):
        answer(viewer("tom"), one, waiting.reference, whole=False, note="")
    with pytest.raises(BadRequirement, match="You see no report"):
        answer(viewer("tom"), one, foreign.reference, whole=False, note="")
    answer(viewer("owen"), one, foreign.reference, whole=True, note="")
    with pytest.raises(BadRequirement, match="already"):
        answer(viewer("owen"), one, foreign.reference, whole=True, note="")
    with pytest.raises(BadRequirement, match="ends after it begins"):
        state_requirement(
            viewer("amara"), title="x", question="x", stages=["S1"], pillars=[], from_on=date(2026, 3, 2),
            until_on=date(2026, 3, 1), shared_with=None,
        )  # fmt: skip
