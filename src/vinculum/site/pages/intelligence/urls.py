"""Where the pages of intelligence are."""

from django.urls import path

from vinculum.site.pages.intelligence import (
    copies,
    importing,
    keeping,
    listing,
    receiving,
    report,
    requirements,
    reviewing,
    sanitising,
    writing,
)

urlpatterns = [
    path("intelligence", listing.intelligence, name="intelligence"),
    path("intelligence/write", writing.write, name="intelligence_write"),
    path("intelligence/preview", writing.preview, name="intelligence_preview"),
    path("intelligence/reports/<slug:report>", report.show, name="intelligence_report"),
    path("intelligence/reports/<slug:report>/steps", report.act, name="intelligence_act"),
    path("intelligence/reports/<slug:report>/source", report.source, name="intelligence_source"),
    path("intelligence/reports/<slug:report>/edit", writing.edit, name="intelligence_edit"),
    path("intelligence/reports/<slug:report>/review", reviewing.review, name="intelligence_review"),
    path("intelligence/reports/<slug:report>/sanitise", sanitising.sanitise, name="intelligence_sanitise"),
    path("intelligence/copies/<slug:copy>", copies.show, name="intelligence_copy"),
    path("intelligence/copies/<slug:copy>/steps", copies.act, name="intelligence_copy_act"),
    path("intelligence/copies/<slug:copy>/send", copies.send_out, name="intelligence_send"),
    path("intelligence/received", receiving.listing, name="intelligence_received"),
    path("intelligence/received/<slug:received>", receiving.show, name="intelligence_received_one"),
    path("intelligence/received/<slug:received>/acknowledge", receiving.confirm, name="intelligence_acknowledge"),
    path("intelligence/received/<slug:received>/feedback", receiving.feedback, name="intelligence_feedback"),
    path("intelligence/requirements", requirements.listing, name="intelligence_requirements"),
    path("intelligence/requirements/new", requirements.state, name="intelligence_requirement_new"),
    path("intelligence/requirements/<slug:requirement>", requirements.show, name="intelligence_requirement"),
    path("intelligence/requirements/<slug:requirement>/steps", requirements.act, name="intelligence_requirement_act"),
    path("intelligence/requirements/<slug:requirement>/answer", requirements.add_answer, name="intelligence_answer"),
    path("intelligence/import", importing.take_in, name="intelligence_import"),
    path("intelligence/import/<int:batch>", importing.show, name="intelligence_imported"),
    path("intelligence/keeping", keeping.due, name="intelligence_keeping"),
    path("intelligence/keeping/<slug:report>/keep", keeping.keep, name="intelligence_keep"),
    path("intelligence/keeping/<slug:report>/erase", keeping.erase, name="intelligence_erase"),
]
