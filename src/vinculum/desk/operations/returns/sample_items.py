"""Items of the story made up: references, marks, places and values that a force could have told. All of it is invented."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from vinculum.desk.operations.returns.vocabulary import kinds
from vinculum.marks.reference import Force

SURNAMES = (
    "ARCHER", "BAILEY", "CARVER", "DAWSON", "ELLIOT", "FARROW", "GREAVES", "HOLLIS", "IRVING", "JARVIS", "KEMP", "LOMAX",
    "MERCER", "NORRIS", "OAKLEY", "PRIDE", "QUINN", "RANDALL", "SAWYER", "TURPIN", "UPTON", "VENN", "WALLER", "YOUNG",
)  # fmt: skip
STREETS = ("Mill Lane", "Station Road", "Dock Road", "Forge Street", "Canal Bank", "Quarry Lane", "Foundry Way", "Park Farm Road")
CODES = {
    "arrest": "CU", "charge": "CH", "warrant": "WA", "vehicle": "VE", "parts": "PA", "premises": "PR", "container": "CT",
    "port": "PT", "cash": "CA", "device": "DE", "phone": "PH", "drugs": "DR", "referral": "RE", "log": "IL", "event": "EV",
}  # fmt: skip
RECOVERED = ("COMPLETE", "COMPLETE", "COMPLETE", "DAMAGED", "CLONED_LIVE", "VIN_TAMPERED")
SHELLS = ("STRIPPED_SHELL", "STRIPPED_SHELL", "PARTS_ONLY", "BURNT", "NOSE_CUT")
LARGE = frozenset({"MPS", "WMP", "GMP", "WYP", "ESSEX", "KENT"})
WITH_VIN = 0.6  # share of vehicles whose VIN was read
LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
CHECK_LETTERS = {letter: 10 + number + (number + 9) // 10 for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


@dataclass(slots=True)
class Made:
    """An item made up, with the value in whole pounds that it adds."""

    force: str
    reference: str
    fields: dict[str, str]
    value: int = 0


@dataclass(slots=True)
class Maker:
    """Makes items up, always the same ones from one seed. ``places`` are the forces' middles, ``week`` the operation's days."""

    draw: random.Random
    places: dict[str, Force]
    week: tuple[date, date]
    numbers: dict[str, int] = field(default_factory=dict)

    def item(self, kind: str, force: str, *, later: date | None = None) -> Made:
        """Return an item of a kind of a force, on a day of the week; up to the day ``later`` if its kind may come after it."""
        number = self.numbers[kind] = self.numbers.get(kind, 0) + 1
        begins, ends = self.week
        last = later if later is not None and kinds()[kind].later else ends
        first = ends if last > ends else begins
        on = first + timedelta(days=self.draw.randrange((last - first).days + 1))
        fields = {"kind": kind, "on": on.isoformat(), **self._place(force), **self._told(kind, number)}
        return Made(force, f"{force[:3]}/{CODES[kind]}/{number:04}/{on:%y}", fields)

    def vehicle(self, force: str, value: int | None) -> Made:
        """Return a vehicle that is a recovery of a value (GBP), or a shell without one (None)."""
        made = self.item("vehicle", force)
        made.fields["condition"] = self.draw.choice(SHELLS if value is None else RECOVERED)
        if value is not None:
            made.fields |= {"value": f"{value}.00", "basis": self.draw.choice(("GUIDE", "GUIDE", "ESTIMATE"))}
            made.value = value
        return made

    def shares(self, total: int, among: int) -> list[int]:
        """Return whole amounts around the mean that add up to a total, each a multiple of 10 but the last."""
        mean = total / among
        found = [max(900, round(self.draw.lognormvariate(0, 0.45) * mean * 0.9 / 10) * 10) for _ in range(among - 1)]
        while found and sum(found) > total - 900:
            found = [max(500, amount * 9 // 100 * 10) for amount in found]
        return [*found, total - sum(found)]

    def spread(self, number: int, forces: Sequence[str]) -> list[str]:
        """Return a force for each of a number of items: larger forces come up more often."""
        weights = [4.0 if force in LARGE else 1.6 - 0.9 * self.draw.random() for force in forces]
        return self.draw.choices(list(forces), weights, k=number)

    def _place(self, force: str) -> dict[str, str]:
        place = self.places.get(force)
        if place is None or place.lat is None or place.lon is None:
            return {}
        return {
            "lat": f"{place.lat + self.draw.uniform(-0.12, 0.12):.4f}",
            "lon": f"{place.lon + self.draw.uniform(-0.18, 0.18):.4f}",
        }

    def _told(self, kind: str, number: int) -> dict[str, str]:
        keys = kinds()[kind].keys
        told = {name: getattr(self, f"_{name}")(number) for name in keys if name != "vin" or self.draw.random() < WITH_VIN}
        if kind == "container":
            told["result"] = "NEGATIVE"
        if kind == "referral":
            told["result"] = self.draw.choice(("IMMIGRATION", "SLAVERY"))
        if kind in {"parts", "cash", "drugs"}:
            told |= {"value": f"{self.draw.randrange(4, 90) * 100}.00", "basis": "COUNTED" if kind == "cash" else "ESTIMATE"}
        if kind == "event":
            told["count"] = str(self.draw.randrange(15, 140))
        return told

    def _custody_no(self, number: int) -> str:
        return f"CU/{self.draw.randrange(1000, 9999)}/{number:04}"

    def _person(self, number: int) -> str:
        return f"{SURNAMES[(number * 7) % len(SURNAMES)]}, {chr(65 + number % 26)} {number}"

    def _vrm(self, _number: int) -> str:
        area = self.draw.choice("ABCDEFGHKLMNPRSV") + self.draw.choice("ABCDEFGHJKL")
        age = self.draw.choice(("19", "20", "21", "22", "23", "70", "71", "72", "73"))
        return f"{area}{age} {''.join(self.draw.choices(LETTERS, k=3))}"

    def _vin(self, _number: int) -> str:
        return "".join(self.draw.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=17))

    def _address(self, number: int) -> str:
        return f"Unit {number}, {self.draw.choice(STREETS)}"

    def _container_no(self, _number: int) -> str:
        body = f"MSKU{self.draw.randrange(10**5, 10**6)}"
        total = sum((CHECK_LETTERS[sign] if sign.isalpha() else int(sign)) * 2**place for place, sign in enumerate(body))
        return f"{body}{total % 11 % 10}"

    def _exhibit_no(self, number: int) -> str:
        return f"EX/{self.draw.choice(LETTERS)}{self.draw.choice(LETTERS)}/{number}"

    def _port(self, number: int) -> str:
        return ("GBFXT", "GBTIL", "GBLGP", "GBSOU", "GBIMM", "GBLIV", "GBHUL", "GBTEE", "GBBRS")[(number - 1) % 9]

    def _log_ref(self, number: int) -> str:
        return f"IR/{self.draw.randrange(10000, 99999)}/{number:04}"
