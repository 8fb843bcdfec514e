"""Figures and their rows: who may ask, what opens, and what leaves as CSV."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client

from conftest import SignIn
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import all_rules
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.figures import FigureRow, FigureRule, Unit, asked_from, told_from
from vinculum.site.pages.products import figures as pages

SEEN: list[dict[str, str]] = []


def rows_of_lorries(viewer: object, asked: object) -> list[FigureRow] | None:
    """Give two rows once lorries were known, none known before."""
    SEEN.append(told_from(asked))  # type: ignore[arg-type]  # the rule's own type
    if asked.as_at < datetime(2026, 1, 1, tzinfo=UTC):  # type: ignore[attr-defined]  # as above
        return None
    return [FigureRow("a", ("=HYPERLINK(1)", 3), href="/leads"), FigureRow("b", ("Tilbury", 4))]


LORRIES = FigureRule(
    "lorries", "Lorries", "Lorries that were seen.", Unit.COUNT, ("Place", "Axles"), Action.READ_OPERATIONS, rows_of_lorries
)


@pytest.fixture
def grace(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(pages, "all_rules", lambda: {**all_rules(), "lorries": LORRIES})
    return sign_in("grace", purpose="intelligence")


def test_a_figure_opens_to_its_rows(grace: Client) -> None:
    """The value is the number of rows shown, with its definition and its as-at; a row leads to the thing itself."""
    page = grace.get("/figures/lorries?as_at=2026-03-02&operation=x").content.decode()
    assert '<span class="app-figures__number">2</span>' in page
    assert "Lorries that were seen." in page
    assert "2 March 2026, 23:59 UTC" in page
    assert '<a class="govuk-link" href="/leads">=HYPERLINK(1)</a>' in page


def test_what_is_unknown_is_not_zero(grace: Client) -> None:
    """Before anything was reported the figure is not known, and says that this is not zero."""
    page = grace.get("/figures/lorries?as_at=2025-12-31").content.decode()
    assert '<span class="app-figures__number">not known</span>' in page
    assert "This is not zero." in page


def test_the_rows_leave_as_a_disclosure(grace: Client) -> None:
    """The CSV holds the rows, no formula, and the audit keeps that it left."""
    answer = grace.get("/figures/lorries/rows.csv?as_at=2026-03-02")
    assert list(csv.reader(io.StringIO(answer.content.decode()))) == [
        ["Place", "Axles", "Counts as"],
        ["'=HYPERLINK(1)", "3", "1"],
        ["Tilbury", "4", "1"],
    ]
    record = AuditRecord.objects.order_by("-sequence").first()
    assert record is not None
    assert (record.verb, record.detail["rows"], record.subjects) == ("disclosure", 2, [["figure", "lorries"]])


def test_a_figure_that_their_roles_do_not_open_is_not_there(grace: Client, sign_in: SignIn) -> None:
    """Peter reads what became of the money, not operations: to him the figure is as one that does not exist."""
    peter = sign_in("peter")
    refused, missing = peter.get("/figures/lorries"), peter.get("/figures/nothing")
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert peter.get("/figures/lorries/rows.csv").status_code == 404
    assert refused.content == missing.content


def test_a_day_that_is_none_is_refused_with_a_sentence(grace: Client) -> None:
    """The address is answered with what to write instead."""
    answer = grace.get("/figures/lorries?since=yesterday")
    assert answer.status_code == 400
    assert "Write it as 2026-03-02." in answer.content.decode()


def test_an_address_asks_again_what_was_asked() -> None:
    """``told_from`` and ``asked_from`` are inverse: a note of a product opens what it measured."""
    told = {"operation": "x", "as_at": "2026-03-02T17:00:00+00:00", "since": "2026-01-01", "until": "2026-02-01"}
    assert told_from(asked_from(told, datetime.now(UTC))) == told


@pytest.mark.parametrize("who", ["grace", "peter", "joan"])
def test_the_list_names_what_their_roles_open(sign_in: SignIn, who: str) -> None:
    """Each figure that is listed opens, or says what it must be asked of; none answers with a failure."""
    client = sign_in(who)
    page = client.get("/figures").content.decode()
    for code in all_rules():
        status = client.get(f"/figures/{code}").status_code
        assert (f'href="/figures/{code}"' in page) == (status not in {403, 404})
        assert status in {200, 400, 403, 404}
