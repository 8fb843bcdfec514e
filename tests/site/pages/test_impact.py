"""The pages of impact: a study is written down, run, shown with what it rests on, and refused with a sentence."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.audit.models import AuditRecord
from vinculum.desk.operations.models import Operation, Participant
from vinculum.desk.programme.funding.models import Award, Grant, Pot
from vinculum.desk.programme.impact.models import Run, Series, Study

SignIn = Callable[..., Client]
MONTHS = [f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(15)]
SERIES = {
    "title": "Counts of ten areas",
    "what": "thefts of vans",
    "definition": "Thefts of vans, as recorded.",
    "source": "A bulletin",
    "as_at": "2026-03-31",
    "area_column": "area",
    "only_column": "",
    "only_value": "",
}
STUDY = {
    "title": "The week in ten areas",
    "question": "Did thefts of vans change?",
    "done": "A week of action.",
    "first": "2025-01",
    "start": "2025-12",
    "last": "2026-03",
    "readers": "HO",
}


def latest() -> AuditRecord:
    return AuditRecord.objects.latest("sequence")


def table(fall: float = 1.0) -> bytes:
    """Return ten areas by fifteen months; in the first three, counts from December 2025 on are ``fall`` times as many."""
    lines = [",".join(["area", *MONTHS])]
    for area in range(10):
        counts = [400 + 30 * area + (month * (area + 3) * 17) % 23 for month in range(15)]
        shown = [round(count * fall) if area < 3 and month >= 11 else count for month, count in enumerate(counts)]
        lines.append(",".join([f"Area {area}", *map(str, shown)]))
    return "\n".join(lines).encode()


def parts(acted_on: int, areas: int) -> dict[str, str]:
    told = {f"part_{number}": "acted_on" if number < acted_on else "compared" for number in range(areas)}
    return told | {f"start_{number}": "" for number in range(areas)}


def hand_over(client: Client, content: bytes, **told: str) -> object:
    return client.post(reverse("keep_impact_series"), {**SERIES, **told, "file": SimpleUploadedFile("counts.csv", content)})


@pytest.fixture
def david(sign_in: SignIn) -> Client:
    return sign_in("david", purpose="programme")


@pytest.fixture
def study(david: Client) -> Study:
    """Keep a series in which three areas fell by a fifth, and a study of them that the Home Office may read."""
    hand_over(david, table(0.8))
    series = Series.objects.get(title=SERIES["title"])
    david.post(reverse("write_impact_study"), {**STUDY, **parts(3, 10), "source": str(series.uid)})
    return Study.objects.get(title=STUDY["title"])


def test_a_series_is_kept_with_its_source_and_day(david: Client) -> None:
    """And shown count by count; the collection is recorded."""
    answer = hand_over(david, table())
    kept = Series.objects.get(title=SERIES["title"])
    assert answer["Location"] == reverse("impact_series", args=[kept.uid])  # type: ignore[index]  # an answer
    assert (latest().verb, latest().subjects) == ("collection", [["series", str(kept.uid)]])
    page = david.get(reverse("impact_series", args=[kept.uid])).content.decode()
    assert "A bulletin, as at 31 March 2026" in page
    assert f'numeric">{kept.counts[9][14]}</td>' in page


@pytest.mark.parametrize(
    ("content", "told", "sentence"),
    [
        (table().replace(b",400,", b",four,", 1), {}, "Line 2, column “2025-01”: “four” is not a count"),
        (b"\xff\xfe", {}, "The file is not UTF-8 text"),
        (b"", {}, "The file is empty."),
        (table(), {"area_column": "force"}, "There is no column “force”"),
        (table(), {"only_column": "area"}, "Give both the column and its value, or neither."),
        (table(), {"as_at": "2026-03-20"}, "March 2026 was not over"),
        (table(), {"title": ""}, "This field is required"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(david: Client, content: bytes, told: dict[str, str], sentence: str) -> None:
    """On the form, by line and column; nothing is kept."""
    answer = hand_over(david, content, **told)
    assert answer.status_code == 422  # type: ignore[attr-defined]  # an answer
    assert sentence in answer.content.decode()  # type: ignore[attr-defined]  # an answer
    assert not Series.objects.filter(source=SERIES["source"]).exists()


def test_a_study_is_written_down_and_run(david: Client, study: Study) -> None:
    """The verdict comes with its interval, charts that need no script, the tables behind them, checks and basis."""
    answer = david.post(reverse("run_impact_study", args=[study.uid]))
    assert answer["Location"] == f"{reverse('impact_study', args=[study.uid])}?run=1"
    assert (latest().verb, latest().subjects) == ("combination", [["study", str(study.uid)]])
    page = david.get(answer["Location"]).content.decode()
    assert "Recorded thefts of vans in the areas acted on were 20% fewer than the course of the others lets expect." in page
    assert "cannot tell that apart from what was done" in page
    assert page.count("<svg") == 4
    assert page.count("Table of these figures") == 4
    assert "Counts of ten areas, published by A bulletin, as at 31 March 2026." in page
    assert "the counts could have been known" in page
    assert "Placebos in areas not acted on" in page


def test_a_run_repeats_and_stays(david: Client, study: Study) -> None:
    """Two runs stand side by side; one that is not there is not found."""
    for _ in range(2):
        david.post(reverse("run_impact_study", args=[study.uid]))
    where = reverse("impact_study", args=[study.uid])
    assert "run 1 finds the same, figure by figure" in david.get(f"{where}?run=1&again=1").content.decode()
    assert "Run 2" in david.get(where).content.decode()
    assert david.get(f"{where}?run=3").status_code == 404


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"start": "December"}, "“December” is not a month"),
        ({"start": "2025-01"}, "needs at least one month before it"),
        ({"last": "2026-06"}, "The series has no counts for April 2026"),
        ({f"part_{number}": "compared" for number in range(3)}, "No area was acted on."),
        ({"start_1": "1/2026"}, "“1/2026” is not a month"),
        ({"part_4": "nothing"}, "Select a valid choice"),
        ({"question": ""}, "This field is required"),
    ],
)
def test_a_study_that_cannot_be_answered_is_refused(david: Client, told: dict[str, str], sentence: str) -> None:
    """With what to change; nothing is kept."""
    hand_over(david, table())
    series = Series.objects.get(title=SERIES["title"])
    asked = {**STUDY, **parts(3, 10), "source": str(series.uid), **told}
    answer = david.post(reverse("write_impact_study"), asked)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Study.objects.filter(title=STUDY["title"]).exists()


def test_theft_reports_of_four_forces_are_too_few_to_say_anything(david: Client) -> None:
    """The sample town: the study runs on the restricted picture, and says that nothing can be said, and why."""
    page = david.get(reverse("new_impact_study"), {"source": "picture"}).content.decode()
    assert page.count('id="id_part_') == 4
    assert "Nov 2025 to Mar 2026" in page
    asked = {**STUDY, **parts(1, 4), "source": "picture", "first": "2025-11", "start": "2026-02", "last": "2026-03"}
    study = Study.objects.get(uid=david.post(reverse("write_impact_study"), asked)["Location"].rsplit("/", 1)[1])
    shown = david.post(reverse("run_impact_study", args=[study.uid]), follow=True).content.decode()
    assert "Nothing can be said about whether what was done changed recorded theft." in shown
    assert "3 areas are compared with; at least 5 are needed" in shown
    assert "Theft reports held by" in shown
    assert study.runs.get().sees


def test_counts_that_are_not_known_are_not_taken_for_none(david: Client) -> None:
    """October 2025 is the month in which reports begin: it may be held in part only."""
    asked = {**STUDY, **parts(1, 4), "source": "picture", "first": "2025-10", "start": "2026-02", "last": "2026-03"}
    study = Study.objects.get(uid=david.post(reverse("write_impact_study"), asked)["Location"].rsplit("/", 1)[1])
    answer = david.post(reverse("run_impact_study", args=[study.uid]))
    assert answer.status_code == 400
    assert "counts are known only from November 2025 to March 2026" in answer.content.decode()
    assert not study.runs.exists()


def test_a_study_may_be_written_before_its_counts_are_in(david: Client) -> None:
    """It says so, and cannot be run yet."""
    asked = {**STUDY, **parts(1, 4), "source": "picture", "first": "2025-11", "start": "2031-01", "last": "2031-06"}
    study = Study.objects.get(uid=david.post(reverse("write_impact_study"), asked)["Location"].rsplit("/", 1)[1])
    page = david.get(reverse("impact_study", args=[study.uid])).content.decode()
    assert "nobody could know the counts" in page
    assert "It has not been run" in page
    assert david.post(reverse("run_impact_study", args=[study.uid])).status_code == 400


def test_the_forces_of_an_operation_are_filled_in(david: Client) -> None:
    """With the month in which it began; the choice stays the writer's."""
    maker = Person.objects.get(email__startswith="david.")
    operation = Operation.objects.create(
        reference="impact-test", name="Operation Test", aims="A test.", lead=Organisation.objects.get(pk="NVCRP"),
        begins_on=date(2026, 2, 9), ends_on=date(2026, 2, 15), made_at=datetime(2026, 1, 5, tzinfo=UTC), made_by=maker,
    )  # fmt: skip
    Participant.objects.create(operation=operation, organisation=Organisation.objects.get(pk="CLEVELAND"))
    assert "Operation Test" in david.get(reverse("new_impact_study")).content.decode()
    page = david.get(reverse("new_impact_study"), {"source": "picture", "from": "operation/impact-test"}).content.decode()
    assert page.count('<option value="acted_on" selected>') == 1
    assert page.count('value="2026-02"') == 2
    assert (
        '<option value="acted_on" selected>' not in david.get(reverse("new_impact_study"), {"source": "picture"}).content.decode()
    )


def test_the_forces_to_which_a_grant_went_are_filled_in(david: Client) -> None:
    """From the month after the award; another grant's money, and a grant that is not there, fill in nothing."""
    maker = Person.objects.get(email__startswith="david.")
    partnership, funder = Organisation.objects.get(pk="NVCRP"), Organisation.objects.get(pk="HO")
    at = datetime(2026, 1, 20, tzinfo=UTC)
    for name, force in (("one", "DURHAM"), ("other", "CLEVELAND")):
        grant = Grant.objects.create(
            reference=f"impact-{name}", title=f"Grant {name}", funder=funder, holder=partnership, begins_on=at.date(),
            ends_on=date(2026, 12, 31), offered_gbp=1000, made_at=at, made_by=maker,
        )  # fmt: skip
        pot = Pot.objects.create(grant=grant, reference=f"impact-pot-{name}", title="Pot", made_at=at, made_by=maker)
        recipient = Organisation.objects.get(pk=force)
        Award.objects.create(
            reference=f"impact-award-{name}",
            pot=pot,
            recipient=recipient,
            title="Kit",
            spend_by=date(2026, 12, 31),
            at=at,
            by=maker,
        )
    assert "Grant one" in david.get(reverse("new_impact_study")).content.decode()
    page = david.get(reverse("new_impact_study"), {"source": "picture", "from": "grant/impact-one"}).content.decode()
    assert page.count('<option value="acted_on" selected>') == 1
    assert page.count('value="2026-02"') == 2
    none = david.get(reverse("new_impact_study"), {"source": "picture", "from": "grant/impact-none"}).content.decode()
    assert '<option value="acted_on" selected>' not in none


def test_a_funder_reads_and_does_not_write(sign_in: SignIn, david: Client, study: Study) -> None:
    """The Home Office was named a reader: it sees the study and its run on the published series, and no button."""
    david.post(reverse("run_impact_study", args=[study.uid]))
    peter = sign_in("peter", purpose="programme")
    page = peter.get(reverse("impact_study", args=[study.uid])).content.decode()
    assert "20% fewer" in page
    assert "Run it on the counts" not in page
    assert STUDY["title"] in peter.get(reverse("impact")).content.decode()
    assert peter.post(reverse("run_impact_study", args=[study.uid])).status_code == 403
    assert peter.get(reverse("new_impact_study")).status_code == 403
    assert study.runs.count() == 1


def test_a_run_on_theft_reports_is_not_shown_to_the_funder(sign_in: SignIn, david: Client) -> None:
    """The study is, the figures are not: they count records that the funder may not see."""
    asked = {**STUDY, **parts(1, 4), "source": "picture", "first": "2025-11", "start": "2026-02", "last": "2026-03"}
    study = Study.objects.get(uid=david.post(reverse("write_impact_study"), asked)["Location"].rsplit("/", 1)[1])
    david.post(reverse("run_impact_study", args=[study.uid]))
    where = reverse("impact_study", args=[study.uid])
    page = sign_in("peter", purpose="programme").get(where).content.decode()
    assert "or not on counts that you may see" in page
    assert "areas are compared with" not in page
    assert sign_in("peter", purpose="programme").get(f"{where}?run=1").status_code == 404
    assert "no run that you may see" in sign_in("peter", purpose="programme").get(reverse("impact")).content.decode()


def test_the_list_tells_what_each_latest_run_says(david: Client, study: Study) -> None:
    """The study of the sample story, on real counts, stands beside it."""
    david.post(reverse("run_impact_study", args=[study.uid]))
    page = david.get(reverse("impact")).content.decode()
    assert "20% fewer than the course of the others" in page
    assert "A placebo: five boroughs in which nothing special was done" in page
    assert Run.objects.filter(study=study).get().finding["verdict"]["headline"] in page
