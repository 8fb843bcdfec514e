"""The one policy: organisation x role x handling x agreement x purpose, deny by default, each decision with its reason.

``decide`` answers for actions. ``grants_of`` answers for records: everything a viewer may see of the evidence is the union of the
grants it returns, and what no grant names is seen by nobody. ``vinculum.desk.access.seen`` compiles the grants to SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from vinculum.desk.access.models import Agreement, standing
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action, Handling, Rows
from vinculum.evidence.contract import contracts


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and why or why not in one sentence."""

    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """Columns of one provider's records of one feed that a viewer may see, on some rows, up to a handling code.

    ``makes`` and ``force`` narrow the rows when they are not None; ``basis`` says which agreement grants it.
    """

    provider: str
    feed: str
    columns: frozenset[str]
    handling: Handling
    makes: frozenset[str] | None
    force: str | None
    basis: str

    @property
    def narrows_rows(self) -> bool:
        """Whether the grant opens some rows of a delivery and not others, handling apart."""
        return self.makes is not None or self.force is not None


def decide(viewer: Viewer | None, action: Action) -> Decision:
    """Say whether a viewer may do something, with the reason."""
    if viewer is None:
        return Decision(False, "Nobody is signed in.")
    holding = [role for role in viewer.roles if action in role.actions]
    if not viewer.roles:
        return Decision(False, f"{viewer.name} holds no role at this moment.")
    if not holding:
        held = ", ".join(role.title for role in viewer.roles)
        return Decision(False, f"None of the roles held ({held}) includes {action}.")
    if viewer.scopes is not None and action not in viewer.scopes:
        return Decision(False, f"The token used is not for {action}.")
    if viewer.purpose is not None and not any(viewer.purpose in role.purposes for role in holding):
        return Decision(False, f"The role {holding[0].title} includes {action}, but not for the purpose {viewer.purpose}.")
    return Decision(True, f"The role {holding[0].title} includes {action}.")


def grants_of(viewer: Viewer) -> tuple[Grant, ...]:
    """Return everything a viewer may see of the evidence, sorted; nothing without a purpose that one of their roles serves.

    What an organisation itself provided it may see whole. Handling is the lower of what the agreement and the role allow.
    """
    if viewer.purpose is None or not viewer.roles_for_purpose:
        return ()
    found = _own(viewer.organisation, viewer.handling) | {
        grant for agreement in agreements_of(viewer) if (grant := _grant(agreement, viewer)) is not None
    }  # fmt: skip
    return tuple(sorted(found, key=lambda grant: (grant.feed, grant.provider, grant.basis)))


@lru_cache(maxsize=256)
def _own(organisation: str, handling: Handling) -> frozenset[Grant]:
    """Return the grants of an organisation on what it provided itself; the contracts alone decide them."""
    return frozenset(
        Grant(
            provider=organisation,
            feed=feed,
            columns=frozenset(column.name for column in contract.columns),
            handling=handling,
            makes=None,
            force=None,
            basis=f"{organisation} provided it",
        )
        for feed, contract in contracts().items()
    )


def agreements_of(viewer: Viewer) -> list[Agreement]:
    """Return the agreements that stand for a viewer's organisation, or a group it is a member of, for the purpose asked for."""
    addressed = Q(recipient_id=viewer.organisation) | Q(recipients_id__in=viewer.groups)
    standing_now = Agreement.objects.filter(standing(viewer.at)).filter(addressed).order_by("pk")
    # JSON membership is spelt differently by each store; agreements are few.
    return [agreement for agreement in standing_now if viewer.purpose in agreement.purposes]


def _grant(agreement: Agreement, viewer: Viewer) -> Grant | None:
    """Return what an agreement opens to a viewer; None where it opens no row (no makes, no force of their own)."""
    rows = Rows(agreement.rows)
    if (rows is Rows.OWN_MAKES and not viewer.makes) or (rows is Rows.OWN_FORCE and not viewer.force):
        return None
    both_conditions = agreement.handling == Handling.CONDITIONS and viewer.handling is Handling.CONDITIONS
    return Grant(
        provider=agreement.provider_id,
        feed=agreement.feed,
        columns=frozenset(agreement.columns),
        handling=Handling.CONDITIONS if both_conditions else Handling.PERMITTED,
        makes=viewer.makes if rows is Rows.OWN_MAKES else None,
        force=viewer.force if rows is Rows.OWN_FORCE else None,
        basis=f"agreement {agreement.pk}, {agreement.title}",
    )


def why_seen(viewer: Viewer, provider: str, feed: str, grants: tuple[Grant, ...] | None = None) -> Decision:
    """Say why a viewer may or may not see a provider's records of a feed; ``grants`` are the viewer's, if known already."""
    if viewer.purpose is None:
        return Decision(False, "No purpose was given, and nothing is shown without one.")
    if not viewer.roles_for_purpose:
        return Decision(False, f"No role of {viewer.name} serves the purpose {viewer.purpose}.")
    held = [
        grant for grant in (grants_of(viewer) if grants is None else grants) if grant.provider == provider and grant.feed == feed
    ]
    if held:
        told = "; ".join(f"{grant.basis}: {_extent(grant)}" for grant in held)
        return Decision(True, f"For the purpose {viewer.purpose}: {told}.")
    return Decision(
        False, f"No agreement opens {provider}'s {feed} to {viewer.organisation} for the purpose {viewer.purpose} today."
    )


def _extent(grant: Grant) -> str:
    whole = {column.name for column in contracts()[grant.feed].columns} == grant.columns
    columns = "all columns" if whole else f"columns {', '.join(sorted(grant.columns))}"
    rows = f" of rows about {', '.join(sorted(grant.makes))}" if grant.makes is not None else ""
    rows += f" of rows of force {grant.force}" if grant.force is not None else ""
    return f"{columns}{rows}, handling up to {grant.handling}"
