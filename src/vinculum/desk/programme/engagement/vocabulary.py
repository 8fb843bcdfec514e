"""The closed words of engagement."""

from __future__ import annotations

from enum import StrEnum


class MeetingKind(StrEnum):
    """What kind of occasion it was."""

    MEETING = "meeting"
    BRIEFING = "briefing"
    ROUNDTABLE = "roundtable"
    CONFERENCE = "conference"
    MEDIA = "media"

    @property
    def words(self) -> str:
        """The kind as a person reads it."""
        return self.value.capitalize()


class Marking(StrEnum):
    """How far words may travel (Government Security Classifications), the widest first."""

    PUBLIC = "PUBLIC"
    OFFICIAL = "OFFICIAL"
    SENSITIVE = "OFFICIAL-SENSITIVE"

    @property
    def height(self) -> int:
        """Its place in the order: what is higher travels less far."""
        return list(Marking).index(self)

    @property
    def words(self) -> str:
        """The marking as a person reads it."""
        return self.value


class ToldOf(StrEnum):
    """What was disclosed: a figure, a product, or words alone."""

    MESSAGE = "message"
    FIGURE = "figure"
    PRODUCT = "product"

    @property
    def words(self) -> str:
        """The word as a person reads it."""
        return self.value.capitalize()
