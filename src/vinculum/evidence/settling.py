"""Settling a workspace before it is written: what a crash left undone is finished, what it left half made is removed."""

from __future__ import annotations

from vinculum.evidence.acts import pending_folder, read_acts, write_act
from vinculum.evidence.erasures import Proof, proofs_of
from vinculum.evidence.staging import clear_staging, flush
from vinculum.evidence.workspace import Workspace


def settle(workspace: Workspace) -> None:
    """Finish an erasure that was decided and remove deliveries that were never switched in. The caller holds the workspace."""
    if (pending_folder(workspace) / "act.json").is_file():
        _carry_out(workspace)
    clear_staging(workspace)


def _carry_out(workspace: Workspace) -> None:
    """Put the files of the pending erasure in place, take away what goes, write its act. Every step may be done again."""
    act = read_acts(workspace)[-1]
    for proof in proofs_of([act]):
        _put_in_place(workspace, proof)
    write_act(workspace, act)
    # Moved in one step: a pending erasure is there whole or gone. What is left of it is cleared with the staging folder.
    workspace.staging_folder.mkdir(exist_ok=True)
    pending_folder(workspace).rename(workspace.staging_folder / f"erased-{act.sequence}")
    flush(workspace.staging_folder.parent)


def _put_in_place(workspace: Workspace, proof: Proof) -> None:
    prepared, place = pending_folder(workspace) / proof.delivery, workspace.deliveries_folder / proof.delivery
    for name, digest in proof.after.items():
        if digest is None:
            (place / name).unlink(missing_ok=True)
        elif (prepared / name).is_file():
            (prepared / name).replace(place / name)
    original = place / "original"
    if original.is_dir():
        flush(original)
        if not any(original.iterdir()):
            original.rmdir()
    flush(place)
