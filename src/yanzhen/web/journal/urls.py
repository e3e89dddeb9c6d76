"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.journal import views

app_name = "journal"

urlpatterns = [
    path("", views.index, name="entries"),
    path("export.csv", views.export, name="export"),
    path("verify/", views.check, name="verify"),
    path("<int:number>/", views.entry, name="entry"),
]
