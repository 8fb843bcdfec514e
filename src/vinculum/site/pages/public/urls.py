"""Where the pages of public are."""

from django.urls import path

from vinculum.site.pages.public import opening

urlpatterns = [
    path("public-pages", opening.public_pages, name="public_pages"),
    path("public-approvals", opening.public_approvals, name="public_approvals"),
    path("enquiries", opening.enquiries, name="enquiries"),
]
