"""Lapses: theft reports that fall out of the record, and what crimes, markers and claims say of one another.

A lost-or-stolen marker that no force confirms is deleted at six weeks, and from then on the vehicle looks not stolen to everybody
who checks it (DOMAIN 3.6). The step is a deterministic state machine at the as-at time and a three-way reconciliation.
"""

from vinculum.picture.lapses.clock import watch_clock
from vinculum.picture.lapses.leads import write_leads
from vinculum.picture.lapses.reconcile import count_reconciled, reconcile
from vinculum.picture.lapses.sources import gather_sources
from vinculum.picture.step import Room, Step


def find_lapses(room: Room) -> None:
    """Write ``lapses`` (every marker's state), ``reconciliation``, ``reconciliation_counts`` and ``lead_lapse``."""
    gather_sources(room)
    watch_clock(room)
    reconcile(room)
    count_reconciled(room)
    write_leads(room)


STEP = Step("lapses", ("lapses", "reconciliation", "reconciliation_counts", "lead_lapse"), find_lapses)
