"""What became of leads, as data: one row a lead of an organisation that was dismissed or resolved, for training weights.

No mark, no person and no text: the id of the lead, what the picture said of it then, and whether people found it to be true.
"""

from __future__ import annotations

import pyarrow as pa

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.seeing import visible_to
from vinculum.desk.leads.standing import standing_of
from vinculum.desk.leads.workflow import State, dismissals, outcomes

DISPOSITIONS = pa.schema(
    [
        ("lead", pa.string()),
        ("kind", pa.string()),
        ("organisation", pa.string()),
        ("state", pa.string()),  # dismissed or resolved
        ("because", pa.string()),  # the reason or the outcome, a code of workflow.toml
        ("was_true", pa.bool_()),  # null where the reason or outcome does not tell
        ("probability", pa.float64()),  # what the picture said when it was decided
        ("decided_at", pa.timestamp("us", tz="UTC")),
        ("picture", pa.string()),  # the build that was decided on
        ("evidence_rows", pa.int64()),
        ("evidence_digest", pa.string()),
    ]
)


def dispositions(viewer: Viewer) -> pa.Table:
    """Return every dismissal and outcome of the viewer's organisation that stands, as DISPOSITIONS in the order of leads."""
    streams: dict[str, list[LeadAct]] = {}
    own = LeadAct.objects.filter(visible_to(viewer), organisation=viewer.organisation)
    for row in own.order_by("lead", "number"):
        streams.setdefault(row.lead, []).append(row)
    found = []
    for lead, held in streams.items():
        standing = standing_of([one.told() for one in held])
        if standing.since is None or standing.state not in {State.DISMISSED, State.RESOLVED}:
            continue
        decided = next(one for one in held if one.number == standing.since.number)
        word = dismissals()[decided.reason] if standing.state is State.DISMISSED else outcomes()[decided.outcome]
        found.append(
            {
                "lead": lead,
                "kind": decided.kind,
                "organisation": viewer.organisation,
                "state": standing.state.value,
                "because": word.code,
                "was_true": word.says,
                "probability": decided.probability,
                "decided_at": decided.at,
                "picture": decided.picture,
                "evidence_rows": len(decided.evidence),
                "evidence_digest": decided.evidence_digest,
            }
        )
    return pa.Table.from_pylist(found, schema=DISPOSITIONS)
