"""What `vinculum demo` does at the desk. Imported only after Django is set up."""

from __future__ import annotations

import contextlib
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vinculum.cli import show
from vinculum.cli.desk import prepare_store
from vinculum.cli.serving import check_ready
from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.sample import load_sample, providers, sample
from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Action, Purpose
from vinculum.desk.all_figures import all_rules
from vinculum.desk.figures import Asked, figure_of, in_words
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.models import Publication
from vinculum.desk.story import tell_the_story
from vinculum.desk.work.measured import measure
from vinculum.errors import VinculumError
from vinculum.evidence.intake import Intake, take_in
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import open_picture
from vinculum.picture.leads import read_leads
from vinculum.site.front_build import SERVED, STATIC, build_front
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY

HOST = "127.0.0.1"
SECONDS_TO_FINISH = 20

# Words of a pass phrase that can be read off a screen and typed without a slip (the radio alphabet of ICAO).
WORDS = [
    "alfa",
    "bravo",
    "charlie",
    "delta",
    "echo",
    "foxtrot",
    "golf",
    "hotel",
    "india",
    "juliett",
    "kilo",
    "lima",
    "mike",
    "november",
    "oscar",
    "papa",
    "quebec",
    "romeo",
    "sierra",
    "tango",
    "uniform",
    "victor",
    "whiskey",
    "xray",
    "yankee",
    "zulu",
]
WORDS_A_PHRASE = 5

# The people who are shown, and what each is there for; the others run the workbench.
SHOWN = {
    "amara": Purpose.INTELLIGENCE,
    "priya": Purpose.PORTS,
    "tom": Purpose.INVESTIGATION,
    "helen": Purpose.PREVENTION,
    "david": Purpose.PROGRAMME,
    "ines": Purpose.ADMINISTRATION,
    "rashid": Purpose.ASSURANCE,
    "sam": Purpose.ADMINISTRATION,
    "grace": Purpose.INTELLIGENCE,
    "owen": Purpose.INVESTIGATION,
    "meera": Purpose.PROGRAMME,
    "karl": Purpose.PROGRAMME,
    "ruth": Purpose.PROGRAMME,
    "joan": Purpose.PROGRAMME,
    "nadia": Purpose.PROGRAMME,
    "peter": Purpose.PROGRAMME,
    "una": Purpose.PROGRAMME,
    "hugh": Purpose.PROGRAMME,
}
# The week of the story whose figures grew, and the figure by which the walk shows it.
WEEK, SHOWN_FIGURE = "alliances-2025", "operation.arrests"


class FirstPageFailed(VinculumError):
    """The workbench does not answer as it should."""


@dataclass(frozen=True, slots=True)
class Sees:
    """A sample person and how much of the sample nation they see; ``leads`` is None where leads are not their job."""

    name: str
    email: str
    job: str
    deliveries: int
    of_deliveries: int
    leads: int | None


def take_in_from_providers(workspace: Workspace, records: Path) -> list[Intake]:
    """Take each feed of the sample nation in from the organisation that provides it."""
    with show.progress() as (bar, task):
        taken = []
        for feed, provider in providers().items():
            bar.update(task, description=f"{feed} from {provider}")
            taken.append(take_in(workspace, feed, records / f"{feed}.parquet", provider))
    return taken


def prepare(workspace: Workspace) -> str:
    """Make the desk ready with the sample people and agreements; return the pass phrase that all of them sign in with."""
    prepare_store()
    phrase = "-".join(secrets.choice(WORDS) for _ in range(WORDS_A_PHRASE))
    load_sample(workspace, phrase)
    tell_the_story()
    measure(workspace)
    return phrase


def _people() -> list[tuple[Person, Viewer]]:
    """Return the sample people in order, each as a viewer with the purpose that they are shown with."""
    found = []
    for told in sample()["people"]:
        person = Person.objects.get(email=told["email"])
        purpose = SHOWN[person.email.split(".")[0]]
        found.append((person, viewer_of(person, timezone.now(), purpose, "a first look")))
    return found


def who_sees_what(workspace: Workspace) -> list[Sees]:
    """Return how much each sample person sees, counted on the picture as they see it."""
    told = []
    for person, viewer in _people():
        with open_seen(workspace, viewer) as door:
            seen = door.ask_rows("SELECT count(*) FILTER (rows IS NOT NULL) AS whole FROM evidence.deliveries")[0]["whole"]
            may_read = decide(viewer, Action.READ_LEADS).allowed
            leads = door.ask_rows("SELECT count(*) AS n FROM picture.leads")[0]["n"] if may_read else None
        job = ", ".join(role.title for role in viewer.roles)
        told.append(Sees(person.name, person.email, f"{job}, {viewer.organisation}", seen, len(providers()), leads))
    return told


def first_walk(workspace: Workspace) -> list[str]:
    """Return what to do first, with the marks of this picture and the figures of this desk."""
    with open_picture(workspace) as door:
        clones = read_leads(door, kind="clone", top=1)
        first = clones or read_leads(door, top=1)
    subject = first[0]["subject"] if first else "a plate"
    amara, priya, tom, helen = (sample()["people"][place]["email"] for place in range(4))
    return [
        f"Sign in as {amara}. When asked what for, choose “{Purpose.INTELLIGENCE.words}” and give a reason: it is recorded.",
        f"Look at Leads, then search for {subject}: every claim about that vehicle, who said so, and the lead with its reasons.",
        f"Sign out, and in again as {tom}: the same search, without the feeds that no agreement opens to a force.",
        f"As {priya}: the boxes of her ports, and no plate reads. As {helen}: thefts of her own makes, without a mark or a name.",
        "As rashid.khan@opal.example, choose “Check that the rules are kept”: Audit lists all that you have just looked at.",
        _week_at_its_dates(),
    ]


def _week_at_its_dates() -> str:
    """Return where to see that one week has two true numbers of arrests, each as at the moment when it was published."""
    people = {person.email.split(".")[0]: (person, viewer) for person, viewer in _people()}
    grace, viewer = people["grace"]
    week = Operation.objects.get(reference=WEEK)
    moments = Publication.objects.filter(operation=week).order_by("as_at").values_list("as_at", flat=True)
    asked = [Asked(moment, {"operation": WEEK}) for moment in (moments[0], moments[len(moments) - 1])]
    rule = all_rules()[SHOWN_FIGURE]
    first, last = (f"{in_words(figure_of(rule, viewer, one).value, rule.unit)} as at {one.as_at:%-d %B %Y}" for one in asked)
    return (
        f"As {grace.email}: Operations, {week.name}, the room. It says {first} and {last}: both numbers of arrests are true at "
        "their dates, and each opens to its rows. Products has the bulletin and the press release that told them."
    )


def check_the_first_page() -> None:
    """Ask the site for the first page of the analyst; FirstPageFailed unless it answers."""
    person, viewer = _people()[0]
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    session = client.session
    session[PURPOSE_KEY], session[WHY_KEY] = viewer.purpose, "vinculum demo checks its first page"
    session.save()
    answer = client.get(reverse("picture"))
    client.logout()
    if answer.status_code != 200:  # noqa: PLR2004 - the status of an answer that is as it should be
        raise FirstPageFailed(f"The first page answers with status {answer.status_code}. See what the server wrote above.")


def serve(port: int) -> None:
    """Serve the workbench on this machine with a worker beside it, until Ctrl-C."""
    if not all((STATIC / name).is_file() for name in SERVED):
        show.say("Building the styles and scripts of the site, once ...")
        build_front()
    check_ready()
    # Each in a process of its own: this one has asked the picture, and what asks it must not be forked.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _beside("worker"), _beside("serve", "--local", "--port", str(port), "--workers", "1", "--threads", "8") as server:
        show.out.print(f"Open http://{HOST}:{port} in a browser. Ctrl-C stops.")
        with contextlib.suppress(KeyboardInterrupt):
            server.wait()


@contextlib.contextmanager
def _beside(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command of ours in a process of its own, which is told to stop at the end."""
    command = [sys.executable, "-c", "from vinculum.cli import main; main()", *words]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
