"""The workspace: one folder that holds the evidence and the pictures built from it.

VINCULUM_HOME (default ./var)/
  evidence/deliveries/<delivery id>/   accepted.parquet, quarantine.parquet, delivery.json, original/<file as handed over>
  evidence/staging/                    deliveries being taken in; removed when the workspace is next opened for writing
  evidence/erasing/                    an erasure being carried out; finished when the workspace is next opened for writing
  evidence/chain.jsonl, acts.jsonl     the order of the deliveries; what was done to evidence that stands (dismissed, erased)
  pictures/<build id>/                 <table>.parquet, build.json
  pictures/current                     the id of the build that readers see
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

    def accepted_files(self, feed: str) -> list[Path]:
        """Return the accepted Parquet files of ``feed`` in order of delivery id (never of arrival)."""
        # A delivery id starts with its feed: `reads-3f2a...`.
        return sorted(self.deliveries_folder.glob(f"{feed}-*/accepted.parquet"))

    def evidence_hash(self) -> str:
        """Return one SHA-256 for the evidence held.

        Delivery ids name their content, so their sorted list is enough, with what each erasure left of the accepted rows.
        """
        names = [folder.name for folder in self.deliveries_folder.glob("*-*")]
        return hashlib.sha256("\n".join(sorted([*names, *self._erased()])).encode()).hexdigest()

    def erasures(self) -> int:
        """Return how many times rows were erased of some delivery: a picture built at a lower count may hold erased rows."""
        return sum(1 for _ in self._erased())

    def _erased(self) -> Iterator[str]:
        """Yield each delivery that rows were erased from, with the SHA-256 of the accepted rows that the erasure left."""
        acts = self.deliveries_folder.parent / "acts.jsonl"
        for line in acts.read_text("utf-8").splitlines() if acts.is_file() else []:
            for proof in json.loads(line)["told"].get("deliveries", ()):
                if "accepted.parquet" in proof["after"]:
                    yield f"{proof['delivery']} {proof['after']['accepted.parquet']}"
