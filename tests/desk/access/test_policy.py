"""The policy denies what nobody granted, and says why."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from desk_words import NOON, AgreementMaker, ViewerMaker
from vinculum.desk.access.models import Appointment, Group, Organisation, Person
from vinculum.desk.access.policy import decide, grants_of, why_seen
from vinculum.desk.access.roles import roles
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Action, Handling, Purpose, Rows

pytestmark = pytest.mark.usefixtures("bare_desk")


def test_nobody_may_do_anything() -> None:
    """Without a viewer every action is denied."""
    assert {decide(None, action).allowed for action in Action} == {False}


def test_an_action_needs_a_role_that_includes_it(make_viewer: ViewerMaker) -> None:
    """A role allows its own actions and no other."""
    viewer = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION)
    allowed = {action for action in Action if decide(viewer, action).allowed}
    assert allowed == roles()["investigator"].actions
    assert "None of the roles held (Force investigator)" in decide(viewer, Action.READ_AUDIT).reason


def test_reading_writing_and_removing_are_separate_words() -> None:
    """No role that may read something gets its change or its removal by that; the erasing role is one of its own."""
    erasing = {code for code, role in roles().items() if Action.ERASE_RECORDS in role.actions}
    assert erasing == {"records_manager"}
    for code, role in roles().items():
        if Action.CHANGE_ACCESS in role.actions:
            assert Action.READ_ACCESS in role.actions, code
            assert Action.ERASE_RECORDS not in role.actions, code


def test_a_role_that_has_ended_allows_nothing(make_viewer: ViewerMaker) -> None:
    """An appointment stands from its beginning until, not including, its end."""
    viewer = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION)
    Appointment.objects.filter(person_id=viewer.person).update(until_at=NOON)
    person = Person.objects.get(pk=viewer.person)
    before = viewer_of(person, NOON - timedelta(seconds=1), Purpose.INVESTIGATION)
    assert decide(before, Action.SEARCH).allowed
    assert not decide(viewer_of(person, NOON, Purpose.INVESTIGATION), Action.SEARCH).allowed


def test_a_person_who_left_holds_nothing(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """Neither roles nor records are open to an inactive person, or to anybody of an inactive organisation."""
    make_agreement("DVLA", "CLEVELAND", "register")
    viewer = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION)
    assert any(grant.provider == "DVLA" for grant in grants_of(viewer))
    Organisation.objects.filter(code="CLEVELAND").update(active=False)
    gone = viewer_of(Person.objects.get(pk=viewer.person), NOON, Purpose.INVESTIGATION)
    assert grants_of(gone) == ()
    assert not decide(gone, Action.SEARCH).allowed


def test_a_token_narrows_what_its_roles_allow(make_viewer: ViewerMaker) -> None:
    """Scopes take away and never add."""
    viewer = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION)
    person = Person.objects.get(pk=viewer.person)
    narrowed = viewer_of(person, NOON, Purpose.INVESTIGATION, scopes=frozenset({Action.SEARCH, Action.READ_AUDIT}))
    assert {action for action in Action if decide(narrowed, action).allowed} == {Action.SEARCH}


def test_no_purpose_no_records(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """Without a purpose, or with one that no role serves, nothing is open: not even what the organisation itself provided."""
    make_agreement("DVLA", "CLEVELAND", "register")
    assert grants_of(make_viewer("CLEVELAND", ["investigator"], None)) == ()
    assert grants_of(make_viewer("CLEVELAND", ["investigator"], Purpose.PORTS)) == ()
    assert "No purpose was given" in why_seen(make_viewer("CLEVELAND", ["investigator"], None), "DVLA", "register").reason


def test_an_agreement_opens_what_it_names_and_nothing_else(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """Provider, recipient, feed, columns and purpose all count."""
    make_agreement("DVLA", "CLEVELAND", "register", columns=["make", "model"])
    make_agreement("DVSA", "DURHAM", "tests")
    make_agreement("NPCC", "CLEVELAND", "thefts", purposes=[Purpose.PORTS])
    found = grants_of(make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION))
    others = [(grant.provider, grant.feed, grant.columns) for grant in found if grant.provider != "CLEVELAND"]
    assert others == [("DVLA", "register", frozenset({"make", "model"}))]


def test_an_agreement_stands_from_its_beginning_until_its_end(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """The moment of its end is outside."""
    make_agreement("DVLA", "CLEVELAND", "register", until_at=NOON)
    before = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION, NOON - timedelta(seconds=1))
    after = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION, NOON)
    assert why_seen(before, "DVLA", "register").allowed
    assert not why_seen(after, "DVLA", "register").allowed
    assert "No agreement opens DVLA's register to CLEVELAND" in why_seen(after, "DVLA", "register").reason


def test_an_empty_group_is_nobody(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """An agreement with a group opens records to its members; while it has none, to nobody at all."""
    group = Group.objects.create(code="north-east", title="North-eastern forces")
    make_agreement("DVLA", group, "register")
    everybody = [
        make_viewer(organisation.code, list(roles()), purpose)
        for organisation in Organisation.objects.filter(code__in=["CLEVELAND", "DURHAM", "OPAL", "NVCRP", "HO"])
        for purpose in Purpose
    ]
    assert not any(grant.provider == "DVLA" for viewer in everybody for grant in grants_of(viewer))
    group.members.add(Organisation.objects.get(code="CLEVELAND"))
    member = make_viewer("CLEVELAND", ["investigator"], Purpose.INVESTIGATION)
    assert any(grant.provider == "DVLA" for grant in grants_of(member))
    assert not any(
        grant.provider == "DVLA" for grant in grants_of(make_viewer("DURHAM", ["investigator"], Purpose.INVESTIGATION))
    )


@pytest.mark.parametrize(
    ("agreed", "role", "given"),
    [("P", "analyst", "P"), ("C", "analyst", "C"), ("C", "ports_officer", "P"), ("P", "ports_officer", "P")],
)
def test_handling_is_the_lower_of_agreement_and_role(
    make_viewer: ViewerMaker, make_agreement: AgreementMaker, agreed: str, role: str, given: str
) -> None:
    """Conditions reach somebody only if both the agreement and the role carry them."""
    purposes = [Purpose.INTELLIGENCE, Purpose.PORTS]
    make_agreement("OPAL", "NAVCIS", "logs", handling=Handling(agreed), purposes=purposes)
    purpose = Purpose.INTELLIGENCE if role == "analyst" else Purpose.PORTS
    found = [grant for grant in grants_of(make_viewer("NAVCIS", [role], purpose)) if grant.provider == "OPAL"]
    assert [grant.handling for grant in found] == [Handling(given)]


def test_own_makes_are_nobodys_for_who_makes_nothing(make_viewer: ViewerMaker, make_agreement: AgreementMaker) -> None:
    """An agreement on own makes opens nothing to an organisation without makes, an agreement on own force nothing without one."""
    make_agreement("NPCC", "JLR", "thefts", rows=Rows.OWN_MAKES, purposes=[Purpose.PREVENTION])
    make_agreement("NPCC", "ABI", "thefts", rows=Rows.OWN_MAKES, purposes=[Purpose.PREVENTION])
    make_agreement("NPCC", "THATCHAM", "thefts", rows=Rows.OWN_FORCE, purposes=[Purpose.PREVENTION])
    seen = {
        code: [grant.makes for grant in grants_of(make_viewer(code, ["partner"], Purpose.PREVENTION)) if grant.provider != code]
        for code in ("JLR", "ABI", "THATCHAM")
    }
    assert seen == {"JLR": [frozenset({"LAND ROVER", "JAGUAR"})], "ABI": [], "THATCHAM": []}


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ["vrm", "colour_of_eyes"]},
        {"columns": []},
        {"purposes": []},
        {"purposes": ["curiosity"]},
        {"feed": "rumours"},
        {"rows": Rows.OWN_FORCE, "feed": "register", "columns": ["make"]},
        {"until_at": NOON - timedelta(days=900)},
    ],
)
def test_an_agreement_that_names_what_is_not_there_is_refused(make_agreement: AgreementMaker, wrong: dict[str, object]) -> None:
    """Columns, feed and purposes are those of the house, and an end comes after the beginning."""
    feed = str(wrong.get("feed", "register"))
    told = {"columns": ["make"], **{key: value for key, value in wrong.items() if key != "feed"}}
    with pytest.raises(ValidationError):
        make_agreement("DVLA", "CLEVELAND", feed, **told)
