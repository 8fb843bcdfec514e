"""One search box for everything the picture knows: marks, parts of marks, misreadings, names, places, references.

The index (``index``) proposes texts; what a person may see of them is decided by the relation that ``find`` is given, and every
count, limit and weight is taken after that.
"""

from vinculum.search.find import Facets, Found, Subject, facets, find, records_behind, suggestions
from vinculum.search.index import STANDS_IN, Index, index_for, index_of, stand_in
from vinculum.search.pattern import BadPattern, parse_pattern
from vinculum.search.shown import Shown

__all__ = [
    "STANDS_IN",
    "BadPattern",
    "Facets",
    "Found",
    "Index",
    "Shown",
    "Subject",
    "facets",
    "find",
    "index_for",
    "index_of",
    "parse_pattern",
    "records_behind",
    "stand_in",
    "suggestions",
]
