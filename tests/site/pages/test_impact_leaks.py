"""No page of impact shows a study, a series or a run to anybody it was not written for: every address, person and purpose."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.impact.models import Run, Series, Study
from vinculum.desk.programme.impact.running import Basis, basis_of, run_study
from vinculum.desk.programme.impact.seeing import sight_of_thefts
from vinculum.desk.programme.impact.writing import Asked, Words, keep_series, write_study
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]
# Words that stand nowhere else: in the series, in each study, and in the runs through what they count.
OWN, SHARED, OF_REPORTS, COUNTED = "Quillfeather", "Brackenwhistle", "Thistlemarrow", "Umberglass"


@pytest.fixture
def studies(standing_desk: Workspace) -> dict[str, Study]:
    """Let the programme lead keep one study alone, one for the Home Office, and one on theft reports for the Home Office."""
    david = Person.objects.get(email__startswith="david.")
    viewer = viewer_of(david, timezone.now(), Purpose.PROGRAMME, "a test")
    told = {}
    for name, readers, of_reports in ((OWN, (), False), (SHARED, ("HO",), False), (OF_REPORTS, ("HO",), True)):
        months = [f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(14)]
        lines = [
            ",".join([f"{name} {area}", *(str(100 + area * 9 + (month * area) % 7) for month in range(14))]) for area in range(8)
        ]
        series = keep_series(viewer, Words(f"{name} series", f"{COUNTED} {name}", name, name), date(2026, 3, 1),
                             "\n".join([",".join(["area", *months]), *lines]))  # fmt: skip
        asked = Asked(
            title=f"{name} study", question=name, done=name, what=f"{COUNTED} {name}", definition=name,
            series=None if of_reports else series, acted_on={f"{name} 0": date(2025, 11, 1)},
            compared=[f"{name} {area}" for area in range(1, 8)], beside=[], first=date(2025, 1, 1), last=date(2026, 2, 1),
            readers=readers,
        )  # fmt: skip
        study = write_study(viewer, asked, series.areas)
        basis = Basis(basis_of(series).as_at, f"{name} basis", {}, sight_of_thefts(viewer)) if of_reports else basis_of(series)
        run_study(viewer, study, series.panel(), basis)
        told[name] = study
    return told


def may_read(person: Person, name: str, purpose: str) -> bool:
    """Say from the words of the rule who reads a study: the programme lead's house, and the funder it was shared with."""
    held = set(person.appointments.values_list("role", flat=True))
    if purpose != "programme":
        return False
    own_house = person.organisation_id == "NVCRP" and "programme_lead" in held
    return own_house or (person.organisation_id == "HO" and "funder" in held and name in {SHARED, OF_REPORTS})


def test_nobody_else_sees_any_of_it(sign_in: SignIn, studies: dict[str, Study]) -> None:
    """Every address of the room, for every sample person and each of their purposes."""
    wrong, looked_at = [], 0
    people = Person.objects.filter(is_active=True, email__endswith=".example").select_related("organisation")
    # The story's force leads share the first part of their addresses, by which the fixture finds whom to sign in.
    for person in people.exclude(email__startswith="vehicle.crime"):
        who = person.email.split(".")[0]
        for purpose in sorted(viewer_purposes(person)):
            client = sign_in(who, purpose=purpose)
            for where, name in addresses(studies):
                answer = client.get(where)
                body = answer.content.decode()
                looked_at += 1
                for marker in (OWN, SHARED, OF_REPORTS):
                    allowed = may_read(person, marker, purpose)
                    if marker in body and not allowed:
                        wrong.append((who, purpose, where, f"shows {marker}"))
                if name and not may_read(person, name, purpose) and answer.status_code not in {403, 404}:
                    wrong.append((who, purpose, where, str(answer.status_code)))
                if name and may_read(person, name, purpose) and answer.status_code != 200:
                    wrong.append((who, purpose, where, str(answer.status_code)))
    assert wrong == []
    assert looked_at > 100


def viewer_purposes(person: Person) -> set[str]:
    return {str(purpose) for purpose in viewer_of(person, timezone.now()).purposes}


def addresses(studies: dict[str, Study]) -> list[tuple[str, str]]:
    """Return the addresses of the room, each with the study that it is about ("" for none)."""
    found = [(reverse("impact"), ""), (reverse("new_impact_study"), ""), (reverse("new_impact_series"), ""),
             ("/figures/impact-studies", "")]  # fmt: skip
    for name, study in studies.items():
        found += [
            (reverse("impact_study", args=[study.uid]), name),
            (f"{reverse('impact_study', args=[study.uid])}?again=1", name),
        ]
        if study.series:
            found.append((reverse("impact_series", args=[study.series.uid]), name))
    return found


def test_figures_of_theft_reports_stay_with_who_may_see_them(sign_in: SignIn, studies: dict[str, Study]) -> None:
    """The funder reads the study on theft reports and none of its figures, and cannot guess the number of a run."""
    peter = sign_in("peter", purpose="programme")
    where = reverse("impact_study", args=[studies[OF_REPORTS].uid])
    page = peter.get(where).content.decode()
    headline = studies[OF_REPORTS].runs.get().finding["verdict"]["headline"]
    assert headline not in page
    assert f"{OF_REPORTS} basis" not in page
    assert peter.get(f"{where}?run=1").status_code == 404
    assert headline in sign_in("david", purpose="programme").get(where).content.decode()


@pytest.mark.parametrize("who", ["peter", "amara", "ruth", "sam"])
def test_nobody_else_writes_or_runs(sign_in: SignIn, studies: dict[str, Study], who: str) -> None:
    """A post of somebody who may not study changes nothing."""
    client = sign_in(who)
    before = (Study.objects.count(), Run.objects.count(), Series.objects.count())
    for study in studies.values():
        assert client.post(reverse("run_impact_study", args=[study.uid])).status_code == 403
    for route in ("write_impact_study", "keep_impact_series"):
        assert client.post(reverse(route), {"title": "x"}).status_code == 403
    assert (Study.objects.count(), Run.objects.count(), Series.objects.count()) == before
