"""The products of the story, made, written in and released as its people would have; no file is drawn before somebody asks."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Product
from vinculum.desk.documents.releasing import act_on
from vinculum.desk.documents.remarks import write_remark
from vinculum.desk.yardstick import Confidence

# From the making to the review, and on to the release.
A_WHILE = timedelta(minutes=30)


def tell() -> None:
    """Lay in the products of the story, unless there are products already."""
    if Product.objects.exists():
        return
    told = tomllib.loads((resources.files("vinculum.desk.documents") / "sample.toml").read_text("utf-8"))
    for one in told["products"]:
        _lay_in(one)


def _lay_in(told: dict[str, Any]) -> None:
    at = told["at"].replace(tzinfo=UTC)
    purpose = Purpose(told.get("purpose", Purpose.PROGRAMME))
    version = make_version(Order(told["kind"], told["of"], told["audience"], at), _seen(told["by"], at, purpose))
    after = 1
    for number, remark in enumerate(told.get("remarks", ()), 1):
        author = _seen(told["by"], at + timedelta(minutes=number), purpose)
        confidence = Confidence(remark["confidence"]) if "confidence" in remark else None
        write_remark(version, remark["section"], remark["text"], author, after=after, confidence=confidence)
        after += 1
    for act, later in (("review", A_WHILE), ("release", 2 * A_WHILE)):
        act_on(version, act, _seen(told["released_by"], at + later, purpose), after=after)
        after += 1


def _seen(who: str, at: datetime, purpose: Purpose) -> Viewer:
    person = Person.objects.select_related("organisation").get(email__startswith=f"{who}.")
    return viewer_of(person, at, purpose, "The partnership's first year")
