"""A document drawn in one of its forms: the charts drawn here, the rest by ``vinculum.products``. Same in, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.documents.contents import Breakdown, Chart, Document
from vinculum.desk.documents.files import file_of
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.reading import document_for, released_edition, state_of
from vinculum.desk.documents.workflow import PUBLISHED, RELEASED
from vinculum.desk.figures import Unit
from vinculum.evidence.workspace import Workspace
from vinculum.products.drawn import Drawings, Drawn
from vinculum.products.page import to_file
from vinculum.products.pdf import to_pdf
from vinculum.products.word import to_word
from vinculum.site.charts.broken import drawing_of
from vinculum.site.charts.counts import counts_by_category
from vinculum.site.charts.spec import Spec
from vinculum.site.charts.still import to_inline_svg, to_png, to_svg


@dataclass(frozen=True, slots=True)
class Form:
    """One form that a product is handed over in."""

    title: str
    content_type: str
    render: Callable[[Document], bytes]


def spec_of(chart: Chart | Breakdown) -> Spec:
    """Return the one specification of a chart, for screen and paper; pounds are drawn without pence."""
    if isinstance(chart, Breakdown):
        return drawing_of(chart)
    what = f"{chart.what} (£)" if chart.unit == Unit.POUNDS else chart.what
    counts = [(name, int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))) for name, value in chart.counts]
    return counts_by_category(counts, chart.category, what)


def drawn_for_screen(document: Document) -> Drawings:
    """Return the charts of a document as SVG elements that may stand in a page."""
    return {chart.name: Drawn(svg=to_inline_svg(spec_of(chart), chart.name)) for chart in document.charts}


def _pdf(document: Document) -> bytes:
    return to_pdf(document, {chart.name: Drawn(svg=to_svg(spec_of(chart))) for chart in document.charts}).content


def _html(document: Document) -> bytes:
    return to_file(document, drawn_for_screen(document))


def _word(document: Document) -> bytes:
    return to_word(document, {chart.name: Drawn(png=to_png(spec_of(chart))) for chart in document.charts})


def content_of(version: Version, form: str, workspace: Workspace, viewer: Viewer) -> bytes:
    """Return a version that the viewer may see, in one form: once released the same bytes to everybody, before that their draft.

    FileDamaged if the bytes that were kept of a released one are not those that were handed out.
    """
    render = FORMS[form].render
    if state_of(version) not in PUBLISHED:
        return render(document_for(version, viewer))
    return file_of(version, form, workspace, viewer.at, lambda: render(released_edition(version, RELEASED)))


FORMS: Mapping[str, Form] = {
    "pdf": Form("PDF", "application/pdf", _pdf),
    "html": Form("HTML", "text/html; charset=utf-8", _html),
    "docx": Form("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _word),
}
