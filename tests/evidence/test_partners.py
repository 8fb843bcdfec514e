"""Who may hand over records: the reference data, with what an administrator has added."""

import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.partners import partner_of
from vinculum.evidence.workspace import Workspace


def _own(workspace: Workspace, text: str) -> None:
    workspace.reference_folder.mkdir(parents=True)
    (workspace.reference_folder / "organisations.csv").write_text(text, "utf-8")


def test_a_known_partner_is_found_in_any_capitals(workspace: Workspace) -> None:
    """Codes are written in capitals and typed as people type."""
    assert partner_of(" dvla ", workspace).code == "DVLA"


def test_an_administrator_can_add_and_correct_partners(workspace: Workspace) -> None:
    """No release is needed for a new member."""
    _own(workspace, "code,name,kind,force\nACME,Acme Trackers,tracker,\nDVLA,The licensing agency,government,\n")
    assert partner_of("ACME", workspace).name == "Acme Trackers"
    assert partner_of("DVLA", workspace).name == "The licensing agency"
    assert partner_of("DVSA", workspace).code == "DVSA"


def test_an_unknown_partner_says_what_is_near_and_how_to_add_one(workspace: Workspace) -> None:
    """By code and by name."""
    with pytest.raises(
        WrongUse, match=r"no partner with the code 'merseysde'. Close to it: .*MERSEYSIDE.* To add one, write a line"
    ):
        partner_of("merseysde", workspace)


@pytest.mark.parametrize("text", ["code,name\n,Nameless\n", "name,kind\nNo code,x\n"])
def test_an_own_table_that_lacks_codes_names_its_row(text: str, workspace: Workspace) -> None:
    """The administrator's file is at fault, and where."""
    _own(workspace, text)
    with pytest.raises(WrongUse, match=r"organisations\.csv, row 1: code and name must both be filled"):
        partner_of("DVLA", workspace)
