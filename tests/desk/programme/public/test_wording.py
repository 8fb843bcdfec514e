"""What is typed becomes text, never markup: attacked with what has broken other sites."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculum.desk.programme.public.wording import marks_named, set_text

ALLOWED = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "code", "pre", "em", "strong", "a", "br", "hr",
           "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ALLOWED_ATTRIBUTES = {"href", "class", "rel", "title", "start"}


class Tags(HTMLParser):
    """Collects the tags and attributes of an answer, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def read(html: str) -> Tags:
    tags = Tags()
    tags.feed(html)
    return tags


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    '[a](https://e.example/" onmouseover="alert(1))',
    '[a](https://e.example "t" onclick="x")',
    "![a](https://tracker.example/x.png)",
    "![a](javascript:alert(1))",
    '<https://e.example/?"onload=x>',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<a href='javascript:alert(1)'>a</a>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "```<script>\nalert(1)\n```",
    "    <script>alert(1)</script>",
    "[a](//outside.example)",
    "# <iframe src=x>",
    "| a |\n|:--|\n| <b onclick=x> |",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_text(attack: str) -> None:
    """No tag, attribute or address that was not meant comes out."""
    tags = read(set_text(attack))
    assert tags.tags <= ALLOWED
    assert {name for name, _ in tags.attributes} <= ALLOWED_ATTRIBUTES
    addresses = [value for name, value in tags.attributes if name == "href"]
    assert all(value.lower().startswith(("https://", "http://", "mailto:", "/public/")) for value in addresses)


def test_tables_carry_no_style() -> None:
    """The site forbids styles inline; a table whose columns are aligned would bring them."""
    assert "style" not in {name for name, _ in read(set_text("| a | b |\n|:-:|--:|\n| 1 | 2 |")).attributes}


@given(st.text(alphabet="<>[]()!\"'`#|-:*_&; \njavscriptonhefd/=", max_size=80))
def test_no_typing_makes_markup_of_its_own(typed: str) -> None:
    """Whatever is typed, only the tags of the list come out, and no address that runs."""
    tags = read(set_text(typed))
    assert tags.tags <= ALLOWED
    assert not [
        value for name, value in tags.attributes if name == "href" and not value.startswith(("http", "mailto:", "/public/"))
    ]


def test_text_is_set_as_the_help_says() -> None:
    """Headings below the page's own, lists, emphasis and links, as the form's help promises."""
    html = set_text("# One\n\n- a\n- **b**\n\n[see](https://e.example/x)")
    assert "<h2>One</h2>" in html
    assert "<strong>b</strong>" in html
    assert '<a href="https://e.example/x" class="govuk-link" rel="noopener noreferrer nofollow">see</a>' in html


def test_marks_in_a_text_are_told() -> None:
    """Whoever approves learns that a plate, a VIN and a mail address stand in the text."""
    found = marks_named("Seen: AB12 CDE", "", "SALGA2BE9LA591234 and tom@example.com")
    assert {"AB12 CDE", "SALGA2BE9LA591234", "tom@example.com"} <= {mark.text for mark in found}
