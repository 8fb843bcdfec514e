"""Five years of evidence, taken in as deliveries, and the Ports Problem Profile drawn of it: how long, and how much memory.

    python benchmarks/ports_profile.py [THEFTS CONSIGNMENTS] [--keep FOLDER]

Invents 650,000 thefts and 12 million consignments from April 2021 to March 2026 with boxes opened and vehicles found, in the
columns and roughly the proportions of the real thing (DOMAIN 1.7 and 5: five boxes in 100,000 opened, vehicles at the gate within
a day), hands them over a year at a time through the real intake, and lays the tables of the picture that the profile reads. Those
tables are laid by a step of this benchmark, in the shape that a build gives them: to judge twelve million consignments is another
benchmark's business. Then a national analyst makes the profile, and it is drawn as PDF, HTML and Word; that alone is timed as the
profile. Every figure comes from the queries that the workbench asks, as far as that analyst may see.

Results: ``benchmarks/results/ports_profile.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vinculum.engine.door import Door, Limits
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace
from vinculum.picture.build import build
from vinculum.picture.step import Room, Step

RESULTS = Path(__file__).resolve().parent / "results" / "ports_profile.json"
AS_AT = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
RECEIVED = datetime(2026, 3, 31, 12, tzinfo=UTC)
START, DAYS, YEARS = "TIMESTAMPTZ '2021-04-01 00:00:00+00'", 1826, 5
TARGET_SECONDS = 60
# One consignment in so many holds a stolen vehicle: a supposition, for nobody knows.
STOLEN_EVERY = 2_000

# A number from 0 to 1 that depends on the row and on a salt alone, so that threads and memory change nothing.
CHANCE = "(hash({row} * 64 + {salt}) % 1000003) / 1000003.0"
PORTS = {"GBFXT": 48, "GBSOU": 18, "GBLGP": 14, "GBLIV": 8, "GBTIL": 5, "GBIMM": 3, "GBHUL": 2, "GBTEE": 2}
FORCES = {"metropolitan": 28, "west-midlands": 14, "greater-manchester": 8, "essex": 7, "kent": 5, "west-yorkshire": 7,
          "thames-valley": 5, "merseyside": 4, "hertfordshire": 4, "bedfordshire": 3, "south-yorkshire": 4, "nottinghamshire": 3,
          "cleveland": 2, "humberside": 2, "sussex": 2, "surrey": 2}  # fmt: skip
MARKETS = {"CD/CDMAT": 5, "AE/AEJEA": 9, "CY/CYLMS": 4, "JM/JMKIN": 3, "GE/GEPTI": 3, "GH/GHTEM": 8, "KE/KEMBA": 6, "NG/NGAPP": 9,
           "US/USNYC": 16, "CN/CNSHA": 18, "IN/INNSA": 10, "SG/SGSIN": 9}  # fmt: skip
TAKEN = {"CD/CDMAT": 38, "AE/AEJEA": 20, "CY/CYLMS": 7, "JM/JMKIN": 6, "GE/GEPTI": 5, "GH/GHTEM": 12, "KE/KEMBA": 12}
LINES = {"MSCU": 20, "MAEU": 18, "CMDU": 15, "HLCU": 12, "ONEY": 10, "EGLV": 9, "GRIU": 9, "ZIMU": 7}
GOODS = {
    "8703": 9,
    "8708": 7,
    "9403": 6,
    "9404": 3,
    "6309": 7,
    "7204": 9,
    "8418": 5,
    "2208": 12,
    "3004": 14,
    "8431": 12,
    "4707": 16,
}
MODELS = {"FORD/FIESTA": 16, "LAND ROVER/RANGE ROVER SPORT": 13, "TOYOTA/RAV4": 10, "MERCEDES/C CLASS": 9, "BMW/3 SERIES": 9,
          "VOLKSWAGEN/GOLF": 11, "FORD/FOCUS": 10, "LAND ROVER/RANGE ROVER EVOQUE": 8, "NISSAN/JUKE": 7,
          "LEXUS/NX": 7}  # fmt: skip
METHODS = {
    "RELAY": 34,
    "CAN_INJECTION": 12,
    "OBD_KEY_PROG": 12,
    "KEY_BURGLARY": 14,
    "UNLOCKED_KEYS_IN": 6,
    "TOW_LIFT": 2,
    "UNKNOWN": 20,
}


def drawn(weights: dict[str, int], row: str, salt: int) -> str:
    """Return SQL that draws a word by its weight."""
    whole, told, upto = sum(weights.values()), [], 0
    for word, weight in list(weights.items())[:-1]:
        upto += weight
        told.append(f"WHEN {CHANCE.format(row=row, salt=salt)} < {upto / whole} THEN '{word}'")
    return f"CASE {' '.join(told)} ELSE '{list(weights)[-1]}' END"


def theft_sql(thefts: int, first: int, last: int) -> str:
    """Return SQL for thefts ``first`` to ``last``: more in each year than before, with a wave of the seasons."""
    taken = taken_at("i", thefts)
    return f"""
    SELECT 'T' || lpad(i::VARCHAR, 8, '0') AS crime_ref, {drawn(FORCES, "i", 1)} AS force, '48/1' AS offence_code,
        taken + INTERVAL 5 HOUR AS reported_at, taken - INTERVAL 6 HOUR AS stolen_from, taken AS stolen_to,
        51.3 + {CHANCE.format(row="i", salt=2)} AS lat, -1.5 + {CHANCE.format(row="i", salt=3)} AS lon,
        'V' || lpad(i::VARCHAR, 7, '0') AS vrm, {vin("i")} AS vin, split_part(model, '/', 1) AS make,
        split_part(model, '/', 2) AS model,
        'BLACK' AS colour, {drawn(METHODS, "i", 4)} AS method,
        round(8000 + 40000 * {CHANCE.format(row="i", salt=5)}, -2) AS value_gbp,
        {CHANCE.format(row="i", salt=6)} < 0.1 AS tracker_fitted
    FROM (SELECT i, {taken} AS taken, {drawn(MODELS, "i", 7)} AS model FROM range({first}, {last}) AS r (i)) ORDER BY i
    """


def taken_at(row: str, thefts: int) -> str:
    """Return SQL for when theft ``row`` happened: later rows are later, denser towards the end."""
    return f"({START} + to_milliseconds(({DAYS} * 86400000.0 * pow(({row} + 0.5) / {thefts}, 0.92))::BIGINT))"


def vin(row: str) -> str:
    """Return SQL for the chassis number of theft ``row``."""
    return f"'SALZZ0X4ZJ' || lpad(({row})::VARCHAR, 7, '0')"


def consignment_sql(thefts: int, consignments: int, first: int, last: int) -> str:
    """Return SQL for consignments ``first`` to ``last``; every two-thousandth carries a vehicle stolen shortly before."""
    each = max(1, consignments // STOLEN_EVERY)
    theft = f"((i // {STOLEN_EVERY}) * {max(1, thefts // each)} % {thefts})"
    lag = f"(6 + 400 * pow({CHANCE.format(row='i', salt=11)}, 3))"
    plain = f"({START} + to_milliseconds(({DAYS} * 86400000.0 * ((i + 0.5) / {consignments}))::BIGINT))"
    return f"""
    SELECT 'C' || lpad(i::VARCHAR, 9, '0') AS consignment_ref, '24GB' || lpad(i::VARCHAR, 14, '0') AS mrn,
        'BK' || i AS booking_ref, carrier[1:4] || lpad((i % 10000000)::VARCHAR, 7, '0') AS container_no, 'S' || i AS seal_no,
        carrier, 'VESSEL ' || (i % 400) AS vessel, 'V' || (i % 900) AS voyage, load_port,
        split_part(market, '/', 2) AS discharge_port,
        split_part(market, '/', 1) AS destination_country, 'SHIPPER ' || (hash(i * 64 + 12) % 200000) || ' LTD' AS shipper_name,
        'CONSIGNEE ' || (hash(i * 64 + 13) % 300000) AS consignee_name,
        'FORWARDER ' || (hash(i * 64 + 14) % 3000) AS forwarder_name,
        'H' || (hash(i * 64 + 15) % 40000) AS haulier_vrm, goods || '2390' AS commodity_code,
        'GOODS OF ' || goods AS goods_description,
        6000 + 18000 * {CHANCE.format(row="i", salt=16)} AS gross_kg, 6200 + 18000 * {CHANCE.format(row="i", salt=16)} AS vgm_kg,
        round(2000 + 60000 * {CHANCE.format(row="i", salt=17)}, 2) AS value_gbp,
        CASE WHEN stolen AND {CHANCE.format(row="i", salt=18)} < 0.1 THEN {vin("theft")}
            WHEN goods = '8703' THEN 'WVWZZZ1KZ' || lpad((i % 100000000)::VARCHAR, 8, '0') END AS declared_vins,
        gate - INTERVAL 30 HOUR AS booked_at, gate AS gate_in_at, gate + INTERVAL 40 HOUR AS sails_at
    FROM (
        SELECT *,
            CASE WHEN stolen THEN {taken_at("theft", thefts)} + to_milliseconds(({lag} * 3600000.0)::BIGINT)
                ELSE {plain} END AS gate,
            CASE WHEN stolen THEN {drawn(TAKEN, "i", 19)} ELSE {drawn(MARKETS, "i", 20)} END AS market
        FROM (
            SELECT i, i % {STOLEN_EVERY} = 0 AS stolen, {theft} AS theft, {drawn(PORTS, "i", 21)} AS load_port,
                {drawn(LINES, "i", 22)} AS carrier, {drawn(GOODS, "i", 23)} AS goods
            FROM range({first}, {last}) AS r (i)
        )
    ) ORDER BY i
    """


# Boxes opened: of those with a stolen vehicle one in fifteen, and some six hundred of the others, most of them not by lot.
OPENED = """
SELECT 'I' || i AS inspection_ref, container_no, consignment_ref, gate_in_at + INTERVAL 9 HOUR AS inspected_at,
    load_port AS place, basis,
    CASE WHEN stolen THEN 'positive' ELSE 'negative' END AS result,
    CASE WHEN stolen THEN 1 + i % 4 ELSE 0 END AS vehicles_found,
    CASE WHEN stolen THEN 18000.0 * (1 + i % 4) ELSE 0.0 END AS value_gbp,
    CASE WHEN stolen THEN 350.0 ELSE 200.0 END AS cost_gbp
FROM (
    SELECT *, substr(consignment_ref, 2)::BIGINT AS i, substr(consignment_ref, 2)::BIGINT % {every} = 0 AS stolen,
        CASE WHEN hash(substr(consignment_ref, 2)::BIGINT * 64 + 31) % 100 < 75 THEN 'lead'
            WHEN hash(substr(consignment_ref, 2)::BIGINT * 64 + 31) % 100 < 92
                OR substr(consignment_ref, 2)::BIGINT % {every} = 0 THEN 'referral'
            ELSE 'random' END AS basis
    FROM made
) WHERE (stolen AND i % ({every} * 15) = 0) OR (NOT stolen AND i % {others} = 1) ORDER BY inspected_at, i
"""

# Four stolen vehicles in ten are found again, most of them in a street; and what was in the boxes that were opened.
FOUND = """
SELECT 'R' || i AS recovery_ref, CASE WHEN hash(i * 64 + 41) % 10 < 8 THEN 'T' || lpad(i::VARCHAR, 8, '0') END AS crime_ref,
    {force} AS force, {taken} + INTERVAL 9 DAY AS found_at, 52.0 AS lat, -1.0 AS lon,
    'V' || lpad(i::VARCHAR, 7, '0') AS vrm_shown,
    {vin} AS vin_seen, CASE WHEN hash(i * 64 + 42) % 10 < 6 THEN 'COMPLETE' ELSE 'STRIPPED_SHELL' END AS condition,
    CASE WHEN hash(i * 64 + 43) % 10 < 7 THEN 'STREET' WHEN hash(i * 64 + 43) % 10 < 9 THEN 'STOP'
        ELSE 'CHOP_SHOP' END AS context,
    6000.0 AS value_gbp
FROM range(0, {thefts}) AS r (i) WHERE hash(i * 64 + 44) % 10 < 4 AND i % {step} <> 0
UNION ALL
SELECT 'P' || i, 'T' || lpad(theft::VARCHAR, 8, '0'), 'essex', inspected_at, 51.9, 1.3, NULL, {at_port}, 'COMPLETE',
    'CONTAINER_PORT', 18000.0
FROM (
    SELECT *, substr(consignment_ref, 2)::BIGINT AS i,
        ((substr(consignment_ref, 2)::BIGINT // {every}) * {step} % {thefts}) AS theft
    FROM opened
)
WHERE result = 'positive'
"""


def invent(folder: Path, workspace: Workspace, thefts: int, consignments: int) -> dict[str, float]:
    """Write five years of feeds and hand them over a year at a time; return seconds of inventing and of intake."""
    seconds = {"inventing": 0.0, "intake": 0.0}
    door = Door(Limits(memory="4GB", spill=folder))
    each = max(1, consignments // STOLEN_EVERY)
    step = max(1, thefts // each)

    def hand_over(feed: str, sql: str, partner: str) -> None:
        begun = time.perf_counter()
        file = folder / f"{feed}.parquet"
        door.run(f"COPY ({sql}) TO '{file}' (FORMAT parquet, ROW_GROUP_SIZE 131072)")
        made = time.perf_counter()
        take_in(workspace, feed, file, partner, received_at=RECEIVED)
        seconds["inventing"] += made - begun
        seconds["intake"] += time.perf_counter() - made
        print(f"  {feed}: invented in {made - begun:.1f} s, taken in in {time.perf_counter() - made:.1f} s", flush=True)

    for year in range(YEARS):
        hand_over("thefts", theft_sql(thefts, thefts * year // YEARS, thefts * (year + 1) // YEARS), "NPCC")
    for year in range(YEARS):
        bounds = (consignments * year // YEARS, consignments * (year + 1) // YEARS)
        hand_over("consignments", consignment_sql(thefts, consignments, *bounds), "HMRC")
    files = ", ".join(f"'{file}'" for file in workspace.accepted_files("consignments"))
    door.run(
        f"CREATE TEMP TABLE made AS SELECT consignment_ref, container_no, load_port, gate_in_at FROM read_parquet([{files}]) "
        f"WHERE substr(consignment_ref, 2)::BIGINT % {STOLEN_EVERY} = 0 "
        f"OR substr(consignment_ref, 2)::BIGINT % {consignments // 600} = 1"
    )
    opened = OPENED.format(every=STOLEN_EVERY, others=consignments // 600)
    door.run(f"CREATE TEMP TABLE opened AS {opened}")
    hand_over("inspections", "SELECT * FROM opened WHERE inspected_at < TIMESTAMPTZ '2026-03-31'", "NAVCIS")
    found = FOUND.format(
        force=drawn(FORCES, "i", 1), taken=taken_at("i", thefts), vin=vin("i"), at_port=vin("theft"), thefts=thefts, step=step,
        every=STOLEN_EVERY,
    )  # fmt: skip
    hand_over("recoveries", f"SELECT * FROM ({found}) WHERE found_at < TIMESTAMPTZ '2026-03-31'", "NPCC")
    door.close()
    return seconds


LAID = {
    "export_risk": """
        SELECT consignment_ref, container_no, load_port, destination_country AS country, booked_at AS known_at, sails_at,
            NULL::BOOLEAN AS found, 0.0005 AS probability, 9.0 AS expected_value_gbp, 1 AS rules_fired, delivery, "row"
        FROM evidence.consignments ORDER BY delivery, "row"
    """,
    "export_reasons": """
        SELECT consignment_ref, rule, 1.0 AS strength, 1.0 AS weight, 'A sign of the benchmark.' AS "text",
            [{'delivery': delivery, 'row': "row"}] AS evidence
        FROM evidence.consignments
        CROSS JOIN (VALUES ('R04', 32), ('R09', 30), ('R05', 7), ('R12', 6), ('R08', 2)) AS r (rule, often)
        WHERE hash(substr(consignment_ref, 2)::BIGINT * 64 + often) % 100
            < often * CASE WHEN substr(consignment_ref, 2)::BIGINT % 2000 = 0 THEN 2.5 ELSE 1 END
        ORDER BY delivery, "row", rule
    """,
    "export_rules": """
        SELECT rule, 'Sign ' || rule AS title, 'on' AS state, count(*) AS fired FROM picture.export_reasons
        GROUP BY rule ORDER BY rule
    """,
    "enablers": """
        SELECT md5(forwarder_name) AS enabler_id, 'forwarder' AS kind, forwarder_name AS name, NULL::VARCHAR AS party_id,
            count(*) AS consignments, count(i.result) AS opened, count(*) FILTER (i.result = 'positive') AS positive,
            count(*) FILTER (i.basis = 'random') AS opened_random, 0 AS positive_random, 0.0 AS share, 0.0 AS share_low,
            1.0 AS share_high, 0.0 AS expected_gbp, [{'delivery': min(c.delivery), 'row': min(c."row")}] AS evidence
        FROM evidence.consignments AS c LEFT JOIN evidence.inspections AS i USING (consignment_ref)
        GROUP BY ALL ORDER BY forwarder_name
    """,
    "export_markets": """
        SELECT destination_country AS country, date_trunc('month', booked_at)::DATE AS "month", count(*) AS consignments,
            count(i.result) AS opened, count(*) FILTER (i.result = 'positive') AS positive,
            coalesce(sum(i.vehicles_found), 0)::BIGINT AS vehicles, coalesce(sum(i.value_gbp), 0) AS value_gbp,
            0 AS recovered_abroad
        FROM evidence.consignments AS c LEFT JOIN evidence.inspections AS i USING (consignment_ref) GROUP BY ALL ORDER BY ALL
    """,
}


def lay(room: Room) -> None:
    """Write the tables of the picture that the profile reads, by plain queries of the evidence."""
    for table, sql in LAID.items():
        room.write(table, sql)


def make_ready(home: Path, thefts: int, consignments: int) -> dict[str, Any]:
    """Invent, take in, lay the picture and make a desk with the sample people; return what it took."""
    workspace = Workspace(home)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        seconds = invent(Path(scratch), workspace, thefts, consignments)
    begun = time.perf_counter()
    build(workspace, (Step("laid", tuple(LAID), lay),), as_at=AS_AT, limits=Limits(memory="5GB", spill=home.parent))
    seconds["laying the picture"] = time.perf_counter() - begun
    return {name: round(value, 1) for name, value in seconds.items()}


def draw(home: Path) -> dict[str, Any]:
    """Make the profile as the national analyst and draw it in each form; return seconds, peak memory and what it says."""
    import django  # noqa: PLC0415 - only in the process that draws

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from vinculum.desk.access.models import Person  # noqa: PLC0415
    from vinculum.desk.access.sample import load_sample  # noqa: PLC0415
    from vinculum.desk.access.viewer import viewer_of  # noqa: PLC0415
    from vinculum.desk.access.vocabulary import Purpose  # noqa: PLC0415
    from vinculum.desk.documents.making import Order, make_version  # noqa: PLC0415
    from vinculum.desk.documents.reading import document_for  # noqa: PLC0415
    from vinculum.site.pages.products.rendering import FORMS, content_of  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_sample(settings.WORKSPACE, "the benchmark's own")
    amara = Person.objects.select_related("organisation").get(email__startswith="amara.")
    viewer = viewer_of(amara, timezone.now(), Purpose.INTELLIGENCE, "benchmark")
    begun, worked = time.perf_counter(), time.process_time()
    version = make_version(Order("ports-problem-profile", "", "police", AS_AT), viewer)
    seconds = {"made: every figure and breakdown": time.perf_counter() - begun}
    cpu = {"made: every figure and breakdown": time.process_time() - worked}
    for form in FORMS:
        begun, worked = time.perf_counter(), time.process_time()
        (home.parent / f"profile.{form}").write_bytes(content_of(version, form, settings.WORKSPACE, viewer))
        seconds[f"drawn as {form}"], cpu[f"drawn as {form}"] = time.perf_counter() - begun, time.process_time() - worked
    document = document_for(version, viewer)
    return {
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "processor seconds": {name: round(value, 1) for name, value in cpu.items()},
        "others waiting for the processors (load)": [round(value, 1) for value in os.getloadavg()],
        "seconds until the PDF": round(seconds["made: every figure and breakdown"] + seconds["drawn as pdf"], 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "figures": {basis.title: [basis.words, basis.rows] for basis in document.bases},
        "charts": len(document.charts),
        "bytes": {form: (home.parent / f"profile.{form}").stat().st_size for form in FORMS},
    }


def main() -> None:
    """Run the benchmark and write its results."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("thefts", type=int, nargs="?", default=650_000)
    asked.add_argument("consignments", type=int, nargs="?", default=12_000_000)
    asked.add_argument("--keep", type=Path, help="folder to work in, kept; what it holds already is drawn again")
    asked.add_argument("--draw", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.draw:
        print(json.dumps(draw(told.draw)))
        return
    with tempfile.TemporaryDirectory() as thrown:
        base = told.keep or Path(thrown)
        home = base / "var"
        ready = base / "ready.json"
        if not ready.is_file():
            home.mkdir(parents=True)
            ready.write_text(json.dumps(make_ready(home, told.thefts, told.consignments)), "utf-8")
        # A process of its own: what inventing took of memory is not the profile's.
        environment = {**os.environ, "VINCULUM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "vinculum.site.settings"}
        words = [sys.executable, __file__, "--draw", str(home)]
        answer = subprocess.run(words, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        results = {
            "thefts": told.thefts,
            "consignments": told.consignments,
            "cores": os.cpu_count(),
            "before it, in seconds": json.loads(ready.read_text("utf-8")),
            "profile": json.loads(answer.stdout.splitlines()[-1]),
            "target seconds": TARGET_SECONDS,
        }
    print(json.dumps(results, indent=2))
    if told.consignments >= 12_000_000:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
