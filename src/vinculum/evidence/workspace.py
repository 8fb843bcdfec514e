"""The workspace: one folder that holds the evidence and the pictures built from it.

VINCULUM_HOME (default ./var)/
  evidence/deliveries/<delivery id>/   accepted.parquet, quarantine.parquet, delivery.json, original/<file as handed over>
  evidence/staging/                    deliveries being taken in; removed when the workspace is next opened for writing
  evidence/erasing/                    an erasure being carried out; finished when the workspace is next opened for writing
  evidence/chain.jsonl, acts.jsonl     the order of the deliveries; what was done to them (dismissed, erased, superseded)
  pictures/<build id>/                 <table>.parquet, build.json
  pictures/current                     the id of the build that readers see
  photos/<first two letters>/          photos of inspections, each under the SHA-256 of its bytes
  products/                            released products that were handed out, each under the SHA-256 of its bytes
  settings.toml                        what an administrator has changed (optional)
  reference/                           reference data that an administrator has corrected (optional)
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths of one workspace. Opening and locking it for writing is the business of intake and build."""

    home: Path

    @classmethod
    def from_environment(cls) -> Workspace:
        """Return the workspace that ``VINCULUM_HOME`` names, ``./var`` when it is not set."""
        return cls(Path(os.environ.get("VINCULUM_HOME") or "var").absolute())

    @property
    def deliveries_folder(self) -> Path:
        """Where accepted deliveries stand, one folder each, named by delivery id."""
        return self.home / "evidence" / "deliveries"

    @property
    def staging_folder(self) -> Path:
        """Where deliveries are prepared before they are switched in whole."""
        return self.home / "evidence" / "staging"

    @property
    def pictures_folder(self) -> Path:
        """Where builds stand, one folder each, named by build id."""
        return self.home / "pictures"

    @property
    def settings_file(self) -> Path:
        """What an administrator has changed of the settings."""
        return self.home / "settings.toml"

    @property
    def reference_folder(self) -> Path:
        """Reference data that an administrator has corrected."""
        return self.home / "reference"

    def accepted_files(self, feed: str, *, superseded: bool = False) -> list[Path]:
        """Return the accepted Parquet files of ``feed`` in order of delivery id (never of arrival).

        Those of a delivery that its partner replaced by a corrected one are left out unless ``superseded`` asks for them.
        """
        # A delivery id starts with its feed: `reads-3f2a...`.
        files = sorted(self.deliveries_folder.glob(f"{feed}-*/accepted.parquet"))
        gone = set() if superseded else self.superseded()
        return [file for file in files if file.parent.name not in gone]

    def evidence_hash(self) -> str:
        """Return one SHA-256 for the evidence held.

        Delivery ids name their content, so their sorted list is enough, with what each erasure left of the accepted rows and
        which deliveries no longer count.
        """
        names = [folder.name for folder in self.deliveries_folder.glob("*-*")]
        gone = [f"{name} superseded" for name in self.superseded()]
        return hashlib.sha256("\n".join(sorted([*names, *self._erased(), *gone])).encode()).hexdigest()

    def superseded(self) -> set[str]:
        """Return the deliveries that stand and no longer count: their partner corrected or withdrew what they say."""
        gone: set[str] = set()
        for told in self._acts("supersession"):
            gone = (gone | set(told["out"])) - set(told["in"])
        return gone

    def erasures(self) -> int:
        """Return how many times rows were erased of some delivery: a picture built at a lower count may hold erased rows."""
        return sum(1 for _ in self._erased())

    def _erased(self) -> Iterator[str]:
        """Yield each delivery that rows were erased from, with the SHA-256 of the accepted rows that the erasure left."""
        for told in self._acts():
            for proof in told.get("deliveries", ()):
                if "accepted.parquet" in proof["after"]:
                    yield f"{proof['delivery']} {proof['after']['accepted.parquet']}"

    def _acts(self, kind: str = "") -> Iterator[dict[str, Any]]:
        """Yield what each act had to say, in order; of one kind of act if ``kind`` names it."""
        acts = self.deliveries_folder.parent / "acts.jsonl"
        for line in acts.read_text("utf-8").splitlines() if acts.is_file() else []:
            document = json.loads(line)
            if kind in {"", document["kind"]}:
                yield document["told"]
