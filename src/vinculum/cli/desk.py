"""What the commands do at the desk. Imported only after Django is set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from vinculum.desk.access.models import Appointment, Organisation, Person, standing
from vinculum.desk.access.reference import load_organisations
from vinculum.desk.audit.chain import Entry, append
from vinculum.desk.audit.chain import verify as verify_audit
from vinculum.desk.audit.models import AuditRecord, Verb
from vinculum.errors import WrongUse
from vinculum.site.accounts import first_sign_in_path

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class First:
    """The first administrator."""

    email: str
    name: str
    organisation: str

    @classmethod
    def of(cls, email: str | None, name: str | None, organisation: str | None) -> Self | None:
        """Return who was named, None if nobody was; WrongUse if only in part."""
        if email is None and name is None and organisation is None:
            return None
        if not email or not name or not organisation:
            raise WrongUse("Name the administrator whole: --email, --name and --organisation.")
        try:
            validate_email(email)
        except ValidationError as error:
            raise WrongUse(f"{email!r} is not an e-mail address.") from error
        return cls(email.strip().lower(), name.strip(), organisation.strip().upper())


def make_ready(first: First | None, password: str | None) -> dict[str, Any]:
    """Bring the store into step with this version and make the first administrator, unless one stands.

    Return ``{stands: [{what, detail, state}], administrator, link}``; ``link`` is where the administrator sets a password, if
    none was given and none is set.
    """
    home = settings.WORKSPACE.home
    made = not settings.WORKSPACE.deliveries_folder.is_dir()
    settings.WORKSPACE.deliveries_folder.mkdir(parents=True, exist_ok=True)
    changes = prepare_store()
    added = load_organisations(settings.WORKSPACE)
    stands = [
        _stand("Workspace", str(home), "made" if made else "stood already"),
        _stand("Store", _store_words(), f"{changes} changes made" if changes else "in step already"),
        _stand("Organisations", f"{Organisation.objects.count():,}", f"{added:,} added" if added else "all there already"),
    ]
    person, fresh = _administrator(first, password)
    stands.append(_stand("Administrator", str(person), "made" if fresh else "stood already"))
    link = None if person.has_usable_password() else f"{_address()}{first_sign_in_path(person)}"
    return {"stands": stands, "administrator": person.email, "link": link}


def prepare_store() -> int:
    """Bring the desk's store into step with this version; return how many migrations were applied."""
    settings.WORKSPACE.home.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    lacking = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return lacking


def _stand(what: str, detail: str, state: str) -> dict[str, str]:
    return {"what": what, "detail": detail, "state": state}


def _store_words() -> str:
    told = settings.DATABASES["default"]
    return (
        str(told["NAME"]) if connection.vendor == "sqlite" else f"PostgreSQL, {told['NAME']} on {told['HOST'] or 'this machine'}"
    )


def _address() -> str:
    host = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "localhost"
    return f"http://{host}:8000" if settings.LOCAL else f"https://{host}"


def _administrator(first: First | None, password: str | None) -> tuple[Person, bool]:
    """Return the administrator and whether they were made now."""
    standing_now = (
        Appointment.objects.filter(standing(timezone.now()), role=ADMINISTRATOR).select_related("person").order_by("pk")
    )
    held = [appointment.person for appointment in standing_now]
    if first is None:
        if not held:
            raise WrongUse("There is no administrator yet. Name the first: --email, --name and --organisation.")
        return held[0], False
    known = Person.objects.filter(email__iexact=first.email).first()
    if known is not None:
        if known not in held:
            raise WrongUse(f"{first.email} is known and is no administrator. An administrator gives roles, in the pages.")
        return known, False
    if held:
        raise WrongUse(f"{held[0].email} is administrator already. Further people are added in the pages, where it is recorded.")
    return _make_administrator(first, password), True


def _make_administrator(first: First, password: str | None) -> Person:
    organisation = Organisation.objects.filter(pk=first.organisation).first()
    if organisation is None:
        raise WrongUse(
            f"There is no organisation with the code {first.organisation!r}. Administrators of the programme are of NVCRP."
        )
    if password is not None:
        try:
            validate_password(password, Person(email=first.email, name=first.name))
        except ValidationError as error:
            raise WrongUse(f"That password will not do. {' '.join(error.messages)}") from error
    with transaction.atomic():
        person = Person.objects.create_person(first.email, first.name, organisation, [ADMINISTRATOR], password)
        entry = Entry(
            person=first.email,
            organisation=organisation.code,
            verb=Verb.ALTERATION,
            action="access.change",
            route="vinculum init",
            why="first administrator",
            subjects=(("person", first.email),),
        )
        append(entry, timezone.now(), settings.WORKSPACE.home)
    return person


def audit_faults() -> dict[str, Any]:
    """Return ``{records, faults: [{sequence, what}]}`` of the audit chain."""
    if AuditRecord._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 - Django's documented name
        raise WrongUse(f"There is no desk at {settings.WORKSPACE.home} yet. Run `vinculum init`.")
    faults = [{"sequence": fault.sequence, "what": fault.what} for fault in verify_audit(settings.WORKSPACE.home)]
    return {"records": AuditRecord.objects.count(), "faults": faults}
