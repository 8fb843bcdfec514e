"""Writing a built picture as a folder of plain pages that any browser shows, with no script and no other host.

The pages are a pure function of the picture and the deliveries under it: no clock is read, so the same build gives the same
bytes. They are written beside the folder asked for and switched in by a rename, so a reader never sees half a site.
"""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vinculum.engine.door import Door
from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace
from vinculum.site import plain
from vinculum.site.deliveries import handling_banner
from vinculum.site.overview import read_overview
from vinculum.site.static_pages import all_pages
from vinculum.site.wording import spaced

TOP_LEADS = 200
NAVIGATION = (
    ("index.html", "Picture"),
    ("leads.html", "Leads"),
    ("cameras.html", "Cameras"),
    ("deliveries.html", "Deliveries"),
    ("definitions.html", "Definitions"),
)
ASSETS = ("vinculum.css", "mark.svg")
OWN_MARK = ".vinculum-site"


class FolderInUse(WrongUse):
    """The folder to write holds something other than a site that was written before."""


def write_site(door: Door, workspace: Workspace, out: Path, top: int = TOP_LEADS) -> Path:
    """Write the current picture of ``workspace`` as pages under ``out`` and return the first page.

    ``door`` shows the evidence and the picture; any table of the picture may be missing or empty. The first ``top`` leads get a
    page of their own. A site written before is replaced whole; FolderInUse if ``out`` holds anything else.
    """
    out = out.absolute()
    _check_free(out)
    seen = read_overview(door, workspace, top)
    staging = out.with_name(f".{out.name}.new")
    if staging.exists():
        shutil.rmtree(staging)
    (staging / "leads").mkdir(parents=True)
    templates = _templates()
    templates.globals |= {
        "banner": handling_banner(seen.deliveries),
        "build": seen.build,
        "as_at": plain.moment(seen.build.as_at),
        "pages": NAVIGATION,
    }
    for page in all_pages(seen):
        root = "../" * page.file.count("/")
        text = templates.get_template(page.template).render(page.told, root=root, here=page.file)
        (staging / page.file).write_text(text, "utf-8")
    _copy_assets(staging / "assets")
    (staging / OWN_MARK).write_text("Written by vinculum; replaced whole when the pages are written again.\n", "utf-8")
    _switch_in(staging, out)
    return out / "index.html"


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("vinculum.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"count": plain.count, "moment": plain.moment, "cell": plain.cell, "spaced": spaced}
    return templates


def _check_free(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise FolderInUse(f"{out} is a file. Name a folder for the pages.")
    if any(out.iterdir()) and not (out / OWN_MARK).is_file():
        raise FolderInUse(f"{out} holds other files. Name a new or empty folder for the pages.")


def _copy_assets(folder: Path) -> None:
    folder.mkdir()
    held = resources.files("vinculum.site") / "assets"
    for name in ASSETS:
        (folder / name).write_bytes((held / name).read_bytes())


def _switch_in(staging: Path, out: Path) -> None:
    if out.exists():
        before = out.with_name(f".{out.name}.old")
        if before.exists():
            shutil.rmtree(before)
        out.rename(before)
        staging.rename(out)
        shutil.rmtree(before)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    staging.rename(out)
