"""Reports written, checked, corrected, copied, sent and answered, through the functions that the pages call."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from intelligence_world import BOUND, NOON, PLAIN, reviewed, sent, submitted, viewer, written
from vinculum.desk.access.models import Organisation
from vinculum.desk.intelligence.deconfliction import alike, held_elsewhere
from vinculum.desk.intelligence.flows import COPY, REPORT, parties_of
from vinculum.desk.intelligence.grades import Assessment, SanitisationCode, Source
from vinculum.desk.intelligence.receiving import NotReceived, acknowledge, received, say_what_became
from vinculum.desk.intelligence.recipients import class_of, classes, period_of
from vinculum.desk.intelligence.reviewing import NoteNeeded, accept
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, Version
from vinculum.desk.intelligence.sanitising import CopiedParagraph, NotForThem, prepare, suggestions, take_out
from vinculum.desk.intelligence.searching import Sought, search_received, search_reports
from vinculum.desk.intelligence.sending import send, sent_of
from vinculum.desk.intelligence.writing import OutOfTime, begin, write_again
from vinculum.desk.intelligence.written import BadReport, NamedLink
from vinculum.desk.workflows.refusals import NotNow, NotPermitted
from vinculum.desk.workflows.stepping import take

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def test_every_fault_is_named_at_once_and_nothing_is_kept() -> None:
    """A report with four faults gets four sentences."""
    wrong = written(
        "A yard.", grade=replace(PLAIN, conditions="Ask."), subject=" ", reported_at=NOON + timedelta(days=1), marking="SECRET"
    )
    before = Report.objects.count()
    with pytest.raises(BadReport) as told:
        begin(viewer("tom"), wrong, desk="OPAL")
    assert [(fault.name, fault.paragraph) for fault in told.value.faults] == [
        ("subject", 0), ("reported_at", 0), ("marking", 0), ("handling", 1),
    ]  # fmt: skip
    assert Report.objects.count() == before


def test_links_are_found_and_those_by_hand_take_their_place() -> None:
    """A plate in the text is linked; the same plate linked by hand has its part in the matter, once."""
    told = written("KT19 ABC stood in Tilbury.", links=(NamedLink(1, "vrm", "KT19ABC", "stolen", NOON.date()),))
    report = begin(viewer("tom"), told, desk="OPAL")
    held = Link.objects.filter(version__report=report)
    held = Link.objects.filter(version__report=report)
    links = {(link.kind, link.normal): (link.role, link.by_hand, link.grade) for link in held}
    assert links == {("vrm", "KT19ABC"): ("stolen", True, "2/A/P"), ("place", "TILBURY"): ("mentioned", False, "2/A/P")}


def test_a_correction_is_another_version_and_the_old_one_stays() -> None:
    """Known time never runs backwards, the store refuses to change a version, and the corrected report waits for review."""
    report = reviewed("tom", written("Two cars."))
    early = NOON - timedelta(days=1)
    older = written("Three cars.", reported_at=early - timedelta(hours=1), obtained_at=early - timedelta(hours=2))
    with pytest.raises(OutOfTime):
        write_again(viewer("tom", early), report, older, act="correct", after=3, why="Counted")
    write_again(viewer("tom", LATER), report, written("Three cars."), act="correct", after=3, why="Counted again")
    texts = Paragraph.objects.filter(version__report=report).order_by("version__number").values_list("text", flat=True)
    assert list(texts) == ["Two cars.", "Three cars."]
    with pytest.raises(NotForThem):
        prepare(viewer("amara"), report, classes()["force"], "Cars", "OFFICIAL", [CopiedParagraph(1, "Cars.")])
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(report=report).update(subject="changed")


def test_nobody_reviews_their_own_report() -> None:
    """Four eyes: who wrote, edited or submitted it does not accept it."""
    report = submitted("amara", written("A yard."))
    with pytest.raises(NotPermitted, match="somebody else"):
        accept(viewer("amara"), report, {}, after=2)
    with pytest.raises(NotPermitted):
        accept(viewer("tom"), report, {}, after=2)
    assert accept(viewer("ines"), report, {}, after=2).state == "reviewed"


def test_a_grade_that_can_hardly_be_true_needs_a_note() -> None:
    """3/A passes with the reviewer's words and not without."""
    unlikely = replace(PLAIN, source=Source.NOT_RELIABLE, assessment=Assessment.DIRECTLY)
    report = submitted("tom", written("He copied the key.", grade=unlikely))
    with pytest.raises(NoteNeeded, match=r"Paragraph 1 \(3/A/P\)"):
        accept(viewer("ines"), report, {1: " "}, after=2)
    accept(viewer("ines"), report, {1: "He worked the till."}, after=2)
    assert [note.text for note in report.versions.get().notes.all()] == ["He worked the till."]


def test_what_a_class_may_not_have_is_suggested_and_refused() -> None:
    """A manufacturer is given no plate, no author and nothing under conditions; the tool blacks out what it finds."""
    report = reviewed("owen", written("Seen by Somebody: KT19 ABC.", grade=BOUND))
    version = report.versions.get()
    paragraph, to = version.paragraphs.get(), classes()["manufacturer"]
    found = suggestions(version, paragraph, list(version.links.all()), to)
    assert [one.words for one in found] == ["Somebody", "KT19 ABC"]
    assert take_out(paragraph.text, found) == "Seen by […]: […]."
    with pytest.raises(NotForThem) as told:
        prepare(viewer("amara"), report, to, "A car", "OFFICIAL-SENSITIVE", [CopiedParagraph(1, paragraph.text)])
    for words in ("marked OFFICIAL, not", "names 'Somebody'", "not given a vrm", "under handling code C"):
        assert words in str(told.value)


def test_a_copy_waits_for_its_originator_where_the_grade_says_so() -> None:
    """S2: the originator agrees first; consent to an earlier version does not count."""
    report = reviewed("owen", written("A barber.", grade=replace(BOUND, sanitisation=SanitisationCode.CONSULT)))
    kept = [CopiedParagraph(1, "A barber.")]
    with pytest.raises(NotForThem, match="originator has to agree"):
        prepare(viewer("amara"), report, classes()["force"], "A barber", "OFFICIAL", kept)
    take(REPORT, report.reference, "consent", viewer("owen"), after=3, parties=parties_of(report))
    copy = prepare(viewer("amara"), report, classes()["force"], "A barber", "OFFICIAL", kept)
    with pytest.raises(NotPermitted):
        take(COPY, copy.reference, "release", viewer("amara"), after=1, parties={"desk": "OPAL"})


def test_a_copy_goes_to_its_own_class_once() -> None:
    """An organisation of another class is refused with all the others; who has it already is passed over."""
    report = reviewed("tom", written("A yard."))
    copy, _ = sent(report, "manufacturer", "A yard", "A yard.", "JLR")
    jlr, kent, ford = (Organisation.objects.get(code=code) for code in ("JLR", "KENT", "FORDUK"))
    with pytest.raises(NotForThem, match="Kent Police"):
        send(viewer("ines"), copy, [ford, kent], after=3)
    assert [row.recipient_id for row in send(viewer("ines"), copy, [jlr, ford], after=3)] == ["FORDUK"]
    assert class_of(jlr) is classes()["manufacturer"]
    assert [class_of(Organisation.objects.get(code=code)).code for code in ("OPAL", "NAVCIS", "SVIU", "BF")] == [  # type: ignore[union-attr]  # each has a class
        "opal", "navcis", "navcis", "port",
    ]  # fmt: skip


def test_what_came_back_is_told_to_the_sending_side_with_what_is_overdue() -> None:
    """Acknowledged, answered, overdue; a recalled copy takes no answer."""
    copy, rows = sent(reviewed("tom", written("A yard.")), "manufacturer", "A yard", "A yard.", "JLR", "FORDUK")
    asking = viewer("helen", LATER)
    with pytest.raises(NotNow):
        say_what_became(asking, rows["JLR"], grade=3, acted_on=True, text="", after=0)
    acknowledge(asking, rows["JLR"], after=0)
    say_what_became(asking, rows["JLR"], grade=3, acted_on=True, text="Two parts matched", after=1)
    told = {one.organisation: one for one in sent_of(copy, (NOON + timedelta(days=10)).date())}
    assert told["Jaguar Land Rover"].feedback is not None
    assert told["Ford of Britain"].overdue == "acknowledgement was due on 10 March 2026"
    take(COPY, copy.reference, "recall", viewer("ines"), after=3, parties={"desk": "OPAL"}, reason="A name was left in it")
    assert [(one.recalled, one.subject) for one in received([rows["JLR"]], NOON.date())] == [(True, "")]
    with pytest.raises(NotReceived):
        acknowledge(asking, rows["FORDUK"], after=0)


def test_search_finds_words_beginnings_and_marks_however_they_are_spaced() -> None:
    """All words must be there; only the newest version is looked in; only what the viewer may see is found."""
    report = reviewed("tom", written("Quinoa barrels hide the plates KV19 KLM in the barn."))

    def found(who: str, text: str) -> bool:
        return search_reports(viewer(who), Sought(text)).filter(report=report).exists()

    sought = {"quinoa": True, "QUIN bar": True, "kv19klm": True, "KV19 KLM": True, "quinoa absent": False}
    assert {text: found("tom", text) for text in sought} == sought
    assert [found(who, "quinoa") for who in ("amara", "owen", "helen")] == [True, False, False]
    write_again(viewer("tom", LATER), report, written("Nothing was there."), act="correct", after=3, why="Looked")
    assert not found("tom", "quinoa")
    _, rows = sent(reviewed("tom", written("Saffron crates.")), "force", "Crates", "Saffron crates of KV19 KLN.", "KENT", "ESSEX")
    assert [row.pk for row in search_received(viewer("owen"), "saffron crate")] == [rows["ESSEX"].pk]
    assert [row.pk for row in search_received(viewer("owen"), "KV19KLN")] == [rows["ESSEX"].pk]


def test_alike_reports_and_marks_held_by_others_are_told() -> None:
    """What says much the same is named to who may read it; to others only that somebody holds something on a mark."""
    text = "A white van with the plates KW20 PBR brings engines to the barn behind the church every Sunday evening before nine"
    report = reviewed("tom", written(text))
    assert [one.reference for one in alike(viewer("amara"), text.replace("white", "grey"))] == [report.reference]
    assert alike(viewer("owen"), text) == []
    marks = [(("vrm", "KW20PBR"), "KW20 PBR"), (("vrm", "KW20PBS"), "KW20 PBS")]
    assert [one.shown for one in held_elsewhere(viewer("owen"), marks)] == ["KW20 PBR"]
    assert held_elsewhere(viewer("amara"), marks) == []


def test_the_time_of_a_copy_is_rough() -> None:
    """A week, a month or a quarter."""
    assert [period_of(NOON, roughly) for roughly in ("week", "month", "quarter")] == [
        "the week of 2 March 2026", "March 2026", "January to March 2026",
    ]  # fmt: skip
