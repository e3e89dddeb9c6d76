"""The day as an application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.rooms import Room


class TodayConfig(AppConfig):
    """今日."""

    name = "yanzhen.web.today"
    label = "today"
    room = (Room(_("今日"), "today:day", "home", order=0), Room(_("今日"), "today:day", "home", order=0, firms=True))
