"""Records as an application."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.rooms import Card, Hit, Room, Task

if TYPE_CHECKING:
    from yanzhen.web.frame.access import Person


class RecordsConfig(AppConfig):
    """数据."""

    name = "yanzhen.web.records"
    label = "records"
    room = Room(_("数据"), "records:index", "data", "see_records", 90)
    verbs = {
        "records.upload": _("上传「%(title)s」，报台账%(register)s"),
        "records.accept": _("接收「%(title)s」%(rows)s 行成为批次，退回 %(refused)s 行"),
        "records.aside": _("放弃「%(title)s」，没有入库"),
        "records.withdraw": _("撤回批次「%(title)s」，理由：%(reason)s"),
        "records.restore": _("恢复批次「%(title)s」，理由：%(reason)s"),
        "records.original": _("下载原文件「%(title)s」"),
        "records.export": _("导出台账%(thing)s %(period)s 的 %(rows)s 行"),
        "records.reveal": _("查看 %(thing)s 的不公开字段（%(register)s），理由：%(reason)s"),
        "records.settle": _("启动时对账：清理中断的接收 %(orphans)s 个文件，补回 %(restored)s 个，缺 %(missing)s 个"),
    }

    def tasks(self, person: Person, day: date) -> list[Task]:
        """Files that wait to be accepted or mended."""
        from yanzhen.web.records.tasks import tasks

        return tasks(person)

    def cards(self, person: Person, day: date) -> list[Card]:
        """Whether the data have come."""
        from yanzhen.web.records.tasks import cards

        return cards(person, day)

    def search(self, person: Person, words: str) -> list[Hit]:
        """Files and batches the person may see."""
        from yanzhen.web.records.tasks import search

        return search(person, words)
