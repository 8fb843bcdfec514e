"""Courses and sessions: outlines with the makers they were built with, who came, certificates issued."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vinculum.desk.access.policy import decide
from vinculum.desk.access.viewer import Viewer
from vinculum.desk.access.vocabulary import Action
from vinculum.desk.audit.models import Verb
from vinculum.desk.programme.training import courses
from vinculum.desk.programme.training.attendance_sheet import attendance_template, read_attendance
from vinculum.desk.programme.training.kept import COURSE, SESSION
from vinculum.desk.programme.training.models import Course, Officer, TrainingSession
from vinculum.desk.programme.training.refusals import WrongEntry
from vinculum.desk.programme.training.seeing import officers_to, open_to
from vinculum.desk.sheets.fault import Fault
from vinculum.desk.workflows.refusals import NotNow
from vinculum.desk.workflows.stepping import history, standing_of, take
from vinculum.site.guard import DeskRequest, guarded
from vinculum.site.pages.training.forms import AttendanceForm, CourseForm, OutlineForm, SessionForm
from vinculum.site.steps_on_page import StepForm, steps_on_page, take_from_form

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 5 * 1024 * 1024


@guarded(Action.READ_TRAINING)
def course(request: DeskRequest, course: str) -> HttpResponseBase:
    """Show a course, its versions and its sessions."""
    return _course_page(request, _course(request.viewer, course))


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
def propose(request: DeskRequest) -> HttpResponseBase:
    """Propose a course."""
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = courses.propose_course(
            told["reference"], told["title"], told["about"], form.outline(), request.viewer, on_register=told["on_register"]
        )
        request.told.about("course", made.reference)
        messages.success(request, "The course is proposed. Somebody else agrees to its outline before it is offered.")
        return HttpResponseRedirect(reverse("course", args=[made.reference]))
    told = {"heading": "Propose a course", "button": "Propose it", "form": form}
    return render(request, "training/form.html", told, status=422 if request.method == "POST" else 200)


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def act(request: DeskRequest, course: str) -> HttpResponseBase:
    """Agree to a course, take it back to revise it, or retire it."""
    found = _course(request.viewer, course)
    step = take_from_form(COURSE, found.reference, request)
    messages.success(request, f"You {COURSE.acts[step.act].done}.")
    return HttpResponseRedirect(reverse("course", args=[found.reference]))


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def revise(request: DeskRequest, course: str) -> HttpResponseBase:
    """Write the next version of a course that is being built."""
    found, form = _course(request.viewer, course), OutlineForm(request.POST)
    if not form.is_valid():
        return _course_page(request, found, outline=form)
    made = courses.write_outline(found, form.outline(), request.viewer)
    request.told.about("course", found.reference)
    messages.success(request, f"Version {made.version} is written.")
    return HttpResponseRedirect(reverse("course", args=[found.reference]))


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def plan(request: DeskRequest, course: str) -> HttpResponseBase:
    """Plan a session of a course."""
    found, form = _course(request.viewer, course), SessionForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        running = courses.Running(told["host"].pk, told["venue"], told["begins_on"], told["ends_on"], told["places"])
        try:
            made = courses.plan_session(found, running, request.viewer)
        except WrongEntry as error:
            for name, fault in error.faults.items():
                form.add_error(name, fault)
        else:
            request.told.about("training_session", made.reference)
            messages.success(request, "The session is planned.")
            return HttpResponseRedirect(reverse("training-session", args=[made.reference]))
    return _course_page(request, found, session=form)


@guarded(Action.READ_TRAINING)
def session(request: DeskRequest, training_session: str) -> HttpResponseBase:
    """Show a session: of who came, those whom the viewer may see."""
    return _session_page(request, _session(request.viewer, training_session))


@guarded(Action.KEEP_TRAINING, Verb.ALTERATION)
@require_POST
def hold(request: DeskRequest, training_session: str) -> HttpResponseBase:
    """Close the list of a session and issue certificates, or call it off."""
    found, form = _session(request.viewer, training_session), StepForm(request.POST)
    if not form.is_valid():
        raise NotNow("The form did not say which act was meant. Open the page again and try once more.")
    asked = form.cleaned_data
    request.told.about("training_session", found.reference)
    if asked["act"] == "hold":
        made = courses.hold_session(found, request.viewer, after=asked["after"])
        messages.success(request, f"The list is closed; certificates issued: {len(made)}.")
    else:
        take(SESSION, found.reference, asked["act"], request.viewer, after=asked["after"], reason=asked["reason"])
        messages.success(request, f"You {SESSION.acts[asked['act']].done}.")
    return HttpResponseRedirect(reverse("training-session", args=[found.reference]))


@guarded(Action.KEEP_OFFICERS, Verb.ALTERATION)
@require_POST
def attend(request: DeskRequest, training_session: str) -> HttpResponseBase:
    """Enter what became of one officer."""
    found = _session(request.viewer, training_session)
    form = AttendanceForm(Officer.objects.filter(officers_to(request.viewer)), request.POST)
    if not form.is_valid():
        return _session_page(request, found, form=form)
    told = form.cleaned_data
    courses.enter_attendance(found, [(told["officer"], courses.Result(told["result"]))], request.viewer)
    request.told.about("training_session", found.reference)
    messages.success(request, "It is entered.")
    return HttpResponseRedirect(reverse("training-session", args=[found.reference]))


@guarded(Action.KEEP_OFFICERS, Verb.DISCLOSURE)
def sheet(request: DeskRequest, training_session: str) -> HttpResponse:
    """Hand over the spreadsheet of a session with everybody who is entered so far."""
    found = _session(request.viewer, training_session)
    entered = Officer.objects.filter(officers_to(request.viewer), pk__in=courses.results_of(found)).order_by("reference")
    request.told.about("training_session", found.reference)
    return HttpResponse(
        attendance_template(found, entered),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{found.reference}.xlsx"', "X-Content-Type-Options": "nosniff"},
    )


@guarded(Action.KEEP_OFFICERS, Verb.COLLECTION)
@require_POST
def upload(request: DeskRequest, training_session: str) -> HttpResponseBase:
    """Read who came from a filled-in spreadsheet; every fault is told by its cell, and then nothing is entered."""
    found, sent = _session(request.viewer, training_session), request.FILES.get("sheet")
    if sent is None or (sent.size or 0) > MOST_BYTES:
        raise NotNow("Choose the filled-in spreadsheet of this session, of at most 5 MB.")
    officers = {one.reference: one for one in Officer.objects.filter(officers_to(request.viewer))}
    read = read_attendance(found, sent.read(), str(sent.name), officers)
    if read.refused:
        return _session_page(request, found, faults=read.faults)
    courses.enter_attendance(found, read.results, request.viewer)
    request.told.about("training_session", found.reference)
    request.told.counted(rows=len(read.results))
    messages.success(request, f"{len(read.results)} officers are entered.")
    return HttpResponseRedirect(reverse("training-session", args=[found.reference]))


def _course_page(
    request: DeskRequest, found: Course, outline: OutlineForm | None = None, session: SessionForm | None = None
) -> HttpResponseBase:
    keeps = decide(request.viewer, Action.KEEP_TRAINING).allowed
    state = standing_of(history(COURSE, found.reference)).state
    versions = list(found.versions.order_by("-version"))
    parts = "\n".join(f"{part['title']} | {part['hours']} | {part['about']}" for part in versions[0].outline) if versions else ""
    initial = {"parts": parts, "built_with": versions[0].built_with if versions else [], "valid_months": versions[0].valid_months}
    request.told.about("course", found.reference)
    told: dict[str, Any] = {
        "course": found,
        "versions": versions,
        "sessions": TrainingSession.objects.filter(open_to(request.viewer), version__course=found).select_related("host"),
        "steps": steps_on_page(COURSE, found.reference, request, reverse("course-act", args=[found.reference])),
        "outline_form": (outline or OutlineForm(initial=initial)) if keeps and state == "building" else None,
        "session_form": (session or SessionForm()) if keeps and state == "offered" else None,
        "form": outline or session,
    }
    return render(request, "training/course.html", told, status=422 if outline or session else 200)


def _session_page(
    request: DeskRequest, found: TrainingSession, form: AttendanceForm | None = None, faults: tuple[Fault, ...] = ()
) -> HttpResponseBase:
    viewer = request.viewer
    results = courses.results_of(found)
    seen = Officer.objects.filter(officers_to(viewer), pk__in=results).select_related("organisation")
    open_list = standing_of(history(SESSION, found.reference)).state == "planned" and decide(viewer, Action.KEEP_OFFICERS).allowed
    request.told.about("training_session", found.reference)
    request.told.counted(rows=len(seen))
    told: dict[str, Any] = {
        "session": found,
        "came": sum(result is not courses.Result.ABSENT for result in results.values()),
        "officers": [(one, courses.RESULT_WORDS[results[one.pk]]) for one in seen],
        "steps": steps_on_page(SESSION, found.reference, request, reverse("training-session-act", args=[found.reference])),
        "attend_form": (form or AttendanceForm(Officer.objects.filter(officers_to(viewer)))) if open_list else None,
        "faults": faults,
        "form": form,
    }
    return render(request, "training/session.html", told, status=422 if form or faults else 200)


def _course(viewer: Viewer, reference: str) -> Course:
    found = Course.objects.filter(open_to(viewer), reference=reference).first()
    if found is None:
        raise Http404
    return found


def _session(viewer: Viewer, reference: str) -> TrainingSession:
    found = TrainingSession.objects.filter(open_to(viewer), reference=reference).select_related("version__course", "host").first()
    if found is None:
        raise Http404
    return found
