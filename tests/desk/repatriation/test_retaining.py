"""The people of a case: kept for the clear period of its group from the day it was closed, then erased with a proof."""

from datetime import UTC, datetime

import pytest

from repatriations_made import a_case, released, step, worker
from vinculum.desk.repatriation.casework import write_note
from vinculum.desk.repatriation.lettering import draft
from vinculum.desk.repatriation.models import Case, CaseParty, Letter, Note
from vinculum.desk.repatriation.refusals import NotErased
from vinculum.desk.repatriation.retaining import erase_people, held
from vinculum.desk.retention.models import LegalHold

pytestmark = pytest.mark.django_db
CLOSED_AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
BEFORE, OVER = datetime(2032, 4, 1, 11, tzinfo=UTC), datetime(2032, 4, 1, 12, tzinfo=UTC)


def given_up() -> Case:
    """Return a closed case with a claimant, a letter and a note."""
    case = released()
    write_note(case, "A word between desks", worker("priya"))
    draft(case, "proof_of_title", worker("priya"))
    step(case, "propose_giving_up", "priya")
    step(case, "agree_giving_up", "tom")
    return case


def test_the_clock_begins_when_a_case_is_closed() -> None:
    """An open case has no clock; a closed one is kept six years (MoPI group 3) from the day it was closed."""
    case, still_open = given_up(), a_case(crime_ref="17/000003/26")
    told = {one.case.reference: (one.closed_at, one.until) for one in held(worker("rashid", OVER))}
    assert told[case.reference] == (CLOSED_AT, OVER)
    assert still_open.reference not in told
    assert held(worker("priya", OVER)) == []


def test_people_go_when_their_time_is_over_and_the_proof_stays() -> None:
    """Not a moment earlier; names, letters and notes are gone, the vehicle and the steps stay, and it is done once."""
    case = given_up()
    with pytest.raises(NotErased):
        erase_people(case, "Its time is over.", worker("rashid", BEFORE))
    with pytest.raises(NotErased):
        erase_people(case, " ", worker("rashid", OVER))
    with pytest.raises(NotErased):
        erase_people(case, "Its time is over.", worker("priya", OVER))
    proof = erase_people(case, "Its time is over.", worker("rashid", OVER))
    assert (proof.parties, proof.letters, proof.notes, len(proof.sha256)) == (1, 1, 1, 64)
    assert not CaseParty.objects.filter(case=case).exists()
    assert not Note.objects.filter(case=case).exists()
    assert Letter.objects.get(case=case).said == {}
    assert Case.objects.get(pk=case.pk).vin == "SALGA2EV9HA000001"
    with pytest.raises(NotErased):
        erase_people(case, "Again.", worker("rashid", OVER))


def test_a_legal_hold_keeps_them() -> None:
    """A hold on the chassis number, the plate, the crime or the case stands in the way of erasing."""
    case = given_up()
    rashid = worker("rashid", OVER)
    LegalHold.objects.create(
        organisation_id="OPAL", kind="vin", mark=case.vin, why="An appeal", person_id=rashid.person, from_at=CLOSED_AT
    )
    with pytest.raises(NotErased, match="legal hold"):
        erase_people(case, "Its time is over.", rashid)
