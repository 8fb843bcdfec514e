"""Each reader reads their edition: what their audience may not be told is left out, and said to be left out."""

import pytest

from product_world import make, release, seen_as
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.documents.contents import LeftOut
from vinculum.desk.documents.reading import document_for

pytestmark = pytest.mark.usefixtures("world")


def test_a_section_for_others_is_left_out_and_said_to_be() -> None:
    """Members are told that a section is missing; police read it."""
    members = document_for(release(make()), seen_as("helen"))
    assert members.sections[1].blocks == (LeftOut("This section is left out of the edition for members."),)
    assert "sources" not in {basis.slot for basis in members.bases}
    police = document_for(release(make(audience="police")), seen_as("tom"))
    assert [run.text for run in police.sections[1].blocks[0].runs] == ["It rests on ", "3", " sources."]  # type: ignore[union-attr]  # a paragraph


def test_a_draft_shows_each_of_its_makers_what_their_own_roles_open() -> None:
    """Nadia makes products and reads no intelligence: of Grace's draft for police she reads all but the sources."""
    version = make("grace", audience="police")
    nadia, grace = document_for(version, seen_as("nadia")), document_for(version, seen_as("grace"))
    assert "sources" not in {basis.slot for basis in nadia.bases}
    assert nadia.sections[1].blocks == (LeftOut("A passage is left out of the edition that you may read."),)
    assert nadia.left_out == 1
    assert (grace.left_out, "sources" in {basis.slot for basis in grace.bases}) == (0, True)
    assert grace.handling.startswith("Not released: nobody may quote it.")


def test_the_notes_keep_their_numbers_in_every_edition() -> None:
    """Two readers who talk about note 2 talk about the same figure."""
    version = release(make(audience="police"))
    whole = document_for(version, seen_as("amara", purpose=Purpose.INTELLIGENCE))
    cut = document_for(release(make(audience="members")), seen_as("helen"))
    numbers = {basis.slot: basis.number for basis in whole.bases}
    assert {basis.slot: basis.number for basis in cut.bases if basis.slot in numbers}.items() <= numbers.items()
