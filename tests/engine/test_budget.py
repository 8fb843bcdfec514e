"""Time budgets: what runs too long is interrupted once, and nothing else is."""

import threading
import time

from vinculum.engine.budget import within


def test_what_runs_too_long_is_interrupted_once() -> None:
    """The interrupt comes after the budget, from another thread, and once however long it goes on."""
    called: list[tuple[float, str]] = []
    begun = time.monotonic()
    with within(0.05, lambda: called.append((time.monotonic() - begun, threading.current_thread().name))):
        time.sleep(0.3)
    ((after, thread),) = called
    assert 0.05 <= after < 0.3
    assert thread != threading.current_thread().name


def test_what_ends_in_time_is_left_alone() -> None:
    """A budget that was kept interrupts nothing afterwards, also while a longer one still runs."""
    called: list[str] = []
    with within(5, lambda: called.append("long")):
        with within(0.1, lambda: called.append("short")):
            pass
        time.sleep(0.2)
    assert called == []


def test_a_shorter_budget_begun_later_is_kept() -> None:
    """The one thread that watches looks again when something begins that is due earlier."""
    called: list[str] = []
    with within(5, lambda: called.append("long")):
        time.sleep(0.05)
        with within(0.05, lambda: called.append("short")):
            time.sleep(0.3)
    assert called == ["short"]
