"""The evidence pack: what a reader finds on paper, the same bytes from the same facts, and no text that is ever run."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pdf_words import words_of_pages
from vinculum.products.evidence_pack import EvidencePack, PackEvent, PackReason, PackRecord, PackTable, make_evidence_pack

AS_AT = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)

PACK = EvidencePack(
    marking="OFFICIAL-SENSITIVE",
    reference="PACK-0123456789AB",
    kind="Suspected clone",
    subject_words="registration mark",
    subject="AB12CDE",
    summary="At least 2 vehicles seem to bear AB12CDE.",
    as_at=AS_AT,
    picture="a1c450de8770",
    lead="clone-0123456789ab",
    maker="Amara Okafor",
    organisation="Opal",
    purpose="Investigate a crime",
    why="12/3456/26",
    made_at=datetime(2026, 4, 1, 9, 30, tzinfo=UTC),
    facts=(("How likely", "likely (55%)"), ("Value at stake", "not known")),
    reasons=(PackReason("Inconsistency: read in two places.", "weak support for (about 5.9 to 1)", ("reads-abc row 7",)),),
    tables=(PackTable("What would explain the reads", ("Explanation", "Probability"), (("Two vehicles", "55%"),)),),
    deliveries=(("reads-abc", "Plate reads", "NPCC", "0" * 64),),
    timeline=(PackEvent("1", "30 Mar 2026 09:00:00", "Read by camera C1", "54.5000, -1.2000", "reads-abc row 7"),),
    map='<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10"><rect width="20" height="10"/></svg>',
    map_words="Where this lead was seen: 1 place.",
    map_key=("Track: Hypothesis A: unbroken blue line",),
    records=(
        PackRecord("reads-abc row 7", "Plate reads", "NPCC", "not graded", (("VRM", "AB12CDE"), ("Camera ID", "C1"))),
        PackRecord("logs-def row 2", "Logs", "Opal", "2/B/P", (("Text", "Seen at the yard."),)),
    ),
    decisions=(("31 Mar 2026 10:00:00", "Amara Okafor adopted it"),),
    definitions=(("Hypothesis", "something that would explain the records"),),
)

# What would read a file, leave the text, open a formula, a reference, raw text or a label, if it were markup.
HOSTILE = (
    '#read("/etc/passwd")',
    '#eval("1 + 1")',
    "$ x^2 $",
    "\\u{41} \\ end",
    "<label> @label",
    "`raw` ```raw```",
    "*bold* _slant_ = heading",
    "] } ) #panic()",
    "/* comment */ // line",
    '"quoted" \\" #sys.inputs',
    "</text><script>",
)


def plain(words: str) -> str:
    return "".join(words.split())


def test_pack_tells_every_fact_on_paper() -> None:
    """What was found, why, on which rows, who took it, what for and when can all be read in the document."""
    made = make_evidence_pack(PACK)
    text = "".join(words_of_pages(made.content))
    for told in (
        "AB12CDE",
        PACK.summary,
        "likely (55%)",
        "Inconsistency: read in two places.",
        "weak support for (about 5.9 to 1)",
        "Read by camera C1",
        "logs-def row 2",
        "2/B/P",
        "Amara Okafor, Opal",
        "Investigate a crime: 12/3456/26",
        "1 April 2026, 09:30 UTC",
        "as at 31 March 2026, 12:00 UTC",
        "PACK-0123456789AB",
        "Amara Okafor adopted it",
        "hypothesis",
        "0" * 64,
    ):
        assert plain(told) in text, told


def test_every_page_bears_the_marking_and_its_number() -> None:
    """A page that is torn out still says how it must be handled and what it belongs to."""
    many = tuple(replace(PACK.records[0], source=f"reads-abc row {row}") for row in range(40))
    made = make_evidence_pack(replace(PACK, records=many))
    pages = words_of_pages(made.content)
    assert len(pages) == made.pages
    assert made.pages > 3
    for number, page in enumerate(pages, start=1):
        assert page.count("OFFICIAL-SENSITIVE") >= 2, number
        assert f"Page{number}of{made.pages}" in page
        assert "PackPACK-0123456789AB" in page


def test_same_pack_gives_the_same_bytes() -> None:
    """The clock and the run play no part: a pack can be made again and compared."""
    first, second = make_evidence_pack(PACK), make_evidence_pack(PACK)
    assert first.content == second.content
    assert first.digest == hashlib.sha256(first.content).hexdigest()


def test_another_maker_gives_other_bytes() -> None:
    """The digest that the audit keeps tells two packs of one lead apart."""
    assert make_evidence_pack(PACK).digest != make_evidence_pack(replace(PACK, maker="Tom Hartley")).digest


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_is_set_and_never_run(hostile: str) -> None:
    """Whatever a record or a person wrote, it stands in the document as it was written, and nothing of this machine with it."""
    made = make_evidence_pack(
        replace(
            PACK,
            subject=hostile,
            summary=hostile,
            why=hostile,
            reasons=(PackReason(hostile, hostile, (hostile,)),),
            tables=(PackTable(hostile, (hostile,), ((hostile,),)),),
            records=(PackRecord(hostile, hostile, hostile, hostile, ((hostile, hostile),)),),
            decisions=((hostile, hostile),),
            map_words=hostile,
        )
    )
    text = "".join(words_of_pages(made.content))
    assert text.count(plain(hostile)) >= 8
    assert "root:x:0" not in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [("a\u202eb", "a[U+202E]b"), ("nul\0", "nul[U+0000]"), ("汽车", "[U+6C7D][U+8F66]"), ("Łódź, Ψ, Ж", "Łódź,Ψ,Ж")],
)
def test_letters_without_a_font_are_told_by_number(written: str, shown: str) -> None:
    """No letter refuses the document, vanishes from it, or turns what stands beside it."""
    made = make_evidence_pack(replace(PACK, summary=written))
    assert shown in "".join(words_of_pages(made.content))


def test_document_says_what_it_is_to_machines() -> None:
    """Readers of PDF for the blind find a title, a language and tags; archives find their standard."""
    content = make_evidence_pack(PACK).content
    assert content.startswith(b"%PDF-1.7")
    for needed in (
        b"/Lang(en-GB)",
        b"/MarkInfo",
        b"/StructTreeRoot",
        b"<pdfaid:part>2</pdfaid:part>",
        b"<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert needed in content, needed
    assert b"Suspected clone: AB12CDE, evidence pack" in content


def test_pack_of_nothing_says_so() -> None:
    """Nothing is invented: without reasons, places or decisions the document says that there are none."""
    bare = replace(PACK, reasons=(), tables=(), timeline=(), map="", records=(), decisions=(), deliveries=())
    text = "".join(words_of_pages(make_evidence_pack(bare).content))
    for told in ("No reasons are given.", "None of the records names a time.", "Nothing yet by Opal."):
        assert plain(told) in text, told


def test_record_that_is_no_longer_held_says_so() -> None:
    """An erased row is told as erased, not left out."""
    gone = replace(PACK, records=(replace(PACK.records[0], columns=()),))
    assert plain("The row is no longer held.") in "".join(words_of_pages(make_evidence_pack(gone).content))
