"""The forms of engagement's pages."""

from __future__ import annotations

from django import forms

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.programme.engagement.measuring import channels
from vinculum.desk.programme.engagement.models import Attendance, Meeting
from vinculum.desk.programme.engagement.vocabulary import Marking, MeetingKind, ToldOf
from vinculum.desk.programme.members.models import Member
from vinculum.desk.programme.members.seeing import members_to
from vinculum.desk.programme.strategy.models import Pillar, StrategyAction
from vinculum.desk.programme.strategy.seeing import actions_to
from vinculum.site.guard import DeskRequest
from vinculum.site.named_forms import NamedForm, choice_field, day_field, slug_field, text_field, thing_field


class MeetingForm(NamedForm):
    """A meeting."""

    name = "meeting"
    reference = slug_field()
    title = forms.CharField(max_length=200)
    kind = choice_field("Kind", [(one.value, one.words) for one in MeetingKind])
    begins_on = day_field("First day")
    ends_on = day_field("Last day", required=False, help_text="The first day if left empty.")
    place = forms.CharField(max_length=200, required=False)
    about = text_field("What it is about", required=False)
    closed = forms.BooleanField(
        required=False, label="Closed", help_text="What is said is for those who were there, and for you who write it down."
    )
    pillars = forms.ModelMultipleChoiceField(
        Pillar.objects.all(), required=False, widget=forms.CheckboxSelectMultiple, help_text="Of the strategy, that it serves."
    )


class AttendanceForm(NamedForm):
    """Somebody who was there."""

    name = "attendance"
    organisation = thing_field("Organisation", Organisation, required=False)
    member = thing_field("Or a member", Member, required=False)
    other = forms.CharField(max_length=200, required=False, label="Or somebody else", help_text="An organisation, not a person.")
    person = thing_field("Person who signs in here", Person, required=False)
    role = forms.CharField(max_length=200, required=False, help_text="A role says enough; names of other people are not kept.")
    hosts = forms.BooleanField(required=False, label="They were hosts")

    def prepare(self) -> None:
        """Offer organisations, members that are no body of the reference data, and people of the viewer's organisation."""
        self.choose("organisation", Organisation.objects.filter(active=True))
        self.choose("member", Member.objects.filter(members_to(self.viewer), organisation=None))
        self.choose("person", Person.objects.filter(is_active=True, organisation=self.viewer.organisation).order_by("name"))


class NoteForm(NamedForm):
    """Something noted."""

    name = "note"
    text = text_field("Note")


class DisclosureForm(NamedForm):
    """What was told, and to whom."""

    name = "disclosure"
    kind = choice_field("What was told", [(one.value, one.words) for one in ToldOf])
    reference = forms.CharField(
        max_length=200, required=False, label="Of a figure or product: its reference",
        help_text="Such as `members-standing?as_at=2025-12-31`.",
    )  # fmt: skip
    words = text_field("In which words")
    marking = choice_field("Marking", [(one.value, one.words) for one in Marking])
    handling = choice_field(
        "Handling code", [(Handling.PERMITTED, "P: may be shared"), (Handling.CONDITIONS, "C: under conditions")]
    )
    to = forms.ModelMultipleChoiceField(Attendance.objects.none(), label="To whom", widget=forms.CheckboxSelectMultiple)

    def __init__(self, request: DeskRequest, meeting: Meeting, *, filled: bool = False) -> None:
        """Offer those who were there."""
        super().__init__(request, filled=filled)
        self.choose("to", meeting.attendances.select_related("organisation", "member"))


class ArisingForm(NamedForm):
    """What is to be done, by whom, by when."""

    name = "arising"
    reference = slug_field()
    title = forms.CharField(max_length=300, label="What is to be done")
    owner = thing_field("By whom", Attendance, help_text="Somebody who was there.")
    due_on = day_field("By which day")
    serves = thing_field("Action of the strategy that it serves", StrategyAction, required=False)

    def __init__(self, request: DeskRequest, meeting: Meeting, *, filled: bool = False) -> None:
        """Offer those who were there, and the actions that the viewer sees."""
        super().__init__(request, filled=filled)
        self.choose("owner", meeting.attendances.select_related("organisation", "member"))
        self.choose("serves", StrategyAction.objects.filter(actions_to(self.viewer)))


class DueForm(NamedForm):
    """The new day of an action that is put off."""

    name = "due"
    due_on = day_field("New day", required=False)


class MeasurementForm(NamedForm):
    """A value of a channel."""

    name = "measurement"
    channel = choice_field("Channel", [(one.code, one.title) for one in channels().values()])
    value = forms.IntegerField(min_value=0)
    on = day_field("On which day")
    source = forms.CharField(max_length=200, label="Where the value is from")
