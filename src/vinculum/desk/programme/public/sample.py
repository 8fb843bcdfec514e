"""The public site's part of the story: pages written by one person and let out by another, and what people wrote."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from importlib import resources
from typing import Any

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.public.enquiring import Written, receive
from vinculum.desk.programme.public.models import PublicPage
from vinculum.desk.programme.public.seeing import ENQUIRY, VERSION
from vinculum.desk.programme.public.writing import Wording, begin_page, parties
from vinculum.desk.workflows.stepping import take

WRITER, APPROVER = "nadia.hussain@nvcrp.example", "david.lowe@nvcrp.example"


def tell() -> None:
    """Lay in the sample pages and enquiries, unless the room holds pages."""
    if PublicPage.objects.exists():
        return
    told = tomllib.loads((resources.files("vinculum.desk.programme.public") / "sample.toml").read_text("utf-8"))
    for page in told["pages"]:
        _write(page)
    for enquiry in told["enquiries"]:
        _enquire(enquiry)


def _write(told: dict[str, Any]) -> None:
    writer = _viewer(WRITER, told["on"], 9)
    wording = Wording(told["title"], told["summary"], told["body"].strip())
    version = begin_page(writer, told["slug"], told["section"], wording)
    if not told.get("draft"):
        take(VERSION, version.reference, "submit", writer, after=1, parties=parties())
        take(VERSION, version.reference, "publish", _viewer(APPROVER, told["on"], 15), after=2, parties=parties())


def _enquire(told: dict[str, Any]) -> None:
    kept = receive(
        Written(told["kind"], told["name"], told["email"], told.get("organisation", ""), told["message"]), _at(told["on"], 8)
    )
    if "answer" in told:
        writer = _viewer(WRITER, told["on"], 10)
        take(ENQUIRY, kept.reference, "take", writer, after=0, parties=parties())
        take(ENQUIRY, kept.reference, "answer", writer, after=1, parties=parties(), reason=told["answer"])


def _viewer(email: str, on: date, hour: int) -> Viewer:
    return viewer_of(Person.objects.get(email=email), _at(on, hour), Purpose.PROGRAMME, "the public site")


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), UTC)
