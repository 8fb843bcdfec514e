"""Changing the rules: history is kept, and nobody opens anything to themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vinculum.desk.access.changes import (
    ChangeRefused,
    add_person,
    change_group,
    change_organisation,
    conclude,
    end_agreement,
    end_role,
    give_role,
    open_or_close,
)
from vinculum.desk.access.models import Agreement, Appointment, Group, Organisation, Person
from vinculum.desk.access.policy import grants_of
from vinculum.desk.access.reach import OwnReach, reach
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose

pytestmark = pytest.mark.django_db


def person(who: str) -> Person:
    return Person.objects.get(email__startswith=f"{who}.")


def asking(who: str, purpose: Purpose = Purpose.ADMINISTRATION) -> Viewer:
    return viewer_of(person(who), timezone.now(), purpose)


def agreement(recipient: str, purposes: list[str], provider: str = "NPCC", **told: object) -> Agreement:
    usual = {"feed": "thefts", "columns": ["vrm"], "from_at": timezone.now()}
    return Agreement(title="A test", provider_id=provider, recipient_id=recipient or None, purposes=purposes, **{**usual, **told})


def test_no_administrator_gives_a_role_to_themselves() -> None:
    """Evidence access cannot be taken in silence by whoever keeps the rules."""
    with pytest.raises(ChangeRefused, match="yourself"):
        give_role(asking("sam"), person("sam"), "analyst", timezone.now(), None)
    assert not person("sam").appointments.filter(role="analyst").exists()


@pytest.mark.parametrize("starts", [timedelta(0), timedelta(days=30)])
def test_no_administrator_makes_an_agreement_that_opens_more_to_themselves(starts: timedelta) -> None:
    """Not now, and not by one that begins later."""
    before = reach(person("sam").pk, timezone.now() + timedelta(days=60))
    with pytest.raises(OwnReach, match="Another administrator"):
        conclude(asking("sam"), agreement("NVCRP", ["administration"], from_at=timezone.now() + starts))
    assert reach(person("sam").pk, timezone.now() + timedelta(days=60)) == before
    assert not Agreement.objects.filter(title="A test").exists()


def test_an_agreement_for_others_of_the_same_organisation_may_be_made() -> None:
    """The programme's figures are for a purpose that no role of the administrator serves."""
    made = conclude(asking("sam"), agreement("NVCRP", ["programme"], columns=["make"])).after
    assert made["columns"] == ["make"]


def test_joining_a_group_cannot_widen_ones_own_reach() -> None:
    """An agreement with a group is reached by its members: adding one's own organisation is the same as an agreement."""
    group = Group.objects.create(code="readers", title="Readers")
    conclude(asking("sam"), agreement("", ["administration"], recipients=group))
    with pytest.raises(OwnReach):
        change_group(asking("sam"), group, "Readers", [Organisation.objects.get(pk="NVCRP")])
    assert list(Group.objects.get(pk="readers").members.all()) == []


def test_a_changed_agreement_is_a_new_one_that_ends_the_old() -> None:
    """What was shared last year can still be told."""
    old = Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS")
    sam = asking("sam")
    fresh = agreement("NAVCIS", ["ports"], "HMRC", feed="consignments", columns=["container_no"])
    told = conclude(sam, fresh, old)
    old.refresh_from_db()
    assert (fresh.replaces, old.until_at, old.columns[:1]) == (old, fresh.from_at, ["consignment_ref"])
    assert (told.before["number"], told.after["columns"]) == (old.pk, ["container_no"])
    opened = [grant for grant in grants_of(asking("priya", Purpose.PORTS)) if grant.provider == "HMRC"]
    assert [set(grant.columns) for grant in opened] == [{"container_no"}]


def test_an_ended_agreement_opens_nothing_and_is_not_ended_twice() -> None:
    """And its row stays."""
    held = Agreement.objects.get(provider_id="HMRC", recipient_id="NAVCIS")
    end_agreement(asking("sam"), held)
    assert [grant for grant in grants_of(asking("priya", Purpose.PORTS)) if grant.provider == "HMRC"] == []
    with pytest.raises(ChangeRefused, match="over already"):
        end_agreement(asking("sam"), held)


def test_an_administrator_elsewhere_keeps_their_own_organisation_only() -> None:
    """Cleveland's administrator can neither share the national unit's records nor appoint its people."""
    tom = person("tom")
    Appointment.objects.create(person=tom, role="administrator")
    there = asking("tom")
    with pytest.raises(ChangeRefused, match="does not answer for"):
        conclude(there, agreement("CLEVELAND", ["investigation"], "OPAL"))
    with pytest.raises(ChangeRefused, match="does not answer for"):
        give_role(there, person("amara"), "auditor", timezone.now(), None)
    with pytest.raises(ChangeRefused, match="answer for the partnership"):
        change_group(there, Group.objects.get(pk="police"), "Police", [])
    made, _ = add_person(there, email="a@b.example", name="A", organisation=tom.organisation, held=["investigator"])
    assert made.organisation == tom.organisation


def test_a_role_runs_from_and_until() -> None:
    """It is not there before and not after."""
    sam, starts = asking("sam"), timezone.now() + timedelta(days=1)
    give_role(sam, person("priya"), "analyst", starts, starts + timedelta(days=1))
    held = [
        {role.code for role in viewer_of(person("priya"), starts + offset).roles}
        for offset in (timedelta(hours=-1), timedelta(0), timedelta(days=1))
    ]
    assert held == [{"ports_officer"}, {"ports_officer", "analyst"}, {"ports_officer"}]


def test_ending_a_role_takes_effect_at_once() -> None:
    """The next page is refused."""
    end_role(asking("sam"), person("priya").appointments.get())
    assert viewer_of(person("priya"), timezone.now()).roles == ()


def test_a_closed_account_holds_no_role_and_one_cannot_close_ones_own() -> None:
    """An administrator who closes themselves would leave nobody to open it."""
    told = open_or_close(asking("sam"), person("priya"), active=False)
    assert (told.before["active"], told.after["active"]) == (True, False)
    assert viewer_of(person("priya"), timezone.now()).roles == ()
    with pytest.raises(ChangeRefused, match="your own"):
        open_or_close(asking("sam"), person("sam"), active=False)


def test_makes_are_kept_in_capitals_once_each() -> None:
    """As records carry them."""
    told = change_organisation(asking("sam"), Organisation.objects.get(pk="JLR"), makes=["jaguar", "Jaguar", ""], active=True)
    assert told.after["makes"] == ["JAGUAR"]
