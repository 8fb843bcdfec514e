"""The closed words of the strategy."""

from __future__ import annotations

from enum import StrEnum


class _Told(StrEnum):
    """A closed word with the words in which a person reads it."""

    @property
    def words(self) -> str:
        """The word as a person reads it."""
        return WORDS[self.__class__.__name__][self.value]


class Health(_Told):
    """How an action stands, in the judgement of who reports."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BLOCKED = "blocked"


class Audience(_Told):
    """Who may read a report of progress: whoever may read the strategy, or its owner, its author and the national bodies."""

    PARTNERSHIP = "partnership"
    CLOSED = "closed"


class MeasuredBy(_Told):
    """What a measure is read from."""

    FIGURE = "figure"
    SERIES = "series"


class Direction(_Told):
    """Which way a measure should go."""

    UP = "up"
    DOWN = "down"


class SourceKind(_Told):
    """What kind of source recommended something."""

    REPORT = "report"
    CONFERENCE = "conference"


class Thing(_Told):
    """What a piece of evidence refers to."""

    OPERATION = "operation"
    GRANT = "grant"
    PRODUCT = "product"
    MEETING = "meeting"
    MEMBER = "member"
    COURSE = "course"
    FIGURE = "figure"
    DOCUMENT = "document"


WORDS: dict[str, dict[str, str]] = {
    "Health": {"on_track": "On track", "at_risk": "At risk", "blocked": "Blocked"},
    "Audience": {
        "partnership": "Everybody who may read the strategy",
        "closed": "The owner, whoever reported it, and the national bodies",
    },
    "MeasuredBy": {"figure": "A figure of this workbench", "series": "A published series"},
    "Direction": {"up": "Upwards", "down": "Downwards"},
    "SourceKind": {"report": "Report", "conference": "Conference"},
    "Thing": {
        "operation": "Operation",
        "grant": "Grant",
        "product": "Product",
        "meeting": "Meeting",
        "member": "Member",
        "course": "Course",
        "figure": "Figure",
        "document": "Document elsewhere",
    },
}
