"""One version of a product: read on screen, handed over as a file, checked against its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from vinculum.desk.access.policy import decide
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.documents.checking import check_version
from vinculum.desk.documents.contents import Basis
from vinculum.desk.documents.kinds import kind_named
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.reading import document_for, state_of
from vinculum.desk.documents.seeing import of_own, visible_to
from vinculum.desk.documents.workflow import DRAFT, WORKFLOW
from vinculum.desk.figures import Unit, in_words
from vinculum.desk.workflows.stepping import standings
from vinculum.products.page import to_body
from vinculum.products.table_of import facts_of
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.products.forms import RemarkForm
from vinculum.site.pages.products.rendering import FORMS, content_of, drawn_for_screen
from vinculum.site.steps_on_page import steps_on_page


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A figure as the page of the check tells it."""

    title: str
    kept: str
    now: str
    same: bool
    why: str


def version_for(request: DeskRequest, product: str, number: int) -> Version:
    """Return a version that the viewer may see; Http404 for any other, as for one that does not exist."""
    seen = Version.objects.filter(visible_to(request.viewer)).select_related("product", "made_by")
    found = seen.filter(product__reference=product, number=number).first()
    if found is None:
        raise Http404(product)
    request.told.about("product", found.subject)
    if kind_named(found.product.kind).of == "subject":
        request.told.about("subject", found.product.of)
    return found


@guarded(Action.READ_PRODUCTS)
def product(request: DeskRequest, product: str, product_version: int) -> HttpResponse:
    """Show a version as the viewer may read it, with its acts for those who make and release."""
    version = version_for(request, product, product_version)
    document = document_for(version, request.viewer)
    request.told.counted(figures=len(document.bases), left_out=document.left_out)

    def address_of(basis: Basis) -> str:
        open_to_them = decide(request.viewer, Action(basis.action)).allowed
        return f"{reverse('figure', args=[basis.code])}?{urlencode(sorted(basis.asked.items()))}" if open_to_them else ""

    own = of_own(version.product, request.viewer)
    where = [version.product.reference, version.number]
    steps = steps_on_page(WORKFLOW, version.subject, request, reverse("product-act", args=where)) if own else None
    writes = own and state_of(version) == DRAFT and decide(request.viewer, Action.MAKE_PRODUCTS).allowed
    context = {
        "document": document,
        "facts": facts_of(document),
        # The body is written by vinculum.products.page, which escapes every word in it.
        "body": SafeString(to_body(document, drawn_for_screen(document), address_of)),
        "forms": [(form.title, reverse("product-file", args=[*where, code])) for code, form in FORMS.items()],
        "steps": steps,
        "own": own,
        "check": reverse("product-check", args=where),
        "write": reverse("product-write", args=where),
        "remark": RemarkForm(kind_named(version.product.kind), initial={"after": steps.after}) if writes and steps else None,
        "others": _others(version, request),
    }
    return render(request, "products/one.html", context)


def _others(version: Version, request: DeskRequest) -> list[tuple[Version, str]]:
    seen = Version.objects.filter(visible_to(request.viewer), product=version.product).exclude(pk=version.pk)
    held = list(seen.order_by("-number"))
    now = standings(WORKFLOW, [one.subject for one in held])
    return [(one, WORKFLOW.states[now[one.subject].state].title) for one in held]


@guarded(Action.READ_PRODUCTS, Verb.DISCLOSURE)
def product_file(request: DeskRequest, product: str, product_version: int, product_form: str) -> HttpResponse:
    """Hand a version over as a file: once released the same bytes to everybody, before that a draft as they may read it."""
    form = FORMS.get(product_form)
    if form is None:
        raise Http404(product_form)
    version = version_for(request, product, product_version)
    content = content_of(version, product_form, settings.WORKSPACE, request.viewer)
    request.told.counted(form=product_form, bytes=len(content))
    headers = {
        "Content-Disposition": f'attachment; filename="{version.subject}.{product_form}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=form.content_type, headers=headers)


@guarded(Action.MAKE_PRODUCTS, or_else=(Action.RELEASE_PRODUCTS,))
def product_check(request: DeskRequest, product: str, product_version: int) -> HttpResponse:
    """Work every figure of a version out again at its as-at, and say where it comes out otherwise and why."""
    version = version_for(request, product, product_version)
    shown = {basis.slot: basis for basis in document_for(version, request.viewer).bases}
    lines = [
        CheckedLine(
            shown[one.slot].title,
            _words(one.kept, shown[one.slot]),
            _words(one.now, shown[one.slot]),
            one.same,
            one.why,
        )
        for one in check_version(version)
        if one.slot in shown
    ]
    differing = sum(1 for line in lines if not line.same)
    request.told.counted(figures=len(lines), differing=differing)
    return render(request, "products/check.html", {"version": version, "lines": lines, "differing": differing})


def _words(value: Decimal | None, basis: Basis) -> str:
    return in_words(value, Unit(basis.unit))
