"""Where the pages of products and of figures are."""

from django.urls import path

from vinculum.site.pages.products import figures, opening

urlpatterns = [
    path("products", opening.products, name="products"),
    path("figures", figures.figures, name="figures"),
    path("figures/<slug:figure>", figures.figure, name="figure"),
    path("figures/<slug:figure>/rows.csv", figures.figure_rows, name="figure-rows"),
]
