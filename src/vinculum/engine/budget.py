"""Time budgets: one thread a process interrupts whatever has run for longer than it may.

A thread for each query would cost as much as a small query does.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Interrupt = Callable[[], None]
NEVER = float("inf")


@dataclass
class _Watch:
    """What runs now: when each is overdue (monotonic seconds) and how it is interrupted."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    running: dict[object, tuple[float, Interrupt]] = field(default_factory=dict)
    thread: threading.Thread | None = None
    looks_at: float = NEVER  # when the thread looks next

    def begin(self, seconds: float, interrupt: Interrupt) -> object:
        """Note that something runs that may take so long; return what ends it."""
        ticket, due = object(), time.monotonic() + seconds
        with self.changed:
            self.running[ticket] = (due, interrupt)
            if self.thread is None:
                self.looks_at = due
                self.thread = threading.Thread(target=self._look, name="time budgets", daemon=True)
                self.thread.start()
            elif due < self.looks_at:
                self.changed.notify()
        return ticket

    def end(self, ticket: object) -> None:
        """Note that it has ended; it is interrupted no more."""
        with self.changed:
            del self.running[ticket]

    def _look(self) -> None:
        with self.changed:
            while True:
                now = time.monotonic()
                self._interrupt_overdue(now)
                self.looks_at = min((due for due, _ in self.running.values()), default=NEVER)
                self.changed.wait(None if self.looks_at == NEVER else self.looks_at - now)

    def _interrupt_overdue(self, now: float) -> None:
        """Interrupt each once; with the lock held, so that what comes next on the same connection is not hit in its place."""
        for ticket, (due, interrupt) in self.running.items():
            if due <= now:
                self.running[ticket] = (NEVER, interrupt)
                interrupt()


_WATCH = _Watch()


def _watch_anew() -> None:
    """Begin with a watch of its own in a process that was forked: it has none of its parent's threads."""
    global _WATCH  # noqa: PLW0603 - the one place where it is replaced
    _WATCH = _Watch()


os.register_at_fork(after_in_child=_watch_anew)


@contextmanager
def within(seconds: float, interrupt: Interrupt) -> Iterator[None]:
    """Call ``interrupt`` once, from another thread, if what stands inside takes longer than ``seconds``."""
    watch = _WATCH
    ticket = watch.begin(seconds, interrupt)
    try:
        yield
    finally:
        watch.end(ticket)
