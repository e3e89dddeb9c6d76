"""Addresses of intake and of the mechanisms."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.intake import views

app_name = "intake"

urlpatterns = [
    path("intake/", views.sheets, name="sheets"),
    path("intake/<int:number>/", views.sheet, name="sheet"),
    path("intake/<int:number>/lines/<int:line>/", views.answer, name="answer"),
    path("intake/<int:number>/lines/<int:line>/try/", views.try_line, name="try"),
    path("intake/<int:number>/close/", views.close, name="close"),
    path("intake/<int:number>/compare/", views.compare, name="compare"),
    path("intake/<int:number>/draft.zip", views.draft, name="draft"),
    path("mechanisms/", views.mechanisms, name="mechanisms"),
    path("mechanisms.xlsx", views.mechanisms_workbook, name="mechanisms-workbook"),
]
