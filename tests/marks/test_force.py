import csv
from pathlib import Path

import pytest

from vinculum.marks.force import parse_force
from vinculum.marks.reference import forces


def test_every_name_of_every_force_is_its_own() -> None:
    """Id, title, partner code, PNC code and police force area all lead back to the force."""
    for force in forces():
        for name in (force.id, force.name, force.code, force.pnc, force.pfa):
            if name:
                assert parse_force(name).normal == force.id, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Hampshire Constabulary", "hampshire"),
        ("the Met", "metropolitan"),
        ("WEST MIDLANDS POLICE", "west-midlands"),
        ("Police Service of Northern Ireland", "northern-ireland"),
        ("British Transport Police", "btp"),
        ("01", "metropolitan"),
    ],
)
def test_common_spellings(text: str, expected: str) -> None:
    """Police, Constabulary, and, & and case do not matter."""
    assert expected == parse_force(text).normal


@pytest.mark.parametrize("text", ["", "Police", "Narnia Constabulary", "99"])
def test_what_is_no_force(text: str) -> None:
    """Nothing is guessed."""
    assert not parse_force(text).well_formed


def test_the_labels_of_the_published_list_are_known(real_data: Path) -> None:
    """Every force of data.police.uk is found by its id and by its label."""
    with (real_data / "police_uk" / "forces.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 44  # the 43 of England and Wales, and PSNI
    assert [row["id"] for row in rows] == [parse_force(row["Label"]).normal for row in rows]
