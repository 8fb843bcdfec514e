"""A workspace of a test's own, with the sample partnership's evidence, that jobs may write to."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from vinculum.evidence.workspace import Workspace


@pytest.fixture
def own_workspace(db: None, partnership: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Copy the sample partnership's evidence, without a picture, and let the desk stand on it."""
    shutil.copytree(partnership / "evidence", tmp_path / "var" / "evidence")
    found = Workspace(tmp_path / "var")
    monkeypatch.setattr(settings, "WORKSPACE", found)
    return found
