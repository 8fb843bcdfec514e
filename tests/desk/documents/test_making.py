"""What is made is what is known: figures frozen with their rows, texts with their figures, as at a moment."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from product_world import MARCH, OCTOBER, World, make, release, seen_as
from vinculum.desk.documents.contents import Chart, Compared, Document, Figures, Paragraph, Table
from vinculum.desk.documents.kept import from_plain
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Frozen, Version
from vinculum.desk.documents.reading import whole_document
from vinculum.errors import WrongUse

pytestmark = pytest.mark.usefixtures("world")


def text_of(paragraph: object) -> str:
    assert isinstance(paragraph, Paragraph)
    return "".join(run.text for run in paragraph.runs)


def blocks_of(document: Document) -> list[object]:
    return list(document.sections[0].blocks)


def test_texts_tables_and_charts_are_filled_from_the_figures() -> None:
    """Everything that the document says was worked out from the rows known by its as-at."""
    document = whole_document(make(at=OCTOBER), "draft")
    said, charged, figures, compared, chart, table = blocks_of(document)
    assert document.title == "Operation Test: results as at 29 October 2025"
    assert text_of(said) == "Forces made 2 arrests and found over £2m worth of vehicles so far."
    assert text_of(charged) == "Nobody has said yet how many were charged."
    assert text_of(compared) == "Nothing was published before."
    assert isinstance(figures, Figures)
    assert [(line.what, document.basis(line.note).words) for line in figures.lines] == [
        ("Arrests", "2"),
        ("Value recovered", "£2,040,000.50"),
        ("Charges", "not known"),
    ]
    assert isinstance(chart, Chart)
    assert chart.counts == (("Essex", "2040000.50"),)
    assert isinstance(table, Table)
    assert table.rows == (("Essex", "14 October 2025"), ("Kent", "15 October 2025"))


def test_a_later_version_stands_beside_what_was_first_published() -> None:
    """The first released figures are told as they were, with what came to be known since."""
    release(make(at=OCTOBER))
    document = whole_document(make(at=MARCH), "draft")
    compared = blocks_of(document)[3]
    assert isinstance(compared, Compared)
    assert [
        (line.what, document.basis(line.first).words, document.basis(line.now).words, line.since) for line in compared.lines
    ] == [
        ("Arrests", "2", "3", "1 row came to be known"),
        ("Value recovered", "£2,040,000.50", "£3,340,000.50", "1 row came to be known"),
    ]
    assert text_of(blocks_of(document)[0]) == "Forces made 3 arrests and found over £3.3m worth of vehicles so far."
    assert document.basis(compared.lines[0].first).asked == {"operation": "op-test", "as_at": OCTOBER.isoformat()}


def test_a_draft_is_nothing_that_was_published() -> None:
    """Only what was released counts as published first."""
    make(at=OCTOBER)
    assert text_of(blocks_of(whole_document(make(at=MARCH), "draft"))[3]) == "Nothing was published before."


def test_figures_are_frozen_with_the_digest_of_every_row(world: World) -> None:
    """What was kept does not move when the world does."""
    version = make(at=OCTOBER)
    frozen = Frozen.objects.get(version=version, slot="arrests")
    assert (frozen.value, frozen.rows, sorted(frozen.keys or {})) == (Decimal(2), 2, ["a1", "a2"])
    assert Frozen.objects.get(version=version, slot="charges").value is None
    before = from_plain(version.content)
    world.arrests.clear()
    assert from_plain(Version.objects.get(pk=version.pk).content) == before


def test_what_is_kept_is_read_back_as_it_was() -> None:
    """The JSON of a version and its document are two sides of one thing."""
    version = make()
    document = from_plain(Version.objects.get(pk=version.pk).content)
    assert from_plain(version.content) == document
    assert document.as_at == MARCH


def test_what_a_maker_may_not_read_is_unknown_to_them() -> None:
    """Nadia reads no intelligence: what she makes says that the sources are not known, not how many there are."""
    mine = whole_document(make("nadia"), "draft")
    assert next(basis for basis in mine.bases if basis.slot == "sources").value == ""
    theirs = whole_document(make("grace", audience="police"), "draft")
    assert next(basis for basis in theirs.bases if basis.slot == "sources").value == "3"


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (Order("nonsense", "op-test", "members", MARCH), "There is no kind of product 'nonsense'"),
        (Order("test-bulletin", "no-such", "members", MARCH), "There is no operation 'no-such' that you may see."),
        (Order("test-bulletin", "op-test", "steering", MARCH), "Test bulletin is not made for 'steering'"),
        (Order("test-bulletin", "op-test", "members", MARCH + timedelta(days=1)), "3 March 2026, 17:00 UTC has not come."),
        (Order("test-bulletin", "op-test", "members", MARCH, OCTOBER), "The embargo ends before it begins"),
    ],
)
def test_an_order_that_will_not_do_is_refused_with_a_sentence(order: Order, sentence: str) -> None:
    """Nothing is kept of it."""
    before = Version.objects.count()
    with pytest.raises(WrongUse, match=sentence.replace("(", r"\(")):
        make_version(order, seen_as("grace"))
    assert Version.objects.count() == before


def test_as_at_never_goes_backwards_within_a_product() -> None:
    """A later version as at an earlier moment would undo what readers were told."""
    make(at=MARCH)
    with pytest.raises(WrongUse, match="a later version is not as at an earlier moment"):
        make_version(Order("test-bulletin", "op-test", "members", OCTOBER), seen_as("grace", MARCH))


def test_the_store_refuses_to_change_what_was_made() -> None:
    """Versions, figures and products are append-only."""
    version = make()
    for statement in (
        lambda: Version.objects.filter(pk=version.pk).update(title="another"),
        lambda: Frozen.objects.filter(version=version).delete(),
        lambda: Frozen.objects.filter(version=version).update(value=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_review_is_due_when_the_kind_says() -> None:
    """Thirty days after it was made."""
    assert whole_document(make(at=MARCH), "draft").review_on == (MARCH + timedelta(days=30)).date()
    assert isinstance(MARCH, datetime)
