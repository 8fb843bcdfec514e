"""Nobody reads of the ports board what their organisation, role and agreements do not open, and nobody works another's list.

Who may see what is worked out here from the words of the sample: the roles with ``ports.read``, the national desk or the list's
own unit, and agreements that open declarations and inspections to the organisation for the purpose. The room's own conditions
play no part.
"""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from url_walk import address, all_pages, parameters_of
from vinculum.desk.access.models import Person
from vinculum.desk.access.roles import roles
from vinculum.desk.access.sample import sample
from vinculum.desk.access.tokens import make_token, scopes_open_to
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.ports.manifests import keep_screening
from vinculum.desk.ports.models import EligibleBox, ShortList
from vinculum.desk.work.models import Job, Kind, State
from vinculum.desk.workflows.models import Step
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

SignIn = Callable[..., Client]
UNIT = "NAVCIS"
NATIONAL = {"OPAL", "NVCRP"}
NOTE, REASON, SCREENED = "MARKNOTE", "MARKREASON", "MARKSCREENED"


@pytest.fixture
def marked(sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[EligibleBox, str, Job, str]:
    """Draw a list with a note, take and give up a box with a reason, and keep a screening; return them with an enabler's id."""
    priya = sign_in("priya", purpose="ports")
    asked = {"port": "GBTEE", "lifts": "4", "random_share": "50", "hours": "504", "note": NOTE}
    assert priya.post("/ports/draw", asked).status_code == 302
    box = EligibleBox.objects.exclude(basis="").order_by("number")[0]
    assert priya.post(f"/ports/boxes/{box.reference}/act", {"act": "take", "after": "1"}).status_code == 302
    told = {"act": "give_up", "after": "2", "reason": REASON}
    assert priya.post(f"/ports/boxes/{box.reference}/act", told).status_code == 302
    with open_picture(settings.WORKSPACE) as door:
        row = door.ask_rows(
            "SELECT container_no, delivery FROM picture.export_risk WHERE consignment_ref = $ref", {"ref": box.consignment_ref}
        )[0]
        enabler = door.ask_rows("SELECT enabler_id FROM picture.enablers WHERE kind = 'shipper' ORDER BY enabler_id LIMIT 1")[0]
    person = Person.objects.get(email__startswith="priya.")
    job = Job.objects.create(
        kind=Kind.SCREEN, title=f"Screen the manifest {row['delivery']}", person=person, organisation=UNIT, purpose="ports",
        why="a test", order={"delivery": row["delivery"]}, state=State.DONE,
    )  # fmt: skip
    told_of_it = {
        "consignment_ref": box.consignment_ref, "probability": 0.5, "expected_value_gbp": 1.0,
        "reasons": [{"text": SCREENED, "weight": 1.0, "evidence": []}],
    }  # fmt: skip
    kept = Workspace(tmp_path)
    keep_screening(kept, job.pk, row["delivery"], timezone.now(), [told_of_it])
    monkeypatch.setattr("vinculum.desk.ports.manifests._folder", lambda _workspace: kept.home / "work" / "screenings")
    return box, row["container_no"], job, enabler["enabler_id"]


def people() -> Iterator[tuple[str, str, Purpose, set[str]]]:
    """Yield every sample person with each of their purposes: first part of the address, organisation, purpose, actions."""
    for told in sample()["people"]:
        held = [roles()[role] for role in told["roles"]]
        for purpose in sorted({one for role in held for one in role.purposes}):
            actions = {str(action) for role in held if purpose in role.purposes for action in role.actions}
            yield told["email"].split(".")[0], told["organisation"], purpose, actions


def opens(organisation: str, purpose: Purpose, feed: str) -> bool:
    """Say whether an agreement of the sample opens a feed whole to an organisation for a purpose, or it is its own."""
    if sample()["providers"][feed] == organisation:
        return True
    return any(
        feed in one["feeds"] and one.get("recipient") == organisation and purpose in one["purposes"] and "columns" not in one
        for one in sample()["agreements"]
    )


def may_read(organisation: str, purpose: Purpose, actions: set[str], word: str) -> bool:
    """Say from the sample's own words whether somebody may read what carries a marker."""
    board = "ports.read" in actions and organisation in {UNIT, *NATIONAL}
    evidence = opens(organisation, purpose, "consignments") and opens(organisation, purpose, "inspections")
    if word == SCREENED:
        return "ports.work" in actions and organisation == UNIT and opens(organisation, purpose, "consignments")
    return board and evidence


def own_addresses(box: EligibleBox, job: Job, enabler: str) -> list[str]:
    """Return every address of the room's pages, filled with the marked things."""
    values = {"box": box.reference, "manifest": str(job.pk), "enabler": enabler}
    ours = [page for page in all_pages() if getattr(page.view, "__module__", "").startswith("vinculum.site.pages.ports.")]
    return [address(page.route, {name: values[name] for name in parameters_of(page.route)}) for page in ours]


def test_what_is_shown_is_what_may_be_read(sign_in: SignIn, marked: tuple[EligibleBox, str, Job, str]) -> None:
    """Over all pages and the API together, everybody finds exactly what their organisation, role and purpose open."""
    box, container, job, enabler = marked
    priya = sign_in("priya", purpose="ports")
    addresses = [where for where in own_addresses(box, job, enabler) if priya.get(where).status_code != 405]
    assert len(addresses) >= 8
    words = (box.reference, NOTE, REASON, SCREENED, container, box.consignment_ref)
    amiss = []
    for who, organisation, purpose, actions in people():
        client = sign_in(who, purpose=purpose)
        text = "".join(client.get(where).content.decode() for where in addresses) + by_program(who, purpose)
        amiss += [
            (who, purpose.value, word, word in text)
            for word in words
            if (word in text) != may_read(organisation, purpose, actions, word)
        ]
    assert amiss == []


def by_program(who: str, purpose: Purpose) -> str:
    """Return what the API answers to somebody's program, "" to one that may have none."""
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose)
    scopes = scopes_open_to(viewer, purpose)
    if not scopes:
        return ""
    expires_at = viewer.at + timedelta(days=1)
    token = make_token(viewer, name="leaks", scopes=scopes, purpose=purpose, why="the leak test", expires_at=expires_at)
    answer = Client(headers={"Authorization": f"Bearer {token.secret}"}).get("/api/v1/ports/boxes?listed=true")
    return json.dumps(answer.json())


def test_nobody_works_what_is_not_theirs(sign_in: SignIn, marked: tuple[EligibleBox, str, Job, str]) -> None:
    """Everybody but the unit's officers posts to every address: nothing is added, changed or removed."""
    box, _, job, enabler = marked
    before = [model.objects.count() for model in (ShortList, EligibleBox, Step, Job)]
    sent = {
        "act": "take", "after": "3", "reason": "x", "to": "1", "port": "GBTEE", "lifts": "2", "random_share": "10",
        "hours": "504", "delivery": job.order["delivery"], "consignment": box.consignment_ref,
        "short_list": box.short_list.reference, "why": "x",
    }  # fmt: skip
    priya = sign_in("priya", purpose="ports")
    altering = [where for where in own_addresses(box, job, enabler) if priya.get(where).status_code == 405]
    assert len(altering) == 5
    answered = {
        client.post(where, sent).status_code
        for who, organisation, purpose, actions in people()
        if not ("ports.work" in actions and organisation == UNIT)
        for client in [sign_in(who, purpose=purpose)]
        for where in altering
    }
    assert [model.objects.count() for model in (ShortList, EligibleBox, Step, Job)] == before
    assert 302 not in answered
