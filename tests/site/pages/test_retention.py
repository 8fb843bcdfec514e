"""The retention pages: reading, deciding, holding and erasing are four different rights."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from vinculum.desk.access import roles as told_roles
from vinculum.desk.access.models import Appointment, Person
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.retention.models import Clock, Decision, LegalHold
from vinculum.desk.retention.rules import questions
from vinculum.desk.work.models import Job
from vinculum.evidence.erasures import proofs
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

SignIn = Callable[..., Client]
NO = dict.fromkeys(questions(), "no")


def latest() -> AuditRecord:
    return AuditRecord.objects.latest("sequence")


@pytest.fixture
def theft(standing_desk: Workspace) -> tuple[str, str, int]:
    """Give a theft of the evidence: its reference, delivery and row."""
    with open_picture(standing_desk) as door:
        row = door.ask_rows("SELECT crime_ref, delivery, row FROM evidence.thefts ORDER BY row LIMIT 1")[0]
    return row["crime_ref"], row["delivery"], row["row"]


@pytest.mark.parametrize("name", ["retention", "holds", "limits", "erasure_proofs"])
def test_only_who_may_read_retention_reads_it(sign_in: SignIn, name: str) -> None:
    """Nobody else learns how much is due."""
    assert sign_in("rashid", purpose="administration").get(reverse(name)).status_code == 200
    for who in ("amara", "tom", "helen", "sam"):
        assert sign_in(who).get(reverse(name)).status_code == 403


def test_a_review_is_decided_and_recorded(sign_in: SignIn, theft: tuple[str, str, int]) -> None:
    """The queue of a later day shows it; the decision tells before and after."""
    reference, delivery, row = theft
    rashid = sign_in("rashid", purpose="administration")
    assert reference in rashid.get(reverse("retention"), {"by": "2040-01-01", "kind": "theft"}).content.decode()
    assert reference in rashid.get(reverse("review", args=["theft", delivery, row])).content.decode()
    told = {**NO, "choice": "retain", "reason": "Linked to a live case", "group": "3", "next_review": "2027-06-01"}
    answer = rashid.post(reverse("decide_review", args=["theft", delivery, row]), told)
    assert answer.status_code == 302
    assert (latest().verb, latest().subjects) == ("alteration", [["crime_ref", reference]])
    assert latest().detail["after"]["next_review"] == "2027-06-01T00:00:00+00:00"
    assert Decision.objects.get().reason == "Linked to a live case"


def test_an_unanswered_question_is_said_so(sign_in: SignIn, theft: tuple[str, str, int]) -> None:
    """Nothing is decided by leaving a question out."""
    _, delivery, row = theft
    told = {"choice": "erase", "reason": "x", "group": "3"}
    answer = sign_in("rashid", purpose="administration").post(reverse("decide_review", args=["theft", delivery, row]), told)
    assert answer.status_code == 422
    assert not Clock.objects.exists()


def test_a_record_that_one_may_not_see_is_not_there(sign_in: SignIn, theft: tuple[str, str, int]) -> None:
    """An auditor's purpose opens no theft: the same answer as for a row that does not exist."""
    _, delivery, row = theft
    auditor = sign_in("rashid", purpose="assurance")
    hidden = auditor.get(reverse("review", args=["theft", delivery, row]))
    missing = auditor.get(reverse("review", args=["theft", delivery, 10**9]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert theft[0].encode() not in hidden.content


def only(monkeypatch: pytest.MonkeyPatch, *actions: Action) -> None:
    """Give the records manager's role these actions alone."""
    known = told_roles.roles()
    role = known["records_manager"]
    fewer = type(role)(role.code, role.title, role.about, role.handling, role.purposes, frozenset(actions))
    monkeypatch.setitem(known, "records_manager", fewer)


@pytest.mark.parametrize("kept", [Action.READ_RETENTION, Action.DECIDE_RETENTION, Action.HOLD_RECORDS])
def test_no_other_right_erases(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, kept: Action) -> None:
    """Reading, deciding and holding each leave every row where it is."""
    only(monkeypatch, Action.READ_RETENTION, kept)
    rashid = sign_in("rashid", purpose="administration")
    for name in ("erase_due", "erase_marked"):
        assert rashid.post(reverse(name), {"why": "x"}).status_code == 403
    assert b"Erase" not in rashid.get(reverse("limits")).content.split(b"<main")[1].split(b"</main")[0].split(b"past")[0]
    assert proofs(settings.WORKSPACE) == []


def test_deciding_does_not_hold(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, theft: tuple[str, str, int]) -> None:
    """Nor by choosing it at a review."""
    only(monkeypatch, Action.READ_RETENTION, Action.DECIDE_RETENTION)
    rashid = sign_in("rashid", purpose="administration")
    told = {**NO, "choice": "hold", "reason": "court", "group": "3"}
    assert rashid.post(reverse("decide_review", args=["theft", theft[1], theft[2]]), told).status_code == 400
    assert rashid.post(reverse("add_hold"), {"kind": "vrm", "mark": "AB12CDE", "why": "court"}).status_code == 403
    assert not LegalHold.objects.exists()


def test_a_hold_is_made_and_released_with_reasons(sign_in: SignIn) -> None:
    """Each is recorded about the mark; a release without a reason is none."""
    rashid = sign_in("rashid", purpose="administration")
    rashid.post(reverse("add_hold"), {"kind": "vrm", "mark": "ab12 cde", "why": "R v Smith"})
    made = LegalHold.objects.get()
    assert latest().subjects == [["vrm", "AB12 CDE"]]
    assert rashid.post(reverse("release_hold", args=[made.pk]), {"why": ""}).status_code == 422
    rashid.post(reverse("release_hold", args=[made.pk]), {"why": "Acquitted"})
    made.refresh_from_db()
    assert made.released_why == "Acquitted"


def test_holds_of_others_are_not_shown(sign_in: SignIn) -> None:
    """They count, and their content is nobody else's business."""
    sign_in("rashid", purpose="administration").post(reverse("add_hold"), {"kind": "vrm", "mark": "AB12CDE", "why": "secret"})
    Appointment.objects.create(person=Person.objects.get(email__startswith="tom."), role="records_manager")
    page = sign_in("tom", purpose="administration").get(reverse("holds")).content
    assert b"AB12CDE" not in page
    assert b"secret" not in page


def test_erasing_leaves_a_proof_a_record_and_a_job(
    sign_in: SignIn, standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt is shown once and stands in no record; the job replaces the pictures that held the rows."""
    shutil.copytree(standing_desk.home, tmp_path / "var")
    rashid = sign_in("rashid", purpose="administration")
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(tmp_path / "var"))
    answer = rashid.post(reverse("erase_due"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    receipt = answer.content.decode().split('class="app-mark">')[1].split("<")[0]
    assert (latest().verb, latest().outcome) == ("erasure", "done")
    assert latest().detail["rows"] > 1000
    assert receipt not in str([(record.detail, record.subjects, record.reason) for record in AuditRecord.objects.all()])
    assert Job.objects.get(pk=latest().detail["job"]).title == "Build the picture without what was erased"
    page = rashid.get(reverse("erasure_proofs")).content.decode()
    assert proofs(settings.WORKSPACE)[0].digest in page
    assert receipt not in page
