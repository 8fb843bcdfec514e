"""What is kept of a restricted picture never outlives what decided it: agreements, groups, roles, the build, the evidence."""

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Agreement, Group, Organisation, Person
from vinculum.desk.access.seen import SeenPictures
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.evidence.workspace import Workspace

COUNTS = "SELECT (SELECT count(*) FROM evidence.thefts) AS thefts, (SELECT count(*) FROM picture.leads) AS leads"


@pytest.fixture
def pictures() -> SeenPictures:
    return SeenPictures()


def told(pictures: SeenPictures, workspace: Workspace, query: str, who: str = "tom") -> dict[str, int]:
    """Return what somebody is answered now; asked twice, so that the second answer is a kept one."""
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), Purpose.INVESTIGATION)
    with pictures.open(workspace, viewer) as door:
        first, second = door.ask(query), door.ask(query)
    assert first is second
    return dict(first.to_pylist()[0])


def test_a_changed_agreement_changes_the_answer(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """Ended, the agreement opens nothing to the next request; standing again, it opens the same as before."""
    before = told(pictures, standing_desk, COUNTS)
    assert before["thefts"] > 0
    agreements = Agreement.objects.filter(feed="thefts")
    until = dict(agreements.values_list("pk", "until_at"))
    agreements.update(until_at=timezone.now())
    assert told(pictures, standing_desk, COUNTS)["thefts"] == 0
    for number, moment in until.items():
        Agreement.objects.filter(pk=number).update(until_at=moment)
    assert told(pictures, standing_desk, COUNTS) == before


def test_a_group_without_its_member_opens_nothing_to_it(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """What reaches somebody through a group ends with the membership, whatever was answered before."""
    cleveland = Organisation.objects.get(code="CLEVELAND")
    group = Group.objects.create(code="for-a-test", title="For a test")
    group.members.set([cleveland])
    Agreement.objects.filter(feed="thefts").update(recipient=None, recipients=group)
    assert told(pictures, standing_desk, COUNTS)["thefts"] > 0
    group.members.clear()
    assert told(pictures, standing_desk, COUNTS)["thefts"] == 0


def test_a_role_that_has_ended_opens_nothing(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """The same person, asking the same a moment later."""
    assert told(pictures, standing_desk, COUNTS)["thefts"] > 0
    Person.objects.get(email__startswith="tom.").appointments.update(until_at=timezone.now())
    assert told(pictures, standing_desk, COUNTS) == {"thefts": 0, "leads": 0}
