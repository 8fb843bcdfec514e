"""Figures of vehicles: stolen, found again, and followed from the theft to the box and the ship."""

from __future__ import annotations

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import Unit
from vinculum.desk.measured import By, Cut, Measure, MeasuredRule, Reads
from vinculum.desk.ports.figures_boxes import COUNTRY, MONTH, PORT
from vinculum.desk.ports.figures_relations import FOLLOWED

FORCE = By("force", "Police force", names="forces")
MODEL = By("vehicle", "Make and model")
CONTEXT = By("context", "Where of a kind", names="words")
STOLEN = Measure("vehicles", "Vehicles stolen", Reads.COUNT, "count(*)")
STOLEN_GBP = Measure("value_gbp", "Value as reported", Reads.POUNDS, "sum(value_gbp)")
MEAN_GBP = Measure("mean_gbp", "Mean value", Reads.POUNDS, "avg(value_gbp)", adds=False, rests_on="vehicles")
FOUND = Measure("vehicles", "Found", Reads.COUNT, "count(*)")
WHOLE = Measure("whole", "Of them whole", Reads.COUNT, "count(*) FILTER (condition IN ('COMPLETE', 'DAMAGED', 'CLONED_LIVE'))")
WHOLE_SHARE = Measure("share", "Share whole", Reads.SHARE, top="whole", bottom="vehicles", adds=False)
TIED = Measure("vehicles", "Vehicles followed", Reads.COUNT, "count(*)")
TO_GATE = Measure(
    "to_gate",
    "Median, theft to gate",
    Reads.HOURS,
    "median(hours_to_gate) FILTER (hours_to_gate >= 0)",
    adds=False,
    rests_on="vehicles",
)
TO_SAILING = Measure(
    "to_sailing", "Median, theft to sailing", Reads.HOURS, "median(hours_to_sailing)", adds=False, rests_on="vehicles"
)

THEFT_ROWS = """
SELECT delivery || ':' || "row" AS key, reported_at AS happened, delivery, crime_ref, vrm, force, make,
    nullif(concat_ws(' ', make, model), '') AS vehicle, method, value_gbp, tracker_fitted,
    date_trunc('month', reported_at)::DATE AS month, reported_at::DATE AS day
FROM evidence.thefts
"""
THEFT_COLUMNS = {
    "crime_ref": "Crime", "vrm": "Registration", "day": "Reported on", "force": "Police force", "vehicle": "Make and model",
    "make": "Make", "method": "Method", "value_gbp": "Value, GBP", "month": "Month",
}  # fmt: skip
THEFT_CUTS = {
    "by_month": Cut((MONTH,), (STOLEN, STOLEN_GBP)),
    "by_force": Cut((FORCE,), (STOLEN, STOLEN_GBP)),
    "by_model": Cut((MODEL,), (STOLEN, STOLEN_GBP, MEAN_GBP)),
    "by_method": Cut((By("method", "Method", names="words"),), (STOLEN, STOLEN_GBP, MEAN_GBP)),
}
RECOVERY_ROWS = """
SELECT delivery || ':' || "row" AS key, found_at AS happened, delivery, recovery_ref, crime_ref, force, vrm_shown, condition,
    context, value_gbp, date_trunc('month', found_at)::DATE AS month, found_at::DATE AS day
FROM evidence.recoveries
"""
RECOVERY_COLUMNS = {
    "recovery_ref": "Recovery", "crime_ref": "Crime", "day": "Found on", "force": "Police force", "condition": "Condition",
    "context": "Where of a kind", "value_gbp": "Value, GBP", "month": "Month",
}  # fmt: skip
FOLLOWED_ROWS = """
SELECT *, nullif(concat_ws(' ', make, model), '') AS vehicle, taken_at::DATE AS taken_on, gate_in_at::DATE AS gated_on,
    sails_at::DATE AS sails_on, round(hours_to_gate, 1) AS gate_hours, round(hours_to_sailing, 1) AS sailing_hours
FROM followed
"""
FOLLOWED_COLUMNS = {
    "crime_ref": "Crime", "vehicle": "Make and model", "force": "Police force", "taken_on": "Stolen on", "how": "How it is tied",
    "consignment_ref": "Consignment", "port": "Port of loading", "discharge_port": "Port of discharge",
    "country": "Market country", "gated_on": "Through the gate on", "sails_on": "Sails on", "gate_hours": "Hours to the gate",
    "sailing_hours": "Hours to sailing", "to_gate": "Time to the gate",
}  # fmt: skip
FEEDS_FOLLOWED = ("evidence.thefts", "evidence.consignments", "evidence.inspections", "evidence.recoveries")
FOLLOWED_CUTS = {
    "to_gate": Cut((By("to_gate", "From theft to the port gate", Reads.BAND),), (TIED,), drops=True),
    "routes": Cut(
        (FORCE, PORT, By("discharge_port", "Port of discharge", names="ports"), COUNTRY), (TIED,), drops=True
    ),
    "times_by_port": Cut((PORT,), (TIED, TO_GATE, TO_SAILING)),
    "by_model": Cut((MODEL,), (TIED, TO_GATE)),
    "by_how": Cut((By("how", "How it is tied"),), (TIED, TO_GATE, TO_SAILING)),
}  # fmt: skip


def _followed(code: str, title: str, definition: str, unit: Unit, value: str) -> MeasuredRule:
    return MeasuredRule(
        code, title, definition, unit, Action.READ_PICTURE, FOLLOWED_ROWS, FOLLOWED_COLUMNS, FEEDS_FOLLOWED, value, (FOLLOWED,),
        FOLLOWED_CUTS,
    )  # fmt: skip


RULES: tuple[MeasuredRule, ...] = (
    MeasuredRule(
        "ports.thefts", "Vehicles reported stolen",
        "Vehicles on crime reports of theft, by the day of the report; vehicles are counted, not crimes.",
        Unit.COUNT, Action.READ_PICTURE, THEFT_ROWS, THEFT_COLUMNS, ("evidence.thefts",), cuts=THEFT_CUTS,
    ),
    MeasuredRule(
        "ports.theft-value", "Value of vehicles reported stolen",
        "Value as reported of the vehicles on crime reports of theft, added up; a vehicle without a reported value adds nothing.",
        Unit.POUNDS, Action.READ_PICTURE, THEFT_ROWS, THEFT_COLUMNS, ("evidence.thefts",), "sum(value_gbp)", cuts=THEFT_CUTS,
    ),
    MeasuredRule(
        "ports.recoveries", "Vehicles, shells and parts found",
        "Recoveries recorded by police forces and partners, by the day of the find; shells and parts count as "
        "finds and are told apart.",
        Unit.COUNT, Action.READ_PICTURE, RECOVERY_ROWS, RECOVERY_COLUMNS, ("evidence.recoveries",),
        cuts={
            "by_context": Cut((CONTEXT,), (FOUND, WHOLE, WHOLE_SHARE)),
            "condition_by_context": Cut((CONTEXT, By("condition", "Condition", names="words")), (FOUND,)),
        },
    ),
    MeasuredRule(
        "ports.recovered-there", "Vehicles found at ports and in containers",
        "Of the recoveries recorded, those found in a container at a port or inland, or among vehicles to be driven on board.",
        Unit.COUNT, Action.READ_PICTURE,
        f"{RECOVERY_ROWS} WHERE context IN ('CONTAINER_PORT', 'CONTAINER_INLAND', 'RORO')",
        RECOVERY_COLUMNS, ("evidence.recoveries",), cuts={"by_month": Cut((MONTH,), (FOUND,))},
    ),
    _followed(
        "ports.followed", "Stolen vehicles followed to a consignment",
        "Vehicles reported stolen that are tied to a consignment: found at a port within the hour after one box, and only one, "
        "was opened with stolen vehicles in it, or declared in it by chassis number within 180 days of the theft.",
        Unit.COUNT, "count(*)",
    ),
    _followed(
        "ports.theft-to-gate", "Median time from theft to the port gate",
        "Of the stolen vehicles that are followed to a consignment with a time of gate-in after the theft: the median of the "
        "hours from the latest time of the theft to gate-in.",
        Unit.HOURS, "median(hours_to_gate) FILTER (hours_to_gate >= 0)",
    ),
    _followed(
        "ports.theft-to-sailing", "Median time from theft to sailing",
        "Of the stolen vehicles that are followed to a consignment: the median of the hours from the latest time of the theft "
        "until the ship sails by its schedule.",
        Unit.HOURS, "median(hours_to_sailing)",
    ),
    _followed(
        "ports.gated-in-a-day", "At the port gate within a day of the theft",
        "Of the stolen vehicles that are followed to a consignment with a time of gate-in after the theft: the share whose box "
        "passed the gate less than 24 hours after the latest time of the theft.",
        Unit.SHARE,
        "count(*) FILTER (hours_to_gate >= 0 AND hours_to_gate < 24) / nullif(count(*) FILTER (hours_to_gate >= 0), 0)",
    ),
)  # fmt: skip
