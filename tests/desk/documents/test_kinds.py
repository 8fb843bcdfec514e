"""Every kind of product is whole: its figures, audiences, texts and columns exist; and faults are found."""

import tomllib

import pytest

from product_world import KIND, lay_in
from vinculum.desk.access.roles import roles
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.all_figures import all_rules, measured_rules
from vinculum.desk.documents.kinds import audiences, faults_of, kinds, read_kind
from vinculum.desk.documents.targets import LISTED, NAMED


@pytest.mark.parametrize("code", sorted(kinds()))
def test_a_kind_is_whole(code: str) -> None:
    """Nothing in it names what is not there, and nothing is declared that is not shown."""
    kind = kinds()[code]
    assert list(faults_of(kind, {**all_rules(), **measured_rules()})) == []
    assert kind.of in {**LISTED, **NAMED}


def test_audiences_name_roles_and_actions_that_exist() -> None:
    """A slip in the file would open a product to nobody, or leave a figure out of every edition."""
    assert {role for one in audiences().values() for role in one.roles} <= set(roles())
    assert {action for one in audiences().values() for action in one.totals} <= set(Action)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('rule = "t-charges"', 'rule = "t-nothing"', "charges follows t-nothing, which is no figure"),
        ("{arrests} arrests", "{arests} arrests", "results shows arests, which stands for nothing"),
        ('by = "Force"', 'by = "County"', "t-value has no column County"),
        ('["Force", "On"]', '["Force", "Off"]', "t-arrests has no column Off"),
        ('audiences = ["police"]', 'audiences = ["ministers"]', "sources is for ministers, which the kind is not"),
        ('compared = ["arrests", "value"]', 'compared = ["charges"]', "charges is not declared as compared"),
        ("It rests on {sources} sources.", "It rests on sources.", "sources is declared and never shown"),
    ],
)
def test_a_fault_in_a_kind_is_found(db: None, monkeypatch: pytest.MonkeyPatch, old: str, new: str, fault: str) -> None:
    """Each slip is named."""
    lay_in(monkeypatch)
    assert old in KIND
    assert fault in list(faults_of(read_kind(tomllib.loads(KIND.replace(old, new))), all_rules()))
