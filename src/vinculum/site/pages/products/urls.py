"""Where the pages of products are."""

from django.urls import path

from vinculum.site.pages.products import opening

urlpatterns = [
    path("products", opening.products, name="products"),
]
