"""How long choosing and screening take: one day's exports (8,000 lines) and a manifest of 100,000.

    python benchmarks/screening_speed.py [--home HOME] [--lines 8000 100000]

Choosing alone is timed on invented boxes whose values, shippers and ports are as skewed as in trade. With ``--home``, a workspace
with a picture, whole manifests are screened too: its own consignments, repeated under new references, sailing after the picture.
Seconds on the clock and of the processor are both told, for a machine that others use tells little by its clock.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from vinculum.evidence.contract import contract_of
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, open_picture
from vinculum.picture.screen import screened
from vinculum.picture.screening.box import Box, Budget, rules_of
from vinculum.picture.screening.choosing import choose
from vinculum.picture.screening.scored import budget_of
from vinculum.picture.settings import read_settings

NOW = datetime(2026, 4, 1, 6, tzinfo=UTC)
PORTS = ("GBFXT", "GBSOU", "GBLGP", "GBLIV", "GBTIL", "GBIMM")
SHARES = (0.42, 0.19, 0.17, 0.1, 0.07, 0.05)
LIFTS = {8_000: 12, 100_000: 60}
LIMITS = {8_000: 5.0, 100_000: 60.0}


def invented(count: int) -> list[Box]:
    """Return boxes: most worth little, a few a great deal, several of the dearest of one shipper."""
    chance = random.Random(count)  # noqa: S311 - invented boxes
    boxes = []
    for number in range(count):
        likely = min(0.98, chance.paretovariate(1.1) / 2_000)
        shipper = f"firm {int(chance.paretovariate(0.6)) % (count // 9)}"
        boxes.append(
            Box(
                f"C{number}", 60_000 * likely, likely, port=chance.choices(PORTS, SHARES)[0],
                sails_at=NOW + timedelta(hours=chance.uniform(7, 200)), size=chance.choice(["small", "medium", "large"]),
                shared={"shipper": shipper, "forwarder": f"agent {int(chance.paretovariate(0.8)) % 60}",
                        "reason": f"R{chance.randrange(1, 21):02d}"},
            )
        )  # fmt: skip
    return boxes


def timed(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """Return what an act returns, and its seconds on the clock and of the processor."""
    wall, processor = time.monotonic(), time.process_time()
    told = act()
    return told, {"seconds": round(time.monotonic() - wall, 2), "processor_seconds": round(time.process_time() - processor, 2)}


def choosing(count: int) -> dict[str, Any]:
    """Time a choice among invented boxes, with lifts at each port and on each day."""
    rules, boxes = rules_of(read_settings(Path("none.toml"))["screening"]), invented(count)
    lifts = LIFTS.get(count, max(1, count // 1_000))
    budget = Budget(lifts, a_day={"GBSOU": 1}, hours=6)
    choice, spent = timed(lambda: choose(boxes, budget, rules, as_at=NOW))
    return {"boxes": count, "lifts": lifts, "chosen": len(choice.chosen), "way": choice.way, "gap": choice.gap} | spent


def screening(home: Path, count: int) -> dict[str, Any]:
    """Time the screening of a whole manifest: the workspace's own consignments, repeated under new references."""
    workspace = Workspace(home)
    settings, as_at = read_settings(workspace.settings_file), current_build(workspace).as_at
    with open_picture(workspace) as door:
        rows = door.ask("SELECT * FROM evidence.consignments ORDER BY consignment_ref").to_pylist()
        lines = []
        for number in range(count):
            row = rows[number % len(rows)]
            later = as_at + timedelta(days=2 + number % 9) - row["sails_at"]
            moved = {name: row[name] and min(row[name] + later, as_at) for name in ("booked_at", "gate_in_at")}
            again = {"consignment_ref": f"M{number:06d}", "container_no": f"MSKU{number:07d}", "declared_vins": []}
            lines.append(row | moved | again | {"sails_at": row["sails_at"] + later, "delivery": "manifest", "row": number + 1})
        table = pa.Table.from_pylist(lines, schema=contract_of("consignments").schema)
        budget = budget_of(settings, LIFTS.get(count, 10))
        told, spent = timed(lambda: screened(door, table, budget, as_at=as_at, settings=settings))
    limit = LIMITS.get(count)
    share = {"limit_seconds": limit, "share_of_limit": round(spent["seconds"] / limit, 2)} if limit else {}
    return {"lines": count, "chosen": len(told.choice.chosen)} | spent | share


def main() -> None:
    """Time what is asked and print it."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--lines", type=int, nargs="+", default=[8_000, 100_000])
    given = asked.parse_args()
    logging.basicConfig(level=logging.ERROR)
    document: dict[str, Any] = {"choosing": [choosing(count) for count in given.lines]}
    if given.home:
        document["screening"] = [screening(given.home, count) for count in given.lines]
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
