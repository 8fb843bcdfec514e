"""What an inspection says of the lead of its box, and of the box on a short list: told by the one who recorded it.

An act that an inspection took is undone by a correction that says otherwise; one that somebody took by hand is left alone. A
sentence on the inspection's page tells what was done, or why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from vinculum.desk.access.seen import open_seen
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.leads.acting import Details, LeadSeen, act_on
from vinculum.desk.leads.models import LeadAct
from vinculum.desk.leads.seeing import own_acts
from vinculum.desk.leads.standing import standing_of
from vinculum.desk.leads.workflow import Act, State, outcomes
from vinculum.desk.ports.inspection_words import words
from vinculum.desk.ports.models import Change, EligibleBox, InspectionFed, InspectionVersion
from vinculum.desk.ports.owning import tell_opened
from vinculum.desk.ports.workflow import BOX, STANDING, parties_of
from vinculum.desk.workflows.refusals import NotNow, NotPermitted, Overtaken
from vinculum.desk.workflows.stepping import history, take
from vinculum.desk.workflows.stepping import standing_of as box_standing_of
from vinculum.picture.current import NoPicture, current_build

LEAD_SQL = """
SELECT * FROM picture.leads
WHERE kind = 'export' AND (id = $lead OR ($lead = '' AND subject_kind = 'consignment_ref' AND subject = $consignment))
ORDER BY id LIMIT 1
"""


def outcome_of(version: InspectionVersion) -> str:
    """Return the outcome (a code of the leads' workflow) that a version means for a lead, "" where it means none."""
    told = version.told
    if version.change == Change.WITHDRAW:
        return ""
    if told["result"] == "positive":
        stolen = any(vehicle["standing"] != "lawful" for vehicle in told["vehicles"])
        return "recovered" if stolen else "stopped"
    return "nothing" if told["result"] == "negative" else ""


def tell_lead(version: InspectionVersion, viewer: Viewer) -> None:
    """Record on the export lead of the box what came of it, as the officer; once a version."""
    if version.fed.exclude(lead="").exists():
        return
    lead = _lead_of(version, viewer)
    if lead is None:
        return
    try:
        act, said = _follow(version, lead, viewer)
    except (Overtaken, NotNow, NotPermitted) as refused:
        act, said = None, f"The lead was left as it is: {refused}"
    InspectionFed.objects.create(version=version, lead=lead.id, act=act, said=said[:500], at=timezone.now())


def _follow(version: InspectionVersion, lead: LeadSeen, viewer: Viewer) -> tuple[int | None, str]:
    """Undo what an earlier version did, if it says otherwise now, and do what this one means; return the act and a sentence."""
    outcome = outcome_of(version)
    earlier = (
        InspectionFed.objects.filter(version__inspection=version.inspection, lead=lead.id, act__isnull=False)
        .order_by("version__number")
        .last()
    )
    standing = standing_of(own_acts(viewer, [lead.id]).get(lead.id, []))
    stands = earlier is not None and standing.since is not None and standing.since.number == earlier.act
    if stands and standing.since is not None and standing.since.outcome == outcome and outcome:
        return standing.since.number, f"The lead's outcome stands: {_title(outcome)}"
    undone = ""
    if stands and standing.since is not None:
        _act(lead, Act.UNDO, Details(undoes=standing.since.number), viewer)
        undone = "What an earlier version said of the lead was undone. "
    if not outcome:
        text = f"Inspection {version.inspection.reference}: {_result(version)}"
        _act(lead, Act.NOTE, Details(text=text), viewer)
        return None, f"{undone}A note was added to the lead: {_result(version)}"
    return _resolve(version, lead, outcome, viewer), f"{undone}The lead was resolved: {_title(outcome)}"


def _resolve(version: InspectionVersion, lead: LeadSeen, outcome: str, viewer: Viewer) -> int:
    happenings = own_acts(viewer, [lead.id]).get(lead.id, [])
    state = standing_of(happenings).state
    if state is State.RESOLVED:
        raise NotNow("its outcome was recorded by hand already.")
    if state not in {State.ADOPTED, State.TASKED}:
        _act(lead, Act.ADOPT, Details(), viewer)
    text = f"Inspection {version.inspection.reference}, opened {version.opened_at:%-d %B %Y at %H:%M} UTC."
    return _act(lead, Act.RESOLVE, Details(outcome=outcome, text=text), viewer).number


def _act(lead: LeadSeen, act: Act, details: Details, viewer: Viewer) -> LeadAct:
    after = len(own_acts(viewer, [lead.id]).get(lead.id, []))
    return act_on(lead, act, details, viewer, after=after, at=viewer.at)


def _lead_of(version: InspectionVersion, viewer: Viewer) -> LeadSeen | None:
    """Return the export lead of the box as the officer sees it; None where there is none, or no picture yet."""
    asked = {"lead": version.told["lead"], "consignment": version.consignment_ref}
    if not any(asked.values()):
        return None
    try:
        with open_seen(settings.WORKSPACE, viewer) as door:
            rows = door.ask_rows(LEAD_SQL, asked)
        build = current_build(settings.WORKSPACE).id
    except NoPicture:
        return None
    if not rows:
        return None
    row = rows[0]
    told = [*_pairs(row["evidence"]), *(pair for reason in row["reasons"] or () for pair in _pairs(reason["evidence"]))]
    return LeadSeen(row["id"], row["kind"], row["subject_kind"], row["subject"], row["probability"], frozenset(told), build)


def _pairs(evidence: Iterable[Mapping[str, Any]] | None) -> list[tuple[str, int]]:
    return [(one["delivery"], one["row"]) for one in evidence or ()]


def _title(outcome: str) -> str:
    return f"{outcomes()[outcome].title.lower()}."


def _result(version: InspectionVersion) -> str:
    if version.change == Change.WITHDRAW:
        return f"withdrawn: {version.reason}"
    return f"{words('result')[version.result].lower()}."


def tell_box(version: InspectionVersion, viewer: Viewer) -> None:
    """Note on the short list of the officer's unit that the box was opened, or that it could not be."""
    box = EligibleBox.objects.filter(
        consignment_ref=version.consignment_ref, short_list__organisation=version.inspection.organisation_id
    ).exclude(basis="").order_by("-added_at").first()  # fmt: skip
    if box is None or not version.consignment_ref or version.change == Change.WITHDRAW:
        return
    steps = history(BOX, box.reference)
    reference = version.inspection.reference
    try:
        if version.result in {"positive", "negative"}:
            tell_opened(box, viewer, reference)
        elif box_standing_of(steps).state in STANDING:
            act = "refuse" if version.result == "refused" else "miss"
            reason = f"{words('result')[version.result]} ({reference})"
            take(BOX, box.reference, act, viewer, after=len(steps), parties=parties_of(box), reason=reason)
    except (Overtaken, NotNow, NotPermitted):
        # The list shows the box as its own people left it; the inspection stands beside it all the same.
        return
