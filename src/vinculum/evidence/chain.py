"""The chain of deliveries: each one's record covers its files and the record before it, so tampering shows.

``evidence/chain.jsonl`` lists the deliveries in order of arrival, one line each with the hash of its record. A delivery that was
switched in when its line was not yet written (a crash between the two) is entered by the next writer: its own record says
where it belongs. What the chain cannot show by itself is the removal of its newest lines together with their deliveries; note
the newest hash elsewhere to see that too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vinculum.evidence.acts import act_faults, newest_hash, read_acts
from vinculum.evidence.erasures import Expected, expected_files
from vinculum.evidence.sealing import START, DamagedEvidence, seal_of
from vinculum.evidence.staging import flush, sha256_of, switch_in
from vinculum.evidence.workspace import Workspace

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the chain."""

    sequence: int
    delivery: str
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that verification found: the delivery it is about (None: the chain itself) and what is wrong."""

    delivery: str | None
    what: str


def chain_file(workspace: Workspace) -> Path:
    """Return where the chain is written down."""
    return workspace.deliveries_folder.parent / "chain.jsonl"


def enter(workspace: Workspace, folder: Path, record: Record) -> Record:
    """Switch a delivery prepared in ``folder`` in as the newest of the chain; return its record with its place and its seal.

    The caller holds the workspace for writing. Whatever is cut off, the delivery stands whole or not at all.
    """
    links = settle_chain(workspace)
    placed = {**record, "sequence": len(links) + 1, "previous": newest_link(links), "acts": newest_hash(read_acts(workspace))}
    sealed = {**placed, "hash": seal_of(placed)}
    (folder / "delivery.json").write_text(json.dumps(sealed, indent=2, ensure_ascii=False) + "\n", "utf-8")
    # The chain is written first and switched in last: when the delivery stands, nothing is left that needs room.
    _write_aside(workspace, [*links, Link(sealed["sequence"], record["delivery"], sealed["hash"])])
    switch_in(folder, workspace.deliveries_folder / record["delivery"])
    _switch_chain_in(workspace)
    return sealed


def newest_link(links: list[Link]) -> str:
    """Return the hash of the newest link, zeros when there is none."""
    return links[-1].hash if links else START


def read_record(folder: Path) -> Record:
    """Return a delivery's record; DamagedEvidence if it is not readable."""
    file = folder / "delivery.json"
    try:
        record = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedEvidence(f"{file} cannot be read ({error}). Restore the workspace from its last dump.") from error
    if not isinstance(record, dict) or not isinstance(record.get("hash"), str) or not isinstance(record.get("sequence"), int):
        raise DamagedEvidence(f"{file} is not the record of a delivery. Restore the workspace from its last dump.")
    return record


def read_chain(workspace: Workspace) -> list[Link]:
    """Return the chain, with a delivery whose line a crash prevented in its place; DamagedEvidence if a line is unreadable."""
    file = chain_file(workspace)
    lines = file.read_bytes().split(b"\n") if file.is_file() else [b""]
    # A last line without its line end was cut off by a crash: what it stood for is found again below.
    try:
        links = [Link(**json.loads(line)) for line in lines[:-1]]
    except (ValueError, TypeError) as error:
        raise DamagedEvidence(f"{file} cannot be read ({error}). Restore the workspace from its last dump.") from error
    return links + _unlisted(workspace, links)


def _unlisted(workspace: Workspace, links: list[Link]) -> list[Link]:
    """Return the delivery that belongs right after ``links`` and is not in the chain, if there is one."""
    listed = {link.delivery for link in links}
    last = links[-1].hash if links else START
    for folder in sorted(workspace.deliveries_folder.glob("*-*")):
        if folder.name not in listed and (folder / "delivery.json").is_file():
            record = read_record(folder)
            if record["sequence"] == len(links) + 1 and record.get("previous") == last:
                return [Link(record["sequence"], folder.name, record["hash"])]
    return []


def settle_chain(workspace: Workspace) -> list[Link]:
    """Write down what a crash left unwritten and return the chain. The caller holds the workspace for writing."""
    links = read_chain(workspace)
    strays = {folder.name for folder in workspace.deliveries_folder.glob("*-*")} - {link.delivery for link in links}
    if strays:
        raise DamagedEvidence(
            f"Deliveries stand that are not in {chain_file(workspace)}: {', '.join(sorted(strays)[:3])}. "
            "See `vinculum deliveries --verify`, and restore the workspace from its last dump."
        )
    file = chain_file(workspace)
    if _text(links) != (file.read_bytes() if file.is_file() else b""):
        _write_aside(workspace, links)
        _switch_chain_in(workspace)
    return links


def _write_aside(workspace: Workspace, links: list[Link]) -> None:
    """Write a chain beside the one that stands, made durable, so that switching it in later needs no room on the disk."""
    aside = _aside(workspace)
    aside.write_bytes(_text(links))
    flush(aside)


def _switch_chain_in(workspace: Workspace) -> None:
    """Put the chain that was written aside in place of the one that stands."""
    _aside(workspace).replace(chain_file(workspace))
    flush(chain_file(workspace).parent)


def _aside(workspace: Workspace) -> Path:
    return chain_file(workspace).with_suffix(".new")


def _text(links: list[Link]) -> bytes:
    lines = (json.dumps(asdict(link), separators=(",", ":")) + "\n" for link in links)
    return "".join(lines).encode()


def verify_chain(workspace: Workspace) -> list[Fault]:
    """Return everything that is not as it was taken in: altered, missing, added or reordered. An empty list means all is well.

    What was erased since is held against its proof: a file must be what the newest erasure says that it left.
    """
    try:
        links, acts = read_chain(workspace), read_acts(workspace)
    except DamagedEvidence as error:
        return [Fault(None, str(error))]
    faults = [Fault(None, what) for what in act_faults(acts, [link.hash for link in links])]
    known_acts = {START, *(act.hash for act in acts)}
    expected = expected_files(workspace, acts)
    previous = START
    for sequence, link in enumerate(links, 1):
        folder = workspace.deliveries_folder / link.delivery
        if link.sequence != sequence:
            faults.append(Fault(link.delivery, f"stands at place {sequence} of the chain and says {link.sequence}"))
        if not folder.is_dir():
            faults.append(Fault(link.delivery, "is in the chain and its folder is gone"))
        else:
            found = _altered(folder, link, previous, known_acts, expected.get(link.delivery, {}))
            faults.extend(Fault(link.delivery, what) for what in found)
        previous = link.hash
    listed = {link.delivery for link in links}
    strays = (folder.name for folder in sorted(workspace.deliveries_folder.glob("*")) if folder.name not in listed)
    return faults + [Fault(name, "stands among the deliveries and is not in the chain") for name in strays]


def _altered(folder: Path, link: Link, previous: str, acts: Collection[str], expected: Expected) -> list[str]:
    try:
        record = read_record(folder)
    except DamagedEvidence as error:
        return [str(error)]
    found = []
    if record["hash"] != seal_of(record):
        found.append("delivery.json does not match its own seal: it was altered")
    if record["hash"] != link.hash:
        found.append("delivery.json carries another seal than the chain: it was replaced")
    if record.get("previous") != previous or record["sequence"] != link.sequence or record.get("delivery") != folder.name:
        found.append("delivery.json belongs to another place in the chain: deliveries were removed or reordered")
    if record.get("acts", START) not in acts:
        found.append("delivery.json names an act that is not in acts.jsonl: acts were removed or altered")
    return found + _altered_files(folder, {**{name: (digest,) for name, digest in record.get("files", {}).items()}, **expected})


def _altered_files(folder: Path, expected: Mapping[str, Collection[str | None]]) -> list[str]:
    """Return which files are not what they may be; ``expected`` gives the SHA-256 that each may have, None that it is gone."""
    found = []
    standing = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} - {"delivery.json"}
    for name, digests in sorted(expected.items()):
        if name not in standing and None not in digests:
            found.append(f"{name} is gone")
        elif name in standing and sha256_of(folder / name) not in digests:
            erased = tuple(digests) == (None,)
            found.append(f"{name} stands and was erased" if erased else f"{name} was altered")
    return found + [f"{name} was added" for name in sorted(standing - set(expected))]
