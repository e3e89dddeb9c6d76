"""The working copy as an application: one table, no pages."""

from __future__ import annotations

from django.apps import AppConfig


class WorkingConfig(AppConfig):
    """工作副本."""

    name = "yanzhen.web.working"
    label = "working"
