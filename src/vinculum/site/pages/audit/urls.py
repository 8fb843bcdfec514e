"""Where the pages of the audit are."""

from django.urls import path

from vinculum.site.pages.audit.listing import audit, export, record
from vinculum.site.pages.audit.verifying import verify_chain

urlpatterns = [
    path("audit", audit, name="audit"),
    path("audit/export.csv", export, name="audit_export"),
    path("audit/verify", verify_chain, name="audit_verify"),
    path("audit/<int:sequence>", record, name="audit_record"),
]
