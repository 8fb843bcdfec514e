"""Five people do their work in a real Chromium, against a served workbench: sign in, say what for, and reach what they came for.

Every page they pass is held against axe-core, at desktop and at phone width, and must not scroll sideways. The pictures of the
documentation are made here: set VINCULUM_DOC_PICTURES to a folder to keep them.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vinculum.site.front_build import FRONT, build_front

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

WIDTHS = {"desktop": (1280, 900), "phone": (360, 740)}
PREPARE = """
from vinculum.cli.workbench import set_up
set_up(local=True, sample=True)
from vinculum.cli import sample_desk
from vinculum.evidence.workspace import Workspace
print(sample_desk.prepare(Workspace.from_environment()))
"""


@dataclass(frozen=True)
class Served:
    """A workbench that answers, and the pass phrase of its sample people."""

    address: str
    phrase: str


@pytest.fixture(scope="module")
def served(partnership: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a copy of the sample partnership, as `vinculum demo` does."""
    build_front()
    home = tmp_path_factory.mktemp("served") / "var"
    shutil.copytree(partnership, home)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "VINCULUM_HOME": str(home), "VINCULUM_LOCAL": "1", "VINCULUM_SAMPLE": "1",
    }  # fmt: skip
    made = subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, capture_output=True, text=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "vinculum"), "serve", "--local", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            try:
                with urllib.request.urlopen(f"{address}/account/login/", timeout=30):  # noqa: S310 - our own server
                    break
            except OSError:  # not listening yet, or still reading what it needs
                time.sleep(0.1)
        yield Served(address, made.stdout.splitlines()[-1])
    finally:
        server.terminate()
        server.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=list(WIDTHS))
def context(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[BrowserContext]:
    width, height = WIDTHS[request.param]
    opened = browser.new_context(base_url=served.address, viewport={"width": width, "height": height}, reduced_motion="reduce")
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


class Walk:
    """One person's way through the site; every page on it is checked, and told of by name."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        self.page: Page = context.new_page()
        self.served = served
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, email: str, purpose: str, why: str) -> None:
        """Sign in and say what for, by keyboard alone."""
        page = self.page
        page.goto("/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label(re.compile("^(password|pass phrase)", re.IGNORECASE)).fill(self.served.phrase)
        self.check("sign-in")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What are you doing this for?")).to_be_visible()
        page.get_by_role("radio", name=purpose).focus()
        page.keyboard.press("Space")
        page.get_by_label("Reference or reason").fill(why)
        self.check("purpose")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/purpose" not in url)

    def check(self, name: str) -> None:
        """Hold the page that is open against axe-core, its console and its width; keep its picture where one is wanted."""
        page = self.page
        page.wait_for_load_state("networkidle")
        width = page.viewport_size["width"] if page.viewport_size else 0
        folder = os.environ.get("VINCULUM_DOC_PICTURES")
        if folder:
            device = next(device for device, (wide, _) in WIDTHS.items() if wide == width)
            page.screenshot(path=Path(folder) / f"{name}-{device}.png")
        assert self.complaints == [], name
        page.evaluate((FRONT / "for_tests" / "axe.min.js").read_text("utf-8"))
        told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in told["violations"]]
        assert found == [], f"{name} at {width} px: {found}"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{name} at {width}"

    def go(self, place: str) -> None:
        """Follow a link of the navigation."""
        link = self.page.get_by_role("navigation").get_by_role("link", name=place, exact=True)
        self.page.goto(str(link.first.get_attribute("href")))


@pytest.fixture
def walk(context: BrowserContext, served: Served) -> Walk:
    return Walk(context, served)


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
        ("ines.moreau@opal.example", "Administer the workbench and its data", ["Data", "Work"]),
        ("rashid.khan@opal.example", "Check that the rules are kept", ["Audit", "Retention"]),
        ("sam.whitby@nvcrp.example", "Administer the workbench and its data", ["Administration", "Work"]),
    ],
)
def test_those_who_keep_the_house(walk: Walk, email: str, purpose: str, places: list[str]) -> None:
    """The data officer, the auditor and the administrator reach their rooms."""
    walk.sign_in(email, purpose, "Weekly round")
    for place in places:
        walk.go(place)
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
