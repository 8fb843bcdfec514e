"""Answers that a restricted catalog has given already, kept as long as the catalog.

A catalog holds what one state of the evidence, one build and one set of grants open, and never changes, so the same question has
the same answer. With another agreement, build, delivery or erasure another catalog is asked, which has answered nothing yet.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

# Pages ask the same small things again and again: which deliveries there are, where the cameras stand.
LARGEST = 256 * 1024  # bytes of an answer that is kept
MOST = 8 * 1024 * 1024  # bytes of all answers of one catalog

Question = tuple[str, str]


class Answers:
    """The answers of one catalog, the least recently asked forgotten first. Safe to ask from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Question, tuple[pa.Table, int]] = OrderedDict()
        self._bytes = 0

    def known(self, question: Question) -> pa.Table | None:
        """Return the answer given before, or None."""
        with self._lock:
            found = self._kept.get(question)
            if found is None:
                return None
            self._kept.move_to_end(question)
            return found[0]

    def keep(self, question: Question, answer: pa.Table) -> None:
        """Keep an answer, unless it is large."""
        size = answer.nbytes + len(question[0]) + len(question[1])
        if size > LARGEST:
            return
        with self._lock:
            self._bytes += size - self._kept.pop(question, (answer, 0))[1]
            self._kept[question] = (answer, size)
            while self._bytes > MOST:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def question_of(query: str, values: Mapping[str, Any] | None) -> Question | None:
    """Return what tells a question from every other; None where a value is not plain and could be told wrongly."""
    told = sorted((values or {}).items())
    return (query, repr(told)) if all(_is_plain(value) for _, value in told) else None


def _is_plain(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(one) for one in value)
    return value is None or isinstance(value, str | int | float | date)
