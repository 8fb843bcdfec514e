"""The forms of a report: its head, its graded paragraphs, its links by hand, and its source, which is kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms

from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Handling
from vinculum.desk.intelligence.grades import ActionCode, Assessment, Grade, SanitisationCode, Source, words_of
from vinculum.desk.intelligence.provenance import SourceTold
from vinculum.desk.intelligence.rows.reports import Report, Version
from vinculum.desk.intelligence.wording import choices, words
from vinculum.desk.intelligence.writing import desks_for
from vinculum.desk.intelligence.written import LINK_KINDS, NamedLink, Written, WrittenParagraph
from vinculum.desk.operations.models import Operation
from vinculum.desk.operations.seeing import visible_to as operations_seen
from vinculum.desk.programme.strategy.models import Pillar
from vinculum.desk.retention.rules import groups

NONE = [("", "None")]
MOST_PARAGRAPHS = 40


def _graded(part: str) -> list[tuple[str, str]]:
    return [(word.code, word.choice) for word in words_of(part).values()]


class Moment(forms.DateTimeField):
    """A day and time in UTC."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **named)

    def prepare_value(self, value: Any) -> Any:
        """Return a moment as the browser's field reads it."""
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class HeadForm(forms.Form):
    """The head of a report."""

    subject = forms.CharField(max_length=200, label="Subject line")
    reported_at = Moment(label="When it was reported (UTC)")
    obtained_at = Moment(label="When the information was obtained (UTC)")
    author = forms.CharField(max_length=200)
    author_rank = forms.CharField(max_length=60, required=False, label="Rank or grade")
    author_number = forms.CharField(max_length=30, required=False, label="Number")
    marking = forms.ChoiceField(
        choices=choices("marking"), initial="OFFICIAL-SENSITIVE", help_text="Nothing higher is held here."
    )
    priority = forms.ChoiceField(choices=choices("priority"), initial="low", widget=forms.RadioSelect)
    stages = forms.MultipleChoiceField(
        choices=choices("stage"), required=False, label="Stages of the crime script", widget=forms.CheckboxSelectMultiple
    )
    pillars = forms.MultipleChoiceField(required=False, label="Pillars of the strategy", widget=forms.CheckboxSelectMultiple)
    flags = forms.MultipleChoiceField(choices=choices("flag"), required=False, widget=forms.CheckboxSelectMultiple)
    risk = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea({"rows": 2}), label="Risk assessment",
        help_text="Who could come to harm if this is acted on or becomes known, and what limits that.",
    )  # fmt: skip
    operation = forms.ChoiceField(required=False)
    mopi_group = forms.TypedChoiceField(coerce=int, initial=4, label="How long it is kept (MoPI group)")
    desk = forms.ChoiceField(label="Which desk reviews it")

    def __init__(self, viewer: Viewer, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        seen = Operation.objects.filter(operations_seen(viewer))
        offered: dict[str, list[tuple[Any, str]]] = {
            "operation": [*NONE, *((one.reference, one.name) for one in seen)],
            "pillars": [(one.code, f"{one.code} {one.title}") for one in Pillar.objects.all()],
            "mopi_group": [(group.number, f"{group.number}: {group.title}. {group.most}") for group in groups().values()],
            "desk": list(desks_for(viewer).items()),
        }
        for name, found in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = found

    def clean_reported_at(self) -> datetime:
        """Read the time as UTC."""
        return _utc(self.cleaned_data["reported_at"])

    def clean_obtained_at(self) -> datetime:
        """Read the time as UTC."""
        return _utc(self.cleaned_data["obtained_at"])


class ParagraphForm(forms.Form):
    """One paragraph with its own grade."""

    text = forms.CharField(max_length=8000, widget=forms.Textarea({"rows": 4}), label="Text", strip=True)
    source = forms.ChoiceField(choices=_graded("source"), label="Source")
    assessment = forms.ChoiceField(choices=_graded("assessment"), label="Intelligence assessment")
    handling = forms.ChoiceField(choices=_graded("handling"), label="Handling")
    action = forms.ChoiceField(choices=[*NONE, *_graded("action")], required=False, label="Under C: what may be done")
    sanitisation = forms.ChoiceField(
        choices=[*NONE, *_graded("sanitisation")], required=False, label="Under C: who decides about copies"
    )
    conditions = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 2}), label="Under C: the conditions, in words"
    )

    def written(self) -> WrittenParagraph:
        """Return the paragraph as written."""
        told = self.cleaned_data
        grade = Grade(
            Source(told["source"]),
            Assessment(told["assessment"]),
            Handling(told["handling"]),
            ActionCode(told["action"]) if told["action"] else None,
            SanitisationCode(told["sanitisation"]) if told["sanitisation"] else None,
            told["conditions"],
        )
        return WrittenParagraph(told["text"], grade)


class LinkForm(forms.Form):
    """Something linked by hand; a form without text is left out."""

    text = forms.CharField(max_length=200, required=False, label="Mark, name or place")
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in LINK_KINDS], label="Kind", required=False)
    role = forms.ChoiceField(
        choices=[(role.code, role.title) for role in words("role").values()], required=False, label="Its part in it"
    )
    paragraph = forms.IntegerField(min_value=1, max_value=MOST_PARAGRAPHS, initial=1, label="In paragraph", required=False)
    dated = forms.DateField(required=False, label="Since", widget=forms.DateInput({"type": "date"}))

    def written(self) -> NamedLink | None:
        """Return the link, None where none was given."""
        told = self.cleaned_data
        if not told.get("text"):
            return None
        dated: date | None = told["dated"]
        return NamedLink(told["paragraph"] or 1, told["kind"], told["text"], told["role"] or "mentioned", dated)


class SourceForm(forms.Form):
    """Where it came from. Kept apart from the report; who writes it here cannot read it here again."""

    name = forms.CharField(max_length=200, required=False, label="Name of the source")
    register_reference = forms.CharField(max_length=60, required=False, label="Reference in the source register (ISR)")
    provenance = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea({"rows": 3}), label="How the source came to know it"
    )
    keep_repeated = forms.BooleanField(
        required=False, label="The text repeats words of the source; I have read them and they stay"
    )

    def written(self) -> SourceTold:
        """Return what was told of the source."""
        told = self.cleaned_data
        return SourceTold(told.get("name", ""), told.get("register_reference", ""), told.get("provenance", ""))


ParagraphForms = forms.formset_factory(
    ParagraphForm, extra=0, min_num=1, max_num=MOST_PARAGRAPHS, absolute_max=MOST_PARAGRAPHS, validate_max=True
)
LinkForms = forms.formset_factory(LinkForm, extra=0, min_num=1, max_num=MOST_PARAGRAPHS, absolute_max=MOST_PARAGRAPHS)


class ReportForms:
    """The forms of a report together: read from a request, or filled from a version that is written again."""

    def __init__(self, viewer: Viewer, told: Mapping[str, Any] | None = None, version: Version | None = None) -> None:
        begun = viewer.at.replace(second=0, microsecond=0)
        head = {"author": viewer.name, "reported_at": begun, "obtained_at": begun}
        paragraphs: list[dict[str, Any]] = []
        links: list[dict[str, Any]] = []
        if version is not None:
            head = {name: getattr(version, name) for name in HeadForm.base_fields if hasattr(version, name)}
            head["desk"] = version.report.desk_id
            paragraphs = [
                {name: getattr(one, name) for name in ParagraphForm.base_fields} for one in version.paragraphs.order_by("number")
            ]
            links = [
                {
                    "text": one.shown,
                    "kind": one.kind,
                    "role": one.role,
                    "paragraph": one.paragraph,
                    "dated": one.dated and one.dated.isoformat(),
                }
                for one in version.links.filter(by_hand=True)
            ]
        self.viewer = viewer
        self.head = HeadForm(viewer, told, prefix="head", initial=head)
        self.paragraphs = ParagraphForms(told, prefix="paragraphs", initial=paragraphs or None)
        self.links = LinkForms(told, prefix="links", initial=links or None)
        self.source = SourceForm(told, prefix="source")

    def is_valid(self) -> bool:
        """Say whether every form can be read; each keeps its errors."""
        return all([self.head.is_valid(), self.paragraphs.is_valid(), self.links.is_valid(), self.source.is_valid()])

    @property
    def everything(self) -> list[forms.Form]:
        """Every single form, in the order of the page."""
        return [self.head, *self.paragraphs.forms, *self.links.forms, self.source]

    def written(self) -> Written:
        """Return the report as written; grades of another scheme are kept by whoever takes a report in, not here."""
        told = dict(self.head.cleaned_data)
        told.pop("desk")
        for name in ("stages", "pillars", "flags"):
            told[name] = tuple(told[name])
        links = [link for one in self.links.forms if (link := one.written()) is not None]
        return Written(paragraphs=tuple(one.written() for one in self.paragraphs.forms), links=tuple(links), **told)

    def texts(self) -> list[str]:
        """Return the texts of the paragraphs as typed so far, whatever else is wrong."""
        return [str(one["text"].value() or "") for one in self.paragraphs.forms]


def with_one_more(told: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """Return a posted form with one more row of a set of forms."""
    more = told.copy()  # type: ignore[attr-defined]  # a QueryDict
    more[f"{prefix}-TOTAL_FORMS"] = str(min(_count(told, prefix) + 1, MOST_PARAGRAPHS))
    added: Mapping[str, Any] = more
    return added


def without_last(told: Mapping[str, Any], prefix: str) -> Mapping[str, Any]:
    """Return a posted form with one row less of a set of forms, at least one stays."""
    less = told.copy()  # type: ignore[attr-defined]  # a QueryDict
    count = max(_count(told, prefix) - 1, 1)
    less[f"{prefix}-TOTAL_FORMS"] = str(count)
    less[f"{prefix}-INITIAL_FORMS"] = str(min(count, int(told.get(f"{prefix}-INITIAL_FORMS", "0") or 0)))
    taken: Mapping[str, Any] = less
    return taken


def _count(told: Mapping[str, Any], prefix: str) -> int:
    count = str(told.get(f"{prefix}-TOTAL_FORMS", "1"))
    return int(count) if count.isdecimal() and len(count) < 4 else 1  # noqa: PLR2004  the most is far smaller


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def desk_of(form: HeadForm, report: Report | None) -> str:
    """Return the desk of a new report; that of a report that there is does not change."""
    return report.desk_id if report else str(form.cleaned_data["desk"])
