"""The bounds of intake can be changed by an administrator, and only to what makes sense."""

import pytest

from vinculum.errors import WrongUse
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.workspace import Workspace


def test_own_limits_lie_over_the_usual_ones(workspace: Workspace) -> None:
    """What the file does not name stays as it is."""
    workspace.home.mkdir()
    (workspace.home / "intake.toml").write_text("[intake]\nrecord_bytes = 5000\n")
    usual, own = intake_limits(), intake_limits(workspace)
    assert (own.record_bytes, own.document_bytes) == (5000, usual.document_bytes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[intake]\nrecord_byte = 1\n", r"\[intake\] has no 'record_byte'. Known: record_bytes"),
        ("[intake]\nrecord_bytes = 0\n", "record_bytes = 0 is not a number above 0"),
        ("[intake]\nrecord_bytes = 'many'\n", "is not a number above 0"),
        ("[intake\n", "is not valid TOML"),
    ],
)
def test_limits_that_make_no_sense_are_wrong_use(text: str, message: str, workspace: Workspace) -> None:
    """The file and the fault are named."""
    workspace.home.mkdir()
    (workspace.home / "intake.toml").write_text(text)
    with pytest.raises(WrongUse, match=message):
        intake_limits(workspace)
