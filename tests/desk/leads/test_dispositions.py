"""What became of leads, as data: what stands, without marks, people or text."""

from collections.abc import Callable

from desk_words import NOON
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.dispositions import DISPOSITIONS, dispositions
from vinculum.desk.leads.workflow import Act

People = Callable[[str], Viewer]


def test_what_stands_is_told_with_whether_it_was_true(people: People, clone: LeadSeen, hit: LeadSeen) -> None:
    """A dismissal for a lawful reason says false, a recovery says true; each with the probability of its moment."""
    amara = people("amara")
    act_on(clone, Act.DISMISS, Details(reason="lawful", text="A film crew."), amara, after=0, at=NOON)
    act_on(hit, Act.ADOPT, Details(), amara, after=0, at=NOON)
    act_on(hit, Act.RESOLVE, Details(outcome="recovered", text="In a garage."), amara, after=1, at=NOON)
    told = dispositions(amara)
    assert told.schema == DISPOSITIONS
    found = [(row["lead"], row["state"], row["because"], row["was_true"], row["probability"]) for row in told.to_pylist()]
    assert [
        (clone.id, "dismissed", "lawful", False, 0.75),
        (hit.id, "resolved", "recovered", True, 0.5),
    ] == found
    assert "film" not in str(told.to_pylist())
    assert "AB12CDE" not in str(told.to_pylist())


def test_undone_and_others_are_not_told(people: People, clone: LeadSeen, hit: LeadSeen) -> None:
    """What was taken back is no outcome, and another organisation's is not ours to hand over."""
    amara = people("amara")
    act_on(clone, Act.DISMISS, Details(reason="lawful", text="x"), amara, after=0, at=NOON)
    act_on(clone, Act.UNDO, Details(undoes=1), amara, after=1, at=NOON)
    act_on(hit, Act.DISMISS, Details(reason="known", text="x"), people("tom"), after=0, at=NOON)
    assert dispositions(amara).num_rows == 0
    assert dispositions(people("tom")).column("was_true").to_pylist() == [None]
