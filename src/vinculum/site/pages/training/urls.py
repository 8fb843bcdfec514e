"""Where the pages of training are."""

from django.urls import path

from vinculum.site.pages.training import courses, overview, register

urlpatterns = [
    path("training", overview.training, name="training"),
    path("training/posts/enter", overview.establish, name="post-enter"),
    path("training/posts/<slug:post>", overview.fund, name="post-funding"),
    path("training/courses/propose", courses.propose, name="course-propose"),
    path("training/courses/<slug:course>", courses.course, name="course"),
    path("training/courses/<slug:course>/act", courses.act, name="course-act"),
    path("training/courses/<slug:course>/outline", courses.revise, name="course-outline"),
    path("training/courses/<slug:course>/session", courses.plan, name="session-plan"),
    path("training/sessions/<slug:training_session>", courses.session, name="training-session"),
    path("training/sessions/<slug:training_session>/act", courses.hold, name="training-session-act"),
    path("training/sessions/<slug:training_session>/attend", courses.attend, name="training-session-attend"),
    path("training/sessions/<slug:training_session>/sheet", courses.sheet, name="training-session-sheet"),
    path("training/sessions/<slug:training_session>/upload", courses.upload, name="training-session-upload"),
    path("training/examiners", register.examiners, name="examiners"),
    path("training/examiners/enter", register.enter, name="officer-enter"),
    path("training/examiners/call-out", register.map_of_call_out, name="call-out-map"),
    path("training/examiners/<slug:officer>", register.officer, name="officer"),
    path("training/examiners/<slug:officer>/call-out", register.call_out, name="officer-call-out"),
    path("training/certificates/<slug:certificate>/act", register.certificate, name="certificate-act"),
    path("training/gaps", register.gap_map, name="training-gaps"),
    path("training/need", register.need, name="training-need"),
]
