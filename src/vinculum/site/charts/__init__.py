"""Charts as data: pure functions from figures to a Vega-Lite specification, one for screen and paper, and the table behind it."""
