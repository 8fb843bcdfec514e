"""The forms of the strategy's pages."""

from __future__ import annotations

from django import forms

from vinculum.desk.access.models import Organisation, Person
from vinculum.desk.access.scope import national
from vinculum.desk.all_figures import all_rules
from vinculum.desk.programme.strategy.measuring import series
from vinculum.desk.programme.strategy.models import Pillar, StrategyAction, Version
from vinculum.desk.programme.strategy.seeing import actions_to, versions_to
from vinculum.desk.programme.strategy.vocabulary import Audience, Direction, Health, MeasuredBy, SourceKind, Thing
from vinculum.site.named_forms import NamedForm, choice_field, day_field, slug_field, text_field, thing_field

EVIDENCE_HELP = (
    "One a line: what it is, a colon, and its reference, such as `operation: alliances-2025`, "
    "`figure: members-standing?as_at=2025-12-31` or `document: Year in review, December 2025`. "
    f"What it is: {', '.join(thing.value for thing in Thing)}."
)


class VersionForm(NamedForm):
    """A new version."""

    name = "version"
    reference = slug_field()
    title = forms.CharField(max_length=200)
    begins_on = day_field("First day")
    ends_on = day_field("Last day")
    summary = text_field("What it sets out to do", required=False)
    follows = thing_field(
        "Follows", Version, required=False, help_text="It begins with the objectives of the version it follows."
    )

    def prepare(self) -> None:
        """Offer the versions that the viewer sees."""
        self.choose("follows", Version.objects.filter(versions_to(self.viewer)))


class PillarForm(NamedForm):
    """How a pillar is worded from now on."""

    name = "pillar"
    title = forms.CharField(max_length=200)
    working_title = forms.BooleanField(
        required=False, label="This is a working title", help_text="Ticked until the published title is known."
    )
    about = text_field("What it is about", required=False)
    owner = thing_field("Owner", Organisation, required=False)

    def prepare(self) -> None:
        """Offer the organisations that take part."""
        self.choose("owner", Organisation.objects.filter(active=True))


class NewPillarForm(PillarForm):
    """A pillar that there is not yet."""

    name = "new-pillar"
    code = forms.RegexField(r"^P[0-9]{1,2}$", label="Code", help_text="P and a number, such as P6.")
    field_order = ("code", "title", "working_title", "about", "owner")


class ObjectiveForm(NamedForm):
    """An objective of a draft."""

    name = "objective"
    reference = slug_field()
    pillar = thing_field("Pillar", Pillar)
    title = forms.CharField(max_length=200)
    about = text_field("What it means", required=False)

    def prepare(self) -> None:
        """Offer every pillar."""
        self.choose("pillar", Pillar.objects.all())


class TermsForm(NamedForm):
    """Who owns an action, and its days."""

    name = "terms"
    owner = thing_field("Owner", Organisation, required=False)
    person = thing_field(
        "Person", Person, required=False, help_text="Of the owner; only people of the national bodies are offered."
    )
    begins_on = day_field("Begins on", required=False)
    due_on = day_field("Due on", required=False)
    why = text_field("Why they change", required=False, rows=2, help_text="Needed when the day it is due changes.")

    def prepare(self) -> None:
        """Offer the organisations that take part, and the people of the national bodies and of the viewer's own."""
        self.choose("owner", Organisation.objects.filter(active=True))
        shown = {*national(), self.viewer.organisation}
        self.choose("person", Person.objects.filter(is_active=True, organisation__in=shown).order_by("name"))


class ActionForm(TermsForm):
    """A new action under an objective."""

    name = "action"
    reference = slug_field()
    title = forms.CharField(max_length=200)
    about = text_field("What is to be done", required=False)
    field_order = ("reference", "title", "about", "owner", "person", "begins_on", "due_on")

    def prepare(self) -> None:
        """Leave out why: nothing changes yet."""
        super().prepare()
        del self.fields["why"]


class MeasureForm(NamedForm):
    """A measure of an objective."""

    name = "measure"
    reference = slug_field()
    title = forms.CharField(max_length=200)
    source = choice_field("Read from", [])
    direction = choice_field("It should go", [(one.value, one.words) for one in Direction])
    target = forms.DecimalField(required=False, max_digits=16, decimal_places=2)
    target_on = day_field("Target by", required=False)
    since = day_field("Counted from", required=False, help_text="For a figure of a period.")

    def prepare(self) -> None:
        """Offer the figures and the published series there are."""
        held = self.fields["source"]
        if isinstance(held, forms.ChoiceField):
            held.choices = [
                (
                    "Figures of this workbench",
                    [(f"{MeasuredBy.FIGURE}:{code}", rule.title) for code, rule in all_rules().items()],
                ),
                ("Published series", [(f"{MeasuredBy.SERIES}:{code}", one.title) for code, one in series().items()]),
            ]


class ProgressForm(NamedForm):
    """A report on an action."""

    name = "progress"
    text = text_field("What happened")
    happened_on = day_field("On which day")
    health = choice_field("How the action stands", [(one.value, one.words) for one in Health])
    audience = choice_field("Who may read this", [(one.value, one.words) for one in Audience])
    evidence = text_field("What shows it", required=False, rows=3, help_text=EVIDENCE_HELP)

    def clean_evidence(self) -> list[tuple[Thing, str]]:
        """Return the things named, one a line."""
        found = []
        for line in str(self.cleaned_data["evidence"]).splitlines():
            if not line.strip():
                continue
            kind, _, reference = line.partition(":")
            if kind.strip().lower() not in set(Thing) or not reference.strip():
                raise forms.ValidationError(f"{line.strip()!r} does not say what it is and its reference. {EVIDENCE_HELP}")
            found.append((Thing(kind.strip().lower()), reference.strip()[:200]))
        return found


class ReportForm(NamedForm):
    """A report or conference of others."""

    name = "report"
    reference = slug_field()
    title = forms.CharField(max_length=300)
    made_by = forms.CharField(max_length=200, label="Made by")
    kind = choice_field("Kind", [(one.value, one.words) for one in SourceKind])
    published_on = day_field("Published on")
    link = forms.URLField(required=False, label="Where it can be read", assume_scheme="https")


class RecommendationForm(NamedForm):
    """A recommendation as it was found."""

    name = "recommendation"
    reference = slug_field()
    text = text_field("In its own words")
    as_found = forms.CharField(
        max_length=300, label="Where it was found", help_text="Such as the page. Say so if these are not its own words."
    )


class AnswerForm(NamedForm):
    """Which action answers a recommendation."""

    name = "answer"
    action = thing_field("Action", StrategyAction)
    why = text_field("Why", required=False, rows=2, help_text="Needed when an action no longer answers it.")

    def prepare(self) -> None:
        """Offer the actions that the viewer sees."""
        self.choose("action", StrategyAction.objects.filter(actions_to(self.viewer)))
