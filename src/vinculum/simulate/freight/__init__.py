"""Freight of the sample nation: sailings, the firms that ship, honest boxes, boxes with stolen vehicles, and inspections."""
