"""Figures of one subject in the evidence of the national unit: a person, an organisation or a place, by its reference."""

from __future__ import annotations

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Unit
from vinculum.desk.measured import By, Cut, Measure, MeasuredRule, Reads

RECORD_ROWS = """
SELECT r.delivery || ':' || r."row" AS key, e.received_at AS happened, r.delivery, r.* EXCLUDE (delivery, "row") FROM (
    SELECT party_ref AS subject, kind, name, role, born_on, company_no, address, postcode, phone, email, delivery, "row"
    FROM evidence.parties
    UNION ALL
    SELECT place_ref, kind, name, NULL, NULL, NULL, address, postcode, NULL, NULL, delivery, "row" FROM evidence.places
) AS r JOIN evidence.deliveries AS e USING (delivery)
"""
LINK_ROWS = """
SELECT l.delivery || ':' || l."row" || ':' || l.subject AS key, coalesce(l.seen_from, l.seen_to) AS happened,
    l.delivery, l.subject, l.kind, l.other_ref, o.name AS other, l.seen_from::DATE AS seen_from, l.seen_to::DATE AS seen_to
FROM (
    SELECT from_ref AS subject, to_ref AS other_ref, * EXCLUDE (from_ref, to_ref) FROM evidence.links
    UNION ALL
    SELECT to_ref AS subject, from_ref AS other_ref, * EXCLUDE (from_ref, to_ref) FROM evidence.links WHERE to_ref <> from_ref
) AS l LEFT JOIN (
    SELECT ref, min(name) AS name FROM (
        SELECT party_ref AS ref, name FROM evidence.parties UNION ALL SELECT place_ref AS ref, name FROM evidence.places
    ) AS named GROUP BY ref
) AS o ON o.ref = l.other_ref
"""
# A log under conditions is for its owner to hand on: a document names none.
LOG_ROWS = """
SELECT delivery || ':' || "row" || ':' || subject AS key, submitted_at AS happened, delivery, subject, log_ref, force,
    submitted_at::DATE AS day
FROM (
    SELECT delivery, "row", log_ref, force, submitted_at, unnest(list_distinct(subjects)) AS subject
    FROM evidence.logs WHERE handling = 'P'
) AS named
"""
FOUND_ROWS = """
SELECT delivery || ':' || "row" AS key, found_at AS happened, delivery, premises_ref AS subject, recovery_ref, crime_ref,
    condition, found_at::DATE AS day
FROM evidence.recoveries WHERE premises_ref IS NOT NULL
"""
RECORDS = Measure("records", "Records", Reads.COUNT, "count(*)")
FIRST = Measure("first", "First", Reads.DAY, "min(seen_from)", adds=False)
LAST = Measure("last", "Last", Reads.DAY, "max(seen_to)", adds=False)

RULES: tuple[MeasuredRule, ...] = (
    MeasuredRule(
        "subject.records", "Records of the subject",
        "Records of the national unit under the reference of the subject: people, organisations and places, by the day on which "
        "they came in. What a record says is what its provider wrote; a role such as suspect is no finding.",
        Unit.COUNT, Action.READ_PORTS, RECORD_ROWS,
        {"subject": "Subject", "kind": "Kind", "name": "Name", "role": "Role recorded", "born_on": "Born on",
         "company_no": "Company number", "address": "Address", "postcode": "Postcode", "phone": "Phone", "email": "E-mail"},
        ("evidence.parties",), cuts={
            "identity": Cut((By("name", "Name"), By("kind", "Kind"), By("role", "Role recorded"),
                             By("born_on", "Born on", Reads.DAY),
                             By("company_no", "Company number")), (RECORDS,), together=False),
            "by_address": Cut((By("address", "Address"), By("postcode", "Postcode")), (RECORDS,), together=False),
            "by_contact": Cut((By("phone", "Phone"), By("email", "E-mail")), (RECORDS,), together=False),
        },
    ),
    MeasuredRule(
        "subject.links", "Links recorded",
        "Links of the national unit between the subject and another person, organisation or place, by the day of the first "
        "sight. A link says that somebody recorded it; what it means is for the author.",
        Unit.COUNT, Action.READ_PORTS, LINK_ROWS,
        {"subject": "Subject", "kind": "Link", "other": "With", "other_ref": "Reference", "seen_from": "First",
         "seen_to": "Last"},
        ("evidence.links",),
        cuts={"by_other": Cut((By("other", "With"), By("other_ref", "Reference"), By("kind", "Link")),
                              (Measure("links", "Links", Reads.COUNT, "count(*)"), FIRST, LAST), together=False)},
    ),
    MeasuredRule(
        "subject.logs", "Intelligence logs that name the subject",
        "Intelligence logs with handling code P that name the reference of the subject. Logs under conditions (code C) are left "
        "out, and no word of a log is repeated: ask its force.",
        Unit.COUNT, Action.READ_INTELLIGENCE, LOG_ROWS,
        {"subject": "Subject", "log_ref": "Log", "force": "Force", "day": "Submitted on"}, ("evidence.logs",),
        cuts={"by_log": Cut((By("log_ref", "Log"), By("force", "Police force", names="forces"),
                             By("day", "Submitted on", Reads.DAY)), (Measure("logs", "Logs", Reads.COUNT, "count(*)"),))},
    ),
    MeasuredRule(
        "subject.found-there", "Vehicles found at the place",
        "Vehicles, shells and parts that were recovered at the place. It does not say that its owner or tenant knew.",
        Unit.COUNT, Action.READ_PORTS, FOUND_ROWS,
        {"subject": "Subject", "recovery_ref": "Recovery", "crime_ref": "Crime", "condition": "What was found",
         "day": "Found on"},
        ("evidence.recoveries",),
        cuts={"by_condition": Cut((By("condition", "What was found", names="words"),), (
            Measure("vehicles", "Vehicles", Reads.COUNT, "count(*)"),))},
    ),
)  # fmt: skip
