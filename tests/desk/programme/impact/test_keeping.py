"""Studies stay as they were written, runs keep what they rest on, and each is seen by whom it was written for."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from desk_words import ViewerMaker
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.figures import Asked as FigureAsked
from vinculum.desk.programme.impact.figures import RULES
from vinculum.desk.programme.impact.models import Reader, Run, Series, Study
from vinculum.desk.programme.impact.panel import CannotCompare
from vinculum.desk.programme.impact.running import Basis, basis_of, repeats, run_study
from vinculum.desk.programme.impact.sample import tell
from vinculum.desk.programme.impact.seeing import runs_visible_to, series_visible_to, sight_of_thefts, visible_to
from vinculum.desk.programme.impact.writing import Asked, StudyRefused, Words, keep_series, write_study

AT = datetime(2026, 4, 2, 9, tzinfo=UTC)
WORDS = Words("Counts by area", "thefts", "Thefts recorded.", "somebody")


def table(areas: int = 10, months: int = 15) -> str:
    """Return a long table of counts from January 2025."""
    rows = [
        f"Area {area},{2025 + month // 12}-{month % 12 + 1:02d},{100 + 7 * area + (month * area * 13) % 11}"
        for area in range(areas)
        for month in range(months)
    ]
    return "\n".join(["area,month,count", *rows])


@pytest.fixture
def lead(make_viewer: ViewerMaker) -> Viewer:
    return make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, AT)


@pytest.fixture
def series(lead: Viewer) -> Series:
    return keep_series(lead, WORDS, date(2026, 4, 1), table())


def asked(series: Series | None, **told: object) -> Asked:
    return Asked(
        **{  # type: ignore[arg-type]  # a test's own choices over the usual ones
            "title": "A study",
            "question": "Did it change?",
            "done": "A week of action.",
            "what": "thefts",
            "definition": "Thefts recorded.",
            "series": series,
            "acted_on": {"Area 0": date(2026, 1, 1), "Area 1": date(2026, 1, 1)},
            "compared": [f"Area {area}" for area in range(3, 10)],
            "beside": ["Area 2"],
            "first": date(2025, 1, 1),
            "last": date(2026, 3, 1),
            **told,
        }
    )


def areas() -> list[str]:
    return [f"Area {area}" for area in range(10)]


def test_a_run_keeps_its_counts_and_repeats(lead: Viewer, series: Series) -> None:
    """Worked through again from what it keeps, a run finds the same."""
    study = write_study(lead, asked(series), areas())
    run = run_study(lead, study, series.panel(), basis_of(series))
    assert run.number == 1
    assert run.found().beside is not None
    assert repeats(Run.objects.get(pk=run.pk))
    run.counts[3][2] += 1
    assert not repeats(run)


def test_a_second_run_stands_beside_the_first(lead: Viewer, series: Series) -> None:
    """Later counts make another run, not another answer in its place."""
    study = write_study(lead, asked(series), areas())
    for number in (1, 2):
        assert run_study(lead, study, series.panel(), basis_of(series)).number == number
    assert list(study.runs.values_list("number", flat=True)) == [2, 1]


@pytest.mark.parametrize("kind", [Series, Study, Reader, Run])
def test_the_store_refuses_changes(lead: Viewer, series: Series, kind: type[Model]) -> None:
    """Neither a study nor what it found is altered or removed."""
    study = write_study(lead, asked(series, readers=["HO"]), areas())
    run_study(lead, study, series.panel(), basis_of(series))
    field = {Series: "title", Study: "question", Reader: "organisation_id", Run: "digest"}[kind]
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        kind.objects.update(**{field: "OPAL"})  # type: ignore[attr-defined]  # every model has objects
    with pytest.raises(DatabaseError, match="neither changed nor removed"), transaction.atomic():
        kind.objects.all()._raw_delete("default")  # type: ignore[attr-defined]  # noqa: SLF001 - past Django's own checks


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"acted_on": {"Area 0": date(2025, 1, 1)}}, "needs at least one month before it"),
        ({"acted_on": {"Area 0": date(2026, 4, 1)}}, "lies within January 2025 to March 2026"),
        ({"compared": ["Area 77"]}, "no counts for Area 77"),
        ({"last": date(2024, 12, 1)}, "last month comes before the first"),
        ({"last": date(2026, 5, 1)}, "no counts for April 2026; it covers January 2025 to March 2026"),
    ],
)
def test_a_study_that_cannot_be_answered_is_refused(lead: Viewer, series: Series, told: dict[str, object], words: str) -> None:
    """With the area or month that is wrong; nothing is kept."""
    before = Study.objects.count()
    with pytest.raises(StudyRefused, match=words):
        write_study(lead, asked(series, **told), areas())
    assert Study.objects.count() == before


def test_an_area_both_acted_on_and_compared_is_refused(lead: Viewer, series: Series) -> None:
    """The words are those of the design."""
    with pytest.raises(CannotCompare, match="Area 3 cannot be both"):
        write_study(lead, asked(series, beside=["Area 3"]), areas())


def test_a_series_whose_last_month_was_still_running_is_refused(lead: Viewer) -> None:
    """March is not over on 30 March; on 31 March it is, and a day ahead nothing is known."""
    with pytest.raises(StudyRefused, match="March 2026 was not over"):
        keep_series(lead, WORDS, date(2026, 3, 30), table())
    with pytest.raises(StudyRefused, match="lies in the future"):
        keep_series(lead, WORDS, date(2026, 4, 3), table())
    assert keep_series(lead, WORDS, date(2026, 3, 31), table()).counts[0][0] == 100


def test_more_areas_than_a_form_holds_are_refused(lead: Viewer) -> None:
    """With what to do instead."""
    with pytest.raises(StudyRefused, match="401 areas; a study compares at most 400"):
        keep_series(lead, WORDS, date(2026, 4, 1), table(401, 2))


def test_a_study_is_not_run_before_its_last_month_is_over(lead: Viewer, series: Series) -> None:
    """Half a month looks like a fall."""
    study = write_study(lead, asked(series), areas())
    early = Basis(datetime(2026, 3, 28, tzinfo=UTC), "counts", {})
    with pytest.raises(StudyRefused, match="March 2026, was not over"):
        run_study(lead, study, series.panel(), early)


def test_who_may_not_study_neither_writes_nor_runs(make_viewer: ViewerMaker, lead: Viewer, series: Series) -> None:
    """A funder reads; an analyst does neither."""
    study = write_study(lead, asked(series, readers=["HO"]), areas())
    funder = make_viewer("HO", ["funder"], Purpose.PROGRAMME, AT)
    for act in (lambda: write_study(funder, asked(series), areas()),
                lambda: run_study(funder, study, series.panel(), basis_of(series)),
                lambda: keep_series(funder, WORDS, date(2026, 4, 1), table())):  # fmt: skip
        with pytest.raises(StudyRefused, match=r"includes impact\.study"):
            act()


def test_a_study_is_seen_by_its_organisation_and_named_readers(make_viewer: ViewerMaker, lead: Viewer, series: Series) -> None:
    """Another funder sees neither the study, nor its series, nor its runs; without the role nobody does."""
    study = write_study(lead, asked(series, readers=["HO"]), areas())
    run_study(lead, study, series.panel(), basis_of(series))
    named = make_viewer("HO", ["funder"], Purpose.PROGRAMME, AT)
    other = make_viewer("ISF", ["funder"], Purpose.PROGRAMME, AT)
    same_house = make_viewer("NVCRP", ["finance_officer"], Purpose.PROGRAMME, AT)
    for viewer, sees in ((lead, True), (named, True), (other, False), (same_house, False)):
        assert Study.objects.filter(visible_to(viewer), pk=study.pk).exists() is sees
        assert Series.objects.filter(series_visible_to(viewer), pk=series.pk).exists() is sees
        assert Run.objects.filter(runs_visible_to(viewer), study=study).exists() is sees


def test_a_run_on_theft_reports_stays_with_those_who_see_the_same(make_viewer: ViewerMaker, lead: Viewer, series: Series) -> None:
    """The named reader of the study does not read the counts of records that they may not see."""
    study = write_study(lead, asked(None, readers=["HO"]), areas())
    basis = Basis(datetime(2026, 4, 1, tzinfo=UTC), "Theft reports", {"build": "b"}, sight_of_thefts(lead))
    run_study(lead, study, series.panel(), basis)
    named = make_viewer("HO", ["funder"], Purpose.PROGRAMME, AT)
    colleague = make_viewer("NVCRP", ["programme_lead"], Purpose.PROGRAMME, AT)
    assert [Run.objects.filter(runs_visible_to(one), study=study).count() for one in (lead, colleague, named)] == [1, 1, 0]


def test_studies_are_counted_whatever_they_found(lead: Viewer, series: Series) -> None:
    """The figure opens to one row a study, known by its moment."""
    before = RULES[0].rows(lead, FigureAsked(AT)) or []
    study = write_study(lead, asked(series), areas())
    rows = RULES[0].rows(lead, FigureAsked(AT)) or []
    assert {row.key for row in rows} - {row.key for row in before} == {str(study.uid)}
    assert RULES[0].rows(lead, FigureAsked(datetime(2020, 1, 1, tzinfo=UTC))) == []
    assert RULES[0].rows(lead, FigureAsked(AT, since=date(2026, 4, 3))) == []
    assert [row.key for row in RULES[0].rows(lead, FigureAsked(AT, until=date(2026, 4, 2))) or []] == [row.key for row in before]


@pytest.mark.usefixtures("db")
def test_the_story_is_told_once() -> None:
    """A study on real counts stands; telling it again adds nothing."""
    tell()
    kept = Study.objects.get(title__startswith="A placebo")
    tell()
    assert Study.objects.filter(title=kept.title).count() == 1
    run = kept.runs.get()
    assert run.found().verdict.kind == "no difference told"
    assert repeats(run)
