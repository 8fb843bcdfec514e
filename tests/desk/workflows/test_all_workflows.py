"""Every workflow of the house is data without a dead end: each state is reached and left, each act can be done by somebody."""

from dataclasses import replace
from pathlib import Path

import pytest

from vinculum.desk.access.roles import roles
from vinculum.desk.workflows.workflow import StateRule, Workflow, faults_of, read_workflow

SOURCE = Path(__file__).resolve().parents[3] / "src"
FILES = sorted(SOURCE.rglob("*.workflow.toml"))


def workflow_of(file: Path) -> Workflow:
    package = ".".join(file.parent.relative_to(SOURCE).parts)
    return read_workflow(package, file.name.removesuffix(".workflow.toml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".workflow.toml"))
def test_a_workflow_has_no_fault(file: Path) -> None:
    """No unknown name, no dead end, no state out of reach, no act without a role that includes it."""
    assert list(faults_of(workflow_of(file), roles())) == []


def test_codes_are_told_apart() -> None:
    """Steps name their workflow by its code, so no two files share one."""
    codes = [workflow_of(file).code for file in FILES]
    assert sorted(set(codes)) == sorted(codes)


def test_a_faulty_workflow_is_found() -> None:
    """The check can fail: a state nobody reaches, one that cannot be left, and an act that leads nowhere known."""
    good = workflow_of(FILES[0]) if FILES else None
    assert good is not None
    any_act = next(iter(good.acts.values()))
    stray = replace(any_act, code="stray", since=frozenset(good.states), leads_to="nowhere", party="", not_by=frozenset())
    island = StateRule("island", "Island", "Nobody comes here.", final=False)
    broken = Workflow(good.code, good.title, (), {**good.states, "island": island}, {"stray": stray})
    told = list(faults_of(broken, roles()))
    assert "stray leads to nowhere, which is no state" in told
    assert any("island is never reached" in fault for fault in told)
