"""Commercial enablers: forwarders, shippers, hauliers and loading addresses; what was in their boxes, and what ties them."""

from vinculum.picture.enablers.step import STEP

__all__ = ["STEP"]
