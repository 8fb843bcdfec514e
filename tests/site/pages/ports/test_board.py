"""The ports board: what an officer sees and does, on the sample town."""

import html
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.ports.models import EligibleBox, ShortList
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture

SignIn = Callable[..., Client]
DRAW = {"port": "GBTEE", "lifts": "6", "random_share": "50", "hours": "504", "note": "One crane until noon"}


def text_of(answer: object) -> str:
    body = answer.content.decode()  # type: ignore[attr-defined]  # a test client's answer
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", body)).split())


def drawn(client: Client) -> ShortList:
    assert client.post("/ports/draw", DRAW).status_code == 302
    return ShortList.objects.latest("pk")


def test_the_board_says_what_to_do_and_then_shows_the_list(sign_in: SignIn) -> None:
    """Before a list it asks for one; afterwards every chosen box stands on it with its clock, reasons, basis and owner."""
    priya = sign_in("priya", purpose="ports")
    assert "No box waits on a short list. Draw one up below" in text_of(priya.get("/ports"))
    short_list = drawn(priya)
    told = text_of(priya.get("/ports"))
    assert "Drawn at random" in told
    assert "Chosen on its expected value" in told
    assert told.count("Nobody has it") == 6
    assert "One crane until noon" in told
    assert "to cut-off" in told
    with open_picture(settings.WORKSPACE) as door:
        for box in short_list.boxes.exclude(basis=""):
            row = door.ask_rows(
                "SELECT container_no FROM picture.export_risk WHERE consignment_ref = $ref", {"ref": box.consignment_ref}
            )[0]
            why = door.ask_rows(
                "SELECT text FROM picture.export_reasons WHERE consignment_ref = $ref ORDER BY weight DESC, rule LIMIT 1",
                {"ref": box.consignment_ref},
            )
            assert row["container_no"] in told
            assert all(" ".join(one["text"].split()) in told for one in why)


def test_a_wrong_form_comes_back_with_what_is_wrong(sign_in: SignIn) -> None:
    """No port, too many lifts and a share above the whole: each is said at its field, and nothing is kept."""
    priya = sign_in("priya", purpose="ports")
    answer = priya.post("/ports/draw", {**DRAW, "random_share": "150"})
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    over = priya.post("/ports/draw", {**DRAW, "lifts": "900"})
    assert (over.status_code, "ask for 1 to 60" in text_of(over)) == (422, True)
    assert not ShortList.objects.exists()


def test_a_box_is_taken_from_the_board_and_given_up_on_its_page(sign_in: SignIn) -> None:
    """Each act leads to the box's page, which tells who did what; a second officer's late act is refused with a sentence."""
    priya = sign_in("priya", purpose="ports")
    box = drawn(priya).boxes.exclude(basis="")[0].reference
    assert priya.post(f"/ports/boxes/{box}/act", {"act": "take", "after": "1"}).status_code == 302
    assert "You have it" in text_of(priya.get(f"/ports/boxes/{box}"))
    late = priya.post(f"/ports/boxes/{box}/act", {"act": "take", "after": "1"})
    assert (late.status_code, "after your page was shown" in text_of(late)) == (400, True)
    none = priya.post(f"/ports/boxes/{box}/hand-over", {"to": "1", "after": "2"})
    assert none.status_code == 422
    assert priya.post(f"/ports/boxes/{box}/act", {"act": "give_up", "after": "2", "reason": "No crane"}).status_code == 302
    assert "gave it up. No crane" in text_of(priya.get(f"/ports/boxes/{box}"))


@pytest.mark.parametrize("act", ["open", "hand_over", "list"])
def test_an_act_with_a_form_of_its_own_is_not_taken_by_a_button(act: str, sign_in: SignIn) -> None:
    """To open a box is for the inspection form, to hand it over for its own."""
    priya = sign_in("priya", purpose="ports")
    box = drawn(priya).boxes.exclude(basis="")[0].reference
    assert priya.post(f"/ports/boxes/{box}/act", {"act": act, "after": "1", "reason": "x"}).status_code == 400


def test_the_clock_answers_with_the_places_of_the_board(sign_in: SignIn) -> None:
    """Every place that HTMX is told to fill stands on the board, and none is missing."""
    priya = sign_in("priya", purpose="ports")
    drawn(priya)
    told = set(re.findall(r'id="((?:clock|state)-[^"]+)" hx-swap-oob', priya.get("/ports/clock?port=GBTEE").content.decode()))
    there = set(re.findall(r'id="((?:clock|state)-[^"]+)"', priya.get("/ports?port=GBTEE").content.decode()))
    assert told == there
    assert len(told) == 12
    assert priya.get("/ports/clock?port=GBXXX").content.decode().strip() == ""


def test_every_box_ahead_is_listed_once_by_value(sign_in: SignIn, standing_desk: Workspace) -> None:
    """The page of boxes ahead turns through all of them, the highest expected value first."""
    priya = sign_in("priya", purpose="ports")
    pages = [priya.get(f"/ports/ahead?page={number}").content.decode() for number in (1, 2)]
    values = [int(one.replace(",", "")) for one in re.findall(r'Expected value"><span>£([\d,]+)<', "".join(pages))]
    with open_picture(standing_desk) as door:
        count = door.ask_rows(
            "SELECT count(DISTINCT (coalesce(container_no, consignment_ref), sails_at)) AS n FROM picture.export_risk "
            "WHERE sails_at > TIMESTAMPTZ '2026-04-01'"
        )[0]["n"]
    assert len(values) == count
    assert values == sorted(values, reverse=True)


def test_what_is_looked_at_is_recorded_with_its_subject(sign_in: SignIn) -> None:
    """A box's page names the box and its consignment in the audit; drawing a list counts what it chose among."""
    priya = sign_in("priya", purpose="ports")
    box = drawn(priya).boxes.exclude(basis="")[0]
    priya.get(f"/ports/boxes/{box.reference}")
    record = AuditRecord.objects.latest("sequence")
    assert record.subjects == [["box", box.reference], ["consignment_ref", box.consignment_ref]]
    draws = [one for one in AuditRecord.objects.all() if one.route == "POST ports_draw"]
    assert draws[-1].detail["eligible"] == EligibleBox.objects.count()


def test_a_reader_of_the_board_has_no_button(sign_in: SignIn) -> None:
    """The national desk sees the list and its reasons and is offered no act on it."""
    box = drawn(sign_in("priya", purpose="ports")).boxes.exclude(basis="")[0].reference
    amara = sign_in("amara", purpose="intelligence")
    board = amara.get("/ports").content.decode()
    assert box in board
    assert "/ports/draw" not in board
    assert f"/ports/boxes/{box}/act" not in board
    assert "<button" not in amara.get(f"/ports/boxes/{box}").content.decode().split("<main")[1]
