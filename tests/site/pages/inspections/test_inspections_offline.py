"""A ports officer with a telephone where no signal is: nothing is lost, nothing doubled. In a real Chromium, 360 px wide."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from in_browser import WIDER, Served
from inspections_made import CONTAINER, png
from vinculum.site.front_build import FRONT

PRIYA = "priya.nair@navcis.example"
SECOND, THIRD = "MSKU0123459", "UACU5483681"
FORM = "/inspections/form"
# What lies in the device's own store: how much of each, and every text that stands in it in the clear.
LYING = """
new Promise((done) => { const asked = indexedDB.open("vinculum-inspections"); asked.onsuccess = () => {
    const work = asked.result.transaction(["drafts", "photos", "keys"]);
    const found = {};
    for (const name of ["drafts", "photos", "keys"]) {
        work.objectStore(name).getAll().onsuccess = (event) => { found[name] = event.target.result; };
    }
    work.oncomplete = () => done({ drafts: found.drafts.length, photos: found.photos.length, keys: found.keys.length,
        text: JSON.stringify(found) + new TextDecoder().decode(found.drafts[0].sealed) });
}; })
"""


@pytest.fixture
def telephone(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """Open a window as wide as a telephone."""
    opened = browser.new_context(base_url=served.address, viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


def sign_in(page: Page, served: Served, email: str, purpose: str) -> None:
    page.goto("/account/login/")
    page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
    page.get_by_label(re.compile("^(password|pass phrase)", re.IGNORECASE)).fill(served.phrase)
    page.keyboard.press("Enter")
    page.get_by_role("radio", name=purpose).check()
    page.get_by_label("Reference or reason").fill("Quay 9")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/purpose" not in url and "/login" not in url)


def check(page: Page, name: str) -> None:
    """Hold the page that is open against axe-core and its width."""
    page.evaluate((FRONT / "for_tests" / "axe.min.js").read_text("utf-8"))
    told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in told["violations"]]
    assert found == [], name
    assert page.evaluate(WIDER) == [], f"{name} scrolls sideways"


def opened(page: Page) -> None:
    """Wait until the form has taken up what lies on the device."""
    expect(page.locator("html[data-device=ready]")).to_be_attached()


def fill(page: Page, number: str, goods: str, photos: list[Path]) -> None:
    page.get_by_label("Container number").fill(number)
    page.get_by_label("Port", exact=True).select_option("GBFXT")
    page.get_by_label("Why this box").select_option("lead")
    page.get_by_label("What came of it").select_option("positive")
    page.get_by_label(re.compile("^Goods found")).fill(goods)
    page.get_by_role("button", name=re.compile("^Add a")).click()
    vehicle = page.get_by_role("group", name="Vehicle 1")
    vehicle.get_by_label("Is it stolen?").select_option("stolen")
    vehicle.get_by_label(re.compile("^Chassis numbers seen")).fill("SALGA2EV?HA123456")
    page.get_by_label(re.compile("^Add photos")).set_input_files(photos)
    expect(page.locator("[data-photos] li")).to_have_count(len(photos))


def held(served: Served, container: str) -> list[tuple[int, int]]:
    """Return, for each inspection of a container at the server, how many versions and photos it has."""
    with sqlite3.connect(f"file:{served.home / 'desk.sqlite3'}?mode=ro", uri=True) as store:
        rows = store.execute(
            "SELECT (SELECT count(*) FROM ports_inspectionversion v WHERE v.inspection_id = i.id),"
            " (SELECT count(*) FROM ports_inspectionphoto p WHERE p.inspection_id = i.id) FROM ports_inspection i"
            " WHERE EXISTS (SELECT 1 FROM ports_inspectionversion v WHERE v.inspection_id = i.id AND v.container_no = ?)",
            (container,),
        ).fetchall()
    store.close()
    return rows


def write_two(page: Page, photos: list[Path]) -> None:
    """Without a signal: one box whole and ready, another half written, its number mended by a choice of those offered."""
    page.reload()
    opened(page)
    expect(page.get_by_role("status").first).to_contain_text("No signal. What you write stays on this device, Priya Nair")
    check(page, "form without a signal")
    fill(page, CONTAINER, "A car", photos[:2])
    page.get_by_role("button", name="Send the inspection").click()
    expect(page.locator("[data-state=waiting]")).to_have_count(1)
    fill(page, "MSKU0123456", "Another car", photos[2:])
    page.get_by_label("Container number").press("Tab")
    expect(page.locator("[data-repairs]")).to_contain_text("fails the check")
    page.get_by_role("button", name=f"It is {SECOND}").click()
    expect(page.locator("[data-state=draft]")).to_contain_text(SECOND)
    check(page, "form half written")


def find_both_again(page: Page) -> None:
    """In a page opened anew, still without a signal: both are there, and the half-written one is made ready."""
    page.goto("/inspections/waiting")
    opened(page)
    expect(page.locator("[data-state=waiting]")).to_contain_text(CONTAINER)
    page.get_by_role("link", name=f"Open it: {SECOND}").click()
    expect(page.get_by_label("Container number")).to_have_value(SECOND)
    expect(page.get_by_label(re.compile("^Goods found"))).to_have_value("Another car")
    expect(page.locator("[data-photos] li")).to_have_count(1)
    page.get_by_role("button", name="Send the inspection").click()
    expect(page.locator("[data-state=waiting]")).to_have_count(2)
    check(page, "two waiting")


def test_two_boxes_without_a_signal(telephone: BrowserContext, served: Served, tmp_path: Path) -> None:
    """Open with a signal, write two without, close and open again, send over a line that breaks: two are held."""
    photos = [tmp_path / f"{number}.png" for number in range(3)]
    for number, file in enumerate(photos):
        file.write_bytes(png(60 * number))
    page = telephone.new_page()
    sign_in(page, served, PRIYA, "Examine goods leaving through a port")
    page.goto(FORM)
    opened(page)
    check(page, "form with a signal")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    telephone.set_offline(True)
    write_two(page, photos)
    page.close()  # as a telephone does when it needs room
    page = telephone.new_page()
    find_both_again(page)
    cut: list[int] = []

    def answer_is_lost(route: Route) -> None:
        """Let the server have it, and the telephone hear nothing of it: the worst moment for a line to break."""
        if route.request.method == "POST" and len(cut) < 2:
            cut.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    telephone.route("**/api/v1/ports/inspections**", answer_is_lost)
    telephone.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    for _ in range(3):
        page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-state=sent]")).to_have_count(2)
    assert cut == [201, 200]
    check(page, "two sent")
    assert [held(served, one) for one in (CONTAINER, SECOND)] == [[(1, 2)], [(1, 1)]]

    served.work()
    page.get_by_role("link", name=re.compile("^Inspection NAVCIS-")).first.click()
    expect(page.get_by_role("main")).to_contain_text("1 row of inspections handed to the evidence")
    expect(page.locator(".app-inspection__gallery img").first).to_be_visible()
    check(page, "one inspection")
    page.goto("/inspections")
    check(page, "the list")


def test_drafts_outlast_the_session_and_are_locked_by_signing_out(
    telephone: BrowserContext, served: Served, tmp_path: Path
) -> None:
    """A session that ends loses nothing; what the server refuses can be mended; who signs out leaves nothing that can be read."""
    photo = tmp_path / "door.png"
    photo.write_bytes(png(120))
    page = telephone.new_page()
    sign_in(page, served, PRIYA, "Examine goods leaving through a port")
    page.goto(FORM)
    opened(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    telephone.set_offline(True)
    page.reload()
    opened(page)
    fill(page, THIRD, "Engines", [photo])
    page.get_by_label(re.compile("^Operation")).fill("nowhere")
    page.get_by_role("button", name="Send the inspection").click()
    expect(page.locator("[data-state=waiting]")).to_have_count(1)

    telephone.clear_cookies()
    telephone.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-signal]")).to_contain_text("Your session has ended. What you wrote stays on this device.")
    check(page, "session ended")
    page.get_by_role("link", name="Sign in to send it").click()
    sign_in(page, served, PRIYA, "Examine goods leaving through a port")
    page.goto("/inspections/waiting")
    expect(page.locator("[data-state=refused]")).to_contain_text("There is no operation nowhere that you may see.")
    check(page, "refused")
    page.get_by_role("link", name=f"Mend it: {THIRD}").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no operation nowhere")
    page.get_by_label(re.compile("^Operation")).fill("")
    expect(page.locator("[data-state=draft]")).to_contain_text(THIRD)

    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/account/login/**")
    telephone.set_offline(True)
    page.goto("/inspections/waiting")
    opened(page)
    expect(page.locator("[data-signal]")).to_contain_text("Drafts on this device are locked.")
    expect(page.get_by_role("main")).not_to_contain_text(THIRD)
    lying = page.evaluate(LYING)
    assert (lying["drafts"], lying["photos"], lying["keys"]) == (1, 1, 0)
    assert THIRD not in lying["text"]
    check(page, "locked")

    telephone.set_offline(False)
    sign_in(page, served, PRIYA, "Examine goods leaving through a port")
    page.goto("/inspections/waiting")
    page.get_by_role("link", name=f"Open it: {THIRD}").click()
    expect(page.locator("[data-photos] li")).to_have_count(1)
    page.get_by_role("button", name="Send the inspection").click()
    expect(page.locator("[data-state=sent]")).to_have_count(1)
    assert held(served, THIRD) == [(1, 1)]
