"""What an inspection does to the lead of its box: once, undone by a correction, never over what somebody did by hand."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from inspections_made import document, viewer
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.seeing import own_acts
from vinculum.desk.leads.standing import Standing, standing_of
from vinculum.desk.leads.workflow import Act, State
from vinculum.desk.ports.inspection_followed import outcome_of, tell_lead
from vinculum.desk.ports.inspection_prefill import begin_with
from vinculum.desk.ports.inspection_recording import Sent, record, withdraw
from vinculum.desk.ports.models import InspectionVersion
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture


@pytest.fixture
def box(standing_desk: Workspace) -> tuple[str, str]:
    """Return the lead and the consignment of a box of the sample, on which nobody has acted."""
    with open_picture(standing_desk) as door:
        row = door.ask_rows("SELECT id, subject FROM picture.leads WHERE kind = 'export' ORDER BY id LIMIT 1")[0]
    return row["id"], row["subject"]


def priya(minutes: int = 0) -> Viewer:
    return viewer(at=timezone.now() + timedelta(minutes=minutes))


def sent(box: tuple[str, str], uuid: UUID, after: int = 0, **told: object) -> InspectionVersion:
    reason = "Looked again" if after else ""
    return record(Sent(uuid, document(consignment_ref=box[1], **told), after, reason), priya(after)).version


def stands(lead: str) -> Standing:
    return standing_of(own_acts(priya(), [lead]).get(lead, []))


def test_a_find_resolves_the_lead_of_the_box(box: tuple[str, str]) -> None:
    """A stolen car found: adopted and resolved as the officer, with the inspection's reference; the same again does nothing."""
    version = sent(box, uuid4())
    tell_lead(version, priya())
    tell_lead(version, priya())
    standing = stands(box[0])
    assert (standing.state, standing.since and standing.since.outcome) == (State.RESOLVED, "recovered")
    assert standing.since is not None
    assert version.inspection.reference in standing.since.text
    assert [one.act for one in own_acts(priya(), [box[0]])[box[0]]] == [Act.ADOPT, Act.RESOLVE]
    assert version.fed.get(lead=box[0]).said == "The lead was resolved: a vehicle was recovered."


def test_a_correction_undoes_what_it_says_otherwise(box: tuple[str, str]) -> None:
    """Nothing stolen after all: the outcome is undone and recorded anew; withdrawn, the lead is as it was before."""
    uuid = uuid4()
    tell_lead(sent(box, uuid), priya())
    tell_lead(sent(box, uuid, 1, result="negative", vehicles=[]), priya(1))
    since = stands(box[0]).since
    assert since is not None
    assert since.outcome == "nothing"
    took = withdraw(Sent(uuid, None, 2, "Another box"), priya(2)).version
    tell_lead(took, priya(2))
    assert stands(box[0]).state is State.ADOPTED
    assert outcome_of(took) == ""


def test_a_correction_that_says_the_same_leaves_the_outcome(box: tuple[str, str]) -> None:
    """A remark more is no second outcome."""
    uuid = uuid4()
    tell_lead(sent(box, uuid), priya())
    before = len(own_acts(priya(), [box[0]])[box[0]])
    second = sent(box, uuid, 1, remarks="Rain")
    tell_lead(second, priya(1))
    assert len(own_acts(priya(), [box[0]])[box[0]]) == before
    assert second.fed.get(lead=box[0]).said == "The lead's outcome stands: a vehicle was recovered."


def test_what_somebody_recorded_by_hand_stays(box: tuple[str, str], standing_desk: Workspace) -> None:
    """An outcome of the officer's own is left as it is, and the inspection's page says so."""
    seen = LeadSeen(box[0], "export", "consignment_ref", box[1], 0.5, frozenset(), "p")
    for number, (act, details) in enumerate([(Act.ADOPT, Details()), (Act.RESOLVE, Details(outcome="arrest"))]):
        act_on(seen, act, details, priya(), after=number, at=priya().at)
    version = sent(box, uuid4())
    tell_lead(version, priya())
    assert [one.outcome for one in own_acts(priya(), [box[0]])[box[0]]] == ["", "arrest"]
    assert "left as it is" in version.fed.get(lead=box[0]).said


@pytest.mark.parametrize("result", ["refused", "not_found"])
def test_a_box_that_was_not_opened_leaves_a_note(box: tuple[str, str], result: str) -> None:
    """The lead stays open: nobody knows yet whether it is true."""
    tell_lead(sent(box, uuid4(), result=result, vehicles=[]), priya())
    assert stands(box[0]).state is State.NEW
    assert [one.act for one in own_acts(priya(), [box[0]])[box[0]]] == [Act.NOTE]


def test_the_form_begins_with_what_is_declared(box: tuple[str, str]) -> None:
    """Of a box that the officer may see: container, port, goods and lead; of an unknown one, its reference alone."""
    told = begin_with(priya(), consignment=box[1])
    assert (told["consignment_ref"], told["lead"], told["basis"]) == (box[1], box[0], "lead")
    assert len(told["container_no"]) == len("CSQU3054383")
    assert begin_with(priya()) == {}
    assert begin_with(priya(), consignment="NOTHING") == {"consignment_ref": "NOTHING"}
    amara = viewer("amara", at=timezone.now())
    assert begin_with(amara, consignment=box[1]) == {"consignment_ref": box[1]}
