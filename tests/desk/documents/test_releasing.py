"""Four eyes: who makes does not release; who releases may read all of it; a release supersedes the one before."""

from datetime import timedelta

import pytest

from product_world import MARCH, OCTOBER, make, release, seen_as
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.documents.contents import Paragraph
from vinculum.desk.documents.models import Version
from vinculum.desk.documents.reading import document_for, state_of
from vinculum.desk.documents.releasing import act_on
from vinculum.desk.documents.remarks import write_remark
from vinculum.desk.documents.seeing import visible_to
from vinculum.desk.workflows.refusals import NoReason, NotNow, NotPermitted, Overtaken
from vinculum.desk.yardstick import Confidence, NoYardstick

pytestmark = pytest.mark.usefixtures("world")


def sees(who: str, version: Version, at: object = None, purpose: Purpose | None = None) -> bool:
    viewer = seen_as(who, at or version.made_at, purpose)  # type: ignore[arg-type]  # a moment
    return Version.objects.filter(visible_to(viewer), pk=version.pk).exists()


def test_a_release_goes_by_somebody_else() -> None:
    """David makes and may release, but not what he made himself."""
    version = make("david")
    with pytest.raises(NotPermitted, match="David Lowe had a part in what it checks"):
        act_on(version, "review", seen_as("david"), after=1)
    release(version)
    assert state_of(version) == "released"


def test_whoever_wrote_in_it_does_not_release_it() -> None:
    """Nadia makes, David writes a passage: he is an author too."""
    version = make("nadia")
    write_remark(version, "results", "A good week.", seen_as("david"), after=1)
    with pytest.raises(NotPermitted, match="David Lowe had a part"):
        act_on(version, "review", seen_as("david"), after=2)


def test_nobody_releases_what_they_may_not_read() -> None:
    """David reads no intelligence: an edition for police with its sources is not his to release."""
    version = make("grace", audience="police")
    with pytest.raises(NotPermitted, match=r"its figures need intelligence.read, which David Lowe does not hold"):
        act_on(version, "review", seen_as("david"), after=1)


def test_a_release_supersedes_the_version_before() -> None:
    """The earlier one stays readable as it was."""
    first = release(make(at=OCTOBER))
    second = release(make(at=MARCH))
    assert (state_of(first), state_of(second)) == ("superseded", "released")
    assert sees("helen", first, MARCH)


def test_its_audience_sees_it_once_it_is_released() -> None:
    """Helen's firm is a member: she sees the bulletin when it is released, not before, and not one for police."""
    version = make()
    assert not sees("helen", version)
    release(version)
    assert sees("helen", version)
    assert not sees("helen", release(make(audience="police")))


def test_an_embargo_holds_until_its_moment() -> None:
    """Released is not yet readable: only who makes products sees it before."""
    until = MARCH + timedelta(days=2)
    version = release(make(until=until))
    assert not sees("helen", version, until - timedelta(seconds=1))
    assert sees("helen", version, until)
    assert sees("nadia", version, MARCH)


def test_what_was_withdrawn_is_gone_for_its_audience() -> None:
    """It takes a reason, and leaves the record for those who made it."""
    version = release(make())
    with pytest.raises(NoReason):
        act_on(version, "withdraw", seen_as("ines", purpose=Purpose.INTELLIGENCE), after=3)
    act_on(version, "withdraw", seen_as("ines", purpose=Purpose.INTELLIGENCE), after=3, reason="A force counted a week twice.")
    assert not sees("helen", version)
    assert sees("grace", version)


def test_acts_that_follow_from_others_are_not_taken_by_hand() -> None:
    """Nobody supersedes a product without a later one, and none is made from the form of acts."""
    version = release(make())
    for act in ("supersede", "make", "write"):
        with pytest.raises(NotPermitted, match="not done by hand"):
            act_on(version, act, seen_as("ines", purpose=Purpose.INTELLIGENCE), after=3)


def test_a_judgement_uses_the_yardstick() -> None:
    """Without its words a judgement is refused and nothing is kept; with them the band stands beside it."""
    version = make()
    with pytest.raises(NoYardstick):
        write_remark(version, "results", "More arrests may follow.", seen_as("grace"), after=1, confidence=Confidence.LOW)
    assert version.remarks.count() == 0
    words = "It is highly likely that more arrests follow."
    write_remark(version, "results", words, seen_as("grace"), after=1, confidence=Confidence.MODERATE)
    told = document_for(version, seen_as("grace")).sections[0].blocks[-1]
    assert told.block == "assessed"
    assert (told.statement, told.likelihood, told.band, told.confidence) == (words, "highly likely", "80% to 90%", "moderate")


def test_commentary_is_its_authors_and_replaces_what_stood() -> None:
    """The last words of a section stand; empty ones take them away; nothing is written once it is reviewed."""
    version = make()
    write_remark(version, "results", "First words.", seen_as("grace"), after=1)
    write_remark(version, "results", "Second words, [here](https://nvcrp.example).", seen_as("grace"), after=2)
    told = document_for(version, seen_as("grace")).sections[0].blocks[-1]
    assert told.block == "commentary"
    assert told.author == "Grace Adeyemi"
    assert isinstance(told.body[0], Paragraph)
    assert [run.text for run in told.body[0].runs] == ["Second words, ", "here", "."]
    write_remark(version, "results", "", seen_as("grace"), after=3)
    assert document_for(version, seen_as("grace")).sections[0].blocks[-1].block != "commentary"
    act_on(version, "review", seen_as("ines", purpose=Purpose.INTELLIGENCE), after=4)
    with pytest.raises(NotNow):
        write_remark(version, "results", "Too late.", seen_as("grace"), after=5)


def test_two_who_write_at_once_are_told() -> None:
    """The second saw fewer steps than there are."""
    version = make()
    write_remark(version, "results", "First.", seen_as("grace"), after=1)
    with pytest.raises(Overtaken, match="Grace Adeyemi wrote in it"):
        write_remark(version, "results", "Second.", seen_as("nadia"), after=1)
