"""The figures of operations over HTTP: the same as on the pages, as at the same moments, for the same eyes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.tokens import make_token
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose

WHERE = "/api/v1/operations/alliances-2025/figures"
pytestmark = pytest.mark.usefixtures("standing_desk")


def program(who: str, purpose: Purpose = Purpose.INVESTIGATION) -> Client:
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose)
    ends = viewer.at + timedelta(days=1)
    token = make_token(viewer, name="test", scopes=[Action.READ_OPERATIONS], purpose=purpose, why="a test", expires_at=ends)
    return Client(headers={"Authorization": f"Bearer {token.secret}"})


def test_figures_are_told_as_at(db: None) -> None:
    """Each moment has its own, with the definitions' digest and the forces that had told something by then."""
    client = program("amara")
    for as_at, arrests, value, forces in (("2025-10-29", "154", "2041350", 33), ("2026-03-02", "366", "3321370", 37)):
        told = client.get(f"{WHERE}?as_at={as_at}T00:00:00Z").json()
        figures = {one["code"]: one["value"] for one in told["figures"]}
        assert (Decimal(figures["arrests"]), Decimal(figures["vehicles_value"])) == (Decimal(arrests), Decimal(value))
        assert len(told["forces"]) == forces
        assert told["definitions_version"] == 1


def test_unknown_is_null(db: None) -> None:
    """Before anybody told, a figure is null and not nought."""
    told = program("amara").get(f"{WHERE}?as_at=2025-10-20T00:00:00Z&figure=arrests").json()
    assert told["figures"][0]["value"] is None


def test_rows_add_up(db: None) -> None:
    """A figure with its rows is their sum, each key once."""
    told = program("amara").get(f"{WHERE}?as_at=2026-03-02T00:00:00Z&figure=vehicles_value&rows=true").json()
    (figure,) = told["figures"]
    assert sum(Decimal(row["amount"]) for row in figure["rows"]) == Decimal(figure["value"])
    assert len({row["key"] for row in figure["rows"]}) == len(figure["rows"]) == 193


def test_a_force_is_told_its_own(db: None) -> None:
    """Whoever asks for another force gets nothing of it, and their own without asking."""
    client = program("owen")
    own = client.get(f"{WHERE}?figure=arrests&rows=true").json()
    assert own["force"] == "ESSEX"
    assert {row["Counts for"] for row in own["figures"][0]["rows"]} == {"ESSEX"}
    other = client.get(f"{WHERE}?figure=arrests&force=KENT&rows=true").json()
    assert other["figures"][0]["rows"] is None
    assert other["forces"] == []


def test_what_is_not_there_is_not_there(db: None) -> None:
    """An operation that somebody does not see, and one that does not exist, answer alike."""
    client = program("owen")
    hidden, missing = (client.get(f"/api/v1/operations/{name}/figures") for name in ("cantil", "nothing"))
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())
    assert missing.status_code == 404
