"""Addresses of records."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.records.views import batches, rows, uploads

app_name = "records"

urlpatterns = [
    path("", rows.index, name="index"),
    path("template.xlsx", rows.template, name="template"),
    path("rows/<str:register>/", rows.listing, name="rows"),
    path("rows/<str:register>/export.xlsx", rows.export, name="export"),
    path("rows/<str:register>/of/<str:subject>/", rows.one, name="one"),
    path("upload/", uploads.hand_in, name="upload"),
    path("uploads/", uploads.index, name="uploads"),
    path("uploads/<int:number>/", uploads.report, name="report"),
    path("uploads/<int:number>/progress/", uploads.progress, name="progress"),
    path("uploads/<int:number>/accept/", uploads.accept, name="accept"),
    path("uploads/<int:number>/set-aside/", uploads.set_aside, name="set-aside"),
    path("uploads/<int:number>/rejects.xlsx", uploads.rejects, name="rejects"),
    path("uploads/<int:number>/original/", uploads.original, name="original"),
    path("batches/", batches.index, name="batches"),
    path("batches/<int:number>/", batches.batch, name="batch"),
    path("batches/<int:number>/withdraw/", batches.withdraw, name="withdraw"),
    path("batches/<int:number>/restore/", batches.restore, name="restore"),
]
