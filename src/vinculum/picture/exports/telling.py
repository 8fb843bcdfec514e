"""What the export model rests on and what moved since, in sentences."""

from __future__ import annotations

from vinculum.engine.door import Door

DRIFTED = "SELECT text FROM picture.export_drift WHERE outside ORDER BY kind, subject, month"
CALIBRATION = "SELECT text FROM picture.export_drift WHERE kind = 'calibration' AND NOT outside"
MODEL = "SELECT prevalence, random_opened, random_positive, opened, learned_why FROM picture.export_model"


def tell_model(door: Door) -> list[str]:
    """Return what stands behind the probabilities of export boxes: share, inspections, lesson, calibration, and what drifted."""
    model = door.ask_rows(MODEL)[0]
    random = f"{model['random_positive']} of {model['random_opened']} opened at random held some"
    said = [
        f"Stolen vehicles are expected in {100 * model['prevalence']:.2g} % of all export boxes; {random}.",
        f"{model['opened']} boxes opened taught the weights of the rules."
        if model["opened"]
        else "The weights of the rules are the catalogue's: too few boxes were opened to teach them.",
        model["learned_why"],
    ]
    return [*said, *(row["text"] for row in (*door.ask_rows(CALIBRATION), *door.ask_rows(DRIFTED)))]
