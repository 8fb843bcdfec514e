"""Finding the member and the contact that an address names, as the viewer may see them."""

from __future__ import annotations

from django.http import Http404

from vinculum.desk.programme.members.contacts import contacts_of
from vinculum.desk.programme.members.models import Contact, Member
from vinculum.desk.programme.members.seeing import inside_to, members_to
from vinculum.site.guard import DeskRequest


def find_member(request: DeskRequest, reference: str, *, inside: bool = False) -> Member:
    """Return a member; where ``inside`` is needed, only one whose inside the viewer may see."""
    shown = inside_to(request.viewer) if inside else members_to(request.viewer)
    found = Member.objects.filter(shown, reference=reference).select_related("organisation").first()
    if found is None:
        raise Http404
    request.told.about("member", reference)
    return found


def find_contact(request: DeskRequest, reference: str, number: int) -> Contact:
    """Return a contact of a member."""
    member = find_member(request, reference, inside=True)
    found = contacts_of(request.viewer, member).filter(pk=number).select_related("member").first()
    if found is None:
        raise Http404
    request.told.about("contact", str(number))
    return found
