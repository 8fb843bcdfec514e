"""Who may hand over records: the organisations of the reference data, with those that an administrator has added."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from rapidfuzz import process, utils

from vinculum.errors import WrongUse
from vinculum.evidence.workspace import Workspace
from vinculum.marks.reference import Organisation, organisations


def partners(workspace: Workspace) -> dict[str, Organisation]:
    """Return every partner by code; the workspace's ``reference/organisations.csv`` lies over the package's table."""
    return {**organisations(), **{partner.code: partner for partner in _own(workspace)}}


def partner_of(code: str, workspace: Workspace) -> Organisation:
    """Return the partner with this code (capitals do not matter); WrongUse with close matches and how to add one."""
    known = partners(workspace)
    wanted = code.strip().upper()
    if wanted in known:
        return known[wanted]
    labels = {known_code: f"{known_code} {partner.name}" for known_code, partner in known.items()}
    close = [match[2] for match in process.extract(code, labels, processor=utils.default_process, limit=3, score_cutoff=60)]
    hint = f" Close to it: {', '.join(f'{code} ({known[code].name})' for code in close)}." if close else ""
    own_file = workspace.reference_folder / "organisations.csv"
    raise WrongUse(
        f"There is no partner with the code {code!r}.{hint} To add one, write a line `CODE,Name,kind,` under the header "
        f"`code,name,kind,force` in {own_file}."
    )


def _own(workspace: Workspace) -> Iterator[Organisation]:
    file = workspace.reference_folder / "organisations.csv"
    if not file.is_file():
        return
    try:
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        raise WrongUse(f"{file} is not UTF-8. Save it as UTF-8.") from error
    for number, row in enumerate(rows, 1):
        code, name = (row.get("code") or "").strip().upper(), (row.get("name") or "").strip()
        if not code or not name:
            raise WrongUse(f"{file}, row {number}: code and name must both be filled. The header is code,name,kind,force.")
        yield Organisation(code, name, (row.get("kind") or "").strip() or "other", (row.get("force") or "").strip() or None)
