"""What an author adds to a section of a draft: commentary in Markdown without HTML, judgements in the words of the yardstick."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.documents.contents import Assessed, Commentary, Document, Paragraph, Points, Run
from vinculum.desk.documents.kinds import kind_named
from vinculum.desk.documents.models import Remark, Version
from vinculum.desk.documents.workflow import WORKFLOW
from vinculum.desk.workflows.stepping import take
from vinculum.desk.yardstick import Confidence, likelihood_in
from vinculum.errors import WrongUse

# Text with emphasis, lists and links; neither HTML nor pictures nor tables. Headings are the product's own.
WRITTEN = MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "link", "newline", "escape"])
LONGEST = 6_000


def write_remark(
    version: Version, section: str, text: str, viewer: Viewer, *, after: int, confidence: Confidence | None = None
) -> Remark:
    """Add words to a section of a draft: a judgement where a confidence is given, commentary otherwise; "" takes them away.

    NoYardstick refuses a judgement that does not say how likely it is; WrongUse a section that is none, or too long a text.
    """
    kind_named(version.product.kind).section(section)
    text = text.strip()
    if len(text) > LONGEST:
        raise WrongUse(f"The text has {len(text):,} characters; a section takes {LONGEST:,}. Shorten it.")
    if confidence is not None:
        for statement in statements_of(text):
            likelihood_in(statement)
    with transaction.atomic():
        take(WORKFLOW, version.subject, "write", viewer, after=after, told={"section": section})
        return Remark.objects.create(
            version=version,
            section=section,
            text=text,
            confidence=confidence or "",
            assessed=confidence is not None,
            author_id=viewer.person,
            at=viewer.at,
        )


def with_remarks(document: Document, remarks: Sequence[Remark]) -> Document:
    """Return a document with what its authors added at the end of each section, judgements last."""
    standing = {(remark.section, remark.assessed): remark for remark in remarks}
    sections = []
    for section in document.sections:
        added: list[Commentary | Assessed] = []
        for assessed in (False, True):
            remark = standing.get((section.code, assessed))
            if remark is not None and remark.text:
                added += _assessed(remark) if assessed else [Commentary(remark.author.name, tuple(body_of(remark.text)))]
        sections.append(replace(section, blocks=(*section.blocks, *added)))
    return replace(document, sections=tuple(sections))


def _assessed(remark: Remark) -> list[Assessed]:
    """Return the judgements of a remark, one a paragraph."""
    told = [(statement, likelihood_in(statement)) for statement in statements_of(remark.text)]
    return [
        Assessed(statement, band.words, f"{band.low:.0%} to {band.high:.0%}", remark.confidence, remark.author.name)
        for statement, band in told
    ]


def statements_of(text: str) -> list[str]:
    """Return the paragraphs of a text: each is a judgement of its own."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def body_of(text: str) -> Iterator[Paragraph | Points]:
    """Yield the paragraphs and lists of a text; what is no paragraph, list, emphasis or link is plain words."""
    for node in SyntaxTreeNode(WRITTEN.parse(text)).children:
        if node.type in {"bullet_list", "ordered_list"}:
            items = tuple(tuple(_runs(item)) for item in node.children)
            yield Points(items, node.type == "ordered_list")
        else:
            yield Paragraph(tuple(_runs(node)))


def _runs(node: SyntaxTreeNode, *, strong: bool = False, stressed: bool = False, href: str = "") -> Iterator[Run]:
    match node.type:
        case "text":
            yield Run(node.content, strong=strong, stressed=stressed, href=href)
        case "softbreak" | "hardbreak":
            yield Run(" ", strong=strong, stressed=stressed)
        case _:
            target = str(node.attrs.get("href", "")) if node.type == "link" else href
            # The reader of a product follows only an address that shows where it leads.
            safe = target if target.startswith(("https://", "http://")) else ""
            for child in node.children:
                yield from _runs(child, strong=strong or node.type == "strong", stressed=stressed or node.type == "em", href=safe)
