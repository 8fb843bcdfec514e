"""Words that the desk's tests share: a moment, and the types of the makers in their conftest."""

from collections.abc import Callable
from datetime import UTC, datetime

from vinculum.desk.access.models import Agreement
from vinculum.desk.access.viewer import Viewer

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)

ViewerMaker = Callable[..., Viewer]
AgreementMaker = Callable[..., Agreement]
