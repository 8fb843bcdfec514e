"""A nation with known truth, and the scoring of the picture against it.

It shares the contracts with the rest of the house and nothing else; what it writes under ``truth/`` only ``scoring`` reads.
"""

from vinculum.simulate.nation import Simulated, simulate
from vinculum.simulate.prevalence import Prevalence, prevalence_of
from vinculum.simulate.scale import Scale, Size, size_of

__all__ = ["Prevalence", "Scale", "Simulated", "Size", "prevalence_of", "simulate", "size_of"]
