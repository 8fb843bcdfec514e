"""Returns of the story, from ``sample.toml``: sent, validated, merged, corrected, published by the room's own functions."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.judging import merge
from vinculum.desk.operations.returns.models import Publication, Return
from vinculum.desk.operations.returns.publishing import prepare
from vinculum.desk.operations.returns.sample_items import Made, Maker
from vinculum.desk.operations.returns.sending import (
    Stretch,
    Told,
    begin,
    put,
    put_withdrawal,
    say_nil,
    send,
    validate,
)  # fmt: skip
from vinculum.desk.operations.returns.workflows import PUBLICATION
from vinculum.desk.workflows.stepping import take
from vinculum.marks.reference import forces

# Of a wave's totals, those that are told in another way than by their number of items.
DERIVED = frozenset({"value", "shell", "positive"})
BY_EMAIL = "As the force sent it by e-mail."


@cache
def sample() -> dict[str, Any]:
    """Return the returns of the story as their data file tells them."""
    return tomllib.loads((resources.files("vinculum.desk.operations.returns") / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in the returns, unless there is one already."""
    if Return.objects.exists():
        return
    for reference in dict.fromkeys(wave["operation"] for wave in sample()["waves"]):
        Story(Operation.objects.get(reference=reference)).tell()


@dataclass(slots=True)
class Story:
    """One operation's returns as they are told: what has been reported so far, by kind. How they are sent can be overridden."""

    operation: Operation
    maker: Maker = field(init=False)
    told: dict[str, list[Made]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        draw = random.Random(f"{sample()['seed']} {self.operation.reference}")  # noqa: S311 - a story, not a secret
        places = {force.code: force for force in forces()}
        self.maker = Maker(draw, places, (self.operation.begins_on, self.operation.ends_on))

    def tell(self) -> None:
        """Tell the waves, in order; after the first, the merges; the publications when their moment comes."""
        for told in self.parts():
            self.tell_part(told)

    def parts(self) -> list[dict[str, Any]]:
        """Return the operation's waves and publications in the order of time."""
        own = [one for one in (*sample()["waves"], *sample()["publications"]) if one["operation"] == self.operation.reference]
        return sorted(own, key=lambda one: one.get("sent") or one["prepared"])

    def tell_part(self, told: dict[str, Any]) -> None:
        """Tell one wave or publication; each but the first follows the one before it."""
        (self._wave if "sent" in told else self.publish)(told)

    def _wave(self, wave: dict[str, Any]) -> None:
        first, week = not self.told, "covers" not in wave
        nil = sample()["nil"] if first and week else []
        telling = [force for force in wave["among"] if force not in nil]
        changed = [] if first else self._put_right(_utc(wave["sent"]))
        doubles = self._doubles(telling) if first and week else []
        made = list(self._new(wave, telling))
        self.send(wave, [*made, *(each for pair in doubles for each in pair)], changed, nil)
        self.merge(doubles)

    def _new(self, wave: dict[str, Any], among: list[str]) -> Iterator[Made]:
        """Make up what is missing to the wave's totals."""
        totals, later = wave["totals"], _utc(wave["sent"]).date() - timedelta(days=2)
        for kind, total in totals.items():
            if kind in DERIVED or kind == "vehicle":
                continue
            for force in self.maker.spread(total - len(self.told.get(kind, [])), among):
                yield self._keep(kind, self.maker.item(kind, force, later=later))
        positive = [item for item in self.told.get("container", []) if item.fields["result"] == "POSITIVE"]
        fresh = [item for item in self.told.get("container", []) if item.fields["result"] == "NEGATIVE"]
        for item in fresh[::-1][: totals.get("positive", 0) - len(positive)]:
            item.fields["result"] = "POSITIVE"
        known = self.told.get("vehicle", [])
        number = totals["vehicle"] - len(known)
        values = self.maker.shares(totals["value"] - sum(item.value for item in known), number)
        for force, value in zip(self.maker.spread(number, among), values, strict=True):
            yield self._keep("vehicle", self.maker.vehicle(force, value))
        for force in self.maker.spread(totals.get("shell", 0) - len(self.told.get("shell", [])), among):
            yield self._keep("shell", self.maker.vehicle(force, None))

    def _keep(self, kind: str, made: Made) -> Made:
        self.told.setdefault(kind, []).append(made)
        return made

    def _doubles(self, among: list[str]) -> list[tuple[Made, Made]]:
        """Make up arrests and vehicles that two forces tell of, each by its own reference; the one told first is kept."""
        found = []
        for kind, number in sample()["merges"]["kinds"].items():
            for place in range(number):
                one, other = among[place * 5 % len(among)], among[(place * 5 + 3) % len(among)]
                lead, second = sorted((one, other))  # returns are sent in this order
                first = self.maker.vehicle(lead, 9_800 + 1_150 * place) if kind == "vehicle" else self.maker.item(kind, lead)
                double = self.maker.item(kind, second)
                double.fields = {**first.fields, "lat": first.fields["lat"]}
                if kind == "vehicle":
                    first.fields["basis"] = "GUIDE"
                    double.fields |= {"value": f"{first.value + 2_400}.00", "basis": "OWNER", "condition": "DAMAGED"}
                else:
                    double.fields["custody_no"] = f"{second}/{first.fields['custody_no']}"
                found.append((self._keep(kind, first), double))
        return found

    def _put_right(self, at: datetime) -> list[tuple[Made, dict[str, str], str]]:
        """Return what this wave corrects of the first: an item, its fields that change ({}: it falls away), and why. Once."""
        rule = sample()["corrections"]
        if at.date() >= date(2026, 1, 1):
            return []
        found: list[tuple[Made, dict[str, str], str]] = []
        withdrawn = rule["withdrawn"]
        for item in self.told[withdrawn["kind"]][-withdrawn["number"] :]:
            self.told[withdrawn["kind"]].remove(item)
            found.append((item, {}, withdrawn["reason"]))
        for item in self.told["vehicle"][-rule["shells"]["number"] :]:
            self.told["vehicle"].remove(item)
            self.told["shell"].append(item)
            found.append((item, {"condition": "STRIPPED_SHELL", "value": "", "basis": ""}, rule["shells"]["reason"]))
        for item in self.told["vehicle"][-rule["settled"]["number"] :]:
            item.value = round(item.value * 0.94)
            found.append((item, {"value": f"{item.value}.00", "basis": "SETTLED"}, rule["settled"]["reason"]))
        return found

    def send(
        self, wave: dict[str, Any], made: list[Made], changed: list[tuple[Made, dict[str, str], str]], nil: Iterable[str]
    ) -> None:
        """Send and validate a return of every force that has something to tell, and the nil returns."""
        sent, checked = _utc(wave["sent"]), _utc(wave["validated"])
        telling = {*(item.force for item in made), *(item.force for item, _, _ in changed), *nil}
        stretch = Stretch(self.operation.begins_on, self.operation.ends_on, tuple(wave.get("covers", ())))
        owen, amara, grace = (_somebody(who, sent) for who in ("owen", "amara", "grace"))
        for place, force in enumerate(sorted(telling)):
            minutes = timedelta(minutes=7 * place)
            sender = replace(owen if force == owen.organisation else amara, at=sent + minutes)
            why = "" if sender.organisation == owen.organisation else BY_EMAIL
            told = begin(self.operation, force, stretch, sender, why)
            put(told, *(Told(item.reference, item.fields, wave["note"]) for item in made if item.force == force))
            for item, fields, reason in changed:
                if item.force == force and not fields:
                    put_withdrawal(told, item.reference, reason)
                elif item.force == force:
                    put(told, Told(item.reference, {"kind": item.fields["kind"], **fields}, reason))
            if force in nil:
                say_nil(told, nil=True)
            send(told, replace(sender, at=sender.at + timedelta(minutes=3)), after=1, reason=why)
            validate(told, replace(grace, at=checked + minutes / 7), after=2)

    def merge(self, doubles: list[tuple[Made, Made]]) -> None:
        """Judge the pairs that two forces told of to be one."""
        rule = sample()["merges"]
        judge = _somebody(rule["by"], _utc(rule["at"]))
        for place, (one, other) in enumerate(doubles):
            names = [f"{item.force}:{''.join(item.reference.split()).upper()}" for item in (one, other)]
            merge(self.operation, names[0], names[1], replace(judge, at=judge.at + timedelta(minutes=2 * place)), rule["reason"])

    def publish(self, told: dict[str, Any]) -> None:
        """Freeze the figures as at a moment, and publish them."""
        by = _somebody("grace", _utc(told["prepared"]))
        made: Publication = prepare(self.operation, _utc(told["as_at"]), told["title"], by, told["note"])
        david = _somebody("david", _utc(told["published"]), Purpose.PROGRAMME)
        take(PUBLICATION, made.reference, "publish", david, after=1)


def _somebody(who: str, at: datetime, purpose: Purpose = Purpose.INVESTIGATION) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose, "Operation Alliances")


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
