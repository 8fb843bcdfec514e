"""The acts of a workflow on a page: offered with their reasons, taken from a form, and told as a history.

    {% include "parts/steps.html" with steps=steps only %}

where ``steps`` is ``steps_on_page(...)``. The form posts to one address of the thing's own, whose view calls ``take_from_form``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.middleware.csrf import get_token

from vinculum.desk.workflows.models import Step
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import Offer, history, offers, standing_of, take
from vinculum.desk.workflows.workflow import NOTHING, StateRule, Workflow
from vinculum.site.guard import DeskRequest


@dataclass(frozen=True, slots=True)
class Told:
    """One step as a page tells it."""

    who: str
    organisation: str
    done: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class StepsOnPage:
    """What a page shows of a thing's workflow. ``address`` takes the form; ``after`` is how many steps it has.

    ``token`` is that against forged requests: a part that is included with ``only`` its own words does not see the page's.
    """

    state: StateRule | None
    offered: tuple[Offer, ...]
    barred: tuple[Offer, ...]
    history: tuple[Told, ...]
    address: str
    after: int
    token: str


class StepForm(forms.Form):
    """An act, how many steps its page showed, and why."""

    act = forms.CharField(max_length=40)
    after = forms.IntegerField(min_value=0)
    reason = forms.CharField(max_length=4000, required=False, strip=True)


def steps_on_page(
    workflow: Workflow, subject: str, request: DeskRequest, address: str, parties: Mapping[str, str] | None = None
) -> StepsOnPage:
    """Return the acts that are offered to the viewer, those that others may do, and what was done."""
    held = history(workflow, subject)
    now = standing_of(held)
    found = offers(workflow, held, request.viewer, parties)
    return StepsOnPage(
        state=workflow.states.get(now.state) if now.state != NOTHING else None,
        offered=tuple(offer for offer in found if not offer.barred),
        barred=tuple(offer for offer in found if offer.barred),
        history=tuple(_told(workflow, step) for step in reversed(held)),
        address=address,
        after=now.number,
        token=get_token(request),
    )


@dataclass(frozen=True, slots=True)
class AskedStep:
    """What a form asks for: an act, how many steps its page showed, and why."""

    act: str
    after: int
    reason: str


def asked_step(request: DeskRequest) -> AskedStep:
    """Return the act that the request's form asks for; NotNow where it does not say."""
    form = StepForm(request.POST)
    if not form.is_valid():
        raise NotNow("The form did not say which act was meant, or what its page showed. Open the page again and try once more.")
    return AskedStep(form.cleaned_data["act"], form.cleaned_data["after"], form.cleaned_data["reason"])


def take_from_form(
    workflow: Workflow,
    subject: str,
    request: DeskRequest,
    parties: Mapping[str, str] | None = None,
    told: Mapping[str, Any] | None = None,
) -> Step:
    """Take the act that the request's form asks for, and tell the audit; refusals are VinculumErrors, shown by the guard."""
    asked = asked_step(request)
    request.told.about(workflow.code, subject)
    step = take(
        workflow, subject, asked.act, request.viewer,
        after=asked.after, parties=parties, reason=asked.reason, told=told,
    )  # fmt: skip
    request.told.counted(act=step.act, state=step.state, number=step.number)
    return step


def _told(workflow: Workflow, step: Step) -> Told:
    rule = workflow.acts.get(step.act)
    return Told(step.person.name, step.organisation_id, rule.done if rule else step.act, step.at, step.reason)
