"""One document, three forms: PDF, HTML and Word say the same figures, are accessible, and come out the same byte for byte."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest

from pdf_words import words_of_pages
from vinculum.desk.documents.contents import (
    Assessed,
    Basis,
    Chart,
    Commentary,
    Compared,
    ComparedLine,
    Document,
    FigureLine,
    Figures,
    LeftOut,
    Paragraph,
    Points,
    Run,
    Section,
    Table,
    edition_of,
)
from vinculum.desk.documents.kept import from_plain, to_plain
from vinculum.products.drawn import Drawn
from vinculum.products.page import to_body, to_file
from vinculum.products.pdf import to_pdf
from vinculum.products.word import to_word
from vinculum.site.charts.counts import counts_by_category
from vinculum.site.charts.still import to_inline_svg, to_png, to_svg

AT = datetime(2026, 3, 2, 17, tzinfo=UTC)
WORDS = "Arrests by force: 2 bars, most for Essex (250)."
HOSTILE = '<script>alert(1)</script> #let x = 1 & "quotes" \u202e \x07'


def basis(number: int, title: str, value: str, words: str, *, unit: str = "count", action: str = "operation.read") -> Basis:
    asked = {"operation": "op-test", "as_at": AT.isoformat()}
    told = "as known by 2 March 2026, 17:00 UTC; operation: op-test"
    return Basis(
        number, f"s{number}", "t-figure", title, f"Definition of {title}.", unit, action, asked, told, value, words, 3, "d" * 64
    )


CHART = Chart(
    "results-1",
    "Arrests by force",
    WORDS,
    "Force",
    "Arrests",
    "count",
    (("Essex", "250"), ("Kent", "100")),
    ("4 others", "16"),
    1,
)
DOCUMENT = Document(
    reference="bulletin-op-test-members", version=2, kind="Operation bulletin", title=f"Operation Test {HOSTILE}",
    summary="What was reported so far.", state="Released", marking="OFFICIAL-SENSITIVE", handling="For members. Do not publish.",
    audience="members", audience_words="Members of the partnership", owner="OPAL", author="Grace Adeyemi", organisation="OPAL",
    as_at=AT, made_at=AT, review_on=date(2026, 5, 31), until=datetime(2026, 3, 3, 9, tzinfo=UTC),
    sections=(
        Section("results", "Results so far", (), (
            Paragraph((Run("Forces made "), Run("366", 1), Run(" arrests and found "), Run("over £3.3m", 2), Run(" so far."))),
            Figures("Results", (FigureLine("Arrests", 1), FigureLine("Value recovered", 2), FigureLine("Charges", 3))),
            Compared("Then and now", "First published, as at 29 October 2025", "As at 2 March 2026",
                     (ComparedLine("Arrests", 4, 1, "212 rows came to be known"),)),
            CHART,
            Table("The arrests", ("Force", "Arrests"), (("Essex", "250"), ("Kent", "116")), (1,), 1),
            Commentary("Nadia Hussain", (
                Paragraph((Run("A "), Run("strong", strong=True), Run(" week, "), Run("read on", href="https://nvcrp.example/x"))),
                Points(((Run("one"),), (Run(HOSTILE),)), numbered=False),
            )),
            Assessed("It is highly likely that more arrests follow.", "highly likely", "80% to 90%", "moderate", "Grace Adeyemi"),
            LeftOut("A passage is left out of the edition for members."),
        )),
        Section("empty", "Decisions wanted", (), ()),
    ),
    bases=(
        basis(1, "Arrests", "366", "366"), basis(2, "Value recovered", "3302150", "£3,302,150", unit="gbp"),
        basis(3, "Charges", "", "not known"), basis(4, "Arrests, as first published", "154", "154"),
    ),
    words=(("So far", "Known by the moment named."),), left_out=1,
)  # fmt: skip

SPEC = counts_by_category([("Essex", 250), ("Kent", 100)], "Force", "Arrests")
PAPER = {"results-1": Drawn(svg=to_svg(SPEC))}
SCREEN = {"results-1": Drawn(svg=to_inline_svg(SPEC, "results-1"))}
WORD = {"results-1": Drawn(png=to_png(SPEC))}

# What every form must say, the figures above all; without blanks, as a PDF is read.
SAID = [
    "366",
    "over £3.3m",
    "£3,302,150",
    "not known",
    "154",
    "212 rows came to be known",
    "First published, as at 29 October 2025",
    "250",
    "116",
    "4 others",
    "Together",
    "Arrests, as first published",
    "Definition of Charges.",
    "It is highly likely that more arrests follow.",
    "80% to 90%",
    "moderate",
    "A passage is left out of the edition for members.",
    "1 passage is left out of this edition",
    "Not before 3 March 2026, 09:00 UTC",
    "31 May 2026",
    "Grace Adeyemi",
    "Commentary by Nadia Hussain",
    "Known by the moment named.",
    "OFFICIAL-SENSITIVE",
    "For members. Do not publish.",
    "bulletin-op-test-members, version 2",
    "Nothing is held for this section.",
]


def squeezed(text: str) -> str:
    return "".join(text.split())


class TextOfPage(HTMLParser):
    """Gathers the words of a page, and what it holds that nobody sees."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.tags.append((tag, dict(attrs)))


def page_of(content: bytes) -> TextOfPage:
    page = TextOfPage()
    page.feed(content.decode())
    return page


def words_of_docx(content: bytes) -> str:
    """Return every text of the document, its header and its footer."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if re.match(r"word/(document|header\d|footer\d)\.xml", name)]
        return " ".join("".join(_texts(archive.read(name))) for name in parts)


def _texts(part: bytes) -> Iterator[str]:
    for element in ET.fromstring(part).iter():  # noqa: S314 - a document that this test made
        if element.tag.endswith("}t"):
            yield element.text or ""
        if element.tag.endswith("}p"):
            yield " "


def test_the_three_forms_say_the_same() -> None:
    """Every figure, definition, marking and word of one form stands in the others."""
    pdf = squeezed("".join(words_of_pages(to_pdf(DOCUMENT, PAPER).content)))
    page = squeezed("".join(page_of(to_file(DOCUMENT, SCREEN)).text))
    word = squeezed(words_of_docx(to_word(DOCUMENT, WORD)))
    missing = {
        form: [said for said in SAID if squeezed(said) not in words]
        for form, words in (("pdf", pdf), ("html", page), ("docx", word))
    }
    assert missing == {"pdf": [], "html": [], "docx": []}


def test_the_figures_of_the_tables_are_the_same_cell_by_cell() -> None:
    """The table of figures read back from HTML and from Word holds the same cells."""
    html = to_body(DOCUMENT, SCREEN)
    rows = re.findall(r"<tr class=\"govuk-table__row\">(.*?)</tr>", html, re.DOTALL)
    shown = [[re.sub(r"<sup>.*?</sup>|<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
    held = docx.Document(io.BytesIO(to_word(DOCUMENT, WORD)))
    written = [[cell.paragraphs[0].runs[0].text for cell in row.cells] for table in held.tables[1:] for row in table.rows]
    assert shown == written
    assert ["Value recovered", "£3,302,150"] in written


@pytest.mark.parametrize("form", ["pdf", "html", "docx"])
def test_same_in_same_bytes(form: str) -> None:
    """The same document gives the same bytes; another figure gives others."""
    makes: dict[str, Callable[[Document], bytes]] = {
        "pdf": lambda one: to_pdf(one, PAPER).content,
        "html": lambda one: to_file(one, SCREEN),
        "docx": lambda one: to_word(one, WORD),
    }
    make = makes[form]
    changed = replace(DOCUMENT, bases=(basis(1, "Arrests", "367", "367"), *DOCUMENT.bases[1:]))
    kept = from_plain(to_plain(DOCUMENT))
    assert make(DOCUMENT) == make(kept)
    assert make(DOCUMENT) != make(changed)


def test_the_marking_and_handling_stand_on_every_page_of_the_pdf() -> None:
    """As do the reference and the number of the page."""
    long = replace(DOCUMENT, sections=DOCUMENT.sections * 4)
    pages = words_of_pages(to_pdf(long, PAPER).content)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert "OFFICIAL-SENSITIVE.Formembers.Donotpublish." in page
        assert f"bulletin-op-test-members,version2Page{number}of{len(pages)}" in page


def test_a_draft_says_so_on_every_page() -> None:
    """Until it is released, each page of each form says that it is not."""
    draft = replace(DOCUMENT, state="Draft")
    assert all("OFFICIAL-SENSITIVE\u2013DRAFT" in page for page in words_of_pages(to_pdf(draft, PAPER).content))
    assert "DRAFT" in docx.Document(io.BytesIO(to_word(draft, WORD))).sections[0].header.paragraphs[0].text


def test_the_pdf_is_tagged_and_names_its_language_and_pictures() -> None:
    """PDF/UA and PDF/A are claimed, and refused by the typesetter where they do not hold; the chart has its words."""
    content = to_pdf(DOCUMENT, PAPER).content
    assert b"pdfuaid" in content
    assert b"/MarkInfo" in content
    assert b"en-GB" in content
    assert WORDS.encode() in content or WORDS.encode("utf-16-be") in content


def test_the_page_is_readable_without_seeing_it() -> None:
    """Headings in order, every table with a caption and headed cells, the drawing with its words, nothing from outside."""
    page = page_of(to_file(DOCUMENT, SCREEN))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1, 2, 2, 2, 2]
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(tables) == len([tag for tag, _ in page.tags if tag == "caption"]) == 4
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert [attributes["aria-label"] for _, attributes in page.tags if attributes.get("role") == "img"] == [WORDS]
    assert [tag for tag, _ in page.tags if tag in {"script", "iframe", "img", "link"}] == []
    outside = [
        told for _, attributes in page.tags for name in ("src", "href") if (told := attributes.get(name) or "").startswith("http")
    ]
    assert outside == ["https://nvcrp.example/x"]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_nothing_in_a_text_becomes_markup() -> None:
    """A hostile title is words in every form."""
    page = to_file(DOCUMENT, SCREEN).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)</script>" in docx.Document(io.BytesIO(to_word(DOCUMENT, WORD))).core_properties.title
    assert squeezed("<script>alert(1)</script> #let x = 1") in squeezed("".join(words_of_pages(to_pdf(DOCUMENT, PAPER).content)))


def test_word_has_real_headings_header_rows_pictures_with_words_and_properties() -> None:
    """What an editor and a screen reader need."""
    content = to_word(DOCUMENT, WORD)
    held = docx.Document(io.BytesIO(content))
    headings = [(one.style.name, one.text) for one in held.paragraphs if one.style and str(one.style.name).startswith("Heading")]
    assert headings == [
        ("Heading 1", "Results so far"),
        ("Heading 1", "Decisions wanted"),
        ("Heading 1", "Figures and their definitions"),
        ("Heading 1", "What the words mean"),
    ]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == len(held.tables) == 5
    assert f'descr="{WORDS}"' in xml
    told = held.core_properties
    assert (told.author, told.category, told.language) == ("Grace Adeyemi, OPAL", "OFFICIAL-SENSITIVE", "en-GB")
    assert (told.created, told.modified) == (AT, AT)
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    links = set(re.findall(r'w:anchor="(note_\d+)"', xml))
    assert links == {"note_1", "note_2", "note_3", "note_4"} == set(re.findall(r'w:name="(note_\d+)"', xml))


def test_a_figure_opens_to_its_rows_on_screen() -> None:
    """Each figure links to where its rows are; without such a place it leads to its note."""
    body = to_body(DOCUMENT, SCREEN, lambda one: f"/figures/{one.code}?as_at={one.asked['as_at']}&operation=x")
    assert body.count('href="/figures/t-figure?as_at=2026-03-02T17:00:00+00:00&amp;operation=x"') == 12
    assert "/figures/" not in to_body(DOCUMENT, SCREEN)


def test_an_edition_without_an_action_says_nothing_of_its_figures() -> None:
    """Whatever shows a barred figure is replaced by words that say so; the others keep their notes."""
    barred = replace(
        DOCUMENT, bases=tuple(replace(one, action="funding.read") if one.number == 1 else one for one in DOCUMENT.bases)
    )
    cut = edition_of(barred, frozenset({"operation.read"}), "public", "for anybody")
    blocks = cut.sections[0].blocks
    assert [block.block for block in blocks] == [
        "left_out", "figures", "left_out", "left_out", "left_out", "commentary", "assessed", "left_out",
    ]  # fmt: skip
    assert blocks[0] == LeftOut("A passage is left out of the edition for anybody.")
    assert [(basis.number, basis.title) for basis in cut.bases] == [(2, "Value recovered"), (3, "Charges")]
    drawings: dict[str, Any] = {}
    for words in (
        "".join(words_of_pages(to_pdf(cut, drawings).content)),
        to_file(cut, drawings).decode(),
        words_of_docx(to_word(cut, drawings)),
    ):
        assert "366" not in words
        assert "Definition of Arrests" not in words
