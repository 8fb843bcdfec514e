"""One delivery's place in the chain, checked without reading its files: quick enough for a page."""

from __future__ import annotations

from vinculum.evidence.chain import read_chain, read_record
from vinculum.evidence.sealing import START, DamagedEvidence, seal_of
from vinculum.evidence.workspace import Workspace


def link_faults(workspace: Workspace, name: str) -> list[str]:
    """Return what is wrong with a delivery's record, its seal and its place; ``chain.verify_chain`` checks the files as well."""
    try:
        links = read_chain(workspace)
        record = read_record(workspace.deliveries_folder / name)
    except DamagedEvidence as error:
        return [str(error)]
    place = next((place for place, link in enumerate(links) if link.delivery == name), None)
    if place is None:
        return ["It stands among the deliveries and is not in the chain."]
    before = links[place - 1].hash if place else START
    found = []
    if record["hash"] != seal_of(record):
        found.append("Its record does not match its own seal: it was altered.")
    if record["hash"] != links[place].hash:
        found.append("Its record carries another seal than the chain: it was replaced.")
    if record.get("previous") != before or record["sequence"] != place + 1:
        found.append("Its record belongs to another place in the chain: deliveries were removed or reordered.")
    return found
