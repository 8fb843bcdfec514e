"""An inspection tells the short list what became of its box: opened, refused, or not there in time."""

from datetime import date
from uuid import uuid4

import pytest

from inspections_made import NOW, document, viewer
from vinculum.desk.ports.inspection_followed import tell_box
from vinculum.desk.ports.inspection_recording import Sent, record
from vinculum.desk.ports.models import EligibleBox, ShortList
from vinculum.desk.ports.workflow import BOX, parties_of
from vinculum.desk.workflows.stepping import history, standing_of, take


@pytest.fixture
def box(db: None) -> EligibleBox:
    """Return a box on a short list of NAVCIS that nobody has taken."""
    priya = viewer()
    short_list = ShortList.objects.create(
        reference="TEST-1", organisation_id="NAVCIS", port="GBFXT", day=date(2026, 3, 2), number=99, lifts=1, random_share=0,
        lift_gbp=200, until=NOW, as_at=NOW, picture="p", drawn_at=NOW, drawn_by_id=priya.person,
    )  # fmt: skip
    made = EligibleBox.objects.create(
        reference="TEST-1-1", short_list=short_list, number=1, consignment_ref="TEST-BOX", sails_at=NOW, probability=0.5,
        expected_value_gbp=100, basis="lead", added_at=NOW,
    )  # fmt: skip
    take(BOX, made.reference, "list", priya, after=0, parties=parties_of(made))
    return made


@pytest.mark.parametrize(
    ("result", "state"),
    [("positive", "opened"), ("negative", "opened"), ("refused", "refused"), ("not_found", "not_opened")],
)
def test_the_list_shows_what_became_of_the_box(box: EligibleBox, result: str, state: str) -> None:
    """Told as the officer, with the inspection's reference; told again it stays so."""
    told = document(consignment_ref="TEST-BOX", result=result, **({} if result == "positive" else {"vehicles": []}))
    version = record(Sent(uuid4(), told), viewer()).version
    for _ in range(2):
        tell_box(version, viewer())
    steps = history(BOX, box.reference)
    assert standing_of(steps).state == state
    assert len(steps) == 2
    assert version.inspection.reference in steps[-1].reason
