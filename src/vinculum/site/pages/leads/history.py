"""What was done with a lead, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vinculum.desk.access.models import Organisation
from vinculum.desk.leads.standing import Happening
from vinculum.desk.leads.workflow import Act, acts, dismissals, outcomes
from vinculum.site import plain


def words_of(happenings: Sequence[Happening]) -> dict[int, str]:
    """Return what each act was, by its number, to be read after the name of the person; an undone one says so."""
    names = dict(Organisation.objects.filter(code__in={one.tasked_to for one in happenings}).values_list("code", "name"))
    by_number = {one.number: one for one in happenings}
    undone = {one.undoes for one in happenings if one.act is Act.UNDO}
    return {one.number: _words(one, by_number, names) + (" (undone)" if one.number in undone else "") for one in happenings}


def _words(one: Happening, by_number: Mapping[int, Happening], names: Mapping[str, str]) -> str:
    done = acts()[one.act].done
    match one.act:
        case Act.TASK if one.due:
            return f"tasked {names.get(one.tasked_to, one.tasked_to)} with it, due {plain.day(one.due)}"
        case Act.PARK if one.until:
            return f"{done} until {plain.day(one.until)}"
        case Act.DISMISS:
            return f"{done}: {dismissals()[one.reason].title.lower()}"
        case Act.RESOLVE:
            return f"{done}: {outcomes()[one.outcome].title.lower()}"
        case Act.UNDO if one.undoes:
            target = by_number[one.undoes]
            return f"undid what {target.person} did on {plain.moment(target.at)}"
        case _:
            return done
