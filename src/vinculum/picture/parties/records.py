"""Forms made ready for comparison: how many firms share each mark, what is too common to tie, and under which keys forms meet.

A phone, an address or an EORI of more firms than the switchboard setting is nobody's (null here): it neither brings two
forms together nor speaks for them. An EORI is counted by how evenly names use it: a firm's misspellings are few beside its
name, but the number that a forwarder puts on its customers' papers stands beside them all alike. A name or part of a name
that too many forms carry brings no two together by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from vinculum.engine.door import Door

LARGEST_BLOCK = 100  # forms that meet under one part of a name; a hundred make 4,950 pairs
LEAST_FORMS = 10_000  # few forms are a sample of a larger trade: nothing is called rare among fewer than this

# Who a form is, roughly, before anything is linked: misspellings of a name seldom touch its first four letters.
FIRM = "coalesce(eori, left(name, 4))"

SHARED = f"""
CREATE OR REPLACE TEMP TABLE parties_shared AS
SELECT kind, mark, count(DISTINCT firm) AS firms FROM (
    SELECT 'phone' AS kind, phone AS mark, {FIRM} AS firm FROM {{forms}}
    UNION ALL SELECT 'address', address, {FIRM} FROM {{forms}}
    UNION ALL SELECT 'name', name, coalesce(eori, address, phone, 'a name alone') FROM {{forms}}
) WHERE mark IS NOT NULL GROUP BY kind, mark
"""

# The number of names that would use an EORI if all did so alike (inverse Simpson index).
EORIS = """
CREATE OR REPLACE TEMP TABLE parties_eoris AS
WITH used AS (SELECT eori, left(name, 4) AS firm, sum(namings) AS times FROM {forms}
    WHERE eori IS NOT NULL AND name IS NOT NULL GROUP BY ALL)
SELECT eori FROM used GROUP BY eori HAVING pow(sum(times), 2) / sum(pow(times, 2)) > $switchboard
"""

# GB and XI numbers of one firm differ in the country's letters only.
RECORDS = """
CREATE OR REPLACE TEMP TABLE parties_records AS
SELECT forms.form_id, forms.side, forms.name, regexp_replace(forms.name, '[^0-9]', '', 'g') AS numerals,
    list_sort(list_distinct(string_split(forms.spelt, ' '))) AS bag, split_part(forms.spelt, ' ', 1) AS first_word,
    by_address.mark AS address, CASE WHEN by_address.mark IS NOT NULL THEN forms.postcode END AS postcode,
    regexp_extract(forms.address, '[0-9]+') AS house, by_phone.mark AS phone,
    CASE WHEN forms.eori NOT IN (FROM parties_eoris) THEN regexp_replace(forms.eori, '^(GB|XI)', '') END AS eori,
    left(forms.name, 6) AS head, left(forms.name, 1) || right(forms.name, 6) AS tail
FROM {forms} AS forms
LEFT JOIN parties_shared AS by_phone ON by_phone.kind = 'phone' AND by_phone.mark = forms.phone AND by_phone.firms <= $switchboard
LEFT JOIN parties_shared AS by_address ON by_address.kind = 'address' AND by_address.mark = forms.address
    AND by_address.firms <= $switchboard
"""

# A key under which too many forms would meet brings none together; the other keys are left to do it.
MEETING = f"""
CREATE OR REPLACE TEMP TABLE parties_meeting AS
SELECT * EXCLUDE (head, tail), CASE WHEN count(*) OVER (PARTITION BY name) <= {LARGEST_BLOCK} THEN name END AS name_key,
    CASE WHEN count(*) OVER (PARTITION BY head) <= {LARGEST_BLOCK} THEN head END AS head_key,
    CASE WHEN count(*) OVER (PARTITION BY tail) <= {LARGEST_BLOCK} THEN tail END AS tail_key
FROM parties_records ORDER BY form_id
"""

# How common a value is: firms that share it, of all firms; none of a small trade is rarer than one in LEAST_FORMS.
FREQUENCY = f"""
SELECT mark AS {{kind}}, firms / greatest({LEAST_FORMS}, sum(firms) OVER ())::DOUBLE AS tf_{{kind}}
FROM parties_shared WHERE kind = '{{kind}}' ORDER BY mark
"""
FREQUENCIES = ("name", "address", "phone")
MEETING_KEYS = ("eori", "phone", "address", "name_key", "head_key", "tail_key")


def make_ready(door: Door, forms: str, switchboard: int) -> None:
    """Make ``parties_meeting`` (a record a form of the relation ``forms``) and ``parties_shared`` (firms by kind and mark)."""
    door.run(SHARED.format(forms=forms))
    door.run(EORIS.format(forms=forms), {"switchboard": switchboard})
    door.run(RECORDS.format(forms=forms), {"switchboard": switchboard})
    door.run(MEETING)
    door.run("DROP TABLE parties_records")


def lay_out_groups(door: Door, groups: Mapping[str, str], table: str) -> None:
    """Make ``table`` (form_id, group) of the forms that are grouped."""
    told = pa.table({"form_id": pa.array(groups.keys(), pa.string()), "group": pa.array(groups.values(), pa.string())})
    door.offer("_groups", told)
    door.run(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM _groups")
    door.withdraw("_groups")


def forget_parties(door: Door) -> None:
    """Drop what linking laid out, so that it takes no memory from what comes after."""
    for kind in ("view", "table"):
        held = door.ask_rows(
            f"SELECT {kind}_name AS name FROM duckdb_{kind}s()"
            f" WHERE temporary AND starts_with({kind}_name, 'parties_') ORDER BY name"
        )
        for row in held:
            door.run(f"DROP {kind} {row['name']}")
