"""Rows of the ports room: short lists with every box that could be chosen, and inspections."""

from vinculum.desk.ports.models.boards import Basis, EligibleBox, ShortList
from vinculum.desk.ports.models.inspections import (
    Change,
    DraftKey,
    Inspection,
    InspectionFed,
    InspectionPhoto,
    InspectionVersion,
)

__all__ = [
    "Basis",
    "Change",
    "DraftKey",
    "EligibleBox",
    "Inspection",
    "InspectionFed",
    "InspectionPhoto",
    "InspectionVersion",
    "ShortList",
]
