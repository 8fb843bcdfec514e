"""Five people do their work in a real Chromium, on a served workbench: sign in, say what for, and reach what they came for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from in_browser import Served, Walk


def test_the_national_analyst_finds_what_to_act_on(walk: Walk) -> None:
    """Amara sees the picture, takes the first clone of the queue and carries its evidence pack away."""
    walk.sign_in(
        "amara.okafor@opal.example", "Develop intelligence on organised vehicle crime", "Op Alliances, clones in the north east"
    )
    expect(walk.page.get_by_role("heading", level=1)).to_be_visible()
    walk.check("picture")
    walk.go("Leads")
    walk.check("leads")
    walk.page.goto("/leads?kind=clone")
    walk.page.locator("main a[href*='/leads/clone-']").first.click()
    expect(walk.page.get_by_role("heading", level=1)).to_contain_text(re.compile("[A-Z0-9]"))
    walk.check("lead")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name=re.compile("pack", re.IGNORECASE)).first.click()
    pack = Path(download.value.path())
    assert pack.read_bytes().startswith(b"%PDF-")


def test_the_ports_officer_picks_a_box(walk: Walk) -> None:
    """Priya sees boxes with their reasons, and no plate reads: no agreement opens those to her."""
    walk.sign_in("priya.nair@navcis.example", "Examine goods leaving through a port", "Teesport, today's boxes")
    walk.page.goto("/leads?kind=export")
    walk.page.locator("main a[href*='/leads/export-']").first.click()
    walk.check("ports-lead")
    expect(walk.page.get_by_role("main")).to_contain_text("box", ignore_case=True)
    walk.page.goto("/leads?kind=clone")
    expect(walk.page.locator("main a[href*='/leads/clone-']")).to_have_count(0)


def test_the_investigator_checks_a_vehicle(walk: Walk) -> None:
    """Tom types part of a plate, opens the vehicle and reads who said what."""
    walk.sign_in("tom.hartley@cleveland.example", "Investigate a crime", "17/4711/26, stolen car seen in Stockton")
    walk.page.goto("/leads?kind=hit")
    subject = walk.page.locator("main a[href*='/leads/hit-']").first.get_attribute("href")
    walk.page.goto(str(subject))
    plate = str(re.search(r"[A-Z]{2}\d{2}[A-Z]{3}", walk.page.content())[0])  # type: ignore[index]  # a hit is about a plate
    walk.page.goto(f"/search?q={plate[:5]}%3F{plate[6:]}")
    walk.check("search")
    walk.page.locator("main a[href*='/vehicle/']").first.click()
    walk.check("vehicle")
    expect(walk.page.get_by_role("main")).to_contain_text("register", ignore_case=True)


def test_the_manufacturer_sees_what_hits_their_vehicles(walk: Walk) -> None:
    """Helen sees figures of her own makes and no mark of any vehicle."""
    walk.sign_in(
        "helen.fraser@jlr.example", "Prevent theft of vehicles that we make, insure or finance", "Weekly look at methods"
    )
    walk.check("manufacturer")
    text = walk.page.get_by_role("main").inner_text()
    assert "LAND ROVER" in text.upper()
    assert re.findall(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", text) == []
    walk.go("Data")
    walk.check("manufacturer-data")


def test_the_programme_lead_sees_figures_without_people(walk: Walk) -> None:
    """David sees thefts and recoveries by force, and neither leads nor search."""
    walk.sign_in("david.lowe@nvcrp.example", "Run the partnership's programme", "Steering group, April")
    walk.check("programme")
    assert re.findall(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", walk.page.get_by_role("main").inner_text()) == []
    walk.page.goto("/leads")
    expect(walk.page.get_by_role("heading", name="You cannot do this")).to_be_visible()


@pytest.mark.parametrize(
    ("email", "purpose", "places"),
    [
        ("ines.moreau@opal.example", "Administer the workbench and its data", [("Data", "Data"), ("Data", "Work")]),
        ("rashid.khan@opal.example", "Check that the rules are kept", [("Oversight", "Audit"), ("Oversight", "Retention")]),
        ("sam.whitby@nvcrp.example", "Administer the workbench and its data", [("Oversight", "Administration"), ("", "Work")]),
    ],
)
def test_those_who_keep_the_house(walk: Walk, email: str, purpose: str, places: list[tuple[str, str]]) -> None:
    """The data officer, the auditor and the administrator reach their rooms."""
    walk.sign_in(email, purpose, "Weekly round")
    for group, place in places:
        walk.go(place, group)
        walk.check(place.lower())


def test_core_pages_work_without_scripts(browser: Browser, served: Served) -> None:
    """Sign-in, purpose, picture, search, vehicle and leads are all there where no script runs."""
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/leads")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill("amara.okafor@opal.example")
    page.get_by_label(re.compile("^(password|pass phrase)", re.IGNORECASE)).fill(served.phrase)
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Develop intelligence on organised vehicle crime").check()
    page.get_by_label("Reference or reason").fill("Without scripts")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main a[href*='/leads/']").first).to_be_visible()
    for address in ("/picture", "/search?q=NE63", "/leads?kind=clone"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("main a").count() > 3
    context.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(browser: Browser, served: Served) -> None:
    """Tab, Enter: past the navigation and into the page."""
    context = browser.new_context(base_url=served.address)
    page = context.new_page()
    page.goto("/account/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"
    context.close()
