"""``GET /ports/boxes``: pages that follow one another, what changed since, and the same policy as the pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.tokens import make_token, scopes_open_to
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.ports.models import EligibleBox
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]
DRAW = {"port": "GBTEE", "lifts": "6", "random_share": "50", "hours": "504"}


def program(who: str, purpose: Purpose) -> Client:
    now = timezone.now()
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), now)
    token = make_token(
        viewer, name="a test", scopes=scopes_open_to(viewer, purpose), purpose=purpose, why="a test",
        expires_at=now + timedelta(days=1),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {token.secret}"})


def test_pages_follow_one_another(sign_in: SignIn) -> None:
    """Turned page by page the list is the same as whole, in the order of sailing, each box once."""
    client = program("priya", Purpose.PORTS)
    whole = client.get("/api/v1/ports/boxes?limit=200").json()
    refs = [box["consignment_ref"] for box in whole["items"]]
    assert whole["next_cursor"] is None
    assert len(set(refs)) == len(refs) > 50
    turned: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/api/v1/ports/boxes?limit=40{f'&cursor={cursor}' if cursor else ''}").json()
        turned += [box["consignment_ref"] for box in page["items"]]
        cursor = page["next_cursor"]
    assert turned == refs
    assert AuditRecord.objects.latest("sequence").action == "ports.read"


def test_the_short_list_and_what_changed(sign_in: SignIn) -> None:
    """``listed`` keeps the boxes of the list with basis and chance; ``updated_since`` those whose standing changed."""
    client = program("priya", Purpose.PORTS)
    before = timezone.now()
    assert client.get("/api/v1/ports/boxes", {"updated_since": before.isoformat()}).json()["items"] == []
    assert sign_in("priya", purpose="ports").post("/ports/draw", DRAW).status_code == 302
    listed = client.get("/api/v1/ports/boxes?listed=true").json()["items"]
    kept = {box.consignment_ref: box for box in EligibleBox.objects.exclude(basis="")}
    assert {box["consignment_ref"] for box in listed} == set(kept)
    for box in listed:
        row = kept[box["consignment_ref"]]
        told = box["listed"]
        assert (told["reference"], told["basis"], told["state"]) == (row.reference, row.basis, "listed")
        assert told["inclusion_probability"] == pytest.approx(row.inclusion_probability)
    changed = client.get("/api/v1/ports/boxes", {"updated_since": before.isoformat()}).json()["items"]
    assert {box["consignment_ref"] for box in changed} == set(kept)
    rest = client.get("/api/v1/ports/boxes?listed=false&limit=200").json()["items"]
    assert not {box["consignment_ref"] for box in rest} & set(kept)


@pytest.mark.parametrize(("who", "purpose"), [("tom", Purpose.INVESTIGATION), ("helen", Purpose.PREVENTION)])
def test_who_may_not_read_the_board_gets_nothing(who: str, purpose: Purpose, standing_desk: Workspace) -> None:
    """A force and a maker are refused with the reason, before anything is asked of the picture."""
    answer = program(who, purpose).get("/api/v1/ports/boxes")
    assert answer.status_code == 403
    assert "ports.read" in answer.json()["detail"]


def test_a_cursor_of_another_list_is_refused(standing_desk: Workspace) -> None:
    """What is no cursor of this list is said so."""
    assert program("priya", Purpose.PORTS).get("/api/v1/ports/boxes?cursor=WzFd").status_code == 400
