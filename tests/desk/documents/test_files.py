"""Files of released products: kept by digest, made once, carried in a dump."""

import hashlib
from pathlib import Path

import pytest

from product_world import MARCH, World, make, release
from vinculum.desk.documents.files import FileDamaged, file_of
from vinculum.desk.documents.models import File
from vinculum.evidence.dump import dump, restore
from vinculum.evidence.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return an empty workspace of the test's own."""
    found = Workspace(tmp_path / "var")
    found.deliveries_folder.mkdir(parents=True)
    return found


def test_a_file_is_made_once(world: World, workspace: Workspace) -> None:
    """The second time the kept bytes are handed out, and nothing is drawn."""
    version = release(make())
    assert file_of(version, "html", workspace, MARCH, lambda: b"first") == b"first"
    assert file_of(version, "html", workspace, MARCH, lambda: b"second") == b"first"
    assert File.objects.get(version=version).digest == hashlib.sha256(b"first").hexdigest()


def test_a_file_that_is_missing_or_other_is_told(world: World, workspace: Workspace) -> None:
    """Bytes that are not those that were handed out never leave."""
    version = release(make())
    file_of(version, "html", workspace, MARCH, lambda: b"first")
    kept = workspace.home / "products" / hashlib.sha256(b"first").hexdigest()
    for spoil in (lambda: kept.write_bytes(b"other"), kept.unlink):
        spoil()
        with pytest.raises(FileDamaged, match="Restore it from a dump"):
            file_of(version, "html", workspace, MARCH, lambda: b"again")


def test_files_go_with_a_dump_and_come_back(world: World, workspace: Workspace, tmp_path: Path) -> None:
    """What was handed out can be handed out from the restored workspace."""
    version = release(make())
    file_of(version, "html", workspace, MARCH, lambda: b"first")
    dump(workspace, tmp_path / "whole.dump")
    back = Workspace(tmp_path / "back")
    restore(tmp_path / "whole.dump", back)
    assert file_of(version, "html", back, MARCH, lambda: b"again") == b"first"
