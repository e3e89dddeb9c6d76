"""The rulebook as an application: its room, its sentences of the journal, drafts to review, what it answers to a search."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.rooms import Hit, Room, Task

if TYPE_CHECKING:
    from yanzhen.web.frame.access import Person


class RulebookConfig(AppConfig):
    """政策."""

    name = "yanzhen.web.rulebook"
    label = "rulebook"
    room = (
        Room(_("政策"), "rulebook:clauses", "document", "see_rules", 20),
        Room(_("政策查询"), "rulebook:clauses", "document", "", 40, firms=True),
    )
    door = "rulebook:clauses"
    verbs = {
        "rule.begin": _("起草「%(title)s」：%(path)s"),
        "rule.file": _("草稿「%(title)s」加入 %(path)s"),
        "rule.rebase": _("草稿「%(title)s」的 %(path)s 改以最新发布的文本为底"),
        "rule.send": _("草稿「%(title)s」送审"),
        "rule.back": _("草稿「%(title)s」退回：%(said)s"),
        "rule.drop": _("放弃草稿「%(title)s」"),
        "rule.publish": _("发布「%(title)s」为第 %(number)s 版，%(start)s 起生效"),
        "rule.try": _("草稿「%(title)s」按 %(year)s 年数据试算"),
        "token.give": _("发给%(unit)s接口密钥「%(title)s」"),
        "token.revoke": _("作废%(unit)s的接口密钥「%(title)s」"),
    }

    def tasks(self, person: Person, day: date) -> list[Task]:
        """Drafts that wait for this person's review, or came back to them."""
        from yanzhen.web.rulebook.telling import tasks

        return tasks(person)

    def search(self, person: Person, words: str) -> list[Hit]:
        """Clauses in force that answer the words."""
        from yanzhen.web.rulebook.telling import search

        return search(words)
