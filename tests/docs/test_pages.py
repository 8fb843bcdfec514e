"""The documentation is whole: links lead somewhere, the written-from-code pages are current, every dependency says why."""

import re
import tomllib
from pathlib import Path

import pytest

from vinculum.cli.reference import PAGES

PROJECT = Path(__file__).resolve().parent.parent.parent
DOCS = PROJECT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("page", [PROJECT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link names a file that exists."""
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", sorted(PAGES))
def test_reference_pages_are_current(page: str) -> None:
    """The page equals what the code writes; if not: python -m vinculum.cli.reference docs/reference."""
    assert (DOCS / "reference" / page).read_text("utf-8") == PAGES[page]()


def test_every_dependency_says_why_it_is_there() -> None:
    """``docs/dependencies.md`` has a line on each thing that pyproject.toml asks for."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["spark"],
        *project["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in asked}
    told = (DOCS / "dependencies.md").read_text("utf-8")
    assert {name for name in names if f"| {name} |" not in told} == set()


def test_no_page_names_a_machine_or_a_registry() -> None:
    """Nothing committed carries a path of one machine."""
    pages = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", PROJECT / "Makefile", *DOCS.rglob("*.md")]
    assert [page.name for page in pages if re.search(r"/work/|/root/", page.read_text("utf-8"))] == []
