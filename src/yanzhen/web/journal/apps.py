"""The journal as an application with a room of its own on the rail."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.rooms import Room


class JournalConfig(AppConfig):
    """日志."""

    name = "yanzhen.web.journal"
    label = "journal"
    room = Room(_("日志"), "journal:entries", "clock", "see_journal", 100)
    verbs = {
        "journal.verify": _("核对日志链到第 %(thing)s 条：%(result)s"),
        "journal.export": _("导出日志 %(rows)s 条"),
    }
