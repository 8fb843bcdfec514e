"""Mail addresses: a normal form to compare by, and the mailbox behind its spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from vinculum.marks.reference import rows_of

SHAPE = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
DOTLESS = frozenset({"gmail.com", "googlemail.com"})  # dots in the name make no difference there


@dataclass(frozen=True, slots=True)
class Email:
    """A mail address as read.

    ``normal`` is lower case. ``mailbox`` is where it is delivered: without ``+tag``, and without dots where the provider ignores
    them; two addresses with one mailbox are one person's. ``free_provider`` when anybody can open one.
    """

    raw: str
    normal: str
    well_formed: bool
    mailbox: str
    domain: str | None = None
    free_provider: bool = False
    notes: tuple[str, ...] = ()


@cache
def _free_providers() -> frozenset[str]:
    return frozenset(row["domain"] for row in rows_of("mail_providers"))


def parse_email(text: str) -> Email:
    """Return what a mail address says of itself; ``mailto:`` and angle brackets are taken off."""
    normal = unicodedata.normalize("NFKC", text).strip().lower().removeprefix("mailto:").strip("<> ")
    if SHAPE.fullmatch(normal) is None or ".." in normal:
        return Email(text, normal, well_formed=False, mailbox=normal, notes=("not a name, @ and a domain",))
    name, _, domain = normal.rpartition("@")
    mailbox = name.split("+", 1)[0] or name
    if domain in DOTLESS:
        mailbox, domain = mailbox.replace(".", ""), "gmail.com"
    free = domain in _free_providers()
    return Email(text, normal, True, f"{mailbox}@{domain}", domain, free, ("free provider",) if free else ())
