"""Where the pages of the ports board and of the table of enablers are."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
