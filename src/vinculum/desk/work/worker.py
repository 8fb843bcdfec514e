"""The worker: takes one job after another out of the queue until it is told to stop."""

from __future__ import annotations

import signal
import threading
import uuid
from types import FrameType

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from vinculum.desk.work.orphans import alive, return_orphans
from vinculum.desk.work.schedule import ask_what_is_due
from vinculum.evidence.workspace import Workspace

SECONDS_BETWEEN_LOOKS = 1.0


def run_worker(workspace: Workspace, *, drain: bool = False, stop: threading.Event | None = None) -> int:
    """Carry jobs out until ``stop`` is set (the job in hand is finished first), or with ``drain`` until none is ready.

    Return how many tasks were run. Several workers may run side by side, on SQLite as on PostgreSQL.
    """
    told_to_stop = stop or threading.Event()
    name = uuid.uuid4().hex
    done = 0
    with alive(workspace, name):
        while not told_to_stop.is_set():
            return_orphans(workspace)
            if not drain:
                ask_what_is_due()
            ran = _run_one(name)
            done += ran
            if not ran:
                if drain:
                    break
                close_old_connections()
                told_to_stop.wait(SECONDS_BETWEEN_LOOKS)
    return done


def _run_one(name: str) -> int:
    """Run the task that is first in the queue, if there is one; return how many were run."""
    worker = Worker(
        queue_names=["*"],
        interval=0.1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.run()
    return worker._run_tasks  # noqa: SLF001 - the library counts what it ran and has no other name for it


def stop_on_signals() -> threading.Event:
    """Return an event that the first SIGTERM or SIGINT sets; the second ends the process, and another takes its job up."""
    stop = threading.Event()

    def told(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop
