"""Where the public pages are, and where those who keep them write."""

from django.urls import path

from vinculum.site.pages.public.approvals import public_approvals
from vinculum.site.pages.public.enquiries import enquiries, enquiry, enquiry_step
from vinculum.site.pages.public.outside import public_page, public_results, public_section, public_site
from vinculum.site.pages.public.writing import edit_public_page, keep_public_page, new_public_page, public_page_step, public_pages
from vinculum.site.pages.public.writing_to_us import thanks, write_to_us

urlpatterns = [
    path("public", public_site, name="public_site"),
    path("public/results", public_results, name="public_results"),
    path("public/contact/<slug:enquiry_kind>", write_to_us, name="write_to_us"),
    path("public/thanks", thanks, name="thanks"),
    path("public/<slug:public_section>", public_section, name="public_section"),
    path("public/<slug:public_section>/<slug:public_page>", public_page, name="public_page"),
    path("public-pages", public_pages, name="public_pages"),
    path("public-pages/new", new_public_page, name="new_public_page"),
    path("public-pages/<slug:public_page>", keep_public_page, name="keep_public_page"),
    path("public-pages/<slug:public_page>/edit", edit_public_page, name="edit_public_page"),
    path("public-pages/<slug:public_page>/<int:wording>/step", public_page_step, name="public_page_step"),
    path("public-approvals", public_approvals, name="public_approvals"),
    path("enquiries", enquiries, name="enquiries"),
    path("enquiries/<slug:enquiry_reference>", enquiry, name="enquiry"),
    path("enquiries/<slug:enquiry_reference>/step", enquiry_step, name="enquiry_step"),
]
