from importlib import resources
from pathlib import Path

import pytest

from vinculum.marks.commodity import Goods
from vinculum.marks.container import ContainerClass
from vinculum.marks.formats import VrmClass
from vinculum.marks.locode import PortRole
from vinculum.marks.mark import MarkKind
from vinculum.marks.vin import VinClass

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("vocabulary", [MarkKind, VrmClass, VinClass, ContainerClass, PortRole, Goods])
def test_every_word_of_a_vocabulary_is_documented(vocabulary: type[MarkKind]) -> None:
    """A kind or class that the code knows stands on the reference page."""
    page = (DOCS / "reference" / "marks.md").read_text("utf-8")
    assert [word.value for word in vocabulary if f"`{word.value}`" not in page] == []


def test_every_table_has_a_source_and_a_licence() -> None:
    """A table that ships is listed with where it comes from, and nothing is listed that does not ship."""
    page = (DOCS / "reference" / "reference-data.md").read_text("utf-8")
    shipped = {
        file.name for file in resources.files("vinculum.marks.reference").iterdir() if file.name.endswith((".csv", ".toml"))
    }
    listed = {part for line in page.splitlines() if line.startswith("| `") for part in line.split("`")[1::2] if "." in part}
    assert shipped == {name for name in listed if name.endswith((".csv", ".toml"))}
