"""What stands, what can be made, and the acts that change a product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.documents.kinds import audiences, kind_named, kinds
from vinculum.desk.documents.making import Order, make_version
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.releasing import act_on
from vinculum.desk.documents.remarks import write_remark
from vinculum.desk.documents.seeing import opens, visible_to
from vinculum.desk.documents.targets import is_listed, targets_of
from vinculum.desk.documents.workflow import PUBLISHED, WORKFLOW
from vinculum.desk.workflows.stepping import standings
from vinculum.desk.yardstick import Confidence
from vinculum.errors import WrongUse
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.products.forms import LONGEST_CODE, MakeForm, RemarkForm
from vinculum.site.pages.products.one import version_for
from vinculum.site.steps_on_page import StepForm


@dataclass(frozen=True, slots=True)
class Listed:
    """A version as the list tells it."""

    version: Version
    kind: str
    audience: str
    state: str
    title: str
    published: bool


@guarded(Action.READ_PRODUCTS)
def products(request: DeskRequest) -> HttpResponse:
    """List the products that the viewer may see, newest as-at first, and the kinds that they can make."""
    seen = Version.objects.filter(visible_to(request.viewer)).select_related("product").defer("content")
    held = list(seen.order_by("-as_at", "product__reference", "-number"))
    now = standings(WORKFLOW, [version.subject for version in held])
    listed = [_listed(version, now[version.subject].state) for version in held]
    may_make = decide(request.viewer, Action.MAKE_PRODUCTS).allowed
    context = {
        "released": [one for one in listed if one.published],
        "written": [one for one in listed if not one.published],
        "kinds": [
            (kind, reverse("product-make", args=[kind.code]))
            for kind in kinds().values()
            if may_make and opens(kind, request.viewer)
        ],
    }
    return render(request, "products/list.html", context)


def _listed(version: Version, state: str) -> Listed:
    kind = kinds().get(version.product.kind)
    return Listed(
        version=version,
        kind=kind.title if kind else version.product.kind,
        audience=audiences()[version.product.audience].title,
        state=state,
        title=WORKFLOW.states[state].title,
        published=state in PUBLISHED,
    )


@guarded(Action.MAKE_PRODUCTS)
def product_make(request: DeskRequest, product_kind: str) -> HttpResponse:
    """Ask what to make of a kind, and make it."""
    kind = kinds().get(product_kind)
    if kind is None or not opens(kind, request.viewer):
        raise Http404(product_kind)
    # A link from the page of what it is about names it.
    named = {"of": request.GET.get("of", "")[:LONGEST_CODE]}
    form = MakeForm(kind, targets_of(kind.of, request.viewer), request.POST or None, initial=named)
    if request.method == "POST":
        request.told.verb = Verb.ALTERATION
        if form.is_valid():
            asked = form.cleaned_data
            if not is_listed(kind.of):
                request.told.about(kind.of, asked["of"])
            as_at = asked["as_at"].astimezone(UTC) if asked["as_at"] else request.viewer.at
            order = Order(kind.code, asked.get("of", ""), asked["audience"], as_at, asked.get("until"))
            try:
                version = make_version(order, request.viewer)
            except WrongUse as error:
                form.add_error(None, str(error))
            else:
                request.told.about("product", version.subject)
                return HttpResponseRedirect(_address(version))
    return render(request, "products/make.html", {"form": form, "kind": kind}, status=400 if form.errors else 200)


@guarded(Action.MAKE_PRODUCTS, Verb.ALTERATION)
@require_POST
def product_write(request: DeskRequest, product: str, product_version: int) -> HttpResponse:
    """Add an author's words to a section of a draft."""
    version = version_for(request, product, product_version)
    form = RemarkForm(kind_named(version.product.kind), request.POST)
    if not form.is_valid():
        told = "; ".join(str(error) for errors in form.errors.values() for error in errors)
        raise WrongUse(f"Nothing was kept. {told}")
    asked = form.cleaned_data
    confidence = Confidence(asked["confidence"]) if asked["confidence"] else None
    write_remark(version, asked["section"], asked["text"], request.viewer, after=asked["after"], confidence=confidence)
    return HttpResponseRedirect(f"{_address(version)}#section-{asked['section']}")


@guarded(Action.RELEASE_PRODUCTS, Verb.ALTERATION, or_else=(Action.MAKE_PRODUCTS,))
@require_POST
def product_act(request: DeskRequest, product: str, product_version: int) -> HttpResponse:
    """Take an act of the workflow: reviewed, sent back, released, withdrawn."""
    version = version_for(request, product, product_version)
    form = StepForm(request.POST)
    if not form.is_valid():
        raise WrongUse("The form did not say which act was meant. Open the page again and try once more.")
    asked = form.cleaned_data
    step = act_on(version, asked["act"], request.viewer, after=asked["after"], reason=asked["reason"])
    request.told.counted(act=step.act, state=step.state)
    return HttpResponseRedirect(_address(version))


def _address(version: Version) -> str:
    return reverse("product", args=[version.product.reference, version.number])
