"""The Ports Problem Profile as a reader holds it: forms that say the same, pages without overflow, no empty chart."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import docx
import numpy as np
import pytest
import typst

from conftest import SignIn
from pdf_words import words_of_pages
from png_pixels import pixels_of
from ports_profile_made import profile
from vinculum.desk.documents.contents import Breakdown, Document, LeftOut, edition_of
from vinculum.desk.documents.few import withheld
from vinculum.desk.documents.intervals import forecast, share_of
from vinculum.desk.documents.kept import from_plain, to_plain
from vinculum.desk.documents.kinds import audiences
from vinculum.desk.documents.measured_words import FEW, WITHHELD
from vinculum.evidence.workspace import Workspace
from vinculum.products import pdf
from vinculum.products.lettering import settable
from vinculum.products.table_of import sheet_of
from vinculum.site.charts.still import to_png
from vinculum.site.pages.products.rendering import FORMS, spec_of

DOTS = 30  # an inch: enough to see where ink is
MARGIN = int(18 / 25.4 * DOTS)  # the page leaves 20 mm at each side
WHITE = 250
_MADE: dict[str, Any] = {}


def edition(audience: str = "police") -> Document:
    one = audiences()[audience]
    return edition_of(profile(audience).document, frozenset(one.totals), audience, one.reader)


def made(form: str) -> bytes:
    if form not in _MADE:
        _MADE[form] = FORMS[form].render(edition())
    content: bytes = _MADE[form]
    return content


class Words(HTMLParser):
    """Gathers what a page says and how it is built."""

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


def page() -> Words:
    read = Words()
    read.feed(made("html").decode())
    return read


def squeezed(text: str) -> str:
    return "".join(text.split())


def words_of_docx(content: bytes) -> str:
    held = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in held.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in held.paragraphs), *cells])


def breakdowns(document: Document) -> list[Breakdown]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Breakdown)]


def test_the_three_forms_say_the_same_figures(standing_desk: Workspace) -> None:
    """Every figure, every cell of every breakdown and every definition stands in PDF, HTML and Word."""
    document = edition()
    said = [basis.words for basis in document.bases] + [basis.definition for basis in document.bases]
    said += [cell.text for block in breakdowns(document) for row in sheet_of(block, document).rows for cell in row if cell.text]
    forms = {
        "pdf": squeezed("".join(words_of_pages(made("pdf")))),
        "html": squeezed("".join(page().text)),
        "docx": squeezed(words_of_docx(made("docx"))),
    }
    missing = {form: [words for words in said if squeezed(words) not in told] for form, told in forms.items()}
    assert missing == {"pdf": [], "html": [], "docx": []}
    assert len(said) > 300


def test_no_page_of_the_pdf_runs_over_its_margins(standing_desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawn as pictures: no ink in the margins, something on every page, and its marking at the head and foot."""
    for number, png in enumerate(_as_pictures(monkeypatch), 1):
        ink = pixels_of(png)[:, :, :3].min(axis=2) < WHITE
        height, width = ink.shape
        assert not ink[:, :MARGIN].any(), f"page {number}: ink in the left margin"
        assert not ink[:, width - MARGIN :].any(), f"page {number}: ink in the right margin"
        assert not ink[: MARGIN // 3].any(), f"page {number}: ink at the upper edge"
        assert not ink[height - MARGIN // 3 :].any(), f"page {number}: ink at the lower edge"
        assert ink[MARGIN : height - 2 * MARGIN].mean() > 0.003, f"page {number} is nearly empty"


def _as_pictures(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the pages as PNG, by the same template and data as the PDF."""
    drawn: list[Any] = []

    def draw(template: str, told: Any, _at: Any) -> Any:
        inputs = {"told": json.dumps(settable(told), ensure_ascii=False, sort_keys=True)}
        with resources.as_file(resources.files("vinculum.products") / "templates") as folder:
            compiler = typst.Compiler(folder / f"{template}.typ", root=folder, ignore_system_fonts=True, sys_inputs=inputs)
            pages = compiler.compile(format="png", ppi=DOTS)
        drawn.extend(pages if isinstance(pages, list) else [pages])
        return type("Typeset", (), {"content": b""})

    monkeypatch.setattr(pdf, "typeset", draw)
    FORMS["pdf"].render(edition())
    return drawn


def test_no_chart_is_empty_and_each_has_its_words_and_its_table(standing_desk: Workspace) -> None:
    """Every drawing shows ink of the colours that mark something, and tells itself in a sentence."""
    charts = [block for block in breakdowns(edition()) if block.draws]
    assert {block.draws for block in charts} == {"bars", "flow", "matrix", "rates", "series"}
    for block in charts:
        ink = pixels_of(to_png(spec_of(block), scale=0.4))[:, :, :3].astype(int)
        coloured = (ink.max(axis=2) - ink.min(axis=2)) > 25
        assert coloured.sum() > 20, f"{block.name}: nothing is drawn"
        assert block.words.endswith("."), block.name
        assert sheet_of(block, edition()).rows, block.name


def test_the_pdf_can_be_read_without_seeing_it(standing_desk: Workspace) -> None:
    """It claims PDF/UA-1, which the typesetter refuses where it does not hold; it names its language and tells every chart."""
    content = made("pdf")
    assert b"pdfuaid" in content
    assert b"/MarkInfo" in content
    assert b"en-GB" in content
    words = squeezed("".join(words_of_pages(content)))
    assert [block.words for block in edition().charts if squeezed(block.words) not in words] == []


def test_the_page_and_the_word_file_can_be_read_without_seeing_them(standing_desk: Workspace) -> None:
    """One first heading and the sections below it, tables with captions and headed cells, charts with their words."""
    read, document = page(), edition()
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1] + [2] * (len(levels) - 1)
    tables = [tag for tag, _ in read.tags if tag == "table"]
    assert len(tables) == len([tag for tag, _ in read.tags if tag == "caption"]) > 20
    told = [attributes["aria-label"] for _, attributes in read.tags if attributes.get("role") == "img"]
    assert told == [block.words for block in document.charts]
    held = docx.Document(io.BytesIO(made("docx")))
    headings = [one.text for one in held.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings[: len(document.sections)] == [section.heading for section in document.sections]
    xml = zipfile.ZipFile(io.BytesIO(made("docx"))).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == len(held.tables)
    assert xml.count("descr=") == len(document.charts)


def test_what_is_kept_of_a_version_is_all_of_it(standing_desk: Workspace) -> None:
    """Written down as JSON and read back, a profile is the same."""
    document = profile().document
    assert from_plain(json.loads(json.dumps(to_plain(document)))) == document


@pytest.mark.parametrize("audience", ["members", "ministers", "public"])
def test_an_edition_for_totals_names_no_party_and_no_small_number(standing_desk: Workspace, audience: str) -> None:
    """No figure that only ports' people may read, and no count from 1 to 4, nor a share that would tell one."""
    document = edition(audience)
    assert all(basis.action != "ports.read" for basis in document.bases)
    for block in breakdowns(document):
        counts = [place for place, column in enumerate(block.columns) if column.reads == "count"]
        small = [row for row in block.rows for place in counts if row[place].isdigit() and 0 < int(row[place]) < 5]
        assert small == [], block.caption
    assert all(not (basis.unit == "count" and basis.value.isdigit() and 0 < int(basis.value) < 5) for basis in document.bases)
    words = squeezed(FORMS["html"].render(document).decode())
    assert "fewerthan5" in words
    league = [block.caption for block in breakdowns(document) if "most finds first" in block.caption]
    assert league == []


def test_a_share_does_not_give_a_small_count_away() -> None:
    """A lone small count takes the next smallest with it, and what else is measured of its row."""
    rows = [["A", "100", "2", "0.02|0|0.1"], ["B", "80", "7", "0.09|0|0.2"], ["C", "60", "30", "0.5|0.3|0.7"]]
    assert withheld(rows, [1, 2], 1, 5) == [
        ["A", "100", FEW, WITHHELD],
        ["B", "80", WITHHELD, WITHHELD],
        ["C", "60", "30", "0.5|0.3|0.7"],
    ]


def test_intervals_are_exact_and_short_series_are_not_forecast() -> None:
    """None of four is anything up to six in ten (Clopper and Pearson 1934); 23 months tell no trend; a season comes back."""
    share = share_of(0, 4)
    assert share is not None
    assert (share.low, round(share.high, 4)) == (0.0, 0.6024)
    assert share_of(3, 0) is None
    assert forecast([5.0] * 23, 3) == []
    months = [1000 + 200 * (month % 12 == 0) + 5 * month for month in range(60)]
    expected = forecast([float(count) for count in months], 12)
    assert len(expected) == 12
    assert expected[0].middle - expected[1].middle > 100
    assert all(one.low <= one.middle <= one.high for one in expected)


def test_a_section_of_which_nothing_is_held_says_so(standing_desk: Workspace) -> None:
    """Without its rows a breakdown becomes a sentence."""
    held = profile().document
    bare = replace(held, sections=tuple(replace(section, blocks=()) for section in held.sections), review_on=date(2027, 1, 1))
    assert "Nothing is held for this section." in FORMS["html"].render(bare).decode()
    assert not any(isinstance(block, LeftOut) for section in edition().sections for block in section.blocks)


def test_a_measured_figure_opens_on_screen_by_its_groups(sign_in: SignIn) -> None:
    """The page shows the number, its definition and rows; one group's rows by its name; a name that is none is refused."""
    amara = sign_in("amara", purpose="intelligence")
    whole = amara.get("/figures/ports.opened").content.decode()
    assert "Inspections recorded, by the day of opening" in whole
    found = re.search(r'<span class="app-figures__number">([\d,]+)</span>', whole)
    assert found
    arms = [amara.get(f"/figures/ports.opened?basis={basis}").content.decode() for basis in ("lead", "random", "referral")]
    parts = [re.search(r'<span class="app-figures__number">([\d,]+)</span>', arm) for arm in arms]
    assert sum(int(part[1].replace(",", "")) for part in parts if part) == int(found[1].replace(",", ""))
    assert amara.get("/figures/ports.opened?colour=red").status_code == 400
    rows = amara.get("/figures/ports.opened/rows.csv").content.decode().splitlines()
    assert len(rows) == int(found[1].replace(",", "")) + 1


def test_a_party_is_not_there_for_those_who_do_not_read_ports(sign_in: SignIn) -> None:
    """Helen of a manufacturer, and David of the programme, find no figure of parties, and nothing of consignments."""
    for who in ("helen", "david"):
        client = sign_in(who)
        assert client.get("/figures/ports.enablers").status_code == 404
        assert client.get("/figures/ports.consignments").content.decode().count("not known") >= 1


def test_pixels_are_read_as_they_were_drawn() -> None:
    """The reader of pictures is right about a picture that is known: a chart's paper is white and its bars are not."""
    spec = {"data": {"values": [{"a": 1}]}, "mark": {"type": "rect", "color": "#ff0000"}, "width": 10, "height": 10,
            "config": {"background": "#ffffff"}}  # fmt: skip
    read = pixels_of(to_png(spec, width=10, scale=1.0))
    assert (read[:, :, :3] == np.array([255, 0, 0])).all(axis=2).sum() >= 80
