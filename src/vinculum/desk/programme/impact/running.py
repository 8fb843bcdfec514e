"""Running a study: the counts are fetched by whoever asks, worked through, and kept with what was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import orjson
from django.db import IntegrityError, transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.programme.impact.evaluate import evaluate
from vinculum.desk.programme.impact.finding import Finding
from vinculum.desk.programme.impact.models import Run, Series, Study
from vinculum.desk.programme.impact.panel import Panel, months_between, next_month
from vinculum.desk.programme.impact.writing import StudyRefused


@dataclass(frozen=True, slots=True)
class Basis:
    """Where counts come from: known as at a moment (UTC), in words, with what names them exactly (a build, a digest).

    ``sees`` is ``seeing.sight_of_thefts`` where they are theft reports, blank for a published series.
    """

    as_at: datetime
    words: str
    names: dict[str, str]
    sees: str = ""


def basis_of(series: Series) -> Basis:
    """Return the basis of counts that somebody published: known up to the end of its day."""
    told = f"{series.title}, published by {series.source}, as at {series.as_at.day} {series.as_at:%B %Y}."
    return Basis(
        datetime.combine(series.as_at, time(23, 59, 59), UTC), told, {"series": str(series.uid), "sha256": series.digest}
    )


def run_study(viewer: Viewer, study: Study, panel: Panel, basis: Basis) -> Run:
    """Work a study through on counts and keep the run; CannotCompare or StudyRefused where that cannot be done."""
    allowed = decide(viewer, Action.STUDY_IMPACT)
    if not allowed.allowed:
        raise StudyRefused(allowed.reason)
    over = datetime.combine(next_month(study.last), time.min, UTC)
    if basis.as_at < over - timedelta(seconds=1):
        raise StudyRefused(
            f"The last month of the study, {study.last:%B %Y}, was not over when the counts were taken "
            f"({basis.as_at:%d %B %Y}). It can be run once counts of the whole month are in."
        )
    used = taken(study, panel)
    finding = work_through(study, used)
    kept = {
        "areas": list(used.areas),
        "months": [month.isoformat() for month in used.months],
        "counts": used.counts.tolist(),
        "finding": finding.as_json(),
    }
    try:
        with transaction.atomic():
            return Run.objects.create(
                study=study,
                number=study.runs.count() + 1,
                at=viewer.at,
                by=Person.objects.get(pk=viewer.person),
                as_at=basis.as_at,
                basis={"words": basis.words, "names": basis.names},
                sees=basis.sees,
                digest=digest_of(study, kept),
                **kept,
            )
    except IntegrityError as error:
        raise StudyRefused("Somebody else ran this study at the same moment. Look at their run, or run it again.") from error


def taken(study: Study, panel: Panel) -> Panel:
    """Return the part of a panel that a study uses: its areas, its months."""
    design, months = study.design(), months_between(study.first, study.last)
    areas = tuple(sorted({*design.acted_on, *design.compared, *design.beside}))
    columns = np.array([panel.place_of(month) for month in months], dtype=np.intp)
    return Panel(areas, months, panel.counts[np.ix_(panel.places(areas), columns)])


def work_through(study: Study, panel: Panel) -> Finding:
    """Return what a study finds on counts; the draws of its placebos follow from the study's own number, so it repeats."""
    return evaluate(panel, study.design(), study.what, seed=study.uid.int % 2**63)


def repeats(run: Run) -> bool:
    """Whether the run, worked through again from the counts it keeps, finds the same, and its digest fits what is kept."""
    kept = {"areas": run.areas, "months": run.months, "counts": run.counts, "finding": run.finding}
    again = orjson.loads(orjson.dumps(work_through(run.study, run.panel()).as_json()))
    return bool(again == run.finding and digest_of(run.study, kept) == run.digest)


def digest_of(study: Study, kept: dict[str, Any]) -> str:
    """Return the SHA-256 of a study's choices with the counts and the finding of a run."""
    chosen = {
        "acted_on": study.acted_on,
        "compared": study.compared,
        "beside": study.beside,
        "first": _iso(study.first),
        "last": _iso(study.last),
        "what": study.what,
    }
    return hashlib.sha256(orjson.dumps({"study": chosen, **kept}, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _iso(day: date) -> str:
    return day.isoformat()
