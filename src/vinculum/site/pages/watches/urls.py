"""Where the pages of watches are."""

from django.urls import path

from vinculum.site.pages.watches import authorising, own

urlpatterns = [
    path("watches", own.watches, name="watches"),
    path("watches/keep", own.keep, name="keep_watch"),
    path("watches/<uuid:uid>", own.watch, name="watch"),
    path("watches/<uuid:uid>/seen", own.mark_seen, name="mark_seen"),
    path("watches/<uuid:uid>/end", own.finish, name="end_watch"),
    path("authorise-watches", authorising.waiting, name="watches_to_authorise"),
    path("authorise-watches/<uuid:uid>/allow", authorising.allow, name="allow_watch"),
    path("authorise-watches/<uuid:uid>/refuse", authorising.refuse, name="refuse_watch"),
]
