"""Where the pages of engagement are."""

from django.urls import path

from vinculum.site.pages.engagement import arising, channels, listeners, meetings

ONE = "engagement/meetings/<slug:meeting>"
ACTION = "engagement/actions/<slug:meeting_action>"

urlpatterns = [
    path("engagement", meetings.engagement, name="engagement"),
    path("engagement/add", meetings.add, name="meeting-add"),
    path(ONE, meetings.meeting, name="meeting"),
    path(f"{ONE}/attendances", meetings.attend, name="attendance-add"),
    path(f"{ONE}/notes", meetings.write_note, name="note-add"),
    path(f"{ONE}/told", meetings.tell, name="disclosure-add"),
    path(f"{ONE}/actions", meetings.arise, name="meeting-action-add"),
    path("engagement/actions", arising.actions, name="meeting-actions"),
    path(ACTION, arising.action, name="meeting-action"),
    path(f"{ACTION}/act", arising.act, name="meeting-action-act"),
    path("engagement/listeners", listeners.listeners, name="listeners"),
    path("engagement/listeners/<slug:listener>", listeners.listener, name="listener"),
    path("engagement/channels", channels.channels, name="channels"),
    path("engagement/channels/add", channels.add, name="channel-add"),
]
