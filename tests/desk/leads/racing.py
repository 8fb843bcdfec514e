"""Three people of one organisation adopt the same leads at the same moment, in a store of their own; prints what each was told.

Run by test_racing.py: threads of a test share its transaction, so a race needs a store where both really commit.
"""

import json
import sys
import threading

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from vinculum.desk.access.models import Organisation, Person  # noqa: E402
from vinculum.desk.access.viewer import Viewer, viewer_of  # noqa: E402
from vinculum.desk.access.vocabulary import Purpose  # noqa: E402
from vinculum.desk.leads.acting import Details, LeadSeen, act_on  # noqa: E402
from vinculum.desk.leads.models import LeadAct  # noqa: E402
from vinculum.desk.leads.workflow import Act  # noqa: E402
from vinculum.desk.workflows.refusals import Overtaken  # noqa: E402

LEADS = 8


def person(name: str, organisation: Organisation) -> Viewer:
    made = Person.objects.create_person(f"{name}@race.example", name, organisation, ["analyst"])
    return viewer_of(made, timezone.now(), Purpose.INTELLIGENCE, "a race")


def race(lead: LeadSeen, viewers: list[Viewer]) -> list[str]:
    """Return what each of the viewers was told, all of whom act at once on what they all saw."""
    told = [""] * len(viewers)
    start = threading.Barrier(len(viewers))

    def run(place: int) -> None:
        start.wait()
        try:
            act_on(lead, Act.ADOPT, Details(), viewers[place], after=0, at=timezone.now())
            told[place] = "kept"
        except Overtaken as overtaken:
            told[place] = str(overtaken)
        finally:
            connection.close()

    runners = [threading.Thread(target=run, args=[place]) for place in range(len(viewers))]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return told


def main() -> None:
    call_command("migrate", verbosity=0)
    organisation, _ = Organisation.objects.get_or_create(code="RACE", defaults={"name": "Race", "kind": "police_unit"})
    viewers = [person(name, organisation) for name in ("Ada", "Bea", "Cy")]
    leads = [LeadSeen(f"clone-race-{n}", "clone", "vrm", f"R{n}", 0.5, frozenset(), "p") for n in range(LEADS)]
    told = {lead.id: race(lead, viewers) for lead in leads}
    kept = {lead.id: LeadAct.objects.filter(lead=lead.id).count() for lead in leads}
    json.dump({"vendor": connection.vendor, "home": str(settings.WORKSPACE.home), "told": told, "kept": kept}, sys.stdout)


main()
