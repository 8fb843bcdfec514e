"""A chart or a map as it was drawn for paper: handed to the forms of a document, which draw nothing themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """One drawing, in the form that the document at hand can hold: SVG for PDF and pages, PNG for Word."""

    svg: str = ""
    png: bytes = b""


# By the name of the chart in its document.
Drawings = Mapping[str, Drawn]
