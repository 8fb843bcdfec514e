"""Letters of a case: drafted from the templates of ``repatriation.toml``, kept as they were said, sent and answered on a day."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta

import orjson
from django.db import transaction

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.repatriation.casework import add_fact, name_of, standing_parties
from vinculum.desk.repatriation.dating import meet_date, set_date
from vinculum.desk.repatriation.models import Case, CaseDate, CaseParty, Letter, LetterFact
from vinculum.desk.repatriation.refusals import NotKept
from vinculum.desk.repatriation.vocabulary import Answer, LetterKind, Part, date_kinds, letter_kinds
from vinculum.marks.locode import countries

NOT_NAMED = "the authority that holds it"
REPLY = "reply"  # the kind of date that an answer meets
WORD = re.compile(r"\{(\w+)\}")


def draft(case: Case, kind: str, viewer: Viewer) -> Letter:
    """Draft a letter and keep what it says; NotKept names what the case does not tell yet."""
    rule = letter_kinds().get(kind)
    if rule is None:
        raise NotKept(f"There is no letter {kind!r}. Letters: {', '.join(letter_kinds())}.")
    parties = standing_parties(case)
    lacking = [Part(part).words for part in rule.needs if Part(part) not in parties]
    if lacking:
        raise NotKept(f"{rule.title}: the case does not say yet who is the {'; '.join(lacking)}. Name them first.")
    addressee = parties[rule.to]
    said = _say(case, rule, parties, viewer)
    return add_fact(
        Letter, case, viewer,
        kind=kind, to=rule.to, organisation_id=addressee.organisation_id, said=said, digest=digest_of(said),
    )  # fmt: skip


@transaction.atomic
def tell_of_letter(letter: Letter, what: Answer, on: date, viewer: Viewer) -> LetterFact:
    """Tell that a letter was sent or answered on a day; that sets the date by which an answer is due, or meets it."""
    told = set(letter.facts.values_list("what", flat=True))
    if what in told or (what is Answer.ANSWERED and Answer.SENT not in told):
        raise NotKept("A letter is sent once, then answered once. Nothing was kept.")
    if not letter.at.date() <= on <= viewer.at.date():
        raise NotKept("A letter is sent or answered on the day of its draft or later, and not in the future.")
    kept = add_fact(LetterFact, letter.case, viewer, letter=letter, what=what, on=on)
    follows = letter_kinds()[letter.kind].sets
    if follows:
        about = f"{date_kinds()[follows].title}: letter {letter.number}"
        if what is Answer.SENT:
            set_date(letter.case, follows, on + timedelta(days=date_kinds()[follows].days), viewer, about=about)
        elif follows == REPLY:
            _meet_reply(letter, about, on, viewer)
    return kept


def _meet_reply(letter: Letter, about: str, on: date, viewer: Viewer) -> None:
    """Meet the date by which an answer was due, unless somebody has already."""
    for awaited in CaseDate.objects.filter(case=letter.case, kind=REPLY, about=about, kept__isnull=True):
        meet_date(awaited, on, "The letter was answered.", viewer)


def digest_of(said: object) -> str:
    """Return the SHA-256 of what a letter says."""
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _say(case: Case, rule: LetterKind, parties: dict[Part, CaseParty], viewer: Viewer) -> dict[str, object]:
    words = {
        "make": case.make, "model": case.model, "vin": case.vin, "vrm": case.vrm, "crime_ref": case.crime_ref,
        "force": case.force.name, "stolen_on": _day(case.stolen_on), "found_on": _day(case.found_on),
        "country": countries().get(case.country, case.country), "authority": NOT_NAMED,
        **{part.value: name_of(party) for part, party in parties.items()},
    }  # fmt: skip
    addressee = parties[rule.to]
    return {
        "title": rule.title,
        "reference": case.reference,
        "about": f"{case.make} {case.model}, chassis number {case.vin}",
        "sender": case.keeper.name,
        "recipient": name_of(addressee),
        "address": addressee.contact,
        "on": _day(viewer.at.date()),
        "paragraphs": [WORD.sub(lambda found: words[found[1]], text) for text in rule.paragraphs],
        "signed": viewer.name,
    }


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
