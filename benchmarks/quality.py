"""How good the picture is: built from sample counties whose truth it never sees, then measured against that truth.

    python benchmarks/quality.py [--scale county] [--seeds 101 102 103]

For each seed a nation is invented, taken in, built and evaluated in a workspace of its own, by the same commands a person would
use. Calibrations were fitted on seeds 1 to 9; the seeds here start at 100. Results: ``benchmarks/results/quality.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results" / "quality.json"
VINCULUM = str(Path(sys.executable).parent / "vinculum")


def run(workspace: Path, *words: str) -> Any:
    """Run one command in a workspace and return the document it prints."""
    environment = {**os.environ, "VINCULUM_HOME": str(workspace)}
    printed = subprocess.run([VINCULUM, *words, "--json"], env=environment, check=True, capture_output=True).stdout
    return json.loads(printed)


def measure(scale: str, seed: int, folder: Path) -> dict[str, Any]:
    """Invent, take in, build and evaluate one nation; return figures and seconds."""
    records, workspace = folder / f"{scale}-{seed}", folder / f"var-{seed}"
    seconds: dict[str, float] = {}

    def timed(name: str, *words: str) -> Any:
        started = time.perf_counter()
        told = run(workspace, *words)
        seconds[name] = round(time.perf_counter() - started, 1)
        return told

    timed("simulate", "simulate", str(records), "--scale", scale, "--seed", str(seed))
    taken = timed("intake", "intake", "all", str(records), "--partner", "SAMPLE")
    # The picture is as at the end of the records: a booking dated ahead must not move the clock.
    until = date.fromisoformat(json.loads((records / "world.json").read_text("utf-8"))["until"])
    built = timed("build", "build", "--as-at", f"{until + timedelta(days=1)}T00:00:00Z")
    figures = timed("evaluate", "evaluate", str(records / "truth"))
    shutil.rmtree(records)
    shutil.rmtree(workspace)
    return {
        "scale": scale,
        "seed": seed,
        "rows": sum(one["rows"] for one in taken),
        "reads": sum(one["rows"] for one in taken if one["feed"] == "reads"),
        "seconds": seconds,
        "steps": built["steps"],
        "figures": figures,
    }


def main() -> None:
    """Measure each seed and write the results after each, so that an interrupted run keeps what it has."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    words.add_argument("--scale", default="county")
    words.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103])
    chosen = words.parse_args()
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in chosen.seeds:
            told = measure(chosen.scale, seed, Path(folder))
            results.append(told)
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
            print(f"seed {seed}: {told['reads']:,} reads; seconds {told['seconds']}")
            for kind, one in told["figures"].items():
                print(f"  {kind:20} {json.dumps(one)}")


if __name__ == "__main__":
    main()
