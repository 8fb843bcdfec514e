"""Cases: opened by who may, told of in order, closed with what they came to, and four eyes on the money."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from repatriations_made import CLAIMANT, NOON, a_case, released, step, worker
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.repatriation.casework import Concerned, End, end_case, name_party, standing_parties, write_note
from vinculum.desk.repatriation.models import Case, CaseParty
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import Part
from vinculum.desk.repatriation.workflow import CASE
from vinculum.desk.workflows.refusals import NotNow, NotPermitted
from vinculum.desk.workflows.stepping import history, standing_of

pytestmark = pytest.mark.django_db


def test_only_police_who_work_cases_open_them() -> None:
    """A ports officer opens a case; an analyst who may only read, and a partner, do not."""
    assert a_case().keeper_id == "NAVCIS"
    before = Case.objects.count()
    for who in ("amara", "helen"):
        with pytest.raises(NotPermitted):
            a_case(who)
    assert Case.objects.count() == before


@pytest.mark.parametrize(
    "other",
    [{"country": "GB"}, {"country": ""}, {"found_on": date(2026, 5, 1)}, {"stolen_on": date(2026, 3, 21)}],
)
def test_what_cannot_be_is_not_opened(other: dict[str, Any]) -> None:
    """Found here, found in the future, or stolen after it was found: each is refused with a sentence."""
    with pytest.raises(NotKept):
        a_case(**other)


def test_the_owning_force_confirms_and_nobody_else() -> None:
    """The keeper cannot confirm the theft for the force that recorded it."""
    case = a_case()
    with pytest.raises(NotPermitted):
        step(case, "confirm", "priya")
    step(case, "confirm", "tom")
    assert standing_of(history(CASE, case.reference)).state == "confirmed"


@pytest.mark.parametrize(("propose", "agree"), [("propose_return", "agree_return"), ("propose_sale", "agree_sale"),
                                                ("propose_giving_up", "agree_giving_up")])  # fmt: skip
def test_who_proposes_to_decide_money_does_not_agree_to_it(propose: str, agree: str) -> None:
    """Bringing it home, a sale and giving it up are each agreed to by a second person."""
    case = released()
    step(case, propose, "priya")
    with pytest.raises(NotPermitted):
        step(case, agree, "priya")
    step(case, agree, "tom")
    assert standing_of(history(CASE, case.reference)).state in {"returning", "selling", "abandoned"}


def test_a_proposal_sent_back_stands_where_it_was() -> None:
    """Who sends a proposal back leaves the vehicle released, and a return is not agreed to without a proposal."""
    case = released()
    step(case, "propose_return", "priya")
    step(case, "send_back", "tom")
    assert standing_of(history(CASE, case.reference)).state == "released"
    with pytest.raises(NotNow):
        step(case, "agree_return", "tom")


def test_a_sale_says_what_it_brought_and_closes_the_case() -> None:
    """Without proceeds nothing is sold; with them the case is closed, and nothing more is told of it."""
    case = released()
    step(case, "propose_sale", "priya")
    step(case, "agree_sale", "tom")
    priya, after = worker("priya"), len(history(CASE, case.reference))
    with pytest.raises(NotKept):
        end_case(case, "sell", End(date(2026, 3, 30)), priya, after=after)
    with pytest.raises(NotKept):
        end_case(case, "sell", End(date(2026, 3, 1), Decimal(9), "the owner"), priya, after=after)
    end_case(case, "sell", End(date(2026, 3, 30), Decimal(21_000), "the insurer"), priya, after=after)
    last = standing_of(history(CASE, case.reference)).last
    assert last is not None
    assert (last.state, last.told) == ("sold", {"on": "2026-03-30", "proceeds_gbp": "21000", "paid_to": "the insurer"})
    with pytest.raises(NotKept):
        write_note(case, "too late", priya)


def test_the_newest_of_each_part_stands() -> None:
    """An insurer that settles takes the claimant's place; who had it before has it no longer."""
    case = a_case()
    priya = worker("priya")
    name_party(case, CLAIMANT, priya)
    name_party(case, Concerned(Part.NCB, "NCB Tbilisi"), priya)
    name_party(case, Concerned(Part.CLAIMANT, "Meridian Mutual", capacity=CLAIMANT.capacity), priya)
    assert {part: party.name for part, party in standing_parties(case).items()} == {
        Part.CLAIMANT: "Meridian Mutual",
        Part.NCB: "NCB Tbilisi",
    }
    with pytest.raises(NotKept):
        name_party(case, Concerned(Part.NCB, "", ""), priya)
    with pytest.raises(NotKept):
        name_party(case, Concerned(Part.CLAIMANT, "Somebody"), priya)


def test_knowledge_does_not_go_back_in_time() -> None:
    """A fact told before the last one of its kind is refused."""
    case = a_case()
    write_note(case, "first", worker("priya", NOON + timedelta(days=1)))
    with pytest.raises(NotKept):
        write_note(case, "second", worker("priya", NOON))


def test_the_store_keeps_what_was_told() -> None:
    """Neither a case nor a party can be changed behind the house's back."""
    case = a_case()
    name_party(case, CLAIMANT, worker("priya"))
    for rows, change in ((Case.objects.filter(pk=case.pk), {"vin": "X"}), (CaseParty.objects.filter(case=case), {"name": "X"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_purpose_that_is_not_theirs_opens_nothing() -> None:
    """The ports officer works cases for the ports, and for nothing else."""
    viewer = worker("priya", purpose=Purpose.PROGRAMME)
    with pytest.raises(NotPermitted):
        write_note(a_case(), "a note", viewer)
