"""Rows of the ports room: short lists with every box that could be chosen, and inspections."""

from vinculum.desk.ports.models.boards import Basis, EligibleBox, ShortList

__all__ = ["Basis", "EligibleBox", "ShortList"]
