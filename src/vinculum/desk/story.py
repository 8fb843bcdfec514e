"""The story that the sample desk begins with: each room lays in its own part, through the same functions as its pages.

It follows what was published of the National Vehicle Crime Reduction Partnership's first year; names of people are invented.
"""

from __future__ import annotations

from collections.abc import Callable

from vinculum.desk.documents import sample as documents
from vinculum.desk.intelligence import sample as intelligence
from vinculum.desk.operations import sample as operations
from vinculum.desk.operations.returns import sample as returns
from vinculum.desk.ports import sample as ports
from vinculum.desk.programme.engagement import sample as engagement
from vinculum.desk.programme.funding import sample as funding
from vinculum.desk.programme.impact import sample as impact
from vinculum.desk.programme.members import sample as members
from vinculum.desk.programme.public import sample as public
from vinculum.desk.programme.strategy import sample as strategy
from vinculum.desk.programme.strategy import sample_progress as progress
from vinculum.desk.programme.training import sample as training
from vinculum.desk.repatriation import sample as repatriation

# The parts in the order in which they build on each other; each does nothing where its room holds something already.
PARTS: tuple[Callable[[], None], ...] = (
    strategy.tell,
    members.tell,
    operations.tell,
    returns.tell,
    funding.tell,
    training.tell,
    intelligence.tell,
    public.tell,
    engagement.tell,
    progress.tell,
    impact.tell,
    repatriation.tell,
    ports.tell,
    documents.tell,
)


def tell_the_story() -> None:
    """Lay in every part of the story that is not there yet."""
    for part in PARTS:
        part()
