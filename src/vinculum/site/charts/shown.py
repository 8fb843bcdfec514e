"""A chart as a page shows it: the context of templates/parts/chart.html."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from vinculum.site.charts.spec import Spec
from vinculum.site.charts.still import to_inline_svg
from vinculum.site.charts.table import table_of


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart with its caption, the still drawing, the table behind it and the basis of its figures."""

    id: str
    title: str
    spec: Spec
    still: SafeString
    header: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[tuple[str, bool], ...], ...]
    basis: str

    @property
    def words(self) -> str:
        """The sentence for people who do not see the drawing."""
        return str(self.spec["description"])

    @property
    def spec_id(self) -> str:
        """The id of the block that holds the specification."""
        return f"{self.id}-spec"


def show_chart(id_: str, title: str, spec: Spec, *, basis: str = "") -> ShownChart:
    """Return the context of the chart's partial; ``id_`` is unique in the page, ``basis`` says where the figures come from."""
    header, rows = table_of(spec)
    # The drawing is written by an XML library, which escapes every word in it.
    still = SafeString(to_inline_svg(spec, id_)) if rows else SafeString("")
    return ShownChart(id_, title, spec, still, header, rows, basis)
