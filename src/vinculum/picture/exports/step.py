"""The step ``exports``: every consignment known is judged, and those worth a lift become leads.

Writes ``export_risk`` (one row a consignment), ``export_reasons`` (one row a rule that fired on one), ``export_rules`` (the
catalogue as it stood, with what fired), ``export_model`` (one row: the starting point, the trees where outcomes taught any, and
what they rest on), ``export_drift`` (what moved since), ``export_declared`` (what consignments declare in comparable form, which
`screen` reads) and ``lead_export``.
"""

from __future__ import annotations

from vinculum.picture.exports.catalogue import rules_in_force
from vinculum.picture.exports.declared import declare
from vinculum.picture.exports.drift import drift_table
from vinculum.picture.exports.model_table import model_table, rules_table
from vinculum.picture.exports.reasons import box_leads
from vinculum.picture.exports.score import forget, judge
from vinculum.picture.exports.versions import lay_out_too_late, lay_out_versions
from vinculum.picture.step import Room, Step

KNOWN = """
CREATE OR REPLACE TEMP VIEW exports_known AS
SELECT told.* REPLACE (version.later AS amended_at) FROM evidence.consignments AS told
LEFT JOIN exports_versions AS version USING (delivery, "row") ANTI JOIN exports_too_late USING (delivery, "row")
WHERE coalesce(told.booked_at, told.gate_in_at, told.sails_at) <= TIMESTAMPTZ '{as_at}'
"""

RISK = """
SELECT consignment_ref, container_no, load_port, country, known_at, sails_at, judged_at, opened_at, found, log_odds, probability,
    round(probability * $value, 2) AS expected_value_gbp, rules_fired, delivery, "row"
FROM exports_scored ORDER BY consignment_ref
"""

REASONS = """
SELECT consignment_ref, rule, strength, weight, text, evidence FROM exports_reasons ORDER BY consignment_ref, weight DESC, rule
"""


def _run(room: Room) -> None:
    settings = room.settings["exports"]
    lay_out_versions(room.door)
    lay_out_too_late(room.door, room.as_at)
    room.door.run(KNOWN.format(as_at=room.as_at.isoformat()))
    declare(room.door, "exports_known")
    model = judge(room.door, room.as_at, settings)
    room.write("export_declared", "SELECT * FROM exports_declared ORDER BY consignment_ref")
    room.write("export_risk", RISK, {"value": model.box_value_gbp})
    room.write("export_reasons", REASONS)
    room.write("export_rules", rules_table(room.door, rules_in_force(settings), model))
    room.write("export_model", model_table(model))
    room.write("export_drift", drift_table(room.door, room.as_at, rules_in_force(settings), settings))
    room.write("lead_export", box_leads(room.door, model, float(settings["lead_floor"])))
    forget(room.door)


STEP = Step(
    "exports",
    ("export_declared", "export_risk", "export_reasons", "export_rules", "export_model", "export_drift", "lead_export"),
    _run,
)
