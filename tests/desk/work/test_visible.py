"""Who sees which job follows from what they may see of the records it handles."""

import pytest
from django.utils import timezone

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.work.models import Job, Kind
from vinculum.desk.work.visible import visible_to

pytestmark = pytest.mark.django_db


def viewer(who: str, purpose: Purpose | None) -> Viewer:
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), purpose)


def titles(who: str, purpose: Purpose | None) -> set[str]:
    jobs: dict[str, dict[str, str]] = {
        "build of ines": {"kind": Kind.BUILD, "organisation": "OPAL"},
        "retention of nobody": {"kind": Kind.RETENTION},
        "watches of nobody": {"kind": Kind.WATCHES},
        "thefts of NPCC by NPCC": {"kind": Kind.INTAKE, "organisation": "NPCC", "partner": "NPCC", "feed": "thefts"},
        "thefts of JLR by JLR": {"kind": Kind.INTAKE, "organisation": "JLR", "partner": "JLR", "feed": "thefts"},
        "thefts of JLR by OPAL": {"kind": Kind.INTAKE, "organisation": "OPAL", "partner": "JLR", "feed": "thefts"},
    }
    for title, told in jobs.items():
        Job.objects.create(title=title, **told)
    return set(Job.objects.filter(visible_to(viewer(who, purpose))).values_list("title", flat=True))


@pytest.mark.parametrize(
    ("who", "purpose", "expected"),
    [
        # Of the national unit, for a purpose that an agreement on thefts of NPCC serves with every column.
        (
            "ines",
            Purpose.ADMINISTRATION,
            {"build of ines", "retention of nobody", "thefts of NPCC by NPCC", "thefts of JLR by OPAL"},
        ),
        # Of NPCC's thefts some columns: a job tells how many rows there were, so nothing of it.
        ("david", Purpose.PROGRAMME, {"build of ines", "retention of nobody"}),
        # Whoever handed them over, they are the records of her organisation.
        ("helen", Purpose.PREVENTION, {"build of ines", "retention of nobody", "thefts of JLR by JLR", "thefts of JLR by OPAL"}),
        # Without a purpose no agreement opens anything.
        ("ines", None, {"build of ines", "retention of nobody", "thefts of JLR by OPAL"}),
    ],
)
def test_jobs_follow_the_records(who: str, purpose: Purpose | None, expected: set[str]) -> None:
    """Own organisation's, work on the whole picture, and intakes of records that are seen whole."""
    assert titles(who, purpose) == expected


def test_who_holds_no_role_sees_none() -> None:
    """Not even their own organisation's."""
    Person.objects.filter(email__startswith="ines.").update(is_active=False)
    assert titles("ines", Purpose.ADMINISTRATION) == set()
