"""Joining opens nothing to anybody, and a list is taken whole."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from desk_words import ViewerMaker
from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.policy import decide, grants_of
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.figures import Asked, figure_of
from vinculum.desk.programme.members.figures import RULES
from vinculum.desk.programme.members.giving import InKindTold, give_in_kind
from vinculum.desk.programme.members.joining import Joining, enquire, enter_all, step
from vinculum.desk.programme.members.models import Contact, GivenInKind, Member
from vinculum.desk.programme.members.refusals import MemberAlready

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
RULE = {rule.code: rule for rule in RULES}


@pytest.fixture
def fresh(db: None) -> Organisation:
    return Organisation.objects.create(code="NEWBODY", name="New Body", kind="manufacturer", makes=["FORD"])


def test_membership_is_not_access(fresh: Organisation, make_viewer: ViewerMaker) -> None:
    """Joining as a body of the reference data changes nothing that its people may do or see, and makes nobody a person."""
    person = Person.objects.create_person("new@body.example", "New Person", fresh, ["partner"])

    def open_to() -> object:
        viewer = viewer_of(Person.objects.get(pk=person.pk), NOON, Purpose.PREVENTION)
        return grants_of(viewer), viewer.groups, [decide(viewer, action) for action in Action]

    before, people = open_to(), Person.objects.count()
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON)
    people += 1
    enter_all(keeper, [(Joining("New Body", "manufacturer", fresh), date(2026, 5, 1))], "a test")
    assert open_to() == before
    assert Person.objects.count() == people
    enquire("Somebody", "Else", "new@body.example", "Let me in", NOON)
    assert open_to() == before


def test_a_list_with_one_known_name_enters_nobody(make_viewer: ViewerMaker) -> None:
    """Names are told apart whatever their capitals."""
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON)
    before = Member.objects.count()
    day = date(2026, 5, 1)
    with pytest.raises(MemberAlready):
        enter_all(keeper, [(Joining("Brand New"), day), (Joining("TOYOTA (gb)"), day)], "a test")
    with pytest.raises(MemberAlready):
        enter_all(keeper, [(Joining("Brand New"), day), (Joining("brand new"), day)], "a test")
    assert Member.objects.count() == before


def test_an_enquiry_takes_no_name_from_a_member(make_viewer: ViewerMaker) -> None:
    """Anybody can write any name in an enquiry: it never bars an organisation from being entered."""
    enquire("Mallory", "Really New Ltd", "m@example.example", "", NOON)
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON)
    assert enter_all(keeper, [(Joining("Really New Ltd"), date(2026, 5, 1))], "a test")
    assert Contact.objects.filter(member__name="Really New Ltd").count() == 1


def test_leaving_is_counted_from_its_day_and_its_telling(make_viewer: ViewerMaker) -> None:
    """Somebody who left on 2 May, told on 4 May, is a member as at 3 May as known then; as known later they had left."""
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON)
    earlier = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, datetime(2026, 4, 1, tzinfo=UTC))
    (member,) = enter_all(earlier, [(Joining("Leaver Ltd", "retail"), date(2026, 3, 30))], "a test")

    def stands(at: datetime) -> bool:
        return any(row.key == member.reference for row in figure_of(RULE["members-standing"], keeper, Asked(at)).rows)

    third = datetime(2026, 5, 3, 12, tzinfo=UTC)
    assert stands(third)
    step(keeper, member, "leave", after=1, reason="Sold", on=date(2026, 5, 2))
    assert stands(third)
    assert not stands(NOON)
    joined = figure_of(RULE["members-joined"], keeper, Asked(NOON, since=date(2026, 3, 30), until=date(2026, 3, 31)))
    assert [row.key for row in joined.rows] == [member.reference]


def test_a_value_nobody_told_is_unknown(make_viewer: ViewerMaker) -> None:
    """Gifts without a value add nothing; a corrected one counts once."""
    keeper = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, NOON)
    assert figure_of(RULE["members-in-kind"], keeper, Asked(NOON)).value is None
    jlr = Member.objects.get(organisation="JLR")
    first = give_in_kind(keeper, jlr, InKindTold("A car", date(2026, 5, 1), 100, "invoice"))  # type: ignore[arg-type]
    give_in_kind(keeper, jlr, InKindTold("A car", date(2026, 5, 1), 90, "credit note"), replaces=first)  # type: ignore[arg-type]
    assert figure_of(RULE["members-in-kind"], keeper, Asked(NOON)).value == 90
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        GivenInKind.objects.filter(pk=first.pk).update(what="Nothing")
