"""An inspection is kept once, however often it is sent and in whatever order things arrive; corrections stand beside it."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from inspections_made import NOW, document, photo_named, png, viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.inspection_fields import NotRight
from vinculum.desk.ports.inspection_photos import keep_photo, photo_file, waiting_for
from vinculum.desk.ports.inspection_pictures import NotAPhoto
from vinculum.desk.ports.inspection_recording import Sent, record, withdraw
from vinculum.desk.ports.models import Inspection, InspectionPhoto, InspectionVersion
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted, Overtaken
from vinculum.errors import VinculumError
from vinculum.evidence.workspace import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Return a workspace of the test's own."""
    found = Workspace(tmp_path / "var")
    monkeypatch.setattr(settings, "WORKSPACE", found)
    return found


def test_the_same_send_again_is_the_same_version() -> None:
    """A telephone that did not hear the answer sends again, and gets it."""
    sent = Sent(uuid4(), document())
    first, again = record(sent, viewer()), record(sent, viewer())
    assert (first.repeated, again.repeated) == (False, True)
    assert first.version.pk == again.version.pk
    assert InspectionVersion.objects.filter(inspection__uuid=sent.uuid).count() == 1
    assert first.version.inspection.reference == f"NAVCIS-{sent.uuid.hex[:12].upper()}"


def test_other_content_under_the_same_number_is_a_conflict() -> None:
    """What came second is told who was first, and changes nothing."""
    uuid = uuid4()
    record(Sent(uuid, document()), viewer())
    with pytest.raises(Overtaken, match="Priya Nair changed this inspection on 2 March 2026 at 12:00 UTC"):
        record(Sent(uuid, document(remarks="Rain")), viewer())
    assert [one.told["remarks"] for one in InspectionVersion.objects.filter(inspection__uuid=uuid)] == [""]


def test_a_correction_stands_beside_what_it_corrects() -> None:
    """A correction has a reason and a number; the version before it stays, to the letter."""
    uuid = uuid4()
    first = record(Sent(uuid, document()), viewer()).version
    with pytest.raises(NoReason):
        record(Sent(uuid, document(remarks="Rain"), after=1), viewer())
    second = record(Sent(uuid, document(remarks="Rain"), after=1, reason="Forgot the rain"), viewer()).version
    assert (second.number, second.change, second.reason) == (2, "correct", "Forgot the rain")
    assert InspectionVersion.objects.get(pk=first.pk).told["remarks"] == ""
    assert record(Sent(uuid, document(remarks="Rain"), after=1, reason="Forgot the rain"), viewer()).repeated


def test_what_is_withdrawn_stays_and_is_not_changed_any_more() -> None:
    """A withdrawal is a version of its own, can be sent twice, and ends the matter."""
    uuid = uuid4()
    record(Sent(uuid, document()), viewer())
    took = Sent(uuid, None, after=1, reason="Entered twice")
    assert (withdraw(took, viewer()).repeated, withdraw(took, viewer()).repeated) == (False, True)
    with pytest.raises(NotNow, match="withdrawn already"):
        withdraw(Sent(uuid, None, after=2, reason="Once more"), viewer())
    with pytest.raises(NotNow, match="was withdrawn"):
        record(Sent(uuid, document(remarks="Rain"), after=2, reason="Rain"), viewer())
    assert [one.change for one in InspectionVersion.objects.filter(inspection__uuid=uuid)] == ["record", "withdraw"]


def test_only_who_may_record_records() -> None:
    """An analyst reads; a ports officer of another purpose records nothing."""
    with pytest.raises(NotPermitted, match="National analyst"):
        record(Sent(uuid4(), document()), viewer("amara", Purpose.INTELLIGENCE))
    assert Inspection.objects.count() == 0


def test_the_store_itself_keeps_the_versions() -> None:
    """No code of ours changes or removes a version, and the store refuses those who try around it."""
    version = record(Sent(uuid4(), document()), viewer()).version
    with pytest.raises(Exception, match="neither changed nor removed"), connection.cursor() as cursor:
        cursor.execute("UPDATE ports_inspectionversion SET reason = 'x' WHERE id = %s", [version.pk])


def test_a_container_number_that_fails_needs_a_reason() -> None:
    """The check digit blocks, with what it may have been; a reason lets the number stand as it is on the box."""
    with pytest.raises(NotRight) as found:
        record(Sent(uuid4(), document(raw=True, container_no="CSQU3054384")), viewer())
    assert found.value.faults[0].field == "container_no"
    assert "CSQU3054383" in found.value.faults[0].offered
    kept = record(Sent(uuid4(), document(container_no="CSQU3054384", container_reason="Painted so")), viewer())
    assert kept.version.container_no == "CSQU3054384"


def test_everything_wrong_is_told_at_once() -> None:
    """Six faults in one send are six sentences; a field that nobody reads is one of them."""
    wrong = {
        "container_no": "", "opened_at": "yesterday", "place": "XX", "basis": "whim", "result": "", "vehicles": [{"vins": ["É"]}],
        "colour": "red", "lift_gbp": "1e9", "arrests": "-1",
    }  # fmt: skip
    with pytest.raises(NotRight) as found:
        record(Sent(uuid4(), wrong), viewer())
    assert {fault.field for fault in found.value.faults} == {
        "container_no", "opened_at", "place", "basis", "result", "vehicle-0-standing", "vehicle-0-vins", "colour", "lift_gbp",
        "arrests",
    }  # fmt: skip


@pytest.mark.parametrize("result", ["refused", "not_found"])
def test_what_was_not_opened_tells_nothing_of_the_inside(result: str) -> None:
    """A box that nobody looked into holds no vehicle."""
    with pytest.raises(NotRight, match="not opened"):
        record(Sent(uuid4(), document(raw=True, result=result)), viewer())


def test_a_photo_is_kept_once_and_only_where_it_is_named(workspace: Workspace) -> None:
    """The same bytes again give the same photo; other bytes under its number, or a number nobody named, are refused."""
    uuid, named = uuid4(), photo_named()
    version = record(Sent(uuid, document(photos=[named])), viewer()).version
    number = UUID(named["uuid"])
    assert waiting_for(version) == [named["uuid"]]
    first, again = (keep_photo(workspace, uuid, number, png(1), viewer()) for _ in range(2))
    assert first.pk == again.pk
    assert waiting_for(version) == []
    assert photo_file(workspace, first.sha256).read_bytes() == png(1)
    with pytest.raises(NotNow, match="Another photo"):
        keep_photo(workspace, uuid, number, png(2), viewer())
    with pytest.raises(NotNow, match="No version"):
        keep_photo(workspace, uuid, uuid4(), png(2), viewer())
    with pytest.raises(NotNow, match="Send the inspection first"):
        keep_photo(workspace, uuid4(), number, png(1), viewer())
    extra = photo_named()
    record(Sent(uuid, document(photos=[named, extra]), 1, "One more photo"), viewer())
    with pytest.raises(NotAPhoto):
        keep_photo(workspace, uuid, UUID(extra["uuid"]), b"GIF89a", viewer())
    assert InspectionPhoto.objects.filter(inspection__uuid=uuid).count() == 1


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["first", "second", "photo 0", "photo 1", "photo 2"]), max_size=14))
def test_whatever_breaks_off_there_is_one_of_each(workspace: Workspace, sends: list[str]) -> None:
    """Sends repeated and lost in any order, then each once more: one inspection, all of its photos, nothing doubled."""
    uuid = uuid4()
    named = [photo_named() for _ in range(3)]
    first = Sent(uuid, document(photos=named[:2]), saved_at=NOW)
    second = Sent(uuid, document(photos=named, remarks="Rain"), 1, "Forgot one")

    def photo(at: int) -> Callable[[], object]:
        return lambda: keep_photo(workspace, uuid, UUID(named[at]["uuid"]), png(at), viewer())

    acts: dict[str, Callable[[], object]] = {
        "first": lambda: record(first, viewer()),
        "second": lambda: record(second, viewer()),
        **{f"photo {at}": photo(at) for at in range(3)},
    }
    for send in sends:
        try:
            acts[send]()
        except VinculumError:
            continue  # too early: the queue sends it again
    for act in acts.values():
        act()
    held = list(InspectionVersion.objects.filter(inspection__uuid=uuid).order_by("number"))
    assert [(one.number, one.told["remarks"]) for one in held] == [(1, ""), (2, "Rain")]
    photos = InspectionPhoto.objects.filter(inspection__uuid=uuid)
    assert sorted(str(one.uuid) for one in photos) == sorted(one["uuid"] for one in named)
    assert all(photo_file(workspace, one.sha256).is_file() for one in photos)
