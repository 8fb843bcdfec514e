"""Fixtures that every room's tests may use."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from kept_store import fill_store
from partnership import make_partnership
from vinculum.desk.access.models import Person
from vinculum.desk.access.sample import load_sample
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.story import tell_the_story
from vinculum.evidence.workspace import Workspace
from vinculum.site.guard import PURPOSE_KEY, WHY_KEY

pytest_plugins = ["in_browser"]
SignIn = Callable[..., Client]
SAMPLE_PASSWORD = "sample people of the tests"  # noqa: S105 - guards invented people in a store that is thrown away

PROJECT = Path(__file__).resolve().parent.parent

VINCULUM = str(Path(sys.executable).parent / "vinculum")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run every test that touches the desk's store, and leave out those for which the store makes no difference."""
    if os.environ.get("VINCULUM_TEST_STORE") == "postgresql":
        # Leak tests ask what the policy answers, the story is told through the pages; how a store keeps what they rest on is
        # asked by the tests of the rooms.
        stores = [item for item in items if _asks_the_store(item) and not item.path.stem.endswith(("leaks", "story"))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(stores)])
        items[:] = stores


def _asks_the_store(item: pytest.Item) -> bool:
    return "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real public records, read in place; the test is skipped with a reason where there is none."""
    folder = Path(os.environ.get("VINCULUM_REAL_DATA") or PROJECT.parent / "shared" / "data")
    if not (folder / "INDEX.md").is_file():
        pytest.skip(f"no real records at {folder}: set VINCULUM_REAL_DATA to read them")
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of this test run that all its worker processes see.

    VINCULUM_TEST_SAMPLES names one that is kept between runs, for whoever works on what stands on the sample and not on what
    makes it.
    """
    kept = os.environ.get("VINCULUM_TEST_SAMPLES")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        return Path(kept)
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sample_nation(shared_folder: Path) -> Path:
    """Invent a town once a test run: its seventeen feeds, and its truth apart."""
    return _made_once(shared_folder / "town", "simulate", str(shared_folder / "town"), "--scale", "town", "--seed", "21")


@pytest.fixture(scope="session")
def partnership(shared_folder: Path, sample_nation: Path) -> Path:
    """Take the town in, each feed from its provider, and build its picture once a test run. Read it only: tests share it."""
    return make_partnership(sample_nation, shared_folder / "partnership-var")


@pytest.fixture(scope="session")
def sample_workspace(partnership: Path) -> Path:
    """Return the workspace of the sample partnership, for tests that do not ask who provided what."""
    return partnership


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, shared_folder: Path) -> None:
    """Fill the test store with the sample people, agreements and story, once; every test goes back to them."""

    def tell() -> None:
        load_sample(settings.WORKSPACE, SAMPLE_PASSWORD)
        tell_the_story()

    with django_db_blocker.unblock():
        fill_store(shared_folder, tell)


@pytest.fixture
def standing_desk(db: None, partnership: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Let the site stand on the sample partnership's evidence and picture. Read only."""
    found = Workspace(partnership)
    monkeypatch.setattr(settings, "WORKSPACE", found)
    return found


@pytest.fixture
def sign_in(standing_desk: Workspace) -> SignIn:
    """Return a function that signs a sample person in, by the first part of their address, for a purpose."""

    def signed_in(who: str, purpose: str | None = None, why: str = "12/3456/26, a test") -> Client:
        person = Person.objects.get(email__startswith=f"{who}.")
        client = Client()
        client.force_login(person)
        session = client.session
        served = viewer_of(person, timezone.now()).purposes
        session[PURPOSE_KEY] = purpose or min(served)
        session[WHY_KEY] = why
        session.save()
        return client

    return signed_in


def _made_once(made: Path, *words: str) -> Path:
    """Run a command unless a worker of this test run has done so already; return what it made."""
    mark = made.with_name(f".{made.name}-{words[0]}.done")
    with made.with_name(f".{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            environment = {**os.environ, "VINCULUM_HOME": str(made)}
            subprocess.run([VINCULUM, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
            mark.touch()
    return made
