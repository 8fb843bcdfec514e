"""The pages of data: deliveries that are seen whole and nothing of others, rows repaired in the page, files handed over."""

import re
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.work.uploads import uploads_folder
from vinculum.desk.work.worker import run_worker
from vinculum.evidence.aftermath import quarantine_told
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]

HEADER = "crime_ref,force,reported_at,vrm,make,shade\n"
GOOD = "1/26,cleveland,2026-03-01T10:00:00Z,AB12CDE,LAND ROVER,green\n"
BAD = "2/26,cleveland,tomorrow-ish,AB13CDE,LAND ROVER,<i>red</i>\n3/26,cleveland,,AB14CDE,LAND ROVER,blue\n"
MORE = "4/26,cleveland,2026-03-01T11:00:00Z,AB15CDE,JAGUAR,\n5/26,cleveland,2026-03-01T12:00:00Z,AB16CDE,JAGUAR,\n"
FILE = (HEADER + GOOD + BAD + MORE).encode()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a worker keep the connection that the test's transaction is on; outside of tests it renews old ones."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr("vinculum.desk.work.worker.close_old_connections", lambda: None)


@pytest.fixture
def own_desk(standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the site stand on a copy of the sample partnership that may be written to."""
    shutil.copytree(standing_desk.home, tmp_path / "var", ignore=shutil.ignore_patterns("sample"))
    found = Workspace(tmp_path / "var")
    monkeypatch.setattr(settings, "WORKSPACE", found)
    return found


def hand_over(client: Client, content: bytes = FILE, **told: str) -> Job:
    """Hand a file over in the page and let a worker take it in."""
    form = {"feed": "thefts", "partner": "JLR", "layout": "", **told, "file": SimpleUploadedFile("ours.csv", content)}
    answer = client.post("/data/send/file", form)
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.get(pk=int(answer["Location"].rsplit("/", 1)[1]))
    run_worker(settings.WORKSPACE, drain=True)
    job.refresh_from_db()
    return job


def names_in(page: str) -> set[str]:
    return set(re.findall(r"/data/deliveries/([a-z]+-[0-9a-f]{12})", page))


def test_the_list_holds_what_is_seen_whole(sign_in: SignIn, standing_desk: Workspace) -> None:
    """A data officer sees what the quality agreement opens and their own unit's, but no log with handling code C."""
    page = sign_in("ines", "administration").get("/data").content.decode()
    feeds = {name.split("-")[0] for name in names_in(page)}
    every = {record["feed"] for record in deliveries(standing_desk)}
    assert feeds == every - {"logs"}


def test_a_maker_sees_none_of_the_deliveries_that_she_sees_in_part(sign_in: SignIn, standing_desk: Workspace) -> None:
    """Columns of thefts are open to her; how many rows the delivery has is not, nor that it is there."""
    client = sign_in("helen")
    assert names_in(client.get("/data").content.decode()) == set()
    (thefts,) = [record["delivery"] for record in deliveries(standing_desk) if record["feed"] == "thefts"]
    for path in ("", "/set-aside", "/set-aside/1"):
        assert client.get(f"/data/deliveries/{thefts}{path}").status_code == 404
        assert client.get(f"/data/deliveries/thefts-000000000000{path}").status_code == 404


@pytest.mark.parametrize("path", ["/data", "/data/quality", "/data/sources", "/data/send"])
def test_who_has_no_business_with_data_has_no_page(sign_in: SignIn, path: str) -> None:
    """An investigator and a programme lead."""
    assert sign_in("tom").get(path).status_code == 403
    assert sign_in("david").get(path).status_code == 403


def test_a_partner_hands_a_delivery_over(sign_in: SignIn, own_desk: Workspace) -> None:
    """It is taken in by the worker, told on its page, listed to its organisation alone, and recorded as collection."""
    helen = sign_in("helen")
    job = hand_over(helen)
    assert (job.kind, job.state, job.organisation) == (Kind.INTAKE, State.DONE, "JLR")
    name = job.result["delivery"]
    told = helen.get(f"/data/sent/{job.pk}").content.decode()
    assert "3 of 5 rows accepted; 2 set aside." in told
    assert "shade" in told
    assert f"/data/deliveries/{name}" in told
    assert names_in(helen.get("/data").content.decode()) == {name}
    page = helen.get(f"/data/deliveries/{name}").content.decode()
    assert "its record is sealed and follows the one before it" in page
    assert "Not a time" in page
    assert name not in sign_in("ines", "administration").get("/data").content.decode()
    record = AuditRecord.objects.filter(route="POST send-file").first()
    assert record is not None
    assert (record.verb, record.detail["file"], record.detail["bytes"]) == ("collection", "ours.csv", len(FILE))


def test_a_partner_hands_over_for_nobody_else(sign_in: SignIn, own_desk: Workspace) -> None:
    """The choice is their own organisation; another one that is sent all the same is refused, and nothing is kept."""
    helen = sign_in("helen")
    assert 'value="NPCC"' not in helen.get("/data/send").content.decode()
    form = {"feed": "thefts", "partner": "NPCC", "layout": "", "file": SimpleUploadedFile("ours.csv", FILE)}
    assert helen.post("/data/send/file", form).status_code == 422
    assert Job.objects.count() == 0
    assert not uploads_folder(own_desk).exists()


def test_a_data_officer_takes_in_for_another(sign_in: SignIn, own_desk: Workspace) -> None:
    """The delivery is that organisation's."""
    job = hand_over(sign_in("ines", "administration"))
    assert (job.partner, job.organisation, job.state) == ("JLR", "OPAL", State.DONE)
    assert deliveries(own_desk)[-1]["partner"] == "JLR"
    assert sign_in("helen").get(f"/data/sent/{job.pk}").status_code == 404


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"feed": ""}, "Choose what the records are."),
        ({"feed": "nonsense"}, "Select a valid choice"),
        ({"layout": "dvla_enquiry"}, "dvla_enquiry"),
        ({"file": ""}, "Choose a file."),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "The file is empty."),
    ],
)
def test_a_form_that_is_not_whole_is_shown_again(
    sign_in: SignIn, own_desk: Workspace, told: dict[str, object], problem: str
) -> None:
    """With what is wrong with it, and nothing kept."""
    form = {"feed": "thefts", "partner": "JLR", "layout": "", "file": SimpleUploadedFile("ours.csv", FILE), **told}
    answer = sign_in("helen").post("/data/send/file", form)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert not uploads_folder(own_desk).exists()


def test_a_file_beyond_the_limit_is_broken_off(sign_in: SignIn, own_desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how large a file may be; nothing is kept."""
    monkeypatch.setattr(settings, "UPLOAD_LIMIT", 1000)
    form = {"feed": "thefts", "partner": "JLR", "layout": "", "file": SimpleUploadedFile("ours.csv", FILE + b"x" * 200_000)}
    answer = sign_in("helen").post("/data/send/file", form)
    assert answer.status_code == 422
    assert "larger than 1000" in answer.content.decode()
    assert Job.objects.count() == 0
    assert not uploads_folder(own_desk).exists()


def test_a_stranger_sends_nothing_large(own_desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not signed in is sent to sign in, whatever they send."""
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 1000)
    answer = Client().post("/data/send/file", {"file": SimpleUploadedFile("x.csv", b"x" * 200_000)})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_a_path_in_a_file_name_leads_nowhere(sign_in: SignIn, own_desk: Workspace) -> None:
    """The file lies in its own folder, whatever it is called."""
    file = BytesIO(FILE)
    file.name = "../../evil.csv"
    helen = sign_in("helen")
    helen.post("/data/send/file", {"feed": "thefts", "partner": "JLR", "layout": "", "file": file})
    assert [kept.name for kept in uploads_folder(own_desk).rglob("*.csv")] == ["evil.csv"]


def test_an_upload_is_stopped_by_those_who_sent_it(sign_in: SignIn, own_desk: Workspace) -> None:
    """Its files go with it once a worker comes by."""
    helen = sign_in("helen")
    answer = helen.post(
        "/data/send/file", {"feed": "thefts", "partner": "JLR", "layout": "", "file": SimpleUploadedFile("a.csv", FILE)}
    )
    helen.post(f"{answer['Location']}/stop")
    run_worker(own_desk, drain=True)
    assert Job.objects.get(kind=Kind.INTAKE).state == State.CANCELLED
    assert list(uploads_folder(own_desk).iterdir()) == []


@pytest.fixture
def handed_over(sign_in: SignIn, own_desk: Workspace) -> str:
    """Let helen hand a file over; return the delivery."""
    return str(hand_over(sign_in("helen")).result["delivery"])


def test_rows_set_aside_are_listed_with_their_reason(sign_in: SignIn, handed_over: str) -> None:
    """What was handed over is shown as text."""
    helen = sign_in("helen")
    page = helen.get(f"/data/deliveries/{handed_over}/set-aside").content.decode()
    assert "is not a time" in page
    assert "reported_at is required and is empty" in page
    row = helen.get(f"/data/deliveries/{handed_over}/set-aside/2").content.decode()
    assert 'value="tomorrow-ish"' in row
    assert "<i>red</i>" not in row
    assert helen.get(f"/data/deliveries/{handed_over}/set-aside/1").status_code == 404


def test_a_row_is_repaired_in_the_page(sign_in: SignIn, handed_over: str, own_desk: Workspace) -> None:
    """Tried first without keeping anything, shown, then taken in beside the original, with who and why."""
    helen = sign_in("helen")
    at = f"/data/deliveries/{handed_over}/set-aside/2"
    before = len(deliveries(own_desk))
    form = {"cell-reported_at": "2026-03-02T09:00:00Z", "why": "asked the officer"}
    tried = helen.post(f"{at}/try", form).content.decode()
    assert "So corrected, the row would be accepted" in tried
    assert len(deliveries(own_desk)) == before
    done = helen.post(f"{at}/repair", form)
    assert done["Location"] == f"/data/deliveries/{handed_over}/set-aside"
    repaired = deliveries(own_desk)[-1]
    assert (repaired["repairs"], repaired["repaired_by"], repaired["why"], repaired["accepted"]) == (
        handed_over,
        "helen.fraser@jlr.example",
        "asked the officer",
        1,
    )
    assert [row["state"] for row in quarantine_told(own_desk, handed_over)] == ["repaired", "open"]
    assert repaired["delivery"] in helen.get(f"/data/deliveries/{handed_over}").content.decode()
    record = AuditRecord.objects.filter(route="POST do-repair").first()
    assert record is not None
    assert record.verb == "alteration"
    assert ["row", f"{handed_over} 2"] in record.subjects


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"cell-reported_at": "tomorrow-ish", "why": "x"}, "none was changed"),
        ({"cell-reported_at": "2026-03-02", "why": ""}, "Enter why"),
        ({"cell-reported_at": "later", "why": "x"}, "is not a time"),
    ],
)
def test_a_correction_that_does_not_hold_is_shown_again(
    sign_in: SignIn, handed_over: str, own_desk: Workspace, form: dict[str, str], problem: str
) -> None:
    """With what is wrong, and what was entered; tried or not, nothing is kept."""
    helen = sign_in("helen")
    before = own_desk.evidence_hash()
    for act in ("try", "repair"):
        answer = helen.post(f"/data/deliveries/{handed_over}/set-aside/2/{act}", form)
        assert answer.status_code == 422
        assert problem in answer.content.decode()
        assert f'value="{form["cell-reported_at"]}"' in answer.content.decode()
    assert own_desk.evidence_hash() == before


def test_a_row_is_dismissed_with_a_reason_and_taken_up_again(sign_in: SignIn, handed_over: str, own_desk: Workspace) -> None:
    """Without a reason it is not."""
    helen = sign_in("helen")
    at = f"/data/deliveries/{handed_over}/set-aside/3"
    assert helen.post(f"{at}/dismiss", {"why_dismissed": " "}).status_code == 422
    helen.post(f"{at}/dismiss", {"why_dismissed": "never reported"})
    (row,) = [one for one in quarantine_told(own_desk, handed_over) if one["row"] == 3]
    assert (row["state"], row["why"], row["by"]) == ("dismissed", "never reported", "helen.fraser@jlr.example")
    helen.post(f"{at}/reopen")
    (row,) = [one for one in quarantine_told(own_desk, handed_over) if one["row"] == 3]
    assert row["state"] == "open"


def test_nobody_repairs_what_is_not_theirs(sign_in: SignIn, handed_over: str, own_desk: Workspace) -> None:
    """An analyst who reads deliveries repairs none; a delivery that is not seen is not there to be repaired."""
    before = own_desk.evidence_hash()
    form = {"cell-reported_at": "2026-03-02", "why": "x", "why_dismissed": "x"}
    for act in ("try", "repair", "dismiss", "reopen"):
        at = f"/data/deliveries/{handed_over}/set-aside/2/{act}"
        assert sign_in("amara").post(at, form).status_code == 403
        assert sign_in("ines", "administration").post(at, form).status_code == 404
    assert own_desk.evidence_hash() == before
