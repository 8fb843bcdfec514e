"""The steps of a build, in their order. A step reads only the evidence and the tables of the steps before it."""

from vinculum.picture.claims import STEP as CLAIMS
from vinculum.picture.clones.step import STEP as CLONES
from vinculum.picture.enablers import STEP as ENABLERS
from vinculum.picture.exports import STEP as EXPORTS
from vinculum.picture.hits import STEP as HITS
from vinculum.picture.lapses import STEP as LAPSES
from vinculum.picture.leads import STEP as LEADS
from vinculum.picture.markets import STEP as MARKETS
from vinculum.picture.parties import STEP as PARTIES
from vinculum.picture.reads import STEP as READS
from vinculum.picture.search_marks import STEP as SEARCH_MARKS
from vinculum.picture.step import Step
from vinculum.picture.vehicles import STEP as VEHICLES
from vinculum.picture.vin_reuse import STEP as VIN_REUSE

STEPS: tuple[Step, ...] = (
    READS,
    CLAIMS,
    VEHICLES,
    HITS,
    LAPSES,
    VIN_REUSE,
    CLONES,
    PARTIES,
    EXPORTS,
    ENABLERS,
    MARKETS,
    SEARCH_MARKS,
    LEADS,
)
