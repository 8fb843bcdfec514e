"""A report as somebody wrote it, before it is kept, and everything that is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from vinculum.desk.intelligence.grades import Grade, faults_of
from vinculum.desk.intelligence.wording import POLES, pole_of, words
from vinculum.errors import VinculumError
from vinculum.marks.mark import MarkKind

LINK_KINDS = tuple(dict.fromkeys([*POLES, *(kind.value for kind in MarkKind)]))


@dataclass(frozen=True, slots=True)
class NamedLink:
    """Something that the writer links by hand: what it is, its part in the matter, and since when (None: not told)."""

    paragraph: int
    kind: str
    text: str
    role: str = "mentioned"
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class WrittenParagraph:
    """A paragraph with its grade; ``grade_as_given`` is that of another scheme, to the letter."""

    text: str
    grade: Grade
    grade_as_given: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A report's head, paragraphs and links as written. Times are UTC."""

    subject: str
    author: str
    reported_at: datetime
    obtained_at: datetime
    paragraphs: tuple[WrittenParagraph, ...]
    marking: str = "OFFICIAL-SENSITIVE"
    priority: str = "low"
    author_rank: str = ""
    author_number: str = ""
    stages: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    risk: str = ""
    operation: str = ""
    mopi_group: int = 4
    links: tuple[NamedLink, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, with which field, in which paragraph (from 1; 0 is the head)."""

    name: str
    paragraph: int
    sentence: str

    def __str__(self) -> str:
        """Return the sentence, with the paragraph that it is about."""
        return f"Paragraph {self.paragraph}: {self.sentence}" if self.paragraph else self.sentence


class BadReport(VinculumError):
    """A report that cannot be kept as it is; ``faults`` names every field."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(map(str, faults)) + " Nothing was kept.")
        self.faults = faults


def faults_in(written: Written, now: datetime) -> Iterator[Fault]:
    """Yield everything that is wrong with a report as written at ``now`` (UTC)."""
    if not written.subject.strip():
        yield Fault("subject", 0, "Give it a subject line.")
    if not written.author.strip():
        yield Fault("author", 0, "Name its author.")
    if written.reported_at > now:
        yield Fault("reported_at", 0, "A report is made before it is written down here: its time lies in the future.")
    if written.obtained_at > written.reported_at:
        yield Fault("obtained_at", 0, "The information was obtained before it was reported, not after.")
    for name, codes in (("stage", written.stages), ("flag", written.flags), ("priority", (written.priority,)),
                        ("marking", (written.marking,))):  # fmt: skip
        yield from (Fault(name, 0, f"{code!r} is no {name}.") for code in codes if code not in words(name))
    if not written.paragraphs:
        yield Fault("paragraphs", 0, "Write at least one paragraph.")
    for number, paragraph in enumerate(written.paragraphs, 1):
        if not paragraph.text.strip():
            yield Fault("text", number, "Write its text, or take the paragraph out.")
        for name, sentence in faults_of(paragraph.grade):
            yield Fault(name, number, sentence)
    for link in written.links:
        yield from _faults_of_link(link, written)


def _faults_of_link(link: NamedLink, written: Written) -> Iterator[Fault]:
    if not 1 <= link.paragraph <= len(written.paragraphs):
        yield Fault("link", 0, f"{link.text!r} is linked to paragraph {link.paragraph}, and there is none.")
    if link.kind not in LINK_KINDS:
        yield Fault("link", 0, f"{link.kind!r} is no kind of link. Kinds: {', '.join(LINK_KINDS)}.")
    elif link.role not in words("role") or pole_of(link.kind) not in words("role")[link.role].pole:
        yield Fault("link", 0, f"{link.text!r}: a {link.kind} cannot have the part {link.role!r}.")
    if not link.text.strip():
        yield Fault("link", 0, "A link needs its mark, name or place.")
    if link.dated is not None and link.dated > written.reported_at.date():
        yield Fault("link", 0, f"{link.text!r} is dated after the report.")
