"""What erasures left: the files a delivery has since, the rows that are gone, and the proofs, read from the acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from vinculum.evidence.acts import Act, Kind, pending_folder, read_acts
from vinculum.evidence.workspace import Workspace

Rows = npt.NDArray[np.int64]
Expected = dict[str, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What an erasure says of one delivery.

    ``rows`` are row numbers; ``accepted`` and ``set_aside`` count them. ``digest`` is the keyed hash of their content, which
    tells nothing without the key. ``before`` and ``after`` give the SHA-256 of each file that changed, None where it is gone.
    """

    delivery: str
    rows: Rows
    accepted: int
    set_aside: int
    digest: str
    before: dict[str, str | None]
    after: dict[str, str | None]
    at: str
    by: str
    why: str

    def as_document(self) -> dict[str, Any]:
        """Return the proof as it stands in the log, rows as stretches ``[first, last]``."""
        return {
            "delivery": self.delivery,
            "rows": stretches_of(self.rows),
            "accepted": self.accepted,
            "set_aside": self.set_aside,
            "digest": self.digest,
            "before": self.before,
            "after": self.after,
        }


def sorted_rows(*parts: Sequence[int] | Rows) -> Rows:
    """Return the row numbers of all parts, sorted, each once."""
    # numpy.unique tells them apart by hashing, which takes seconds for a million numbers; sorting does not.
    rows = np.sort(np.concatenate([np.asarray(part, np.int64) for part in parts])) if parts else np.empty(0, np.int64)
    return rows[np.r_[True, np.diff(rows) > 0]] if len(rows) else rows


def stretches_of(rows: Rows) -> list[list[int]]:
    """Return sorted row numbers as stretches ``[first, last]``."""
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(rows) > 1)
    firsts, lasts = rows[np.r_[0, breaks + 1]], rows[np.r_[breaks, len(rows) - 1]]
    return [[int(first), int(last)] for first, last in zip(firsts, lasts, strict=True)]


def rows_of(stretches: Sequence[Sequence[int]]) -> Rows:
    """Return the row numbers that stretches ``[first, last]`` stand for, sorted."""
    parts = [np.arange(first, last + 1, dtype=np.int64) for first, last in stretches]
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def among(numbers: pa.ChunkedArray | pa.Array, rows: Rows) -> pa.Array:
    """Return, for each of ``numbers``, whether it is one of ``rows`` (sorted). Quick however many rows there are."""
    asked = numbers.to_numpy(zero_copy_only=False)
    at = np.minimum(np.searchsorted(rows, asked), len(rows) - 1)
    return pa.array(rows[at] == asked) if len(rows) else pa.array(np.zeros(len(asked), np.bool_))


def proofs(workspace: Workspace, delivery: str | None = None) -> list[Proof]:
    """Return what was erased, in order; of one delivery only if asked."""
    return [proof for proof in proofs_of(read_acts(workspace)) if delivery in {None, proof.delivery}]


def erased_rows(workspace: Workspace) -> dict[str, int]:
    """Return how many rows were erased of each delivery that rows were erased of."""
    counts: dict[str, int] = {}
    for proof in proofs(workspace):
        counts[proof.delivery] = counts.get(proof.delivery, 0) + len(proof.rows)
    return counts


def kept_before(workspace: Workspace) -> dict[str, Rows]:
    """Return the rows that earlier erasures kept as evidence of a lead or a hit, by delivery.

    They stay kept although a later picture, which lacks what was erased around them, may not find the lead again.
    """
    kept: dict[str, Rows] = {}
    for act in read_acts(workspace):
        if act.kind is Kind.ERASURE:
            for name, told in act.told["kept"].items():
                kept[name] = sorted_rows(kept.get(name, ()), rows_of(told))
    return kept


def proofs_of(acts: Sequence[Act]) -> Iterator[Proof]:
    """Yield the proofs that these acts hold, one a delivery."""
    for act in acts:
        if act.kind is Kind.ERASURE:
            for told in act.told["deliveries"]:
                yield Proof(**{**told, "rows": rows_of(told["rows"])}, at=act.at, by=act.by, why=act.why)


def expected_files(workspace: Workspace, acts: Sequence[Act]) -> dict[str, Expected]:
    """Return the SHA-256 that each file changed by an erasure may have, by delivery; None says that it may be gone.

    An erasure that a crash interrupted is finished by the next writer; until then a file may be as before or as after it.
    """
    pending = (pending_folder(workspace) / "act.json").is_file()
    expected: dict[str, Expected] = {}
    for act in acts:
        last = pending and act is acts[-1]
        for proof in proofs_of([act]):
            files = expected.setdefault(proof.delivery, {})
            files.update({name: (proof.before[name], digest) if last else (digest,) for name, digest in proof.after.items()})
    return expected
