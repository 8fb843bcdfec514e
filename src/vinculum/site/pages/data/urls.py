"""Where the pages of data are."""

from django.urls import path

from vinculum.site.pages.data.aside import row_set_aside, set_aside
from vinculum.site.pages.data.listing import deliveries, delivery
from vinculum.site.pages.data.mending import dismiss_row, do_repair, reopen_row, try_repair
from vinculum.site.pages.data.quality import quality
from vinculum.site.pages.data.sending import send_delivery, send_file, sent_delivery, stop_sending
from vinculum.site.pages.data.sources import sources

urlpatterns = [
    path("data", deliveries, name="deliveries"),
    path("data/quality", quality, name="quality"),
    path("data/sources", sources, name="sources"),
    path("data/send", send_delivery, name="send-delivery"),
    path("data/send/file", send_file, name="send-file"),
    path("data/sent/<int:number>", sent_delivery, name="sent-delivery"),
    path("data/sent/<int:number>/stop", stop_sending, name="stop-sending"),
    path("data/deliveries/<str:name>", delivery, name="delivery"),
    path("data/deliveries/<str:name>/set-aside", set_aside, name="set-aside"),
    path("data/deliveries/<str:name>/set-aside/<int:row>", row_set_aside, name="row-set-aside"),
    path("data/deliveries/<str:name>/set-aside/<int:row>/try", try_repair, name="try-repair"),
    path("data/deliveries/<str:name>/set-aside/<int:row>/repair", do_repair, name="do-repair"),
    path("data/deliveries/<str:name>/set-aside/<int:row>/dismiss", dismiss_row, name="dismiss-row"),
    path("data/deliveries/<str:name>/set-aside/<int:row>/reopen", reopen_row, name="reopen-row"),
]
