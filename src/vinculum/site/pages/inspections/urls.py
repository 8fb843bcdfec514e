"""Where the pages of inspections are. What lies under ``inspections/`` opens without a signal, as far as a device keeps it."""

from django.urls import path

from vinculum.site.pages.inspections import filling, reading, writing

urlpatterns = [
    path("inspections", reading.inspections, name="inspections"),
    path("inspections/form", filling.inspection_form, name="inspection_form"),
    path("inspections/waiting", filling.waiting, name="inspections_waiting"),
    path("inspections/shell", filling.shell, name="inspection_shell"),
    path("inspections/hello", filling.hello, name="inspection_hello"),
    path("inspections/worker.js", filling.worker, name="inspection_worker"),
    path("inspections/record", writing.record_inspection, name="inspection_record"),
    path("inspections/photos/<uuid:photo>", reading.inspection_photo, name="inspection_photo"),
    path("inspections/of/<str:inspection>", reading.inspection, name="inspection"),
    path("inspections/of/<str:inspection>/correct", filling.correct_form, name="inspection_correct"),
    path("inspections/of/<str:inspection>/withdraw", writing.withdraw_inspection, name="inspection_withdraw"),
]
