"""The API answers what the token's owner may see for the token's purpose, in pages that follow one another."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from url_walk import all_operations
from vinculum.desk.access.models import Agreement, ApiToken, Organisation, Person
from vinculum.desk.access.tokens import make_token, scopes_open_to
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.audit.models import AuditRecord
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.settings import read_settings
from vinculum.search.hot_list import make_hot_list
from vinculum.site.wsgi import application

Program = Callable[..., Client]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def program(standing_desk: Workspace) -> Program:
    """Return a function that gives a client with a token of a sample person, for everything they may do or for some scopes."""

    def made(who: str, purpose: Purpose, scopes: list[Action] | None = None) -> Client:
        return Client(headers={"Authorization": f"Bearer {secret_of(who, purpose, scopes)}"})

    return made


def secret_of(who: str, purpose: Purpose, scopes: list[Action] | None = None) -> str:
    now = timezone.now()
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), now)
    return make_token(
        viewer,
        name="a test",
        scopes=scopes or scopes_open_to(viewer, purpose),
        purpose=purpose,
        why="a test of the API",
        expires_at=now + timedelta(days=1),
    ).secret


def test_every_operation_is_guarded_by_an_action() -> None:
    """None can be added without saying what its token must be for."""
    told = all_operations()
    assert len(told) >= 7
    assert [operation for operation, guard in told.items() if guard is None or guard.action is None] == []


def test_without_a_standing_token_nothing_is_answered(program: Program) -> None:
    """No token, a made-up one, a revoked one and one past its end are all refused alike, and recorded."""
    client = program("amara", Purpose.INTELLIGENCE)
    assert client.get("/api/v1/leads").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now())
    answers = [client.get("/api/v1/leads"), Client().get("/api/v1/leads")]
    answers.append(Client(headers={"Authorization": "Bearer vnc_guess"}).get("/api/v1/leads"))
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.content for answer in answers}) == 1
    assert AuditRecord.objects.filter(outcome="denied").count() >= 2


def test_a_scope_is_needed_and_is_not_enough(program: Program) -> None:
    """A token for searching does not read leads; its owner's role decides as well."""
    narrow = program("amara", Purpose.INTELLIGENCE, [Action.SEARCH])
    assert narrow.get("/api/v1/search?q=NC23").status_code == 200
    assert narrow.get("/api/v1/leads").status_code == 403
    assert program("amara", Purpose.INTELLIGENCE).get("/api/v1/audit").status_code == 403


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_pages_follow_one_another_without_gap_or_repeat(program: Program, limit: int) -> None:
    """The pages of any size hold the same leads in the same order."""
    client = program("amara", Purpose.INTELLIGENCE)
    whole = [lead["id"] for lead in client.get("/api/v1/leads?limit=200").json()["items"]][: limit * 4]
    found: list[str] = []
    cursor = None
    for _ in range(4):
        page = client.get("/api/v1/leads", {"limit": limit, **({"cursor": cursor} if cursor else {})}).json()
        found += [lead["id"] for lead in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole


def test_updated_since_keeps_what_is_newer(program: Program) -> None:
    """A lead is as new as the latest delivery that it rests on."""
    client = program("amara", Purpose.INTELLIGENCE)
    every = client.get("/api/v1/leads?kind=hit&limit=200").json()["items"]
    middle = sorted(lead["updated_at"] for lead in every)[len(every) // 2]
    newer = client.get("/api/v1/leads", {"kind": "hit", "limit": 200, "updated_since": middle}).json()["items"]
    assert {lead["id"] for lead in newer} == {lead["id"] for lead in every if lead["updated_at"] >= middle}
    assert client.get("/api/v1/leads?updated_since=2100-01-01T00:00:00Z").json()["items"] == []


def test_what_is_hidden_is_missing(program: Program) -> None:
    """A lead of another's is answered like one that does not exist, and the record says what was asked for."""
    all_leads = program("amara", Purpose.INTELLIGENCE).get("/api/v1/leads?limit=200").json()["items"]
    clone = next(lead["id"] for lead in all_leads if lead["kind"] == "clone")
    ports = program("priya", Purpose.PORTS)
    hidden, missing = ports.get(f"/api/v1/leads/{clone}"), ports.get("/api/v1/leads/clone-000000000000")
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content) == (404, hidden.content)


def test_a_vehicle_is_told_with_its_records(program: Program) -> None:
    """The document is that of the command line, restricted."""
    client = program("tom", Purpose.INVESTIGATION)
    lead = next(lead for lead in client.get("/api/v1/leads?kind=hit").json()["items"])
    told = client.get(f"/api/v1/vehicles/{lead['subject']}").json()
    assert set(told) == {"marks", "claims", "intervals", "contradictions", "tracks", "leads"}
    assert lead["id"] in {one["id"] for one in told["leads"]}
    record = AuditRecord.objects.filter(action=Action.READ_VEHICLE).latest("sequence")
    assert (record.person, record.purpose) == ("tom.hartley@cleveland.example", "investigation")
    assert ["mark", lead["subject"]] in record.subjects


@pytest.mark.parametrize(
    "wrong",
    [
        "leads?limit=0",
        "leads?updated_since=yesterday",
        "search?q=",
        "search?q=ab&kind=rumour",
        "leads?cursor=%22",
        "search?q=[8B",
    ],
)
def test_wrong_input_is_told_and_mended(program: Program, wrong: str) -> None:
    """A 4xx with a sentence, never a fault of the house."""
    answer = program("amara", Purpose.INTELLIGENCE).get(f"/api/v1/{wrong}")
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the store's connection between requests to the WSGI application, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("path", ["search", "vehicles/{mark}", "leads", "leads/{lead}", "deliveries", "audit"])
@pytest.mark.usefixtures("one_connection")
def test_no_operation_fails_whatever_is_sent(standing_desk: Workspace, path: str) -> None:
    """Schemathesis makes requests from the OpenAPI document; none ends in a fault of the house or an answer it does not tell."""
    secrets = [secret_of("amara", Purpose.INTELLIGENCE), secret_of("rashid", Purpose.ASSURANCE)]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = schema[f"/api/v1/{path}"]["GET"]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(), secret=st.sampled_from(secrets))
    def asked(case: schemathesis.Case[Any], secret: str) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=CHECKS)

    asked()


def test_reads_are_appended_once_and_looked_up(standing_desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads become a delivery of the caller's organisation; a missing vehicle is told at once, to who may see the theft."""
    home = Workspace(tmp_path / "var")
    shutil.copytree(standing_desk.home, home.home)
    monkeypatch.setattr(django_settings, "WORKSPACE", home)
    with open_picture(home) as door:
        missing = make_hot_list(door, current_build(home).as_at, read_settings(home.settings_file)).missing[0].vrm
        camera = door.ask_rows("SELECT camera_id FROM evidence.cameras ORDER BY camera_id LIMIT 1")[0]["camera_id"]
    police = Organisation.objects.get(code="CLEVELAND")
    sender = Person.objects.create_person("anpr@cleveland.example", "ANPR desk", police, ["data_officer", "investigator"])
    Agreement.objects.filter(recipients__code="police").update(purposes=[*Purpose])
    viewer = viewer_of(sender, timezone.now())
    secret = make_token(
        viewer, name="anpr", scopes=[Action.SEND_DELIVERIES], purpose=Purpose.ADMINISTRATION, why="reads as they come",
        expires_at=timezone.now() + timedelta(days=1),
    ).secret  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    reads = [{"camera_id": camera, "read_at": "2026-04-01T08:00:00Z", "vrm": plate} for plate in (missing, "ZZ99ZZZ")]
    first = client.post("/api/v1/reads", {"reads": reads}, content_type="application/json").json()
    again = client.post("/api/v1/reads", {"reads": reads}, content_type="application/json").json()
    assert (first["rows"], first["accepted"], first["already_known"]) == (2, 2, False)
    assert (again["delivery"], again["already_known"]) == (first["delivery"], True)
    assert [(hot["read"], hot["vrm"]) for hot in first["hot"]] == [(0, missing)]
    assert client.post("/api/v1/reads", {"reads": []}, content_type="application/json").status_code == 422
    assert client.get("/api/v1/deliveries").status_code == 403
