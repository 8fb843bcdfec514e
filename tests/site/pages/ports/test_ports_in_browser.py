"""The ports board in a real Chromium at the width of a phone: a list drawn up, a box taken, looked at and given up."""

import re

from playwright.sync_api import ViewportSize, expect

from in_browser import WIDTHS, Walk

PRIYA = "priya.nair@navcis.example"
PORTS = "Examine goods leaving through a port"


def test_an_officer_works_the_board_on_a_phone(walk: Walk) -> None:
    """By keyboard where it counts; each page passes axe, wide and narrow; the last box of the draw says why it was chosen."""
    page = walk.page
    walk.sign_in(PRIYA, PORTS, "NAVCIS/2, the boxes of the day")
    narrow: ViewportSize = {"width": WIDTHS["phone"][0], "height": WIDTHS["phone"][1]}
    page.goto("/ports")
    expect(page.get_by_role("heading", name="Boxes to open")).to_be_visible()
    walk.check("ports-board")
    page.set_viewport_size(narrow)
    page.get_by_label("How many boxes can be lifted").fill("3")
    page.get_by_label("Share drawn at random").fill("50")
    page.get_by_label("Boxes that sail within").select_option("504")
    page.get_by_label("Note").fill("From a phone")
    page.get_by_role("button", name="Draw up the list").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"is drawn up: 3 boxes to open"))).to_be_visible()
    expect(page.get_by_text("From a phone")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take it")).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have it")).to_be_visible()
    expect(page.get_by_role("heading", name="Who has it, and what became of it")).to_be_visible()
    walk.check("ports-box")
    page.set_viewport_size(narrow)
    page.get_by_label("Give it up: why").fill("The crane is down")
    page.get_by_role("button", name="Give it up").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Where it stands").get_by_text("Nobody has it")).to_be_visible()
    for where, name in (
        ("/ports/ahead", "ports-ahead"),
        ("/ports/enablers", "ports-enablers"),
        ("/ports/manifests", "ports-manifests"),
    ):
        page.goto(where)
        walk.check(name)
    page.goto("/ports/enablers")
    page.get_by_role("table").get_by_role("link").first.click()
    walk.check("ports-enabler")


def test_the_board_works_without_scripts(walk: Walk) -> None:
    """A window without scripts shows the board and takes a box all the same."""
    walk.sign_in(PRIYA, PORTS, "NAVCIS/3, without scripts")
    context = walk.page.context.browser.new_context(  # type: ignore[union-attr]  # a context of a started browser has one
        base_url=walk.served.address, java_script_enabled=False, storage_state=walk.page.context.storage_state()
    )
    page = context.new_page()
    page.goto("/ports")
    page.get_by_role("button", name=re.compile("^Take it")).first.click()
    expect(page.get_by_text("You have it")).to_be_visible()
    context.close()
