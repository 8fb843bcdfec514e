"""What is kept of a restricted picture never outlives what decided it: agreements, groups, roles, the build, the evidence."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from vinculum.desk.access.models import Agreement, Group, Organisation, Person
from vinculum.desk.access.seen import SeenPictures
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.evidence.intake import take_in
from vinculum.evidence.workspace import Workspace
from vinculum.picture.current import current_build, point_to

COUNTS = "SELECT (SELECT count(*) FROM evidence.thefts) AS thefts, (SELECT count(*) FROM picture.leads) AS leads"
LISTED = "SELECT count(*) AS n FROM evidence.deliveries"


@pytest.fixture
def pictures() -> SeenPictures:
    return SeenPictures()


def told(pictures: SeenPictures, workspace: Workspace, query: str, who: str = "tom") -> dict[str, int]:
    """Return what somebody is answered now; asked twice, so that the second answer is a kept one."""
    viewer = viewer_of(Person.objects.get(email__startswith=f"{who}."), timezone.now(), Purpose.INVESTIGATION)
    with pictures.open(workspace, viewer) as door:
        first, second = door.ask(query), door.ask(query)
    assert first is second
    return dict(first.to_pylist()[0])


def test_a_changed_agreement_changes_the_answer(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """Ended, the agreement opens nothing to the next request; standing again, it opens the same as before."""
    before = told(pictures, standing_desk, COUNTS)
    assert before["thefts"] > 0
    agreements = Agreement.objects.filter(feed="thefts")
    until = dict(agreements.values_list("pk", "until_at"))
    agreements.update(until_at=timezone.now())
    assert told(pictures, standing_desk, COUNTS)["thefts"] == 0
    for number, moment in until.items():
        Agreement.objects.filter(pk=number).update(until_at=moment)
    assert told(pictures, standing_desk, COUNTS) == before


def test_a_group_without_its_member_opens_nothing_to_it(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """What reaches somebody through a group ends with the membership, whatever was answered before."""
    cleveland = Organisation.objects.get(code="CLEVELAND")
    group = Group.objects.create(code="for-a-test", title="For a test")
    group.members.set([cleveland])
    Agreement.objects.filter(feed="thefts").update(recipient=None, recipients=group)
    assert told(pictures, standing_desk, COUNTS)["thefts"] > 0
    group.members.clear()
    assert told(pictures, standing_desk, COUNTS)["thefts"] == 0


def test_a_role_that_has_ended_opens_nothing(standing_desk: Workspace, pictures: SeenPictures) -> None:
    """The same person, asking the same a moment later."""
    assert told(pictures, standing_desk, COUNTS)["thefts"] > 0
    Person.objects.get(email__startswith="tom.").appointments.update(until_at=timezone.now())
    assert told(pictures, standing_desk, COUNTS) == {"thefts": 0, "leads": 0}


def test_new_evidence_and_a_new_build_are_answered_anew(standing_desk: Workspace, pictures: SeenPictures, tmp_path: Path) -> None:
    """A delivery that comes in, rows that are erased, a build that is switched in: nothing said before is said again."""
    home = tmp_path / "var"
    shutil.copytree(standing_desk.home, home)
    workspace = Workspace(home)
    before = told(pictures, workspace, LISTED)["n"]
    file = tmp_path / "thefts.csv"
    file.write_text("crime_ref,force,reported_at,vrm\n12A/1/26,cleveland,2026-03-02T10:00:00Z,AB12CDE\n")
    provider = Agreement.objects.filter(feed="thefts").values_list("provider_id", flat=True)[0]
    take_in(workspace, "thefts", file, provider)
    assert told(pictures, workspace, LISTED)["n"] == before + 1

    leads = told(pictures, workspace, COUNTS)["leads"]
    build = current_build(workspace)
    other = build.folder.with_name("f" * 12)
    shutil.copytree(build.folder, other)
    (other / "build.json").write_text(json.dumps(build.document | {"build": other.name}), "utf-8")
    for table in other.glob("lead*.parquet"):
        shutil.copy(_emptied(table, tmp_path), table)
    point_to(workspace, other.name)
    assert leads > 0 == told(pictures, workspace, COUNTS)["leads"]

    # The proof that an erasure writes is enough: what the files held before it is not answered from memory.
    held = pictures._base  # noqa: SLF001 - whether it is another one cannot be seen from outside
    acts = home / "evidence" / "acts.jsonl"
    proof = {"kind": "erasure", "told": {"deliveries": [{"delivery": "thefts-1", "after": {"accepted.parquet": "0" * 64}}]}}
    with acts.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(proof) + "\n")
    told(pictures, workspace, COUNTS)
    assert pictures._base is not held  # noqa: SLF001 - as above


def _emptied(table: Path, folder: Path) -> Path:
    """Return a copy of a table of the picture without its rows."""
    copy = folder / table.name
    pq.write_table(pq.read_table(table).slice(0, 0), copy)
    return copy
