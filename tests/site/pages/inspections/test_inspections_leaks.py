"""Nobody reads an inspection, its photos or its figures that the policy does not open to them, and nobody changes another's.

Who may see what is worked out here from the words of the sample: the roles, and the agreements on inspections.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from inspections_made import document, photo_named, png, viewer
from url_walk import address, all_pages, parameters_of
from vinculum.desk.access.models import Person
from vinculum.desk.access.roles import roles
from vinculum.desk.access.sample import sample
from vinculum.desk.access.tokens import make_token
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.ports.inspection_photos import keep_photo
from vinculum.desk.ports.inspection_recording import Sent, record
from vinculum.desk.ports.models import Inspection, InspectionPhoto, InspectionVersion
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]
WORDS = ("MARKREMARK", "MARKGOODS", "MARKCAPTION", "MARKSEAL")


@pytest.fixture
def marked(standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inspection:
    """Record an inspection of NAVCIS in which every text carries a word of its own, with a photo."""
    # Photos are written beside a copy of nothing: the evidence of the sample is read only, and no job is run here.
    uuid, named = uuid4(), {**photo_named(), "caption": "MARKCAPTION"}
    told = document(remarks="MARKREMARK", found_goods="MARKGOODS", seal_found="MARKSEAL", photos=[named])
    version = record(Sent(uuid, told), viewer(at=timezone.now())).version
    keep_photo(Workspace(tmp_path), uuid, UUID(named["uuid"]), png(3), viewer(at=timezone.now()))
    monkeypatch.setattr("vinculum.site.pages.inspections.reading.photo_file", lambda _, sha: tmp_path / "photos" / sha[:2] / sha)
    return version.inspection


def people() -> Iterator[tuple[str, str, Purpose]]:
    """Yield every sample person with each of their purposes."""
    for told in sample()["people"]:
        for purpose in sorted({one for role in told["roles"] for one in roles()[role].purposes}):
            yield told["email"].split(".")[0], told["organisation"], purpose


def may_read(who: str, organisation: str, purpose: Purpose) -> bool:
    """Say from the sample's own words whether somebody may read an inspection of NAVCIS."""
    told = next(one for one in sample()["people"] if one["email"].startswith(f"{who}."))
    serving = [roles()[role] for role in told["roles"] if purpose in roles()[role].purposes]
    if not any(Action.READ_PORTS in role.actions for role in serving):
        return False
    granted = any(
        "inspections" in one["feeds"]
        and "columns" not in one
        and one.get("recipient") == organisation
        and purpose in one["purposes"]
        for one in sample()["agreements"]
    )
    return organisation == "NAVCIS" or granted


def own_addresses(inspection: Inspection) -> list[str]:
    """Return every address of the room's pages, and of the figures that count it."""
    values = {"inspection": inspection.reference, "photo": str(inspection.photos.get().uuid)}
    ours = [page for page in all_pages() if getattr(page.view, "__module__", "").startswith("vinculum.site.pages.inspections.")]
    figures = [f"/figures/{code}" for code in ("inspections-recorded", "inspection-vehicles", "inspection-value")]
    return [*(address(page.route, {name: values[name] for name in parameters_of(page.route)}) for page in ours), *figures]


def text_of(client: Client, where: str) -> str:
    content = client.get(where).content
    return "A PHOTO" if content == png(3) else content.decode("utf-8", "replace")


def test_what_is_shown_is_what_may_be_read(sign_in: SignIn, marked: Inspection) -> None:
    """Over all pages together, everybody finds every word and the photo, or none of them."""
    amiss: list[tuple[str, str, str, bool]] = []
    addresses = own_addresses(marked)
    assert len(addresses) > 12
    seen = set()
    for who, organisation, purpose in people():
        client = sign_in(who, purpose=purpose)
        text = "".join(text_of(client, where) for where in addresses)
        expected = may_read(who, organisation, purpose)
        seen |= {who} if expected else set()
        amiss += [
            (who, purpose.value, word, word in text)
            for word in (*WORDS, marked.reference, "A PHOTO")
            if (word in text.replace(f"/of/{marked.reference}/correct", "")) != expected
        ]
    assert amiss == []
    assert seen == {"amara", "priya", "ines", "grace"}


def test_the_form_for_no_signal_holds_nobody(sign_in: SignIn, marked: Inspection) -> None:
    """What a device keeps is the same whoever asks: no name, no organisation, no mark, no token."""
    text = sign_in("priya", purpose="ports").get("/inspections/shell").content.decode()
    assert "Record an inspection" in text
    assert [word for word in ("Priya", "priya", "NAVCIS", marked.reference, "csrf", *WORDS) if word in text] == []
    assert sign_in("amara", purpose="intelligence").get("/inspections/shell").status_code == 403


def test_each_viewing_of_a_photo_is_on_record(sign_in: SignIn, marked: Inspection) -> None:
    """Who looked, at which photo of which inspection; and the answer is kept by no browser."""
    photo = marked.photos.get()
    answer = sign_in("amara", purpose="intelligence").get(f"/inspections/photos/{photo.uuid}")
    assert (answer["Content-Type"], answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
        "image/png",
        "no-store",
        "nosniff",
    )
    kept = AuditRecord.objects.order_by("-sequence")[0]
    assert (kept.person, kept.outcome) == ("amara.okafor@opal.example", "done")
    assert kept.subjects == [["inspection", marked.reference]]
    assert kept.detail["photo"] == str(photo.uuid)


def counts() -> tuple[int, int, int]:
    return Inspection.objects.count(), InspectionVersion.objects.count(), InspectionPhoto.objects.count()


def test_nobody_changes_what_is_not_theirs(sign_in: SignIn, marked: Inspection) -> None:
    """Whoever does not record inspections for NAVCIS is refused at every address that takes something, and nothing changes."""
    before, held = counts(), AuditRecord.objects.count()
    form = {"uuid": str(marked.uuid), "after": "1", "reason": "Mine", "container_no": "CSQU3054383", "photos": ""}
    sent = {"uuid": str(marked.uuid), "document": {**document()}, "after": 1, "reason": "Mine"}
    sending = "/api/v1/ports/inspections"
    for who, _, purpose in people():
        if who == "priya":
            continue
        client = sign_in(who, purpose=purpose)
        answers = [
            client.post("/inspections/record", form),
            client.post(f"/inspections/of/{marked.reference}/withdraw", {"after": "1", "reason": "Mine"}),
            client.post("/api/v1/ports/inspections", json.dumps(sent), content_type="application/json"),
            client.post(
                f"/api/v1/ports/inspections/{marked.uuid}/photos/{uuid4()}", {"file": SimpleUploadedFile("a.png", png())}
            ),
            client.post(
                f"{sending}/{marked.uuid}/withdrawal",
                json.dumps({"after": 1, "reason": "Mine"}),
                content_type="application/json",
            ),
        ]
        assert {answer.status_code for answer in answers} == {403}, who
    assert counts() == before
    assert AuditRecord.objects.count() > held


def test_the_queue_needs_the_token_of_its_page(sign_in: SignIn, marked: Inspection) -> None:
    """A session alone sends nothing: another site could make a browser post. A bearer token of a program needs none."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in("priya", purpose="ports").cookies
    sent = json.dumps({"uuid": str(uuid4()), "document": document()})
    assert browser.post("/api/v1/ports/inspections", sent, content_type="application/json").status_code == 403
    token = browser.get("/inspections/hello").json()["token"]
    answers = [
        browser.post("/api/v1/ports/inspections", sent, content_type="application/json", headers={"X-CSRFToken": token})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["reference"] == answers[1].json()["reference"]
    assert answers[1].json()["repeated"] is True
    assert Client().post("/api/v1/ports/inspections", sent, content_type="application/json").status_code == 401


def test_a_program_sends_with_its_token(marked: Inspection) -> None:
    """Kept once; what does not fit is told by field; what somebody else was first with says how many versions there are."""
    person = Person.objects.get(email__startswith="priya.")
    asking = viewer_of(person, timezone.now(), Purpose.PORTS, "a test")
    made = make_token(
        asking, name="quay", scopes={Action.RECORD_INSPECTIONS}, purpose=Purpose.PORTS, why="a test",
        expires_at=asking.at + timedelta(days=1),
    )  # fmt: skip
    program = Client(headers={"Authorization": f"Bearer {made.secret}"})

    def send(told: dict[str, Any], **beside: object) -> tuple[int, dict[str, Any]]:
        body = json.dumps({"uuid": str(marked.uuid), "document": told, **beside})
        answer = program.post("/api/v1/ports/inspections", body, content_type="application/json")
        return answer.status_code, answer.json()

    status, said = send(document(remarks="Other"))
    assert (status, said["held"]) == (409, 1)
    status, said = send({**document(), "container_no": "CSQU3054384"}, after=1, reason="Right")
    assert (status, said["faults"][0]["field"], "CSQU3054383" in said["faults"][0]["offered"]) == (422, "container_no", True)
    assert send(document(remarks="Other"), after=1, reason="Right")[0] == 201


def test_it_works_without_scripts(sign_in: SignIn, marked: Inspection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain form with a photo is kept once, however often it is sent; what is wrong comes back with what was written."""
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(tmp_path))
    client = sign_in("priya", purpose="ports")
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(tmp_path))
    uuid = str(uuid4())
    form = {
        "uuid": uuid, "after": "0", "container_no": "CSQU3054384", "opened_at": "2026-03-02T08:15", "place": "GBFXT",
        "basis": "random", "result": "positive", "vehicle-0-standing": "stolen", "vehicle-0-vins": "SALGA2EV?HA123456\nX1",
        "remarks": "Rain",
    }  # fmt: skip
    answer = client.post("/inspections/record", form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "CSQU3054383" in text
    assert "Rain" in text
    more = client.post("/inspections/record", {**form, "another": "vehicle"}).content.decode()
    assert 'name="vehicle-1-make"' in more
    form["container_no"] = "CSQU3054383"
    for _ in range(2):
        photo = SimpleUploadedFile("door.png", png(5), "image/png")
        answer = client.post("/inspections/record", {**form, "photos": photo})
        assert answer.status_code == 302, answer.content.decode()[-3000:]
    kept = Inspection.objects.get(uuid=uuid)
    assert [(one.number, one.told["vehicles"][0]["vins"]) for one in kept.versions.all()] == [(1, ["SALGA2EV?HA123456", "X1"])]
    assert kept.photos.count() == 1
