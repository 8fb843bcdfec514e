"""Names of people, companies and places that the picture knows, in a text: only what the writer may see of the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vinculum.desk.intelligence.finding import FoundLink
from vinculum.desk.intelligence.wording import ORGANISATION, PERSON, PLACE
from vinculum.engine.door import Door
from vinculum.picture.search_texts import words

# A name has at least two words; a place may have up to six ("Unit 4, Harbour Way, Tilbury").
FEWEST, MOST = 2, 6
WORD = re.compile(r"[^\W_][\w'\u2019.&-]*")

# A name that a record says, as the viewer's own relation tells it; the kind of its subject parts people from companies.
KNOWN_SQL = """
SELECT DISTINCT m.kind, m.text, p.kind AS party
FROM picture.search_marks AS m
LEFT JOIN evidence.parties AS p ON m.feed = 'parties' AND p.delivery = m.delivery AND p.row = m.row
WHERE m.kind IN ('name', 'place') AND m.text IN (SELECT unnest($texts))
"""


def known_names(door: Door, text: str) -> list[FoundLink]:
    """Return the names in a text that the door knows, longest first; a door that shows no records knows none."""
    stretches = dict(_stretches(text))
    if not stretches:
        return []
    kinds: dict[str, str] = {}
    for row in door.ask_rows(KNOWN_SQL, {"texts": sorted({folded for folded, _ in stretches.values()})}):
        told = PLACE if row["kind"] == "place" else PERSON if row["party"] == "person" else ORGANISATION
        # The same words may be a person in one record and a company in another: the person is told, who is owed more care.
        if kinds.get(row["text"]) != PERSON:
            kinds[row["text"]] = told
    found = [
        FoundLink(start, end, kinds[folded], folded, shown)
        for (start, end), (folded, shown) in stretches.items()
        if folded in kinds
    ]
    return sorted(found, key=lambda link: (link.start - link.end, link.start))


def _stretches(text: str) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Yield every run of two to six words that begins with a capital or a digit, by where it stands, folded and as it stands."""
    spans = [(match.start(), match.end()) for match in WORD.finditer(text)]
    for first, (start, _) in enumerate(spans):
        if not (text[start].isupper() or text[start].isdigit()):
            continue
        for last in range(first + FEWEST - 1, min(first + MOST, len(spans))):
            end = spans[last][1]
            shown = text[start:end].rstrip(".,'\u2019-")
            folded = words(shown)
            if folded:
                yield (start, start + len(shown)), (folded, shown)
