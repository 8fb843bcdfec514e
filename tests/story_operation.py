"""What forces and the national unit enter in the story: the week of action, its returns and logs, and what is published of it.

The returns are those of the room's own story, handed in as one workbook a force; corrections and merges are made on the pages.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from story_programme import Event, lead_of, utc
from untold_desk import Desk
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.operations import sample as operations
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.columns import columns, declared
from vinculum.desk.operations.returns.models import Return
from vinculum.desk.operations.returns.sample import Story
from vinculum.desk.operations.returns.sample import sample as returns
from vinculum.desk.operations.returns.sample_items import Made
from vinculum.desk.programme.funding import sample as funding
from vinculum.desk.sheets.declared import CellKind, CellValue
from vinculum.desk.sheets.template import write_template
from vinculum.site.pages.returns.upload import XLSX

WEEK = "alliances-2025"
POLICE, INTELLIGENCE = "investigation", "intelligence"
# Logs of the week that were taken in by a moment; those of each file that are not acted on are told with their numbers below.
LOGS = ((datetime(2025, 10, 28, 9, tzinfo=UTC), 97), (datetime(2025, 12, 10, 9, tzinfo=UTC), 125))
NOT_REVIEWED, NOT_SENT, NO_MARK = "IR/NOT-REVIEWED", "IR/NOT-SENT", "IR/NO-MARK"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"


def give_accounts() -> None:
    """Give every force of the week a lead with an account, as administrators would have done by then."""
    for force in operations.sample()["forces"][WEEK]:
        funding.lead_of(force, datetime(2025, 1, 1, tzinfo=UTC))


def operation(desk: Desk) -> Iterator[Event]:
    """Yield the week: proposed, approved, run and closed; and the logs that forces send of it."""
    told = next(one for one in operations.sample()["operations"] if one["reference"] == WEEK)
    fields = {name: told[name] for name in ("reference", "name", "aims", "begins_on", "ends_on", "budget_gbp", "coordinated_by",
                                            "pillars", "stages", "partners")}  # fmt: skip
    fields["forces"] = operations.sample()["forces"][told["forces"]]
    yield utc(told["at"]), partial(desk.post, "grace", "/operations/new", fields, POLICE)
    for number, step in enumerate(told["steps"], 1):
        form = {"act": step["act"], "after": number, "reason": step.get("reason", "")}
        yield utc(step["at"]), partial(desk.post, step["by"], f"/operations/{WEEK}/act", form, POLICE)
    first = 0
    for at, number in LOGS:
        yield at, partial(_logs, desk, at, first, number)
        first += number


class PostedWeek(Story):
    """The story's returns of the week, entered on the pages by those who own each step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Operation.objects.get(reference=WEEK))
        self.desk = desk

    def send(
        self, wave: dict[str, Any], made: list[Made], changed: list[tuple[Made, dict[str, str], str]], nil: Iterable[str]
    ) -> None:
        """Hand in a workbook of every force that has something to tell, by its own lead, and validate it at the national unit."""
        sent = []
        telling = {*(item.force for item in made), *(item.force for item, _, _ in changed), *nil}
        self.desk.at(wave["sent"])
        for force in sorted(telling):
            own = [item for item in made if item.force == force]
            sent.append(self._hand_in(force, own, [one for one in changed if one[0].force == force], nil=force in nil))
        self.desk.at(wave["validated"])
        for reference in sent:
            self.desk.post("grace", f"/returns/{reference}/act", {"act": "validate", "after": 2}, POLICE)

    def _hand_in(self, force: str, made: list[Made], changed: list[tuple[Made, dict[str, str], str]], *, nil: bool) -> str:
        lead, week = lead_of(force), self.operation
        begin = {"operation": week.reference, "force": force, "since": week.begins_on, "until": week.ends_on}
        address = self.desk.post(lead, "/returns/begin", begin, POLICE)
        if made:
            cover = {"operation": week.reference, "force": force}
            book = write_template(declared(), cover, [{"reference": one.reference, **_cells(one.fields)} for one in made])
            sheet = {"file": SimpleUploadedFile(f"{force}.xlsx", book, XLSX)}
            kept = self.desk.post(lead, f"{address}/upload", sheet, POLICE)
            self.desk.post(lead, f"{kept}/decide", {"decision": "take", "after": 1}, POLICE)
        for item, fields, reason in changed:
            form = {"reference": item.reference, "reason": reason}
            if fields:
                item.fields.update(fields)
                self.desk.post(lead, f"{address}/put", {**item.fields, **form}, POLICE)
            else:
                self.desk.post(lead, f"{address}/withdraw", form, POLICE)
        if nil:
            self.desk.post(lead, f"{address}/nil", {"nil": "yes"}, POLICE)
        found = Return.objects.get(reference=address.rpartition("/")[2])
        assert found.lines.count() == len(made) + len(changed), f"{force}: a row of the workbook was left out"
        self.desk.post(lead, f"{address}/act", {"act": "submit", "after": 1}, POLICE)
        return found.reference

    def merge(self, doubles: list[tuple[Made, Made]]) -> None:
        """Judge the pairs to be one, on the page that proposes them."""
        if doubles:
            rule = returns()["merges"]
            self.desk.at(rule["at"])
        for pair in doubles:
            one, other = (f"{item.force}:{''.join(item.reference.split()).upper()}" for item in pair)
            told = {"one": one, "other": other, "judgement": "merge", "reason": rule["reason"]}
            self.desk.post(rule["by"], f"/operations/{WEEK}/doubles/judge", told, POLICE)

    def publish(self, told: dict[str, Any]) -> None:
        """Freeze the figures as the commander, publish them as the programme lead."""
        self.desk.at(told["prepared"])
        freeze = {"title": told["title"], "as_at": f"{told['as_at']:%Y-%m-%dT%H:%M}", "note": told["note"]}
        address = self.desk.post("grace", f"/operations/{WEEK}/publications/freeze", freeze, POLICE)
        self.desk.at(told["published"])
        self.desk.post("david", f"{address}/act", {"act": "publish", "after": 1})


def returned(desk: Desk) -> Iterator[Event]:
    """Yield the waves of returns and the publications; the week must be proposed when the first of them comes."""
    held: list[PostedWeek] = []

    def tell(told: dict[str, Any]) -> None:
        if not held:
            held.append(PostedWeek(desk))
        held[0].tell_part(told)

    for told in (*returns()["waves"], *returns()["publications"]):
        if told["operation"] == WEEK:
            yield utc(told.get("sent") or told["prepared"]), partial(tell, told)


def _cells(fields: dict[str, str]) -> dict[str, CellValue]:
    """Return fields as a force types them into cells: days, numbers and words."""
    kinds = {column.name: column.kind for column in columns()}
    typed = {CellKind.DAY: date.fromisoformat, CellKind.MONEY: Decimal, CellKind.NUMBER: Decimal, CellKind.WHOLE: int}
    return {name: typed.get(kinds[name], str)(said) for name, said in fields.items() if said}  # type: ignore[operator]  # each by its kind


def _logs(desk: Desk, at: datetime, first: int, number: int) -> None:
    """Take a file of logs in and work them: grades accepted by a second person, copied for the ports unit, released, sent.

    One log more of each file waits for review, one is reviewed and goes to nobody, one names nothing that can be acted on.
    """
    forces = operations.sample()["forces"][WEEK]
    plates = [_plate(place) for place in range(first, first + number)]
    rows = [
        (f"IR/{place:04}", f"A {plate} stood untouched for five days, then left behind a van.")
        for place, plate in enumerate(plates, first)
    ]
    beside = {f"{NOT_REVIEWED}/{first}": "Plate LB07 SEA again.", f"{NOT_SENT}/{first}": "Plate LB07 SEB again.",
              f"{NO_MARK}/{first}": "Thefts are talked of more than last year."}  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["reference", "reported_at", "subject", "text", "grade", "marking", "author", "operation"])
    for place, (reference, text) in enumerate([*rows, *beside.items()]):
        reported = datetime(2025, 10, 13, 8, tzinfo=UTC) + timedelta(hours=place % 150)
        author = f"Intelligence unit, {forces[place % len(forces)]}"
        writer.writerow([reference, reported.isoformat(), "Vehicle laid up", text, "1/B/P", "OFFICIAL-SENSITIVE", author, WEEK])
    file = SimpleUploadedFile(f"logs {at:%Y-%m-%d}.csv", out.getvalue().encode(), "text/csv")
    desk.post("amara", "/intelligence/import", {"file": file, "scheme": "3x5x2", "desk": "OPAL"}, INTELLIGENCE)
    texts = dict([*rows, *beside.items()])
    for report in Report.objects.filter(former_reference__in=texts).order_by("pk"):
        if not report.former_reference.startswith(NOT_REVIEWED):
            page = f"/intelligence/reports/{report.reference}"
            desk.post("ines", f"{page}/review", {"after": 1}, INTELLIGENCE)
            if not report.former_reference.startswith(NOT_SENT):
                copied = {"subject": "Vehicle laid up", "marking": "OFFICIAL-SENSITIVE", "text-1": texts[report.former_reference]}
                copy = desk.post("ines", f"{page}/sanitise?to=navcis", copied, INTELLIGENCE)
                desk.post("amara", f"{copy}/steps", {"act": "release", "after": 1}, INTELLIGENCE)
                desk.post("amara", f"{copy}/send", {"organisation": "NAVCIS", "after": 2}, INTELLIGENCE)


def _plate(number: int) -> str:
    return f"BD{20 + number // 22 % 4} {LETTERS[number % 22]}{LETTERS[number // 88]}K"


@dataclass(frozen=True, slots=True)
class Released:
    """A product of the story: of which kind, for whom, made and released by whom, as at which moment."""

    kind: str
    audience: str
    by: str
    released_by: str
    at: datetime
    purpose: str = "programme"


PRODUCTS = {
    "bulletin": Released("bulletin", "members", "grace", "ines", datetime(2025, 10, 29, 16, tzinfo=UTC), "intelligence"),
    "december pack": Released("steering-pack", "steering", "david", "una", datetime(2025, 12, 15, 15, tzinfo=UTC)),
    "press release": Released("press-release", "public", "nadia", "david", datetime(2026, 3, 2, 12, tzinfo=UTC)),
    "march pack": Released("steering-pack", "steering", "david", "una", datetime(2026, 3, 2, 15, tzinfo=UTC)),
}


def released(desk: Desk) -> Iterator[Event]:
    """Yield the products, each made at its moment and released by somebody else; ``desk.made`` keeps where each stands."""
    for name, one in PRODUCTS.items():
        yield one.at, partial(_release, desk, name, one)


def _release(desk: Desk, name: str, one: Released) -> None:
    order = {"of": WEEK, "audience": one.audience, "as_at": ""}
    address = desk.made[name] = desk.post(one.by, f"/products/make/{one.kind}", order, one.purpose)
    for after, act in enumerate(("review", "release"), 1):
        desk.post(one.released_by, f"{address}/act", {"act": act, "after": after}, one.purpose)
