"""Every figure of the ports: of boxes, of vehicles, of methods and markets."""

from __future__ import annotations

from vinculum.desk.measured import MeasuredRule
from vinculum.desk.ports.figures_boxes import RULES as BOXES
from vinculum.desk.ports.figures_methods import RULES as METHODS
from vinculum.desk.ports.figures_vehicles import RULES as VEHICLES

RULES: tuple[MeasuredRule, ...] = BOXES + VEHICLES + METHODS
