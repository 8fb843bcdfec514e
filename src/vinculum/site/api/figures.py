"""``GET /operations/{operation}/figures``: an operation's figures as they were known at a moment, with their definitions."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from vinculum.desk.access.vocabulary import Action
from vinculum.desk.figures import FigureRow
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.returns.figures import COLUMNS, row_of
from vinculum.desk.operations.returns.standing import stand
from vinculum.desk.operations.returns.vocabulary import definitions, metrics
from vinculum.desk.operations.seeing import visible_to
from vinculum.site.api.entry import opened
from vinculum.site.api.leads import moment
from vinculum.site.api.shapes import REFUSALS
from vinculum.site.guard import DeskRequest
from vinculum.site.plain import cell

router = Router(tags=["operations"])


class OperationFigure(Schema):
    """One figure. ``value`` is null where nothing was known; ``rows`` are what it counts, under ``columns``, when asked for."""

    code: str
    title: str
    definition: str
    unit: str
    value: Decimal | None
    rows: list[dict[str, Any]] | None


class OperationFigures(Schema):
    """Figures of an operation as at a moment, of every force or of one; ``forces`` are those that had told something by then."""

    operation: str
    as_at: datetime
    state: str
    force: str | None
    forces: list[str]
    definitions_version: int
    definitions_digest: str
    figures: list[OperationFigure]


@router.get("/operations/{operation}/figures", response={200: OperationFigures, **REFUSALS})
@opened(Action.READ_OPERATIONS)
def read_figures(
    request: DeskRequest,
    operation: Annotated[str, Path(max_length=40)],
    as_at: datetime | None = None,
    state: Literal["validated", "reported"] = "validated",
    force: Annotated[str, Query(max_length=20)] = "",
    figure: Annotated[str, Query(max_length=40)] = "",
    *,
    rows: bool = False,
) -> dict[str, Any]:
    """Tell an operation's figures ``as_at`` (now, if left out); one ``figure`` only, and what it counts with ``rows=true``."""
    found = Operation.objects.filter(visible_to(request.viewer), reference=operation).first()
    if found is None:
        raise HttpError(404, "There is no operation of this reference that you may see.")
    wanted = {code: metric for code, metric in metrics().items() if figure in {"", code}}
    if not wanted:
        raise HttpError(404, f"There is no figure {figure}. Figures: {', '.join(metrics())}.")
    at = moment(as_at) or request.viewer.at
    standing = stand(request.viewer, found, at, checked=state == "validated", force=force)
    version, digest = definitions()
    request.told.about("operation", operation)
    request.told.counted(figures=len(wanted), as_at=at.isoformat())
    figures = []
    for code, metric in wanted.items():
        things = standing.rows(metric) if rows else None
        told = None if things is None else [_told(row_of(request.viewer, standing, metric, thing)) for thing in things]
        unit = "gbp" if metric.adds == "value" else "count"
        figures.append(
            {"code": code, "title": metric.title, "definition": metric.definition, "unit": unit, "rows": told}
            | {"value": standing.value(metric)}
        )
    return {
        "operation": operation,
        "as_at": at,
        "state": state,
        "force": standing.force or None,
        "forces": list(standing.reported),
        "definitions_version": version,
        "definitions_digest": digest,
        "figures": figures,
    }


def _told(row: FigureRow) -> dict[str, Any]:
    told = {column: cell(value) for column, value in zip(COLUMNS, row.cells, strict=True)}
    return {"key": row.key, "amount": row.amount, **told}
