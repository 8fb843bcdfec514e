"""The page of the lead queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.leads.deconfliction import Notice, others_at_work
from vinculum.desk.leads.seeing import TaskReceived, own_standings, tasks_received
from vinculum.desk.leads.standing import Shown
from vinculum.desk.leads.workflow import State, states
from vinculum.picture.current import Build, current_build
from vinculum.site import plain
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.pages.leads.asked import ALL, HEAT_WORDS, LEAST_WORDS, OPEN, SORT_WORDS, WHOSE_WORDS, Asked, AskedForm
from vinculum.site.pages.leads.queue_rows import Queue, read_queue, shown_standings
from vinculum.site.ports import port_of, ports
from vinculum.site.wording import kind_of, kinds, stage_words, subject_words
from vinculum.site.yardstick import percent, probability_words


@dataclass(frozen=True, slots=True)
class Listed:
    """One lead of the queue in the words of the page."""

    id: str
    kind: str
    subject: str
    subject_words: str
    summary: str
    likelihood: str
    figure: str
    value: str
    time_left: str
    cold: bool
    state: State
    state_words: str
    woken: str
    where: str
    given_by: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many leads it would leave (None where that is not counted)."""

    value: str
    words: str
    count: int | None
    chosen: bool


@guarded(Action.READ_LEADS)
def queue(request: DeskRequest) -> HttpResponse:
    """Show the leads that the viewer may see and that pass the filters of the address."""
    form = AskedForm(request.GET)
    valid = form.is_valid()
    asked = form.asked()
    door, build = seen(request), current_build(settings.WORKSPACE)
    standings, given = own_standings(request.viewer), tasks_received(request.viewer)
    shown = shown_standings(door, standings, request.viewer.at.date())
    found = read_queue(door, asked, request.viewer, standings, shown, given)
    rows = _listed(request, found, shown, given, build)
    for row in found.rows:
        request.told.about(row["subject_kind"], row["subject"])
    request.told.counted(rows=len(rows), of=found.total)
    context = {
        "form": form,
        "asked": asked,
        "queue": found,
        "rows": rows,
        "last": found.first + len(rows) - 1,
        "choices": _choices(asked, found),
        "build": build,
        "earlier": asked.address(before=rows[0].id) if found.earlier and rows else "",
        "later": asked.address(after=rows[-1].id) if found.later else "",
        "chosen": _chosen(asked),
        "tasks": [given[lead] for lead in found.unseen],
        "more": any(getattr(asked, name) != getattr(Asked(), name) for name in ("heat", "area", "port", "stage", "least")),
    }
    return render(request, "leads/queue.html", context, status=200 if valid else 422)


def _listed(
    request: DeskRequest, found: Queue, shown: Mapping[str, Shown], given: Mapping[str, TaskReceived], build: Build
) -> list[Listed]:
    notices = others_at_work(request.viewer, [(row["id"], (row["subject_kind"], row["subject"])) for row in found.rows])
    return [
        Listed(
            id=row["id"],
            kind=kind_of(row["kind"]).one,
            subject=row["subject"],
            subject_words=subject_words(row["subject_kind"]),
            summary=row["summary"],
            likelihood=probability_words(row["probability"]),
            figure=percent(row["probability"]),
            value=plain.pounds(row["value_gbp"]),
            time_left=plain.time_left(row["cold_at"], build.as_at),
            cold=row["cold"],
            state=State(row["state"]),
            state_words=states()[State(row["state"])].title,
            woken=shown[row["id"]].woken if row["id"] in shown else "",
            where=_where(row["port"], row["area"]),
            given_by=given[row["id"]].name if row["id"] in given else "",
            notices=notices.get(row["id"], ()),
        )
        for row in found.rows
    ]


def _choices(asked: Asked, found: Queue) -> dict[str, list[Choice]]:
    order = list(kinds())
    kinds_found = sorted(found.choices["kind"], key=lambda one: (order.index(one[0]) if one[0] in order else len(order), one[0]))
    counts = dict(found.choices["state"])
    open_count = sum(counts.get(rule.state.value, 0) for rule in states().values() if rule.open)
    stages = [(stage, stage_words(stage), n) for stage, n in found.choices["stage"]]
    state_choices = [Choice(OPEN, "Open: new, adopted or tasked", open_count, asked.state == OPEN)]
    state_choices += [
        Choice(state.value, rule.title, counts.get(state.value, 0), asked.state == state.value)
        for state, rule in states().items()
    ]
    state_choices.append(Choice(ALL, "All states", sum(counts.values()), asked.state == ALL))
    return {
        "kind": _counted("All kinds", asked.kind, [(code, kind_of(code).many, n) for code, n in kinds_found]),
        "area": _counted("All force areas", asked.area, [(area, area, n) for area, n in sorted(found.choices["area"])]),
        "port": _counted("All ports and none", asked.port, [(port, _port_words(port), n) for port, n in found.choices["port"]]),
        "stage": _counted("All stages", asked.stage, sorted(stages, key=_by_stage)),
        "state": state_choices,
        "heat": _fixed(HEAT_WORDS, asked.heat),
        "whose": _fixed(WHOSE_WORDS, asked.whose),
        "least": _fixed(LEAST_WORDS, asked.least),
        "sort": _fixed({sort.value: words for sort, words in SORT_WORDS.items()}, asked.sort.value),
    }


def _by_stage(choice: tuple[str, str, int]) -> tuple[int, str]:
    return (int(choice[0][1:]) if choice[0][1:].isdigit() else 0, choice[0])


def _counted(every: str, asked: str, counts: Sequence[tuple[str, str, int]]) -> list[Choice]:
    """Return the choices of a facet; one that is asked for and has no lead is listed all the same."""
    listed = [Choice(value, words, n, value == asked) for value, words, n in counts if value]
    if asked and asked not in {choice.value for choice in listed}:
        listed.append(Choice(asked, asked, 0, True))
    return [Choice("", every, sum(n for _, _, n in counts), not asked), *listed]


def _fixed(words: Mapping[str, str], asked: str) -> list[Choice]:
    return [Choice(value, told, None, value == asked) for value, told in words.items()]


def _port_words(locode: str) -> str:
    return f"{ports()[locode].name} ({locode})" if locode in ports() else locode


def _where(locode: str, area: str) -> str:
    port = port_of(locode)
    return f"{port.name}, {area}" if port else ", ".join(filter(None, (locode, area)))


def _chosen(asked: Asked) -> list[tuple[str, str]]:
    """Return each filter that was set with the address that takes it away."""
    words: dict[str, Any] = {
        "kind": kind_of(asked.kind).many,
        "area": asked.area,
        "port": _port_words(asked.port),
        "stage": stage_words(asked.stage),
        "text": f"“{asked.text}”",
    }
    return [(told, asked.address(**{name: ""})) for name, told in words.items() if getattr(asked, name)]
