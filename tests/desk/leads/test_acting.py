"""Acting on a lead: kept whole with what the lead was, or refused with a sentence and nothing kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk_words import NOON
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.leads.acting import Details, LeadSeen, act_on, digest_of
from vinculum.desk.leads.models import ActsStay, LeadAct
from vinculum.desk.leads.seeing import own_acts, own_standings, tasks_received
from vinculum.desk.leads.workflow import Act, State
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken

People = Callable[[str], Viewer]


def test_act_is_kept_with_what_the_lead_was(people: People, clone: LeadSeen) -> None:
    """Who, what for, when, and what the picture said at that moment: enough to learn from later."""
    amara = people("amara")
    act_on(clone, Act.DISMISS, Details(reason="lawful", text="A film crew."), amara, after=0, at=NOON)
    kept = LeadAct.objects.get()
    assert ("OPAL", amara.person, "12/3456/26, a test", NOON) == (kept.organisation_id, kept.person_id, kept.why, kept.at)
    assert amara.purpose == kept.purpose
    assert (kept.number, kept.act, kept.reason, kept.text) == (1, Act.DISMISS, "lawful", "A film crew.")
    assert (0.75, "a1c450de8770", digest_of(clone.evidence)) == (kept.probability, kept.picture, kept.evidence_digest)
    assert kept.evidence == [["reads-a", 1], ["reads-a", 2]]


def test_digest_is_of_the_set_and_not_of_its_order() -> None:
    """The same records in another order are the same evidence; one more is not."""
    rows = [("reads-a", 2), ("reads-a", 1), ("thefts-b", 1)]
    assert digest_of(rows) == digest_of(reversed(rows))
    assert digest_of(rows) != digest_of([*rows, ("thefts-b", 2)])


def test_second_of_two_colleagues_is_told_who_was_first(people: People, clone: LeadSeen) -> None:
    """Both saw a lead that nobody had; one has it now, the other learns the name and the time, and nothing of theirs is kept."""
    act_on(clone, Act.ADOPT, Details(), people("amara"), after=0, at=NOON)
    with pytest.raises(Overtaken, match=r"^Amara Okafor adopted it on 1 April 2026 at 12:00 UTC"):
        act_on(clone, Act.DISMISS, Details(reason="known", text="x"), people("ines"), after=0, at=NOON)
    assert LeadAct.objects.count() == 1


def test_organisations_do_not_overtake_each_other(people: People, clone: LeadSeen) -> None:
    """Each has a state of its own: a force may adopt what the national unit has dismissed."""
    act_on(clone, Act.DISMISS, Details(reason="too_little", text="x"), people("amara"), after=0, at=NOON)
    act_on(clone, Act.ADOPT, Details(), people("tom"), after=0, at=NOON)
    assert own_standings(people("amara"))[clone.id].state == State.DISMISSED
    assert own_standings(people("tom"))[clone.id].state == State.ADOPTED


def test_state_decides_what_can_be_done(people: People, clone: LeadSeen) -> None:
    """A lead that nobody works has no outcome yet."""
    with pytest.raises(NotNow, match="A lead that is new does not allow this: resolve"):
        act_on(clone, Act.RESOLVE, Details(outcome="nothing"), people("amara"), after=0, at=NOON)
    assert not LeadAct.objects.exists()


def test_policy_decides_who_may(people: People, clone: LeadSeen) -> None:
    """An investigator works leads and tasks nobody."""
    with pytest.raises(NotPermitted, match=Action.TASK_LEADS):
        act_on(clone, Act.TASK, Details(tasked_to="ESSEX", text="x"), people("tom"), after=0, at=NOON)
    assert not LeadAct.objects.exists()


def test_undo_needs_the_permission_of_what_it_undoes(people: People, clone: LeadSeen) -> None:
    """Who may only task cannot take back a colleague's adoption, though they may take back a task."""
    amara, ines = people("amara"), people("ines")
    act_on(clone, Act.ADOPT, Details(), amara, after=0, at=NOON)
    with pytest.raises(NotPermitted, match=Action.WORK_LEADS):
        act_on(clone, Act.UNDO, Details(undoes=1), ines, after=1, at=NOON)
    act_on(clone, Act.TASK, Details(tasked_to="CLEVELAND", due=date(2026, 4, 9), text="x"), amara, after=1, at=NOON)
    ines = replace(ines, purpose=amara.purpose)
    act_on(clone, Act.UNDO, Details(undoes=2), ines, after=2, at=NOON)
    assert own_standings(amara)[clone.id].state == State.ADOPTED


def test_undone_once_is_undone(people: People, clone: LeadSeen) -> None:
    """What does not stand cannot be undone again, nor can what never was."""
    amara = people("amara")
    act_on(clone, Act.ADOPT, Details(), amara, after=0, at=NOON)
    act_on(clone, Act.UNDO, Details(undoes=1), amara, after=1, at=NOON)
    for number in (1, 2, 9):
        with pytest.raises(NotNow, match="Only the decision that stands"):
            act_on(clone, Act.UNDO, Details(undoes=number), amara, after=2, at=NOON)
    assert own_standings(amara)[clone.id].state == State.NEW


def test_dismissed_lead_with_new_evidence_allows_what_a_new_one_does(people: People, clone: LeadSeen) -> None:
    """It is live again: it can be adopted or dismissed anew, and the new dismissal covers the new record."""
    amara = people("amara")
    act_on(clone, Act.DISMISS, Details(reason="known", text="x"), amara, after=0, at=NOON)
    with pytest.raises(NotNow):
        act_on(clone, Act.DISMISS, Details(reason="known", text="again"), amara, after=1, at=NOON)
    grown = replace(clone, evidence=clone.evidence | {("reads-c", 9)})
    act_on(grown, Act.DISMISS, Details(reason="known", text="again"), amara, after=1, at=NOON)
    assert len(own_acts(amara)[clone.id]) == 2


def test_task_reaches_whom_it_is_given_to_until_it_is_taken_back(people: People, clone: LeadSeen) -> None:
    """The tasked force reads the task and nothing else of the giver's work; an undo takes it away."""
    amara, tom, priya = people("amara"), people("tom"), people("priya")
    act_on(clone, Act.NOTE, Details(text="for ourselves"), amara, after=0, at=NOON)
    task = Details(tasked_to="CLEVELAND", due=date(2026, 4, 9), text="Look at the yard.")
    act_on(clone, Act.TASK, task, amara, after=1, at=NOON)
    received = tasks_received(tom)[clone.id]
    assert ("OPAL", "Look at the yard.", date(2026, 4, 9)) == (received.organisation, received.told.text, received.told.due)
    assert own_acts(tom) == {}
    assert tasks_received(priya) == {}
    act_on(clone, Act.UNDO, Details(undoes=2), amara, after=2, at=NOON + timedelta(hours=1))
    assert tasks_received(tom) == {}


def test_kept_act_cannot_be_changed(people: People, clone: LeadSeen) -> None:
    """What was done stays as it was done."""
    kept = act_on(clone, Act.NOTE, Details(text="first"), people("amara"), after=0, at=NOON)
    kept.text = "second"
    with pytest.raises(ActsStay):
        kept.save()
    assert LeadAct.objects.get().text == "first"
