"""Who is asking: a person as the policy sees them, at one moment, for one purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculum.desk.access.models import Person, standing
from vinculum.desk.access.roles import Role, roles
from vinculum.desk.access.vocabulary import Action, Handling, Purpose


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, their organisation and roles, and what they are asking for.

    ``scopes`` narrows what the roles allow (an API token's scopes); None narrows nothing. ``at`` is the moment of asking, UTC.
    """

    person: int
    email: str
    name: str
    organisation: str
    force: str
    makes: frozenset[str]
    groups: frozenset[str]
    roles: tuple[Role, ...]
    at: datetime
    purpose: Purpose | None = None
    why: str = ""
    scopes: frozenset[Action] | None = None

    @property
    def purposes(self) -> frozenset[Purpose]:
        """Every purpose that one of the roles serves."""
        return frozenset(purpose for role in self.roles for purpose in role.purposes)

    @property
    def roles_for_purpose(self) -> tuple[Role, ...]:
        """The roles that serve the purpose asked for."""
        return tuple(role for role in self.roles if self.purpose in role.purposes)

    @property
    def handling(self) -> Handling:
        """The highest handling code that a role for this purpose may receive."""
        conditions = any(role.handling is Handling.CONDITIONS for role in self.roles_for_purpose)
        return Handling.CONDITIONS if conditions else Handling.PERMITTED


def viewer_of(
    person: Person, at: datetime, purpose: Purpose | None = None, why: str = "", scopes: frozenset[Action] | None = None
) -> Viewer:
    """Return a person as the policy sees them at ``at`` (UTC): an inactive person or organisation holds no role and no group."""
    organisation = person.organisation
    active = person.is_active and organisation.active
    held = person.appointments.filter(standing(at)).values_list("role", flat=True) if active else []
    known = roles()
    return Viewer(
        person=person.pk,
        email=person.email,
        name=person.name,
        organisation=organisation.code,
        force=organisation.force,
        makes=frozenset(make.upper() for make in organisation.makes),
        groups=frozenset(organisation.groups.values_list("code", flat=True)) if active else frozenset(),
        roles=tuple(known[role] for role in sorted(set(held)) if role in known),
        at=at,
        purpose=purpose,
        why=why,
        scopes=scopes,
    )
