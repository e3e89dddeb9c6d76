"""The address of the first page."""

from __future__ import annotations

from django.urls import path

from yanzhen.web.today import views

app_name = "today"

urlpatterns = [path("", views.day, name="day")]
