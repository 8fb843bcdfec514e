"""What the programme's people enter in the story: strategy, recommendations, grants, a round, posts, training, members.

Data come from the rooms' own ``sample.toml``; nothing is kept but through the pages. Each act has its moment (UTC).
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import resources
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from untold_desk import Desk
from vinculum.desk.access.models import Person
from vinculum.desk.programme.funding import sample as funding
from vinculum.desk.programme.funding.models import Movement, Pot
from vinculum.desk.programme.members import sample as members
from vinculum.desk.programme.members.listing import LIST
from vinculum.desk.programme.strategy import sample as strategy
from vinculum.desk.programme.strategy.models import StrategyAction
from vinculum.desk.programme.training import sample as training
from vinculum.desk.programme.training.models import Officer, TrainingSession
from vinculum.desk.sheets.declared import CellValue
from vinculum.desk.sheets.template import write_template
from vinculum.site.pages.returns.upload import XLSX

Event = tuple[datetime, Callable[[], object]]
NATIONAL = frozenset({"NVCRP", "OPAL", "NAVCIS", "NPCC"})
EVIDENCE = "document: NVCRP, year in review, December 2025"
EXAMINED = ("Joan Clarke", "Martin Hale", "Priti Desai")


def utc(moment: datetime) -> datetime:
    """Return a moment of a data file, which are UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def programme(desk: Desk) -> Iterator[Event]:
    """Yield what the programme's people do, each act with its moment."""
    yield from _strategy(desk)
    yield from _recommendations(desk)
    yield from _grants(desk)
    yield from _round(desk)
    yield from _posts(desk)
    yield from _training(desk)
    yield from _members(desk)


def _strategy(desk: Desk) -> Iterator[Event]:
    told = strategy.sample()
    version = told["version"]
    one = f"/strategy/version/{version['reference']}"
    pillars = [{"working_title": "on", **pillar} for pillar in told["pillars"]]
    yield strategy.PILLARS_AT, partial(_each, desk, "david", "/strategy/pillars/add", pillars)
    fields = {name: version[name] for name in ("reference", "title", "begins_on", "ends_on", "summary")}
    yield version["begun_at"], partial(desk.post, "david", "/strategy/versions/begin", fields)
    yield version["begun_at"], partial(_each, desk, "david", f"{one}/objectives", told["objectives"])
    yield version["submitted_at"], partial(desk.post, "david", f"{one}/act", {"act": "submit", "after": 1})
    adopt = {"act": "adopt", "after": 2, "reason": version["adopted_why"]}
    yield version["adopted_at"], partial(desk.post, "hugh", f"{one}/act", adopt)
    finished = {one["action"]: one for one in _progress() if one.get("finish")}
    for action in told["actions"]:
        at = action.get("planned_at", version["adopted_at"] + timedelta(days=1))
        # The page offers people of the national bodies only: an action of a force names the force.
        named = "person" in action and action["owner"] in NATIONAL
        fields = {**action, "person": _person(action["person"]) if named else "", "begins_on": at.date()}
        del fields["steps"], fields["objective"]
        yield at, partial(desk.post, "david", f"/strategy/objectives/{action['objective']}/actions", fields)
        yield from _steps(desk, "david", f"/strategy/actions/{action['reference']}/act", action["steps"])
        if action["reference"] in finished:
            told_by = finished[action["reference"]]
            yield told_by["at"], partial(_finish, desk, told_by, 1 + len(action["steps"]))


def _finish(desk: Desk, told: dict[str, Any], after: int) -> None:
    """Report what shows that an action is done, and finish it."""
    address = f"/strategy/actions/{told['action']}"
    report = {"text": told["text"], "happened_on": told["happened_on"], "health": "on_track", "audience": "partnership"}
    desk.post(told["who"], f"{address}/report", {**report, "evidence": EVIDENCE})
    desk.post(told["who"], f"{address}/act", {"act": "finish", "after": after})


def _progress() -> list[dict[str, Any]]:
    text = (resources.files("vinculum.desk.programme.strategy") / "sample_progress.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["reports"]
    return found


def _recommendations(desk: Desk) -> Iterator[Event]:
    told = strategy.sample()
    planned = {
        one["reference"]: one.get("planned_at", told["version"]["adopted_at"] + timedelta(days=1)) for one in told["actions"]
    }
    noted = {}
    for report in told["reports"]:
        noted[report["reference"]] = report["noted_at"]
        yield report["noted_at"], partial(desk.post, "david", "/strategy/sources/add", dict(report))
    for one in told["recommendations"]:
        at, address = noted[one["report"]], f"/strategy/recommendations/{one['reference']}"
        fields = {name: one[name] for name in ("reference", "text", "as_found")}
        yield at, partial(desk.post, "david", f"/strategy/sources/{one['report']}/recommendations", fields)
        yield from _steps(desk, "david", f"{address}/act", one["steps"])
        for action in one["answers"]:
            yield max(at, planned[action]) + timedelta(minutes=5), partial(_answer, desk, f"{address}/answer", action)


def _answer(desk: Desk, address: str, action: str) -> None:
    desk.post("david", address, {"action": StrategyAction.objects.get(reference=action).pk})


def _grants(desk: Desk) -> Iterator[Event]:
    told = funding.sample()
    for grant in told["grants"]:
        address = f"/funding/grants/{grant['reference']}"
        fields = {name: grant[name] for name in ("reference", "title", "funder", "begins_on", "ends_on", "about", "pillars")}
        fields |= {"amount_gbp": grant["amount"], "demands": "\n".join(one["text"] for one in grant["demands"])}
        yield utc(grant["entered"]), partial(desk.post, "david", "/funding/grants/enter", fields)
        yield utc(grant["taken_in"]), partial(desk.post, "ruth", f"{address}/act", {"act": "take_in", "after": 1})
    for pot in told["pots"]:
        if pot["reference"] in {"alliances-ii", "local-2026"}:
            yield utc(pot["at"]), partial(_pot, desk, pot)
    week = next(one for one in told["direct"] if one["pot"] == "alliances-ii")
    yield utc(week["decided"]), partial(_award, desk, week)


def _pot(desk: Desk, told: dict[str, Any]) -> None:
    address = f"/funding/grants/{told['grant']}"
    desk.post("david", f"{address}/pot", {name: told[name] for name in ("reference", "title", "about", "pillars")})
    target = Pot.objects.get(reference=told["reference"])
    allot = {"kind": "allot", "target": target.pk, "amount_gbp": told["amount"], "why": "As the offer divides it."}
    desk.post("david", f"{address}/move", allot)
    desk.post("ruth", f"/funding/moves/{Movement.objects.get(target=target).reference}/act", {"act": "agree", "after": 1})


def _award(desk: Desk, told: dict[str, Any]) -> None:
    fields = {name: told[name] for name in ("reference", "recipient", "operation", "title", "about", "spend_by", "reason")}
    desk.post("david", f"/funding/pots/{told['pot']}/award", {**fields, "amount_gbp": told["amount"]})
    address = f"/funding/awards/{told['reference']}/act"
    desk.post("ruth", address, {"act": "send", "after": 1})
    desk.post(lead_of(told["recipient"]), address, {"act": "accept", "after": 2}, "programme")


def _round(desk: Desk) -> Iterator[Event]:
    told = funding.sample()
    own, opens, closes = told["round"], utc(told["round"]["opens"]), utc(told["round"]["closes"])
    address = f"/funding/rounds/{own['reference']}"
    call = {"opens_on": opens.date(), "closes_on": closes.date(), "closes_at": f"{closes:%H:%M}"}
    call["terms"] = funding.local_operations()
    fields = {name: own[name] for name in ("reference", "title", "about")} | call
    yield utc(own["prepared"]), partial(desk.post, "david", f"/funding/pots/{own['pot']}/round", fields)
    seats = [{"person": _person(who)} for who in own["panel"]]
    yield utc(own["prepared"]), partial(_each, desk, "david", f"{address}/seat", seats)
    yield utc(own["announced"]), partial(desk.post, "david", f"{address}/act", {"act": "announce", "after": 1})
    for bid in told["bids"]:
        at = datetime.combine(bid["on"], datetime.min.time(), UTC) + timedelta(hours=11)
        yield at, partial(_bid, desk, address, bid)
    yield utc(own["assessing"]), partial(desk.post, "david", f"{address}/act", {"act": "assess", "after": 2})


def _bid(desk: Desk, address: str, told: dict[str, Any]) -> None:
    lead = lead_of(told["organisation"])
    bid = desk.post(lead, f"{address}/bid", {}, "programme")
    answers = {name: value for name, value in told.items() if name not in {"organisation", "bidder", "on", "scores"}}
    desk.post(lead, f"{bid}/save", {"saved": 0, **answers}, "programme")
    desk.post(lead, f"{bid}/act", {"act": "submit", "after": 1}, "programme")


def _posts(desk: Desk) -> Iterator[Event]:
    for post in training.sample()["posts"]:
        if post["organisation"] == "OPAL":
            fields = {name: post[name] for name in ("reference", "organisation", "desk", "title")}
            yield utc(post["at"]), partial(desk.post, "david", "/training/posts/enter", fields)
            for paid in post["paid"]:
                fields = {"begins_on": paid["from"], "ends_on": paid.get("until", "")}
                fields |= {name: paid[name] for name in ("funders", "basis")}
                yield utc(post["at"]), partial(desk.post, "david", f"/training/posts/{post['reference']}", fields)


def _training(desk: Desk) -> Iterator[Event]:
    told = training.sample()
    course = next(one for one in told["courses"] if one["reference"] == "qsve")
    parts = "\n".join(f"{part['title']} | {part['hours']} | {part['about']}" for part in course["parts"])
    fields = {name: course[name] for name in ("reference", "title", "about", "built_with", "valid_months", "changed")}
    fields |= {"parts": parts, "on_register": "on"}
    yield utc(course["at"]), partial(desk.post, "joan", "/training/courses/propose", fields)
    yield utc(course["agreed"]), partial(desk.post, "david", "/training/courses/qsve/act", {"act": "offer", "after": 1})
    session = next(one for one in told["sessions"] if one["course"] == "qsve")
    yield utc(session["at"]), partial(_plan_session, desk, session)
    yield utc(session["entered"]), partial(_hold_session, desk)


def _plan_session(desk: Desk, told: dict[str, Any]) -> None:
    known = [one for one in training.sample()["officers"] if one["name"] in EXAMINED]
    officers = [{"organisation": "SYP", **{name: one[name] for name in ("name", "station")}} for one in known]
    _each(desk, "joan", "/training/examiners/enter", officers)
    fields = {name: told[name] for name in ("host", "venue", "places")}
    fields |= {"begins_on": told["begins"], "ends_on": told["ends"]}
    desk.post("joan", "/training/courses/qsve/session", fields)


def _hold_session(desk: Desk) -> None:
    session = f"/training/sessions/{TrainingSession.objects.get().reference}"
    people = Officer.objects.filter(name__in=EXAMINED)
    _each(desk, "joan", f"{session}/attend", [{"officer": one.pk, "result": "passed"} for one in people])
    desk.post("joan", f"{session}/act", {"act": "hold", "after": 1})


def _members(desk: Desk) -> Iterator[Event]:
    """Yield the lists of members, one workbook for each of them, as the list of the time grew."""
    text = (resources.files("vinculum.desk.programme.members") / "sample.csv").read_text("utf-8")
    rows = [(date.fromisoformat(row["joined_on"]), row) for row in csv.DictReader(io.StringIO(text))]
    entered = date.min
    for at in [*members.sample()["lists"]["at"][::4], datetime(2025, 12, 12, 16, tzinfo=UTC)]:
        fresh: list[dict[str, CellValue]] = [{**row, "joined_on": on} for on, row in rows if entered < on <= at.date()]
        entered = at.date()
        sheet = SimpleUploadedFile(f"members {at:%Y-%m}.xlsx", write_template(LIST, {}, fresh), XLSX)
        yield at, partial(desk.post, "david", "/members/list/take", {"sheet": sheet})


def lead_of(organisation: str) -> str:
    """Return how the lead of a force is found: by their whole address."""
    return "owen.price@essex.example" if organisation == "ESSEX" else f"vehicle.crime@{organisation.lower()}.example"


def _person(who: str) -> int:
    return Person.objects.get(email__startswith=f"{who}.").pk


def _steps(desk: Desk, who: str, address: str, steps: list[dict[str, Any]], after: int = 1) -> Iterator[Event]:
    for number, step in enumerate(steps, after):
        form = {"act": step["act"], "after": number, "reason": step.get("reason", "")}
        yield utc(step["at"]), partial(desk.post, who, address, form)


def _each(desk: Desk, who: str, address: str, forms: list[dict[str, Any]]) -> None:
    for form in forms:
        desk.post(who, address, form)
