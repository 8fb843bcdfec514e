"""From what was typed to what the public reads: CommonMark with HTML switched off, so that text never becomes markup of its own.

Links lead to the web, to a mail address or to this site; pictures are not set, for they would call another host.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from vinculum.marks.extract import Found, extract_marks

ALLOWED_LINKS = ("https://", "http://", "mailto:", "/public/")
# A page has one heading of the first level: its title. Those of the text follow below it.
LEVELS = {"h1": "h2", "h2": "h2", "h3": "h3"}


def _setter() -> MarkdownIt:
    setter = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
    setter.validateLink = lambda url: url.lower().startswith(ALLOWED_LINKS)  # type: ignore[method-assign]  # its documented hook
    setter.add_render_rule("link_open", _open_link)
    setter.add_render_rule("heading_open", _lower_heading)
    setter.add_render_rule("heading_close", _lower_heading)
    for cell in ("th_open", "td_open"):
        setter.add_render_rule(cell, _plain_cell)
    return setter


def _open_link(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any) -> str:
    """Tell other sites nothing of where a reader came from."""
    tokens[index].attrSet("class", "govuk-link")
    if not str(tokens[index].attrGet("href")).startswith("/"):
        tokens[index].attrSet("rel", "noopener noreferrer nofollow")
    return renderer.renderToken(tokens, index, options, {})


def _lower_heading(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any) -> str:
    tokens[index].tag = LEVELS.get(tokens[index].tag, "h4")
    return renderer.renderToken(tokens, index, options, {})


def _plain_cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, _env: Any) -> str:
    """Leave out the style of an aligned column: the site allows none inline."""
    tokens[index].attrs.pop("style", None)
    return renderer.renderToken(tokens, index, options, {})


def set_text(body: str) -> SafeString:
    """Return typed text as HTML that holds only paragraphs, headings, lists, quotes, tables, code, emphasis and safe links."""
    html: str = _setter().render(body)
    return SafeString(html)  # the setter escapes everything typed: tests/desk/programme/public/test_wording.py attacks it


def marks_named(*texts: str) -> list[Found]:
    """Return the marks (plates, VINs, phones, mail addresses …) that texts name: whoever approves a public page is told."""
    return [mark for text in texts for mark in extract_marks(text)]
