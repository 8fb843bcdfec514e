"""Finding a thing of funding that the viewer may see; what they may not see is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from django.http import Http404

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.programme.funding import seeing
from vinculum.desk.programme.funding.models import Award, Bid, Claim, Condition, Grant, Movement, Pot, Round
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.workflow import Workflow
from vinculum.site.guard import DeskRequest
from vinculum.site.steps_on_page import StepForm, StepsOnPage, steps_on_page

# What an act does: given the viewer, how many steps they saw, and their reason.
Thing = TypeVar("Thing")
Act = Callable[[Viewer, int, str], object]


def find_grant(viewer: Viewer, reference: str) -> Grant:
    """Return a grant by its reference."""
    return _only(Grant.objects.filter(seeing.grants_to(viewer), reference=reference).select_related("funder", "holder").first())


def find_pot(viewer: Viewer, reference: str) -> Pot:
    """Return a pot by its reference."""
    return _only(Pot.objects.filter(seeing.pots_to(viewer), reference=reference).select_related("grant").first())


def find_condition(viewer: Viewer, pk: int) -> Condition:
    """Return a condition of a grant that the viewer may see."""
    seen = Grant.objects.filter(seeing.grants_to(viewer))
    return _only(Condition.objects.filter(grant__in=seen, pk=pk).select_related("grant").first())


def find_movement(viewer: Viewer, reference: str) -> Movement:
    """Return a move of money by its reference."""
    found = Movement.objects.filter(seeing.movements_to(viewer), reference=reference)
    return _only(found.select_related("grant", "source", "target").first())


def find_round(viewer: Viewer, reference: str) -> Round:
    """Return a round by its reference."""
    return _only(Round.objects.filter(seeing.rounds_to(viewer), reference=reference).select_related("pot__grant__holder").first())


def find_bid(viewer: Viewer, reference: str) -> Bid:
    """Return a bid by its reference."""
    found = Bid.objects.filter(seeing.bids_to(viewer), reference=reference)
    return _only(found.select_related("round__pot__grant", "call", "organisation").first())


def find_award(viewer: Viewer, reference: str) -> Award:
    """Return an award by its reference."""
    found = Award.objects.filter(seeing.awards_to(viewer), reference=reference)
    return _only(found.select_related("pot__grant__holder", "pot__grant__funder", "recipient", "bid__round").first())


def find_claim(viewer: Viewer, reference: str) -> Claim:
    """Return a claim by its reference."""
    found = Claim.objects.filter(seeing.claims_to(viewer), reference=reference)
    return _only(found.select_related("award__pot__grant", "award__recipient").first())


def take_act(request: DeskRequest, workflow: Workflow, subject: str, acts: Mapping[str, Act]) -> str:
    """Do the act that the form of the steps asks for, tell the audit, and return its words; refusals are shown by the guard."""
    form = StepForm(request.POST)
    if not form.is_valid() or form.cleaned_data["act"] not in acts:
        raise NotNow("The form did not say which act was meant, or what its page showed. Open the page again and try once more.")
    asked = form.cleaned_data
    request.told.about(workflow.code, subject)
    acts[asked["act"]](request.viewer, asked["after"], asked["reason"])
    request.told.counted(act=asked["act"])
    return workflow.acts[asked["act"]].done


def steps_with(
    workflow: Workflow, subject: str, request: DeskRequest, address: str, parties: Mapping[str, str], acts: frozenset[str]
) -> StepsOnPage:
    """Return the steps of a thing with only those acts offered that need no more than a reason."""
    found = steps_on_page(workflow, subject, request, address, parties)
    return replace(found, offered=tuple(offer for offer in found.offered if offer.rule.code in acts))


def _only(found: Thing | None) -> Thing:
    if found is None:
        raise Http404
    return found
