"""Reports, copies and requirements made up for tests, with words by which each can be told apart wherever it turns up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.viewer import Viewer, viewer_of
from vinculum.desk.access.vocabulary import Handling, Purpose
from vinculum.desk.intelligence.flows import COPY, REPORT, parties_of
from vinculum.desk.intelligence.grades import ActionCode, Assessment, Grade, SanitisationCode, Source
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.recipients import classes
from vinculum.desk.intelligence.reviewing import accept
from vinculum.desk.intelligence.rows.copies import Copy, Dissemination
from vinculum.desk.intelligence.rows.reports import Report
from vinculum.desk.intelligence.sanitising import CopiedParagraph, prepare
from vinculum.desk.intelligence.sending import send
from vinculum.desk.intelligence.writing import begin
from vinculum.desk.intelligence.written import NamedLink, Written, WrittenParagraph
from vinculum.desk.workflows.stepping import take

# After the story, before any test runs.
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
READING = {
    "amara": Purpose.INTELLIGENCE, "ines": Purpose.INTELLIGENCE, "grace": Purpose.INTELLIGENCE, "tom": Purpose.INVESTIGATION,
    "owen": Purpose.INVESTIGATION, "priya": Purpose.PORTS, "helen": Purpose.PREVENTION, "joan": Purpose.INVESTIGATION,
}  # fmt: skip
PLAIN = Grade(Source.UNTESTED, Assessment.DIRECTLY, Handling.PERMITTED)
BOUND = Grade(
    Source.RELIABLE, Assessment.INDIRECTLY, Handling.CONDITIONS, ActionCode.USE_COVERTLY, SanitisationCode.DELEGATED, "Ask first."
)


def viewer(who: str, at: datetime = NOON, purpose: Purpose | None = None) -> Viewer:
    """Return a sample person as they ask at a moment, for a purpose that lets them read intelligence unless told otherwise."""
    return viewer_of(Person.objects.get(email__startswith=f"{who}."), at, purpose or READING[who], "a test")


def written(*texts: str, grade: Grade = PLAIN, **head: object) -> Written:
    """Return a report as written, with some paragraphs of one grade."""
    told: dict[str, object] = {
        "subject": "Something seen", "author": "Somebody", "reported_at": NOON - timedelta(hours=2),
        "obtained_at": NOON - timedelta(hours=5), "paragraphs": tuple(WrittenParagraph(text, grade) for text in texts), **head,
    }  # fmt: skip
    return Written(**told)  # type: ignore[arg-type]  # each value is of its field


def submitted(who: str, made: Written, source: SourceTold | None = None) -> Report:
    """Return a report that somebody wrote and submitted to the national desk."""
    asking = viewer(who)
    report = begin(asking, made, desk="OPAL", source=source)
    take(REPORT, report.reference, "submit", asking, after=1, parties=parties_of(report))
    return report


def reviewed(who: str, made: Written, source: SourceTold | None = None) -> Report:
    """Return a report whose grades stand."""
    report = submitted(who, made, source)
    accept(viewer("ines" if who != "ines" else "amara"), report, {}, after=2)
    return report


def sent(report: Report, to: str, subject: str, text: str, *recipients: str) -> tuple[Copy, dict[str, Dissemination]]:
    """Return a copy of the first paragraph of a report for a class, prepared, released and sent, with what each recipient got."""
    marking = classes()[to].markings[-1]
    copy = prepare(viewer("amara"), report, classes()[to], subject, marking, [CopiedParagraph(1, text)])
    take(COPY, copy.reference, "release", viewer("ines"), after=1, parties={"desk": "OPAL"})
    rows = send(viewer("ines"), copy, list(Organisation.objects.filter(code__in=recipients)), after=2)
    return copy, {row.recipient_id: row for row in rows}


@dataclass(frozen=True)
class Told:
    """A report of the made-up world with its copies: words that must be seen by few, and who the few are."""

    report: Report
    organisation: str
    word: str
    source: str
    author: str
    conditional: bool
    copies: dict[str, tuple[Copy, dict[str, Dissemination]]]


def world() -> list[Told]:
    """Make three reports of three organisations, each sent as a copy to three others, with telling words in every part."""
    made = []
    for who, organisation, grade in (("tom", "CLEVELAND", PLAIN), ("owen", "ESSEX", BOUND), ("priya", "NAVCIS", PLAIN)):
        word, source, author = f"Quagga{organisation.lower()}", f"Okapi{organisation.lower()}", f"Tapir{organisation.lower()}"
        report = reviewed(
            who,
            written(
                f"{word} drives a stolen car with the plates ZX19 {organisation[:3]}.",
                grade=grade,
                subject=f"About {word}",
                author=author,
                author_number=f"{author}77",
                risk=f"{word} is quick to anger",
                links=(NamedLink(1, "person", word.capitalize(), "suspect"),),
            ),
            SourceTold(source, f"{source}/1", f"{source} told it over a fence"),
        )
        copies = {
            "force": sent(
                report, "force", f"Ibex{organisation.lower()} force", f"Ibex{organisation.lower()} drives.", "KENT", "CLEVELAND"
            )
        }
        if grade is PLAIN:
            copies["manufacturer"] = sent(
                report, "manufacturer", f"Gnu{organisation.lower()} maker", f"Gnu{organisation.lower()} drives.", "JLR", "FORDUK"
            )
        made.append(Told(report, organisation, word, source, author, grade is BOUND, copies))
    return made
