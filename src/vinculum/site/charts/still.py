"""A chart that does not move: SVG for the page without scripts, SVG and PNG for paper, drawn in process by vl-convert."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from xml.etree import ElementTree as ET

import vl_convert

from vinculum.site.charts.spec import Spec

WIDTH = 680  # pixels of the drawing area; letters of 13 px stay legible when a page of paper is 17 cm wide
VEGA_LITE = "6.4"  # as in front/package.json, so that screen and paper are drawn alike
SVG = "http://www.w3.org/2000/svg"


def to_svg(spec: Spec, *, width: int = WIDTH) -> str:
    """Return the chart as an SVG document ``width`` pixels wide."""
    drawn: str = vl_convert.vegalite_to_svg(spec | {"width": width}, vl_version=VEGA_LITE)
    return drawn


def to_png(spec: Spec, *, width: int = WIDTH, scale: float = 2.0) -> bytes:
    """Return the chart as a PNG, ``scale`` dots a pixel: 2 prints cleanly."""
    drawn: bytes = vl_convert.vegalite_to_png(spec | {"width": width}, scale=scale, vl_version=VEGA_LITE)
    return drawn


def to_inline_svg(spec: Spec, name: str, *, width: int = WIDTH) -> str:
    """Return the chart as an ``svg`` element that may stand in a page under a strict Content-Security-Policy.

    Only elements and attributes that draw are kept: style attributes become presentation attributes, and ids get ``name`` before
    them, so that two charts of one page do not borrow each other's clip paths. The drawing says nothing to a screen reader: the
    page has the words and the table. The same figures are drawn once and remembered: drawing takes tenths of a second.
    """
    return _inline_svg(json.dumps(spec, sort_keys=True), name, width)


@lru_cache(maxsize=128)
def _inline_svg(spec: str, name: str, width: int) -> str:
    root = ET.fromstring(to_svg(json.loads(spec), width=width))  # noqa: S314  our own drawing, not a stranger's document
    for element in root.iter():
        _keep_what_draws(element, name)
    root.set("class", "app-chart__still")
    root.set("focusable", "false")
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


def _keep_what_draws(element: ET.Element, name: str) -> None:
    for declared in filter(None, (element.attrib.pop("style", "") or "").split(";")):
        rule, _, value = declared.partition(":")
        element.set(rule.strip(), value.strip())
    for key in [key for key in element.attrib if key.startswith(("aria-", "on", "role", "tabindex"))]:
        del element.attrib[key]
    for key, value in element.attrib.items():
        element.set(key, re.sub(r"url\(#", f"url(#{name}-", value))
    if "id" in element.attrib:
        element.set("id", f"{name}-{element.get('id')}")
