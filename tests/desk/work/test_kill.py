"""A worker killed in the middle of a build loses nothing: the next takes the job up, and the picture is whole."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, open_picture

VINCULUM = str(Path(sys.executable).parent / "vinculum")

ASK = """
import django; django.setup()
from vinculum.desk.work.asking import ask
from vinculum.desk.work.models import Kind
from vinculum.desk.work.tasks import build_picture
print(ask(build_picture, Kind.BUILD, "Build the picture").pk)
"""

TELL = """
import django; django.setup()
from vinculum.desk.work.models import Job
from django_tasks_db.models import DBTaskResult
job = Job.objects.get(kind="build")
print(job.state, job.attempts, len(DBTaskResult.objects.get(pk=str(job.task)).worker_ids), job.result.get("build"))
"""

SECONDS = 90
# The tables that the least feeds lead to are enough to be killed at: reads make a build long.
LEFT_OUT = {"reads", "telematics", "register", "tests"}


def test_a_build_whose_worker_was_killed_is_taken_up(partnership: Path, tmp_path: Path) -> None:
    """Killed after a step or two, it is done at the second attempt, from the steps that were kept, and the picture is whole."""
    home = tmp_path / "var"
    _take_in_little(partnership, home)
    environment = {**os.environ, "VINCULUM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "vinculum.site.settings"}
    environment.pop("DATABASE_URL", None)

    def run(*words: str) -> str:
        return subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout

    run(VINCULUM, "init", "--email", "a@b.example", "--name", "A", "--organisation", "NVCRP")
    run(sys.executable, "-c", ASK)
    worker = subprocess.Popen([VINCULUM, "worker"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for_a_step(Workspace(home))
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert run(sys.executable, "-c", TELL).split()[:3] == ["running", "1", "1"]
    assert not (home / "pictures" / "current").exists()
    run(VINCULUM, "worker", "--drain")
    state, attempts, workers, build = run(sys.executable, "-c", TELL).split()
    assert (state, attempts, workers) == ("done", "2", "2")
    assert build == current_build(Workspace(home)).id
    assert list((home / "pictures").glob(".staging-*")) == []
    with open_picture(Workspace(home)) as door:
        for table, rows in current_build(Workspace(home)).document["tables"].items():
            assert door.ask_rows(f"SELECT count(*) AS n FROM picture.{table}") == [{"n": rows}]


def _take_in_little(partnership: Path, home: Path) -> None:
    """Make a workspace of the sample partnership's smaller deliveries, by taking their files in anew."""
    home.mkdir()
    environment = {**os.environ, "VINCULUM_HOME": str(home)}
    for file in sorted(partnership.glob("evidence/deliveries/*/original/*.parquet")):
        if file.stem not in LEFT_OUT:
            words = [VINCULUM, "intake", file.stem, str(file), "--partner", "OPAL"]
            subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.rmtree(home / "pictures", ignore_errors=True)


def _wait_for_a_step(workspace: Workspace) -> None:
    """Wait until a step of the build is finished and the build is not."""
    until = time.monotonic() + SECONDS
    while not list(workspace.pictures_folder.glob(".staging-*/*.done.json")):
        assert time.monotonic() < until, "no step was finished in time"
        assert not (workspace.pictures_folder / "current").exists(), "it was over before it could be killed"
        time.sleep(0.01)
