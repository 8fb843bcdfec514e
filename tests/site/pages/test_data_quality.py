"""Quality over time and the scorecard: of what is seen whole, with what each figure is a share of."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from vinculum.desk.work.measured import measure
from vinculum.evidence.workspace import Workspace

SignIn = Callable[..., Client]


@pytest.fixture(scope="module")
def measured_home(partnership: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sample partnership and measure it, once."""
    home = tmp_path_factory.mktemp("measured") / "var"
    shutil.copytree(partnership, home)
    measure(Workspace(home))
    return home


@pytest.fixture
def measured_desk(standing_desk: Workspace, measured_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the site stand on it."""
    monkeypatch.setattr(settings, "WORKSPACE", Workspace(measured_home))


def test_quality_is_told_by_month_with_its_interval(sign_in: SignIn, measured_desk: None) -> None:
    """For each feed that is seen whole; the chart has its table, and the words their definitions."""
    ines = sign_in("ines", "administration")
    page = ines.get("/data/quality").content.decode()
    assert "NPCC" in page
    one = ines.get("/data/quality?feed=thefts").content.decode()
    assert 'data-module="app-chart"' in one
    assert "share of rows accepted, by delivery" in one
    assert "DVLA" not in one


def test_quality_of_hidden_deliveries_is_not_told(sign_in: SignIn, measured_desk: None) -> None:
    """Neither their figures nor their feeds."""
    page = sign_in("helen").get("/data/quality?feed=thefts").content.decode()
    assert "NPCC" not in page
    assert "No delivery that you may see whole has been measured yet." in page


def test_the_scorecard_counts_what_the_viewer_sees(sign_in: SignIn, measured_desk: None) -> None:
    """An analyst's cards have leads; a maker, who sees none, is told of none, and of no source that she has nothing of."""
    amara = sign_in("amara").get("/data/sources").content.decode()
    assert "Gone without it" in amara
    assert "(95" in amara or "interval" in amara
    assert "HMRC" in amara
    helen = sign_in("helen").get("/data/sources").content.decode()
    assert "HMRC" not in helen
    assert 'data-module="app-chart"' not in helen
