"""Run as a script: takes files in in child processes that are killed, and prints what went wrong (nothing, one hopes).

``killing.py instants WORKSPACE COUNT FILE...`` kills COUNT children at random instants. ``killing.py steps WORKSPACE FILE`` ends
a child at its first step towards the disk, the next at its second, and so on until one comes through; ``erasing`` does the same
to children that erase a row.
"""

import itertools
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from vinculum.evidence.acts import read_acts
from vinculum.evidence.chain import verify_chain
from vinculum.evidence.delimited import DelimitedRecords
from vinculum.evidence.erasure import erase
from vinculum.evidence.intake import take_in
from vinculum.evidence.ledger import deliveries
from vinculum.evidence.limits import intake_limits
from vinculum.evidence.locking import writing
from vinculum.evidence.opening import open_source
from vinculum.evidence.settling import settle
from vinculum.evidence.stretches import Dialect
from vinculum.evidence.workspace import Workspace
from vinculum.marks.reference import organisations

KILLED = 9


def _child(work: Callable[[int], None]) -> tuple[int, int]:
    """Fork a child that does the work, and return its process and the pipe on which it reports each delivery."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        work(writing)
        os._exit(0)
    os.close(writing)
    return process, reading


def _told(reading: int) -> list[str]:
    with os.fdopen(reading) as report:
        return [line for line in report.read().splitlines(keepends=True) if line.endswith("\n")]


def _check(workspace: Workspace, promised: set[str], when: str) -> None:
    """Everything that was reported as taken in is there and whole."""
    faults = verify_chain(workspace)
    held = {record["delivery"] for record in deliveries(workspace)}
    if faults or not promised <= held:
        sys.stdout.write(f"{when}: {faults} {sorted(promised - held)}\n")


def at_instants(workspace: Workspace, count: int, files: list[Path]) -> None:
    """Kill children at random instants while they take all the files in, each from a partner of its own."""
    promised: set[str] = set()
    instants = random.Random(20261122)  # noqa: S311 - instants, not secrets
    longest = 0.0
    for attempt, partner in enumerate(sorted(organisations())[: count + 1]):

        def take_all(report: int, partner: str = partner) -> None:
            for file in files:
                os.write(report, f"{take_in(workspace, 'reads', file, partner).delivery}\n".encode())

        began = time.monotonic()
        process, reading = _child(take_all)
        if attempt:
            time.sleep(instants.uniform(0, longest))
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        # The first child is left alone: it says how long the work takes.
        longest = longest or time.monotonic() - began
        promised.update(line.strip() for line in _told(reading))
        _check(workspace, promised, f"attempt {attempt}")
    sys.stdout.write(f"{count} killed, {len(promised)} deliveries of {(count + 1) * len(files)} taken in before\n")


def at_steps(workspace: Workspace, file: Path) -> None:
    """End children at every single step towards the disk in turn."""
    step = 0
    while True:
        step += 1

        def take_until(report: int, last: int = step) -> None:
            _end_at(last)
            intake = take_in(workspace, "reads", file, "TEST")
            os.write(report, f"{intake.delivery} {intake.already_known}\n".encode())

        process, reading = _child(take_until)
        _, status = os.waitpid(process, 0)
        told = _told(reading)
        _check(workspace, {line.split()[0] for line in told}, f"step {step}")
        if os.waitstatus_to_exitcode(status) != KILLED:
            sys.stdout.write(f"came through after {step} steps: {told}\n")
            return


def _end_at(last: int) -> None:
    """End this process at its ``last`` step towards the disk."""
    left = [last]

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def acting(*given: object, **more: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os._exit(KILLED)
            return act(*given, **more)

        return acting

    for name in ("fsync", "rename", "replace", "mkdir", "rmdir", "unlink"):
        setattr(os, name, counted(getattr(os, name)))


def while_erasing(workspace: Workspace, file: Path) -> None:
    """End children that erase row 2 at every single step in turn, each on a copy of the same workspace."""
    name = take_in(workspace, "reads", file, "TEST").delivery
    untouched = 0
    for step in itertools.count(1):
        copy = Workspace(workspace.home.with_name(f"step{step}"))
        shutil.copytree(workspace.home, copy.home)

        def erase_until(_: int, last: int = step, copy: Workspace = copy) -> None:
            _end_at(last)
            erase(copy, {name: [2]}, by="A Clerk", why="a test")

        process, reading = _child(erase_until)
        _, status = os.waitpid(process, 0)
        os.close(reading)
        _check(copy, {name}, f"step {step} before settling")
        with writing(copy):
            settle(copy)
        _check(copy, {name}, f"step {step}")
        gone = 2 not in pq.read_table(copy.deliveries_folder / name / "accepted.parquet")["row"].to_pylist()
        if gone != bool(read_acts(copy)) or gone == (copy.deliveries_folder / name / "original" / file.name).exists():
            sys.stdout.write(f"step {step}: half of an erasure\n")
        untouched += not gone
        if os.waitstatus_to_exitcode(status) != KILLED:
            sys.stdout.write(f"came through after {step} steps, {untouched} of them with nothing erased\n")
            return


def _warm_up(file: Path) -> None:
    """Load and compile what the children need, without starting a thread: threads do not survive a fork."""
    pa.array([1])
    DelimitedRecords(open_source(file, file.name, intake_limits()), Dialect())


if __name__ == "__main__":
    _warm_up(Path(sys.argv[-1]))
    at = Workspace(Path(sys.argv[2]))
    if sys.argv[1] == "instants":
        at_instants(at, int(sys.argv[3]), [Path(name) for name in sys.argv[4:]])
    elif sys.argv[1] == "erasing":
        while_erasing(at, Path(sys.argv[3]))
    else:
        at_steps(at, Path(sys.argv[3]))
