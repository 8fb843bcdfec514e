"""Where the pages of products and of figures are."""

from django.urls import path

from vinculum.site.pages.products import figures, making, one

VERSION = "products/<slug:product>/<int:product_version>"

urlpatterns = [
    path("products", making.products, name="products"),
    path("products/make/<slug:product_kind>", making.product_make, name="product-make"),
    path(VERSION, one.product, name="product"),
    path(f"{VERSION}/act", making.product_act, name="product-act"),
    path(f"{VERSION}/write", making.product_write, name="product-write"),
    path(f"{VERSION}/check", one.product_check, name="product-check"),
    path(f"{VERSION}/file.<slug:product_form>", one.product_file, name="product-file"),
    path("figures", figures.figures, name="figures"),
    path("figures/<str:figure>", figures.figure, name="figure"),
    path("figures/<str:figure>/rows.csv", figures.figure_rows, name="figure-rows"),
]
