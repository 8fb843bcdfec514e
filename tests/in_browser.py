"""A workbench that is served, and a real Chromium that walks through it: what every test in a browser begins with.

Each page that a walk checks is held against axe-core, its console and its width. The pictures of the documentation are made here:
set VINCULUM_DOC_PICTURES to a folder to keep them. One server stands for all tests of a worker; each test makes what it changes.
"""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from vinculum.site.front_build import FRONT, build_front

CHROMIUM = shutil.which("chromium")

WIDTHS = {"desktop": (1280, 900), "phone": (360, 740)}
# What makes a page scroll sideways, innermost last; nothing where it fits.
WIDER = """
document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] : [
    document.documentElement.scrollWidth,
    ...[...document.querySelectorAll('body *')].filter(one =>
        one.getBoundingClientRect().right > document.documentElement.clientWidth)
        .slice(-6).map(one => one.outerHTML.slice(0, 120))]
"""
PREPARE = """
from vinculum.cli.workbench import set_up
set_up(local=True, sample=True)
from vinculum.cli import sample_desk
from vinculum.evidence.workspace import Workspace
print(sample_desk.prepare(Workspace.from_environment()))
"""


@dataclass(frozen=True)
class Served:
    """A workbench that answers, the pass phrase of its sample people, and where its workspace is."""

    address: str
    phrase: str
    home: Path

    def work(self) -> None:
        """Let a worker do what waits in the queue."""
        command = [str(Path(sys.executable).parent / "vinculum"), "worker", "--drain"]
        subprocess.run(command, env=_environment(self.home), check=True, stdout=subprocess.DEVNULL)


def _environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return kept | {"VINCULUM_HOME": str(home), "VINCULUM_LOCAL": "1", "VINCULUM_SAMPLE": "1"}


def _prepared(partnership: Path, shared: Path) -> Path:
    """Return the sample partnership with its desk, people and story, made by the first worker of a run that needs it."""
    home = shared / "prepared-var"
    with (shared / ".prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "phrase").exists():
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(partnership, home)
            command = [sys.executable, "-c", PREPARE]
            made = subprocess.run(command, env=_environment(home), check=True, stdout=subprocess.PIPE, text=True)
            (home / "phrase").write_text(made.stdout.splitlines()[-1], "utf-8")
    return home


@pytest.fixture(scope="session")
def served(partnership: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a copy of the sample partnership, as `vinculum demo` does."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    build_front()
    base = tmp_path_factory.getbasetemp()
    prepared = _prepared(partnership, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    home = tmp_path_factory.mktemp("served") / "var"
    shutil.copytree(prepared, home)
    environment = _environment(home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "vinculum"), "serve", "--local", "--port", str(port), "--workers", "1"]
    said = home.with_name("server.log")
    with said.open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, said.read_text()
            try:
                with urllib.request.urlopen(f"{address}/account/login/", timeout=30):  # noqa: S310 - our own server
                    break
            except urllib.error.HTTPError as error:  # it listens, and cannot answer
                pytest.fail(f"The workbench answers {error.code}: {said.read_text()[-3000:]}")
            except OSError:  # not listening yet, or still reading what it needs
                time.sleep(0.1)
        yield Served(address, (home / "phrase").read_text("utf-8"), home)
    finally:
        server.terminate()
        server.wait(timeout=30)


# Not for the whole session: while it stands, its event loop keeps Django from asking the store in the same thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """Open a window of its own on the served workbench."""
    width, height = WIDTHS["desktop"]
    opened = browser.new_context(base_url=served.address, viewport={"width": width, "height": height}, reduced_motion="reduce")
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


class Walk:
    """One person's way through the site; every page on it is checked, wide and narrow, and told of by name."""

    # The two pages before any other, which every walk passes: checked once.
    checked: ClassVar[set[str]] = set()

    def __init__(self, context: BrowserContext, served: Served) -> None:
        self.page: Page = context.new_page()
        self.served = served
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of, but for a form that was sent back with what is wrong in it (422)."""
        if message.type == "error" and "status of 422" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, email: str, purpose: str, why: str) -> None:
        """Sign in and say what for, by keyboard alone."""
        page = self.page
        page.goto("/")
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(email)
        page.get_by_label(re.compile("^(password|pass phrase)", re.IGNORECASE)).fill(self.served.phrase)
        self._check_once("sign-in")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What are you doing this for?")).to_be_visible()
        page.get_by_role("radio", name=purpose).focus()
        page.keyboard.press("Space")
        page.get_by_label("Reference or reason").fill(why)
        self._check_once("purpose")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/purpose" not in url)

    def _check_once(self, name: str) -> None:
        if name not in self.checked:
            self.checked.add(name)
            self.check(name)

    def check(self, name: str) -> None:
        """Hold the page that is open against axe-core, its console and both widths; keep its pictures where they are wanted."""
        page = self.page
        page.wait_for_load_state("networkidle")
        assert self.complaints == [], name
        page.evaluate((FRONT / "for_tests" / "axe.min.js").read_text("utf-8"))
        for device, (width, height) in WIDTHS.items():
            # Colours are the same at every width, and their contrast takes axe most of its time: once is enough.
            without = "" if device == "desktop" else ", rules: {'color-contrast': {enabled: false}}"
            page.set_viewport_size({"width": width, "height": height})
            folder = os.environ.get("VINCULUM_DOC_PICTURES")
            if folder:
                page.screenshot(path=Path(folder) / f"{name}-{device}.png")
            told = page.evaluate(f"axe.run(document, {{resultTypes: ['violations']{without}}})")
            found = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in told["violations"]]
            assert found == [], f"{name} at {width} px: {found}"
            assert page.evaluate(WIDER) == [], f"{name} scrolls sideways at {width} px"
        width, height = WIDTHS["desktop"]
        page.set_viewport_size({"width": width, "height": height})

    def go(self, place: str, group: str = "") -> None:
        """Follow a link of the navigation; that of its group first, where the place stands in one."""
        for name in (group, place) if group else (place,):
            link = self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True)
            self.page.goto(str(link.first.get_attribute("href")))

    def leave(self) -> None:
        """Sign out, so that somebody else can sign in to the same window."""
        self.page.context.clear_cookies()


@pytest.fixture
def walk(context: BrowserContext, served: Served) -> Walk:
    """Return a way through the site in a window of its own."""
    return Walk(context, served)
