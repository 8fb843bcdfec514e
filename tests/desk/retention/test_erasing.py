"""Erasing what is past its limit, on a copy of the evidence: what leads rest on stays, what is held stays, a proof is left."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from vinculum.desk.access.models import Agreement, Person
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.retention.clocks import due_for_review
from vinculum.desk.retention.erasing import CannotErase, erase_decided, erase_past_limit, past_limit
from vinculum.desk.retention.holding import hold
from vinculum.desk.retention.models import Choice, Clock, Erasure
from vinculum.desk.retention.reviewing import decide_review, marked_for_erasure
from vinculum.desk.retention.rules import questions
from vinculum.desk.retention.tasks import ask_clean_pictures, clean_pictures
from vinculum.desk.work.models import Job
from vinculum.errors import WrongUse
from vinculum.evidence.acts import Kind, read_acts
from vinculum.evidence.erasures import proofs
from vinculum.evidence.workspace import Workspace
from vinculum.picture.cited import cited_rows
from vinculum.picture.current import open_picture


def viewer(who: str) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), Purpose.ADMINISTRATION, "a test")


@pytest.fixture
def copied(standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the site stand on a copy of the evidence that this test may erase from."""
    shutil.copytree(standing_desk.home, tmp_path / "var")
    found = Workspace(tmp_path / "var")
    monkeypatch.setattr(settings, "WORKSPACE", found)
    return found


def reads(workspace: Workspace) -> set[tuple[str, int]]:
    with open_picture(workspace) as door:
        rows = door.ask("SELECT delivery, row FROM evidence.reads")
    return set(zip(rows["delivery"].to_pylist(), rows["row"].to_pylist(), strict=True))


def test_reads_past_the_agreements_days_go_and_those_that_leads_rest_on_stay(copied: Workspace) -> None:
    """And one read under a hold. The receipt stands nowhere in the store or the evidence."""
    with open_picture(copied) as door:
        cited = cited_rows(door)
        free = door.ask_rows("SELECT delivery, row, vrm FROM evidence.reads ORDER BY read_at")
    held = next(row for row in free if (row["delivery"], row["row"]) not in cited)
    hold(viewer("rashid"), kind="vrm", mark=held["vrm"], why="R v Smith", until_at=None)
    under_hold = {(row["delivery"], row["row"]) for row in free if row["vrm"] == held["vrm"]}
    before = reads(copied)
    order = erase_past_limit(copied, viewer("rashid"), timezone.now())
    after = reads(copied)
    assert after == (before & cited) | under_hold
    assert order.erasure.rows == len(before) - len(after) > 0
    assert Erasure.objects.get().act == order.erasure.act
    assert sum(len(proof.rows) for proof in proofs(copied)) == order.erasure.rows
    assert all(order.receipt not in str(value) for value in vars(order.erasure).values())
    assert not any(order.receipt.encode() in file.read_bytes() for file in copied.home.rglob("*.jsonl"))


def test_the_longest_agreement_decides_and_others_elsewhere_see_nothing_due(standing_desk: Workspace) -> None:
    """As long as one partner may hold the reads they stay; who does not answer for their provider is shown none."""
    with open_picture(standing_desk) as door:
        oldest: datetime = door.ask_rows("SELECT min(read_at) AS at FROM evidence.reads")[0]["at"]
    age = (timezone.now() - oldest).days + 1
    assert past_limit(standing_desk, viewer("rashid"), timezone.now()) != []
    assert past_limit(standing_desk, viewer("tom"), timezone.now()) == []
    Agreement.objects.filter(feed="reads", recipients="police").update(retention_days=age)
    assert [one for one in past_limit(standing_desk, viewer("rashid"), timezone.now()) if len(one.rows)] == []


def test_a_decided_record_goes_unless_it_is_held(copied: Workspace) -> None:
    """A hold that came after the decision is stronger; without it the row goes and its clock says when."""
    rashid = viewer("rashid")
    with open_picture(copied) as door:
        cited = cited_rows(door)
    with open_seen(copied, rashid) as door:
        due = next(
            one
            for one in due_for_review(door, timezone.now() + timedelta(days=5000), kind="log", limit=10**6).reviews
            if (one.delivery, one.row) not in cited
        )
    no = dict.fromkeys(questions(), False)
    decide_review(rashid, due, choice=Choice.ERASE, reason="old", answers=no, group=4, next_review=None)
    made = hold(rashid, kind="log_ref", mark=due.reference, why="R v Smith", until_at=None)
    with pytest.raises(WrongUse, match="legal hold"):
        erase_decided(copied, rashid, marked_for_erasure(rashid), "Decided")
    made.delete()
    order = erase_decided(copied, rashid, marked_for_erasure(rashid), "Decided")
    assert (order.erasure.rows, order.erasure.deliveries) == (1, [due.delivery])
    assert Clock.objects.get().erased_at is not None
    assert marked_for_erasure(rashid) == []
    with open_picture(copied) as door:
        left = door.ask_rows("SELECT count(*) AS n FROM evidence.logs WHERE log_ref = $ref", {"ref": due.reference})
    assert left == [{"n": 0}]


def test_a_record_that_a_lead_rests_on_is_not_erased(standing_desk: Workspace) -> None:
    """It is reviewed again instead."""
    with open_picture(standing_desk) as door:
        delivery, row = min(cited_rows(door))
    rashid = viewer("rashid")
    clock = Clock(
        organisation_id="OPAL",
        kind="theft",
        reference="R/1",
        delivery=delivery,
        row=row,
        mopi_group=4,
        clear_period_start=rashid.at,
        next_review=rashid.at,
        basis="a test",
    )
    with pytest.raises(CannotErase, match="R/1 evidences"):
        erase_decided(standing_desk, rashid, [clock], "Decided")


def test_nothing_is_erased_while_the_picture_is_older_than_the_evidence(
    standing_desk: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not say which rows a lead rests on."""
    monkeypatch.setattr("vinculum.desk.retention.erasing.is_current", lambda _workspace: False)
    with pytest.raises(CannotErase, match="older than the evidence"):
        erase_past_limit(standing_desk, viewer("rashid"), timezone.now())


def test_after_an_erasure_no_older_picture_is_left(copied: Workspace) -> None:
    """The job builds one without the rows, removes the others, and writes into the evidence's log that it did."""
    rashid = viewer("rashid")
    before = {file.parent.name for file in copied.pictures_folder.glob("*/build.json")}
    erase_past_limit(copied, rashid, timezone.now())
    clean_pictures.call(ask_clean_pictures(rashid).pk)
    job = Job.objects.get(title__startswith="Build the picture without")
    assert (job.state, job.error) == ("done", "")
    left = {file.parent.name for file in copied.pictures_folder.glob("*/build.json")}
    assert left == {job.result["build"]}
    assert not left & before
    assert read_acts(copied)[-1].kind is Kind.PICTURES_REMOVED
