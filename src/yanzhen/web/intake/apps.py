"""Intake as an application: the room 规划 on the rail, what it writes in the journal, what the search finds here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Hit, Room


class IntakeConfig(AppConfig):
    """规划接收."""

    name = "yanzhen.web.intake"
    label = "intake"
    room = Room(_("规划"), "intake:sheets", "flag", "see_plan", 40)
    verbs = {
        "intake.read": _("读入文件「%(title)s」，拟出 %(lines)s 行"),
        "intake.accept": _("接受「%(title)s」第 %(line)s 行：%(name)s"),
        "intake.edit": _("改后接受「%(title)s」第 %(line)s 行：%(name)s"),
        "intake.reject": _("不接受「%(title)s」第 %(line)s 行：%(name)s"),
        "intake.undo": _("撤回对「%(title)s」第 %(line)s 行的答复：%(name)s"),
        "intake.write": _("把「%(title)s」接受的 %(accepted)s 行写进规划，成为第 %(version)s 版"),
        "intake.close": _("收起「%(title)s」，没有行写进规划"),
        "intake.compare": _("规划已到第 %(version)s 版，「%(title)s」重新比对"),
        "intake.draft": _("下载「%(title)s」拆出的条款草稿"),
    }

    def search(self, person: Person, words: str) -> list[Hit]:
        """Sheets and mechanisms the person may see."""
        from yanzhen.web.intake.finding import search

        return search(person, words)
