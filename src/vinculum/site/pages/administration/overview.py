"""Where the administration begins."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render

from vinculum.desk.access.models import Agreement, Group, Organisation, Person, standing
from vinculum.desk.access.roles import roles
from vinculum.desk.access.scope import agreements_to, organisations_to, people_to
from vinculum.desk.access.vocabulary import Action
from vinculum.site.guard import DeskRequest, guarded


@guarded(Action.READ_ACCESS, purpose=True)
def administration(request: DeskRequest) -> HttpResponseBase:
    """Say how many organisations, people and agreements there are, and what each role may do."""
    viewer = request.viewer
    told = {
        "organisations": Organisation.objects.filter(organisations_to(viewer), active=True).count(),
        "groups": Group.objects.count(),
        "people": Person.objects.filter(people_to(viewer), is_active=True).count(),
        "agreements": Agreement.objects.filter(agreements_to(viewer)).filter(standing(viewer.at)).count(),
        "roles": [(role, sorted(role.actions), sorted(purpose.words for purpose in role.purposes)) for role in roles().values()],
    }
    return render(request, "administration/overview.html", told)
