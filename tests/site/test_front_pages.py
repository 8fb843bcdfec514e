"""The parts of a page in a real Chromium under the site's Content-Security-Policy, with and without scripts, wide and narrow.

Set VINCULUM_PICTURES to a folder to keep pictures of the sample page for people to look at.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.template import Context, Engine
from playwright.sync_api import Browser, Page, sync_playwright

from vinculum.site.charts.counts import counts_by_category
from vinculum.site.charts.intervals import Estimate, shares_with_intervals
from vinculum.site.charts.quality import DeliveryQuality, quality_over_time
from vinculum.site.charts.shown import show_chart
from vinculum.site.charts.sparkline import sparkline
from vinculum.site.charts.weeks import WeekCount, weeks_over_year_before
from vinculum.site.front_build import FRONT, STATIC, build_front
from vinculum.site.shapes import GEOJSON, shapes_geojson
from vinculum.site.shown_map import MapPoint, MapTrack, show_map

HERE = Path(__file__).resolve().parent / "front"
HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
# As the site sends it, without leave for data: addresses: nothing here needs them.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"
ENGINE = Engine(dirs=[str(HERE), str(FRONT.parent / "templates")])
CROWD_PAGE = """<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>Crowd</title>
<link rel="stylesheet" href="/static/site.css">
<script type="module" src="/static/map.js"></script><body>{% include "parts/map.html" with map=map only %}</body></html>"""
CHROMIUM = shutil.which("chromium")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")


def sample() -> str:
    """Return the sample page: every part of the style sheet, charts and a map with hostile words in them."""
    monday = date(2024, 1, 1)
    weeks = [WeekCount(monday + timedelta(weeks=place), 150 + place * 37 % 71, place < 113) for place in range(114)]
    qualities = [
        DeliveryQuality(date(2026, 1, 1) + timedelta(weeks=week), source, 1_000, 950 + week * step)
        for week in range(8)
        for step, source in enumerate(("reads", "thefts", "register"), start=1)
    ]
    estimates = [Estimate("Chosen by lead", 0.3, 0.21, 0.41, 88), Estimate("Chosen at random", 0.02, 0.005, 0.06, 150)]
    points = [
        MapPoint(51.735, 0.47, HOSTILE, "/leads/1", group="Clones", certainty="likely", at="1 March 2026, 07:12 UTC"),
        MapPoint(53.481, -2.242, "Read at M60", "/leads/2", group="Clones"),
        MapPoint(51.957, 1.31, "Box MSKU 907032 3", "/leads/3", group="Exports", certainty="possible"),
    ]
    tracks = [
        MapTrack("first vehicle", ((51.735, 0.47), (51.9, 0.9), (51.957, 1.31))),
        MapTrack("second vehicle", ((53.481, -2.242), (52.48, -1.9))),
    ]
    told = {
        "places": ["Picture", "Search", "Leads", "Ports", "Data", "Watches", "Audit", "Administration"],
        "map": show_map("where", "Where the leads are", points, tracks=tracks, shapes_url="/shapes"),
        "weeks": show_chart(
            "weeks",
            "Vehicles reported stolen each week",
            weeks_over_year_before(weeks, "vehicles reported stolen"),
            basis="Theft reports held as at 2 March 2026.",
        ),
        "counts": show_chart(
            "counts", "Leads by force", counts_by_category([("Essex", 420), (HOSTILE, 80)], "Force", "leads open")
        ),
        "intervals": show_chart(
            "intervals",
            "How often a box held a vehicle",
            shares_with_intervals(estimates, "How chosen", "boxes that held a vehicle"),
        ),
        "quality": show_chart("quality", "Rows accepted by feed", quality_over_time(qualities)),
        "spark": sparkline([3, 5, 4, 8, 9, 7, 12, 15, 11, 18, 20, 41]),
        "leads": [
            {
                "plate": "AB12 CDE",
                "words": "Clone: two vehicles seem to bear it",
                "state": "New",
                "likely": "97%",
                "left": "14 hours",
            },
            {
                "plate": "LM70 XYZ",
                "words": "Ringer: a scrapped identity drives",
                "state": "Adopted",
                "likely": "62%",
                "left": "6 days",
            },
        ],
    }
    return ENGINE.get_template("sample.html").render(Context(told))


def crowd() -> str:
    """Return a page with more points than get a marker each: a square of them around the middle of England."""
    square = [(52 + row / 20, -1.5 + column / 20) for row in range(21) for column in range(21)]
    points = [MapPoint(lat, lon, f"Theft {number}", f"/thefts/{number}") for number, (lat, lon) in enumerate(square)]
    told = {"map": show_map("where", "Thefts", points, shapes_url="/shapes", table=False)}
    return ENGINE.from_string(CROWD_PAGE).render(Context(told))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the sample page, its styles, scripts and shapes under the policy."""
    build_front()
    pages = {"/": (sample().encode(), "text/html; charset=utf-8"), "/crowd": (crowd().encode(), "text/html; charset=utf-8")}
    pages["/shapes"] = (shapes_geojson(), GEOJSON)

    class Answers(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            held = STATIC / Path(self.path).name
            kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
            body, kind = pages.get(self.path) or (held.read_bytes(), kinds[held.suffix])
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output to what failed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def open_page(browser: Browser, address: str, width: int, *, scripts: bool = True) -> tuple[Page, list[str]]:
    """Return the sample page and the list that everything the browser complains of goes to."""
    page = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address)
    if scripts:
        page.wait_for_selector("#quality .app-chart__live svg path")
        page.wait_for_selector("#where .app-map__marker")
    return page, complaints


@pytest.fixture(scope="module")
def wide(browser: Browser, address: str) -> tuple[Page, list[str]]:
    return open_page(browser, address, 1280)


@pytest.fixture(scope="module")
def narrow(browser: Browser, address: str) -> Page:
    return open_page(browser, address, 360)[0]


def keep_picture(page: Page, name: str) -> None:
    """Write a picture of the whole page where VINCULUM_PICTURES says."""
    if folder := os.environ.get("VINCULUM_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_policy_is_kept(wide: tuple[Page, list[str]]) -> None:
    """Vega, Leaflet, HTMX and GOV.UK components work with no style or script inline, no eval, no other host, no complaint."""
    page, complaints = wide
    assert complaints == []
    assert page.locator("style").count() == 0
    assert page.title() == "Sample of the style sheet"
    keep_picture(page, "front_1280")


def test_axe_finds_nothing(wide: tuple[Page, list[str]], narrow: Page) -> None:
    """WCAG 2.2 AA and good practice, wide and on a phone."""
    axe = (FRONT / "for_tests" / "axe.min.js").read_text("utf-8")
    for page in (wide[0], narrow):
        page.evaluate(axe)
        found = page.evaluate("axe.run()")["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_no_page_scrolls_sideways(narrow: Page) -> None:
    """WCAG 1.4.10: from 320 pixels up only tables and drawings scroll, in their own container."""
    for width in (768, 320, 360):
        narrow.set_viewport_size({"width": width, "height": 900})
        assert narrow.evaluate("document.documentElement.scrollWidth") == width
    keep_picture(narrow, "front_360")


def test_without_scripts_everything_is_there(browser: Browser, address: str) -> None:
    """The still drawings, the map with its links and every table are in the page itself."""
    page, complaints = open_page(browser, address, 1280, scripts=False)
    assert complaints == []
    assert page.locator(".app-chart__still").count() == 4
    assert page.locator("svg.map a.map-marker").count() == 3
    page.locator("#counts summary").click()
    assert page.locator("#counts td").all_inner_texts() == ["420", "80"]


def test_a_chart_tells_its_figure_to_the_pointer(wide: tuple[Page, list[str]]) -> None:
    """The script's tooltip writes words, never markup."""
    page, _ = wide
    page.locator("#counts .mark-rect path").nth(1).hover()
    tip = page.locator("#counts .app-chart__tip")
    tip.wait_for(state="visible")
    assert "80" in tip.inner_text()
    assert tip.locator("img, script").count() == 0


def test_the_map_works_by_keyboard(wide: tuple[Page, list[str]]) -> None:
    """A marker opens by Enter and leads to its page; a layer is switched by Space; plus zooms."""
    page, _ = wide
    page.locator(".app-map__marker").first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup-content a")
    assert (link.get_attribute("href"), link.inner_text()) == ("/leads/1", HOSTILE)
    page.keyboard.press("Escape")
    exports = page.get_by_label("Exports", exact=True)
    exports.focus()
    page.keyboard.press("Space")
    assert page.locator(".app-map__marker").count() == 2
    page.keyboard.press("Space")
    assert page.locator(".app-map__marker").count() == 3
    forces = page.locator(".app-map__force").first
    before = forces.get_attribute("d")
    page.locator(".app-map__live").focus()
    page.keyboard.press("+")
    page.wait_for_function("before => document.querySelector('.app-map__force').getAttribute('d') !== before", arg=before)


def test_tracks_are_drawn_apart(wide: tuple[Page, list[str]]) -> None:
    """Two tracks differ in colour and in dash."""
    page, _ = wide
    looks = [
        page.locator(f".app-map__track--{style}").evaluate(
            "line => [getComputedStyle(line).stroke, getComputedStyle(line).strokeDasharray]"
        )
        for style in "ab"
    ]
    assert looks[0][0] != looks[1][0]
    assert looks[0][1] != looks[1][1]


def test_the_search_box_is_one_key_away(wide: tuple[Page, list[str]]) -> None:
    """The letter / goes to the search box, and is a letter where something is typed."""
    page, _ = wide
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.locator("[data-search-box]").input_value() == "a/b"


def test_many_points_are_drawn_above_the_land_and_open(browser: Browser, address: str) -> None:
    """Points without a marker each lie on a canvas over the shapes, and a click on one leads to its page."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}crowd")
    canvas = page.locator(".leaflet-overlay-pane canvas")
    canvas.wait_for()
    order = "name => Number(getComputedStyle(document.querySelector(name)).zIndex)"
    assert page.evaluate(order, ".leaflet-shapes-pane") < page.evaluate(order, ".leaflet-overlay-pane")
    room = page.locator(".app-map__live").bounding_box()
    assert room is not None
    page.mouse.click(room["x"] + room["width"] / 2, room["y"] + room["height"] / 2)
    assert page.locator(".leaflet-popup-content a").get_attribute("href") == "/thefts/220"
