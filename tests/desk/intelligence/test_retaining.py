"""Reports are reviewed when their clear period is over, kept with a reason or erased with a proof."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db.models import Model

from intelligence_world import NOON, reviewed, sent, viewer, written
from vinculum.desk.access.models import Organisation
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.receiving import received
from vinculum.desk.intelligence.retaining import NotErased, clocks, erase_report, keep_longer
from vinculum.desk.intelligence.rows.copies import CopyParagraph
from vinculum.desk.intelligence.rows.index import ReportWord
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Version
from vinculum.desk.intelligence.rows.sources import SourceRecord
from vinculum.desk.retention.models import LegalHold
from vinculum.desk.workflows.models import Step

pytestmark = pytest.mark.django_db
SIX_YEARS_ON = datetime(2032, 4, 1, tzinfo=UTC)


def keeper(at: datetime = SIX_YEARS_ON) -> Viewer:
    return viewer("rashid", at, Purpose.ADMINISTRATION)


def test_a_report_is_due_after_the_clear_period_of_its_group() -> None:
    """Group 4: six years from the report. A decision to keep sets the next date, within the cadence."""
    report = reviewed("amara", written("A yard with KT19 ABC."))
    assert report.reference not in {one.reference for one in clocks(keeper(), NOON)}
    mine = next(one for one in clocks(keeper(), SIX_YEARS_ON) if one.reference == report.reference)
    assert (mine.group, mine.next_review.date().isoformat(), mine.decided) == (4, "2032-03-03", False)
    with pytest.raises(NotErased, match="at the latest"):
        keep_longer(keeper(), report, reason="Links", next_review=datetime(2045, 1, 1, tzinfo=UTC))
    keep_longer(keeper(), report, reason="Links", next_review=datetime(2035, 1, 1, tzinfo=UTC))
    assert report.reference not in {one.reference for one in clocks(keeper(), SIX_YEARS_ON)}
    assert clocks(viewer("amara", SIX_YEARS_ON), SIX_YEARS_ON) == []


def test_erasing_leaves_the_proof_and_nothing_else() -> None:
    """Words, links, index, source and the words of copies go; the reference, the steps and the proof stay."""
    report = reviewed("amara", written("A yard with KT19 ABC."), SourceTold("Nobody"))
    copy, rows = sent(report, "manufacturer", "A yard", "A yard.", "JLR")
    steps = Step.objects.filter(subject=report.reference).count()
    proof = erase_report(keeper(), report, why="Past its clear period")
    assert (proof.versions, proof.paragraphs, proof.copies, len(proof.sha256)) == (1, 1, 1, 64)
    held: dict[type[Model], str] = {
        Version: "report",
        ReportWord: "report",
        SourceRecord: "report",
        Paragraph: "version__report",
        Link: "version__report",
    }
    for table, key in held.items():
        assert not table._default_manager.filter(**{key: report}).exists()  # noqa: SLF001 - Django's documented name
    assert not CopyParagraph.objects.filter(copy=copy).exists()
    row = rows["JLR"]
    row.copy.refresh_from_db()
    assert received([row], NOON.date(), whole=True)[0].subject == ""
    assert Step.objects.filter(subject=report.reference).count() == steps
    with pytest.raises(NotErased, match="not due"):
        erase_report(keeper(), report, why="Again")


def test_what_must_stay_is_not_erased() -> None:
    """Before its day, under a legal hold on a mark that it names, without a reason, or by somebody who may not."""
    report = reviewed("amara", written("A yard with KT19 ABC."))
    for asking, why, words in (
        (keeper(NOON), "x", "not due"),
        (keeper(), " ", "Say why"),
        (viewer("amara", SIX_YEARS_ON), "x", "retention.erase"),
    ):
        with pytest.raises(NotErased, match=words):
            erase_report(asking, report, why=why)
    LegalHold.objects.create(
        organisation=Organisation.objects.get(pk="OPAL"), kind="vrm", mark="KT19 ABC", why="A trial", person_id=keeper().person
    )
    with pytest.raises(NotErased, match="legal hold"):
        erase_report(replace(keeper()), report, why="x")
