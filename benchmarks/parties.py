"""How well parties are linked, and how quickly: pairwise precision and recall of the shipped model, and a million consignments.

    python benchmarks/parties.py --samples OUT [OUT ...] [--real FOLDER] [--consignments N]

``samples`` are folders of ``vinculum simulate OUT --scale county --seed N`` with N of 100 or more: the model saw none of them.
Measured are (1) the sample's own papers against its truth; (2) the same firms' papers written anew by careless clerks
(``party_papers``; the same kind of carelessness that the model was trained on, other firms and another draw); (3) public
records of *persons* with known duplicates (``FOLDER/er``: febrl 1 and 2, Splink's fake_1000), with the model for firms as it is
shipped: a given name and surname stand for the firm's name, a birthday for the phone, a social security number for the EORI,
an e-mail address (fake_1000) or street for the address. Beside each stands what the picture did before: one EORI, else one
spelling.
Intervals are 95 %, from 1,000 draws of the true firms. Results: ``benchmarks/results/parties.json``.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from party_papers import Row, careless_papers, firms_of, forms_from

from vinculum.engine.door import Door, Limits
from vinculum.evidence.contract import contracts
from vinculum.picture.parties import STEP
from vinculum.picture.parties.named import name_parties
from vinculum.picture.parties.step import link
from vinculum.picture.settings import read_settings
from vinculum.picture.step import Room
from vinculum.simulate.people import names

RESULTS = Path(__file__).resolve().parent / "results" / "parties.json"
SETTINGS = read_settings(Path("no settings of its own"))
AS_AT = datetime(2027, 1, 1, tzinfo=UTC)
DRAWS, SEED, LEAST_TRAINED_SEED = 1000, 11, 100
FORMS_WANTED = 100_000


def linked(forms: pa.Table) -> tuple[dict[str, str], dict[str, str]]:
    """Return the party of each form as the step has it, and as one EORI or else one spelling would have it."""
    with Door(Limits(threads=2)) as door:
        told = forms.drop_columns(["firm"])
        for name in ("first_known_at", "last_known_at"):
            told = told.append_column(name, pa.array([AS_AT] * told.num_rows, pa.timestamp("us", "UTC")))
        door.offer("forms", told)
        link(door, "forms", SETTINGS)
        members = door.ask("SELECT form_id, party_id, coalesce(eori, name) AS plain FROM parties_members")
    ids, ours, plain = (members.column(name).to_pylist() for name in ("form_id", "party_id", "plain"))
    return dict(zip(ids, ours, strict=True)), dict(zip(ids, plain, strict=True))


def measured(truth: dict[str, str], party: dict[str, str]) -> dict[str, Any]:
    """Return pairwise precision and recall over forms, with intervals from redrawing the true firms."""
    both = Counter((truth[form], party[form]) for form in truth)
    of_firm, of_party = Counter(truth.values()), Counter(party[form] for form in truth)
    firms = sorted(of_firm)
    right = dict.fromkeys(firms, 0.0)
    wrong = dict.fromkeys(firms, 0.0)
    for (firm, group), count in both.items():
        right[firm] += count * (count - 1) / 2
        # A false pair counts half for each of the two firms that it mixes.
        wrong[firm] += count * (of_party[group] - count) / 2
    true = np.array([of_firm[firm] * (of_firm[firm] - 1) / 2 for firm in firms])
    good, bad = np.array([right[firm] for firm in firms]), np.array([wrong[firm] for firm in firms])
    draws = np.random.default_rng(SEED).multinomial(len(firms), np.full(len(firms), 1 / len(firms)), size=DRAWS)
    with np.errstate(invalid="ignore"):
        precisions, recalls = draws @ good / (draws @ (good + bad)), draws @ good / (draws @ true)
    return {
        "forms": len(truth),
        "true_firms": len(firms),
        "parties": len(of_party),
        "true_pairs": int(true.sum()),
        "precision": _told(good.sum() / (good.sum() + bad.sum()), precisions, int((good + bad > 0).sum())),
        "recall": _told(good.sum() / true.sum(), recalls, int((true > 0).sum())),
    }


def _told(value: float, draws: np.ndarray[Any, Any], firms: int) -> list[float]:
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    if value == 1:
        low = 0.025 ** (1 / firms)  # no draw of firms shows a fault that none of them has: the exact bound for so many
    return [round(float(number), 4) for number in (value, low, high)]


def both_ways(forms: pa.Table) -> dict[str, Any]:
    """Return how the step and the plain rule do on forms with the true firm in ``firm``."""
    truth = dict(zip(forms.column("form_id").to_pylist(), forms.column("firm").to_pylist(), strict=True))
    ours, plain = linked(forms)
    return {"splink": measured(truth, ours), "one EORI, else one spelling": measured(truth, plain)}


def sample_forms(sample: Path) -> pa.Table:
    """Return the shippers' forms of a sample's own papers, with the true firm; amended papers left out, for they name another."""
    with Door(Limits(threads=2)) as door:
        door.run("CREATE SCHEMA evidence")
        _take_in(door, pq.read_table(sample / "consignments.parquet"))
        name_parties(door, "evidence.consignments", "parties_named")
        door.offer("truth", pq.read_table(sample / "truth" / "shippers.parquet"))
        return door.ask("""
            WITH known AS (
                SELECT named.form_id, concat_ws('|', truth.name, truth.address, truth.phone, truth.eori) AS firm
                FROM parties_named AS named JOIN truth USING (consignment_ref)
                JOIN evidence.consignments AS told USING (consignment_ref, delivery, "row")
                WHERE named.role = 'shipper' AND told.amended_at IS NULL
            ), one AS (SELECT form_id, min(firm) AS firm FROM known GROUP BY form_id HAVING count(DISTINCT firm) = 1)
            SELECT forms.* EXCLUDE (first_known_at, last_known_at), one.firm
            FROM parties_named_forms AS forms JOIN one USING (form_id) ORDER BY form_id""")


def _take_in(door: Door, told: pa.Table) -> None:
    """Make ``evidence.consignments`` of a table in the columns of the contract, as many of them as it has."""
    schema = contracts()["consignments"].schema
    count = told.num_rows
    columns = {field.name: told.column(field.name) if field.name in told.column_names else pa.nulls(count) for field in schema}
    columns |= {"delivery": pa.array(["sample"] * count), "row": pa.array(range(1, count + 1))}
    door.offer("_told", pa.table(columns))
    door.offer("_empty", schema.empty_table())
    door.run("CREATE TABLE evidence.consignments AS SELECT * FROM _empty")
    door.run("INSERT INTO evidence.consignments SELECT * FROM _told")


def real_forms(folder: Path) -> dict[str, pa.Table]:
    """Return public records of persons as papers, by the name of the set."""
    sets = {}
    for name in ("febrl_dataset1", "febrl_dataset2"):
        rows = _read(folder / f"{name}.csv")
        sets[name] = [
            {
                "firm": row["rec_id"].split("-")[1],
                "name": f"{row['given_name']} {row['surname']}".strip() or None,
                "address": " ".join(row[part] for part in ("street_number", "address_1", "address_2", "suburb", "postcode")),
                "phone": row["date_of_birth"],
                "eori": row["soc_sec_id"],
            }
            for row in rows
        ]
    sets["splink_fake_1000"] = [
        {
            "firm": row["cluster"],
            "name": f"{row['first_name']} {row['surname']}".strip() or None,
            "address": row["email"] or None,
            "phone": row["dob"],
            "eori": None,
        }
        for row in _read(folder / "splink_fake_1000.csv")
    ]
    return {name: forms_from(rows) for name, rows in sets.items()}


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(lines)]


def invent(consignments: int) -> pa.Table:
    """Return consignments of about a hundred thousand forms: shippers' papers by careless clerks, consignees and forwarders."""
    chance = np.random.default_rng(SEED)
    first, second, street = names("firm"), names("family"), names("street")
    trades = ("INDUSTRIES", "EXPORTS", "PRODUCTS", "TRADING", "RECYCLING", "MOTORS", "AUTO SPARES", "REMOVALS")

    def firm(number: int) -> str:
        words = (first[int(chance.integers(len(first)))], second[int(chance.integers(len(second)))])
        return f"{words[0]} {words[1]} {trades[number % len(trades)]} LTD"

    firms = [
        {
            "firm": str(number),
            "name": firm(number),
            "address": f"{int(chance.integers(1, 180))} {street[int(chance.integers(len(street)))]}, TOWN {number % 900},"
            f" AB{number % 90 + 1} {number % 9 + 1}{'ABDEFGHJLN'[number % 10]}{'PQRSTUWXYZ'[number // 10 % 10]}",
            "phone": f"07{int(chance.integers(10**8, 10**9)):09d}",
            "eori": f"GB{int(chance.integers(10**8, 10**9)):09d}000" if number % 10 else None,
        }
        for number in range(FORMS_WANTED // 5)
    ]
    papers = careless_papers(firms, SEED)
    pick = (chance.pareto(1.1, consignments) * 2000).astype(np.int64) % len(papers)
    order = chance.permutation(len(papers))
    chosen = [papers[order[place]] for place in pick]
    others = [firm(number) for number in range(20_000)]
    consignee, agent = chance.integers(0, len(others), consignments), chance.integers(0, 400, consignments)
    booked = [AS_AT - timedelta(minutes=int(minutes)) for minutes in chance.integers(10_000, 2_500_000, consignments)]
    columns = {"name": "shipper_name", "address": "shipper_address", "phone": "shipper_phone", "eori": "shipper_eori"}
    told: dict[str, Any] = {column: [paper[name] for paper in chosen] for name, column in columns.items()}
    told |= {
        "consignment_ref": [f"C{number:08d}" for number in range(consignments)],
        "consignee_name": [others[number] for number in consignee],
        "notify_name": [others[number] for number in consignee],
        "forwarder_name": [f"{first[number % len(first)]} FREIGHT {number} LTD" for number in agent],
        "booked_at": pa.array(booked, pa.timestamp("us", "UTC")),
        "sails_at": pa.array([moment + timedelta(days=9) for moment in booked], pa.timestamp("us", "UTC")),
    }
    return pa.table(told)


def timed(consignments: int) -> dict[str, Any]:
    """Return how long the step takes over so many consignments, on two threads."""
    told = invent(consignments)
    with tempfile.TemporaryDirectory() as folder, Door(Limits(threads=2, memory="4GB")) as door:
        door.run("CREATE SCHEMA evidence; CREATE SCHEMA picture")
        _take_in(door, told)
        room = Room(door, AS_AT, SETTINGS, Path(folder))
        since, worked = time.monotonic(), time.process_time()
        STEP.run(room)
        return {
            "consignments": consignments,
            "seconds": round(time.monotonic() - since, 1),
            "processor_seconds": round(time.process_time() - worked, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            **room.rows,
        }


def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--samples", nargs="+", type=Path, required=True)
    asked.add_argument("--real", type=Path)
    asked.add_argument("--consignments", type=int, default=1_000_000)
    given = asked.parse_args()
    told: dict[str, Any] = {}
    for sample in given.samples:
        seed = json.loads((sample / "world.json").read_text("utf-8"))["seed"]
        if seed < LEAST_TRAINED_SEED:
            asked.error(f"{sample} has seed {seed}: the model may have seen it. Measure on seeds from {LEAST_TRAINED_SEED} on.")
        told[f"county {seed}, its own papers"] = both_ways(sample_forms(sample))
        told[f"county {seed}, careless papers"] = both_ways(forms_from(careless_papers(firms_of(sample), seed)))
    if given.real:
        told |= {f"{name} (persons)": both_ways(forms) for name, forms in real_forms(given.real / "er").items()}
    told["speed"] = timed(given.consignments)
    RESULTS.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
