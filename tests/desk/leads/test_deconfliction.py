"""Two organisations on one subject are told so, and learn nothing of each other's work; names are told between police only."""

from collections.abc import Callable
from datetime import date

import pytest

from desk_words import NOON
from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.deconfliction import Notice, contact_name, others_at_work
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.workflow import Act, State, states

People = Callable[[str], Viewer]
SUBJECT = ("vrm", "AB12CDE")


def notices(viewer: Viewer, lead: LeadSeen) -> tuple[Notice, ...]:
    """Return what a viewer is told about one lead."""
    return others_at_work(viewer, [(lead.id, (lead.subject_kind, lead.subject))]).get(lead.id, ())


def name_of(code: str) -> str:
    """Return the name of an organisation."""
    return Organisation.objects.get(code=code).name


def test_police_learn_each_others_name(people: People, clone: LeadSeen) -> None:
    """A force and the national unit are told of each other, each by name."""
    act_on(clone, Act.ADOPT, Details(), people("amara"), after=0, at=NOON)
    act_on(clone, Act.ADOPT, Details(), people("tom"), after=0, at=NOON)
    assert (Notice(name_of("OPAL"), same_lead=True),) == notices(people("tom"), clone)
    assert (Notice(name_of("CLEVELAND"), same_lead=True),) == notices(people("amara"), clone)


@pytest.mark.parametrize(("worker", "reader"), [("amara", "helen"), ("helen", "amara"), ("helen", "david")])
def test_nobody_else_learns_a_name(people: People, clone: LeadSeen, worker: str, reader: str) -> None:
    """Industry is told that somebody is at work and not who; nor are police told which manufacturer is."""
    Organisation.objects.filter(code="NVCRP").update(kind="partnership")
    _adopt_as(people(worker), clone)
    told = notices(people(reader), clone)
    assert (Notice("", same_lead=True),) == told
    assert told[0].sentence.startswith("Another organisation is working on this lead.")


def test_two_kinds_of_lead_about_one_plate_are_one_subject(people: People, clone: LeadSeen, hit: LeadSeen) -> None:
    """Who looks at the theft learns that somebody works on the clone, as another lead."""
    act_on(clone, Act.ADOPT, Details(), people("amara"), after=0, at=NOON)
    assert (Notice(name_of("OPAL"), same_lead=False),) == notices(people("tom"), hit)


def test_same_letters_of_another_kind_are_another_subject(people: People, clone: LeadSeen, hit: LeadSeen) -> None:
    """A crime reference that reads like a plate is no plate."""
    act_on(clone, Act.ADOPT, Details(), people("amara"), after=0, at=NOON)
    assert others_at_work(people("tom"), [(hit.id, ("crime_ref", "AB12CDE"))]) == {}


def test_own_work_is_no_conflict(people: People, clone: LeadSeen) -> None:
    """An organisation is not warned of itself."""
    act_on(clone, Act.ADOPT, Details(), people("amara"), after=0, at=NOON)
    assert notices(people("ines"), clone) == ()


@pytest.mark.parametrize(
    ("act", "details"),
    [
        (Act.ADOPT, Details()),
        (Act.TASK, Details(tasked_to="ESSEX", due=date(2026, 4, 9), text="x")),
        (Act.PARK, Details(until=date(2026, 4, 9), text="x")),
        (Act.DISMISS, Details(reason="known", text="x")),
        (Act.NOTE, Details(text="x")),
    ],
)
def test_only_work_that_goes_on_is_told(people: People, clone: LeadSeen, act: Act, details: Details) -> None:
    """What is worked, tasked or held back is told; what was dismissed or only noted is not, nor anything undone."""
    amara, tom = people("amara"), people("tom")
    act_on(clone, act, details, amara, after=0, at=NOON)
    working = act in {Act.ADOPT, Act.TASK, Act.PARK}
    assert working == bool(notices(tom, clone))
    act_on(clone, Act.UNDO, Details(undoes=1), amara, after=1, at=NOON)
    assert notices(tom, clone) == ()


def test_working_states_are_told_in_the_data() -> None:
    """Adopted, tasked and parked are work; new, dismissed and resolved are not."""
    assert {State.ADOPTED, State.TASKED, State.PARKED} == {state for state, rule in states().items() if rule.working}


def test_contact_is_the_national_unit(db: None) -> None:
    """Organisations find each other through Opal."""
    assert name_of("OPAL") == contact_name()


def _adopt_as(viewer: Viewer, lead: LeadSeen) -> None:
    """Put an adoption into the store as it would stand if the viewer's role worked leads."""
    LeadAct.objects.create(
        lead=lead.id,
        organisation_id=viewer.organisation,
        number=1,
        act=Act.ADOPT,
        at=NOON,
        person_id=viewer.person,
        purpose="prevention",
        why="x",
        kind=lead.kind,
        subject_kind=lead.subject_kind,
        subject=lead.subject,
        probability=0.5,
        picture="p",
        evidence_digest="d",
    )
