"""The ports board: sailings ahead, today's short list per port with the clock, and the form that draws one up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Outcome, Verb
from vinculum.desk.ports.ahead import BoxAhead, Sailing, boxes_ahead, sailings_of
from vinculum.desk.ports.clock import BoardClock
from vinculum.desk.ports.clock import settings as board_settings
from vinculum.desk.ports.drawing import draw_up
from vinculum.desk.ports.estimating import estimates_of
from vinculum.engine.door import Door
from vinculum.errors import VinculumError
from vinculum.picture.current import NoPicture, current_build
from vinculum.site.guard import DeskRequest, guarded, seen
from vinculum.site.held import rows_if_held
from vinculum.site.pages.ports.forms import DrawForm
from vinculum.site.pages.ports.reading import board_boxes, board_clock, rules_now
from vinculum.site.pages.ports.told import Tag, clock_tag, port_words

SECONDS_BETWEEN_LOOKS = 60
SAILINGS_SHOWN = 12
DRIFT = "SELECT text, outside FROM picture.export_drift ORDER BY kind, subject"


@guarded(Action.READ_PORTS)
def board(request: DeskRequest) -> HttpResponse:
    """Show the board of one port or of all."""
    return show_board(request)


@guarded(Action.READ_PORTS)
def clock(request: DeskRequest) -> HttpResponse:
    """Answer with the clocks, states and owners of the boxes shown, which HTMX puts in their places."""
    told = standing_clock(request)
    port = request.GET.get("port", "")
    boxes = [one for here in board_boxes(seen(request), request.viewer, told, port) for one in here.boxes]
    request.told.counted(boxes=len(boxes))
    return render(request, "ports/clock.html", {"boxes": boxes})


@guarded(Action.WORK_PORTS, Verb.COMBINATION)
@require_POST
def draw(request: DeskRequest) -> HttpResponseBase:
    """Draw up a short list, or show the form with what is wrong."""
    door, told = seen(request), standing_clock(request)
    boxes = boxes_ahead(door, told.at)
    form = DrawForm(_ports(boxes), request.POST)
    if form.is_valid():
        try:
            kept = draw_up(door, form.wanted(), told, current_build(settings.WORKSPACE).id, rules_now(), request.viewer)
        except VinculumError as error:
            form.add_error(None, str(error))
        else:
            chosen = kept.boxes.exclude(basis="").count()
            request.told.about("short_list", kept.reference)
            request.told.counted(chosen=chosen, eligible=kept.boxes.count())
            messages.success(request, f"{kept.reference} is drawn up: {chosen} boxes to open.")
            return HttpResponseRedirect(f"{reverse('ports')}?port={kept.port}")
    request.told.outcome = Outcome.REFUSED
    return show_board(request, form, 422)


def show_board(request: DeskRequest, form: DrawForm | None = None, status: int = 200) -> HttpResponse:
    """Return the page of the board; ``form`` is one that was sent and is wrong."""
    try:
        door, build = seen(request), current_build(settings.WORKSPACE)
    except NoPicture:
        return render(request, "ports/board.html", {"build": None})
    told, port = board_clock(request.viewer, build), request.GET.get("port", "")
    boxes = boxes_ahead(door, told.at)
    ports = _ports(boxes)
    section = rules_now()["exports"]
    lift_gbp, share = float(section["lift_gbp"]), float(section["random_share"])
    lists = board_boxes(door, request.viewer, told, port)
    sailings = [_tell_sailing(one, told) for one in sailings_of([box for box in boxes if port in {"", box.port}], lift_gbp)]
    shown = sum(len(one.boxes) for one in lists)
    request.told.counted(boxes=shown, sailings=len(sailings))
    may_draw = decide(request.viewer, Action.WORK_PORTS).allowed
    context = {
        "build": build,
        "clock": told,
        "port": port,
        "ports": [(one, port_words(one)) for one in sorted({*ports, *(here.port for here in lists)})],
        "lists": lists,
        "shown": shown,
        "sailings": sailings[:SAILINGS_SHOWN],
        "more_sailings": max(0, len(sailings) - SAILINGS_SHOWN),
        "lift_gbp": lift_gbp,
        "may_draw": may_draw,
        "may_record": decide(request.viewer, Action.RECORD_INSPECTIONS).allowed,
        "form": form or (DrawForm(ports, initial=_first(port or next(iter(ports), ""), share)) if may_draw else None),
        "seconds": SECONDS_BETWEEN_LOOKS,
        "estimates": estimates_of(door, request.viewer, told, lift_gbp),
        "drift": drift_told(door),
    }
    return render(request, "ports/board.html", context, status=status)


def standing_clock(request: DeskRequest) -> BoardClock:
    """Return the clock of the board for the current picture; NoPicture where there is none."""
    return board_clock(request.viewer, current_build(settings.WORKSPACE))


def drift_told(door: Door) -> list[str]:
    """Return what has moved since the risk model was made, in sentences; nothing where the picture does not tell it."""
    rows = rows_if_held(door, "picture.export_drift", DRIFT)
    if rows is None:
        return []
    moved = [row["text"] for row in rows if row["outside"]]
    watched = f"Of {len(rows):,} things watched in the risk model's trade none has left its band."
    return moved or ([watched] if rows else [])


def _ports(boxes: list[BoxAhead]) -> list[str]:
    return sorted({box.port for box in boxes})


def _first(port: str, share: float) -> dict[str, Any]:
    told = board_settings()["drawing"]
    return {"port": port, "lifts": told["lifts"], "random_share": round(100 * share), "hours": str(told["window"])}


def _tell_sailing(sailing: Sailing, told: BoardClock) -> dict[str, Any]:
    tag: Tag = clock_tag(sailing.sails_at, told)
    return {"sailing": sailing, "port": port_words(sailing.port), "clock": tag}
