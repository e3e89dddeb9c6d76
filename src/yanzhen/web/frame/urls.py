"""Addresses of the frame itself."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.frame import views

app_name = "frame"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("print-size/", views.print_size, name="print-size"),
    path("search/", views.search, name="search"),
    path("components/", views.components, name="components"),
    path("alive/", views.alive, name="alive"),
]
