"""What is new since somebody's last visit: deliveries that came in since, and the leads and sightings that rest on them.

A visit is a session. The time that counts is that of the visit before, so news stays news until the session ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vinculum.desk.access.models import Person
from vinculum.engine.door import Door
from vinculum.evidence.contract import contracts
from vinculum.site.guard import DeskRequest

VISIT_KEY = "news_since"
NOTED_EVERY = timedelta(hours=1)

FRESH_SQL = """
SELECT delivery, feed, partner, received_at, accepted FROM evidence.deliveries WHERE received_at > $since
ORDER BY received_at DESC, delivery
"""
LEADS_SQL = """
SELECT l.kind, count(*) AS n FROM picture.leads AS l
WHERE ($kind = '' OR l.kind = $kind)
    AND len(list_filter(list_transform(l.evidence, lambda cited: cited.delivery), lambda one: list_contains($fresh, one))) > 0
GROUP BY l.kind ORDER BY l.kind
"""
HITS_SQL = "SELECT count(*) AS n FROM picture.hits WHERE list_contains($fresh, delivery)"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery that came in since; ``rows`` is None where the viewer sees only a part of it."""

    delivery: str
    title: str
    partner: str
    at: datetime
    rows: int | None


@dataclass(frozen=True, slots=True)
class News:
    """What came since ``since`` (UTC); None at a first visit, when all is new."""

    since: datetime | None
    arrivals: tuple[Arrival, ...]
    leads: tuple[tuple[str, int], ...]
    hits: int

    @property
    def leads_in_all(self) -> int:
        """How many leads rest on a record that came since."""
        return sum(number for _, number in self.leads)


def visit_before(request: DeskRequest) -> datetime | None:
    """Return when the viewer's visit before this one was (UTC), None if there was none; note that they are here now."""
    person = Person.objects.get(pk=request.viewer.person)
    now = request.viewer.at
    if VISIT_KEY not in request.session:
        request.session[VISIT_KEY] = person.last_visit_at.isoformat() if person.last_visit_at else ""
        Person.objects.filter(pk=person.pk).update(last_visit_at=now)
    elif person.last_visit_at is None or now - person.last_visit_at >= NOTED_EVERY:
        Person.objects.filter(pk=person.pk).update(last_visit_at=now)
    told: str = request.session[VISIT_KEY]
    return datetime.fromisoformat(told) if told else None


def read_news(door: Door, since: datetime | None, kind: str = "") -> News:
    """Return what came since a time (UTC) of what the door shows; nothing without one. Leads only of ``kind`` if it is given."""
    rows = door.ask_rows(FRESH_SQL, {"since": since}) if since is not None else []
    if not rows:
        return News(since, (), (), 0)
    fresh = [row["delivery"] for row in rows]
    leads = door.ask_rows(LEADS_SQL, {"fresh": fresh, "kind": kind})
    hits = door.ask_rows(HITS_SQL, {"fresh": fresh})[0]["n"]
    arrivals = tuple(
        Arrival(row["delivery"], contracts()[row["feed"]].title, row["partner"], row["received_at"], row["accepted"])
        for row in rows
    )
    return News(since, arrivals, tuple((row["kind"], row["n"]) for row in leads), hits)
