"""A partner hands a manifest over, an officer screens it and puts a box on the list; the partner never sees the risk."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vinculum.desk.access.models import Agreement, Organisation
from vinculum.desk.ports.manifest_tasks import screen_delivery
from vinculum.desk.ports.models import EligibleBox
from vinculum.desk.work.models import Job, Kind
from vinculum.desk.work.tasks import take_delivery_in
from vinculum.evidence.contract import contracts
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

SignIn = Callable[..., Client]
# The day after the picture of the sample town, so that what a carrier books now lies ahead of it.
NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
HEADER = (
    "transportDocumentReference,equipmentReference,vesselName,portOfLoading,countryOfDestination,shipperName,HSCode,"
    "descriptionOfGoods,cargoGrossWeight,verifiedGrossMass,vehicleIdentificationNumbers,bookingRequestDateTime,plannedDepartureDate\n"
)
ROW = (
    "MANIFEST{n},{box},MARKVESSEL,GBTEE,CD,MARKSHIPPER {n} LTD,940360,USED FURNITURE,{kg},9900,{vin},2026-03-31T09:00:00Z,"
    "2026-04-04T05:00:00Z\n"
)
BOXES = ("CSQU3054383", "UACU5483681", "MSKU0123459")


@pytest.fixture
def own_desk(standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """Let the site stand on a copy of the sample partnership, on the morning after its picture, with a carrier's agreement."""
    home = tmp_path / "var"
    shutil.copytree(standing_desk.home, home)
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(home))
    columns = [column.name for column in contracts()["consignments"].columns]
    with time_machine.travel(NOW, tick=False):
        for recipient, purposes in (("NAVCIS", ["ports"]), ("OPAL", ["intelligence", "investigation"])):
            Agreement.objects.create(
                title="Manifests", provider=Organisation.objects.get(code="JLR"), feed="consignments", columns=columns,
                recipient=Organisation.objects.get(code=recipient), purposes=purposes, gateway="a test", from_at=NOW,
            )  # fmt: skip
        yield Workspace(home)


def hand_over(client: Client, vin: str) -> Job:
    rows = "".join(ROW.format(n=n, box=box, kg="heavy" if n == 2 else 9000, vin=vin) for n, box in enumerate(BOXES))
    file = SimpleUploadedFile("manifest.csv", (HEADER + rows).encode())
    sent = {"feed": "consignments", "partner": "JLR", "layout": "dcsa_booking", "file": file}
    assert client.post("/data/send/file", sent).status_code == 302
    job = Job.objects.filter(kind=Kind.INTAKE).latest("pk")
    take_delivery_in.func(job.pk)
    job.refresh_from_db()
    return job


def test_a_manifest_is_screened_and_its_box_listed(own_desk: Workspace, sign_in: SignIn) -> None:
    """Two of three rows are taken in; the partner reads that; the officer sees both boxes ranked with reasons and adds one."""
    helen = sign_in("helen", purpose="prevention")
    with open_picture(own_desk) as door:
        vin = door.ask_rows("SELECT vin FROM evidence.thefts WHERE vin IS NOT NULL ORDER BY reported_at DESC LIMIT 1")[0]["vin"]
    taken = hand_over(helen, vin)
    assert (taken.state, taken.result["accepted"], taken.result["quarantined"]) == ("done", 2, 1)
    assert "2 of 3 rows accepted; 1 set aside" in helen.get(f"/data/sent/{taken.pk}").content.decode()

    priya = sign_in("priya", purpose="ports")
    assert taken.result["delivery"] in priya.get("/ports/manifests").content.decode()
    assert priya.post("/ports/manifests/screen", {"delivery": taken.result["delivery"]}).status_code == 302
    job = Job.objects.filter(kind=Kind.SCREEN).latest("pk")
    screen_delivery.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.result) == ("done", "", {})
    page = priya.get(f"/ports/manifests/{job.pk}").content.decode()
    assert BOXES[0] in page
    assert BOXES[1] in page
    assert BOXES[2] not in page
    assert "<li>" in page.split("Boxes, the highest expected value first")[1]

    draw = {"port": "GBTEE", "lifts": "2", "random_share": "50", "hours": "504"}
    assert priya.post("/ports/draw", draw).status_code == 302
    short_list = EligibleBox.objects.latest("pk").short_list.reference
    add = {"consignment": "MANIFEST0", "short_list": short_list, "why": "A stolen car is declared"}
    assert priya.post(f"/ports/manifests/{job.pk}/add", {**add, "why": ""}).status_code == 400
    assert priya.post(f"/ports/manifests/{job.pk}/add", {**add, "consignment": "NOBODY"}).status_code == 404
    assert priya.post(f"/ports/manifests/{job.pk}/add", add).status_code == 302
    box = EligibleBox.objects.get(consignment_ref="MANIFEST0")
    assert (box.basis, box.inclusion_probability, box.told, box.manifest) == ("lead", None, "A stolen car is declared", job.pk)
    board = priya.get("/ports").content.decode()
    assert BOXES[0] in board
    assert "Added by hand" in board
    assert "A stolen car is declared" in priya.get(f"/ports/boxes/{box.reference}").content.decode()

    # What a partner may open says nothing of the boxes beyond what they sent.
    delivery = taken.result["delivery"]
    theirs = [
        "/data",
        f"/data/deliveries/{delivery}",
        f"/data/deliveries/{delivery}/set-aside",
        f"/data/sent/{taken.pk}",
    ]
    told = "".join(helen.get(where).content.decode() for where in theirs)
    assert "heavy" in told
    assert [
        word for word in ("probab", "Expected value", "short list", "stolen", box.reference, short_list) if word in told
    ] == []
    assert not any(number in helen.get("/picture").content.decode() for number in BOXES)
    refused = [
        "/ports",
        "/ports/ahead",
        "/ports/enablers",
        "/ports/manifests",
        f"/ports/manifests/{job.pk}",
        f"/ports/boxes/{box.reference}",
    ]
    assert {helen.get(where).status_code for where in refused} == {403}


def test_a_manifest_that_is_not_open_to_an_officer_is_not_there(own_desk: Workspace, sign_in: SignIn) -> None:
    """Without the carrier's agreement the officer neither sees nor screens its manifest."""
    Agreement.objects.filter(title="Manifests").delete()
    taken = hand_over(sign_in("helen", purpose="prevention"), "")
    priya = sign_in("priya", purpose="ports")
    assert taken.result["delivery"] not in priya.get("/ports/manifests").content.decode()
    assert priya.post("/ports/manifests/screen", {"delivery": taken.result["delivery"]}).status_code == 404
    assert not Job.objects.filter(kind=Kind.SCREEN).exists()
