"""A map of the house as an SVG file of its own, for paper: looks are written into it, and words are escaped."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from vinculum.site.maps import Drawing

# The colours of front/src/_colours.scss and the dashes of its map; paper has no style sheet.
STYLES = {"a": ("#0f4c81", ""), "b": ("#b3380f", "6 3"), "c": ("#5b2a86", "1.5 3.5"), "d": ("#1b6b3a", "9 3 1.5 3")}
OTHER = ("#484949", "")
FONT = "Libertinus Serif"


def map_svg(drawing: Drawing, words: str) -> str:
    """Return a drawing as SVG; ``words`` say what it shows to those who do not see it."""
    return "".join(_parts(drawing, words))


def _parts(drawing: Drawing, words: str) -> Iterator[str]:
    width, height = drawing.width, drawing.height
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    yield f"<title>{escape(words)}</title>"
    yield f'<clipPath id="paper"><rect width="{width}" height="{height}"/></clipPath><g clip-path="url(#paper)">'
    yield f'<rect width="{width}" height="{height}" fill="#e8f1f8"/>'
    for area in drawing.areas:
        fill, edge = ("#fbfaf5", "#8a8d8f") if area.is_force else ("#e4e3de", "#cecece")
        yield f'<path d={quoteattr(area.path)} fill="{fill}" stroke="{edge}" stroke-width="0.5"/>'
    for track, line in drawing.tracks:
        colour, dash = STYLES.get(track.style, OTHER)
        yield f'<path d={quoteattr(line)} fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"/>'
    if drawing.dots:
        yield f'<path d={quoteattr(drawing.dots)} fill="none" stroke="#1a65a6" stroke-width="3" stroke-linecap="round"/>'
    for x, y in drawing.ports:
        yield f'<circle cx="{x}" cy="{y}" r="2.5" fill="#0b0c0c"/>'
    for word in drawing.words:
        yield _text(*word.at, word.text, "#0b0c0c" if word.style == "port" else "#484949", 9)
    for marker in drawing.markers:
        if marker.moved:
            (x1, y1), (x2, y2) = marker.true, marker.at
            yield f'<path d="M{x1} {y1}L{x2} {y2}" stroke="#0b0c0c" stroke-width="0.7"/>'
    for marker in drawing.markers:
        colour, _ = STYLES.get(marker.spot.style, OTHER)
        yield f'<circle cx="{marker.at[0]}" cy="{marker.at[1]}" r="8" fill="{colour}" stroke="#ffffff"/>'
        yield _text(*marker.at, marker.spot.label, "#ffffff", 9)
    yield f'<path d="M10 {height - 9}v4h{drawing.bar_units}v-4" fill="none" stroke="#0b0c0c"/>'
    yield _text(drawing.bar_units + 34, height - 8, drawing.bar_words, "#0b0c0c", 9)
    yield "</g></svg>"


def _text(x: float, y: float, words: str, colour: str, size: float) -> str:
    # Baselines are set by number: not every reader of SVG knows dominant-baseline.
    return (
        f'<text x="{x}" y="{y + size * 0.33:.1f}" font-family="{FONT}" font-size="{size}" font-weight="bold"'
        f' text-anchor="middle" fill="{colour}">{escape(words)}</text>'
    )
