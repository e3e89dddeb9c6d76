"""People as an application: its room, its sentences of the journal, the day's tasks it brings, what it answers to a search."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.rooms import Hit, Room, Task

if TYPE_CHECKING:
    from yanzhen.web.frame.access import Person


class PeopleConfig(AppConfig):
    """组织."""

    name = "yanzhen.web.people"
    label = "people"
    room = (
        Room(_("组织"), "people:units", "people", "see_people", 110),
        Room(_("我的资料"), "people:my-firm", "building", "see_own_firm", 30, firms=True),
    )
    verbs = {
        "unit.load": _("从地方包载入 %(count)s 个单位"),
        "unit.add": _("在%(above)s下设立单位「%(title)s」"),
        "unit.close": _("停用单位「%(title)s」"),
        "unit.open": _("恢复单位「%(title)s」"),
        "post.add": _("设立岗位「%(title)s」"),
        "post.roles": _("调整岗位「%(title)s」的角色"),
        "post.fill": _("由%(who)s担任「%(title)s」，原任：%(before)s"),
        "post.vacate": _("「%(title)s」空缺，原任：%(before)s"),
        "post.close": _("停用岗位「%(title)s」"),
        "post.open": _("恢复岗位「%(title)s」"),
        "account.create": _("开立账号 %(thing)s（%(title)s）"),
        "account.close": _("停用账号 %(thing)s（%(title)s）"),
        "account.open": _("恢复账号 %(thing)s（%(title)s）"),
        "account.reset": _("重置账号 %(thing)s（%(title)s）的密码"),
        "account.unlock": _("解除账号 %(thing)s（%(title)s）的锁定"),
        "account.password": _("换了自己的密码"),
        "firm.add": _("登记企业「%(title)s」%(thing)s"),
        "session.in": _("登录，来自 %(address)s"),
        "session.out": _("退出"),
        "session.failed": _("账号 %(thing)s 登录失败，来自 %(address)s"),
        "session.locked": _("账号 %(thing)s 连续失败被锁定，来自 %(address)s"),
        "away.lend": _("「%(title)s」%(first)s 至 %(last)s 由%(deputy)s代办"),
        "away.withdraw": _("收回「%(title)s」的代办，原由%(deputy)s代办"),
    }

    def ready(self) -> None:
        """Whoever comes in, by whichever door, is noted."""
        from django.contrib.auth.signals import user_logged_in

        from yanzhen.web.people.entering import note_entry

        user_logged_in.connect(note_entry, dispatch_uid="people.note_entry")

    def tasks(self, person: Person, day: date) -> list[Task]:
        """Vacant posts to fill, passwords running out, posts stood in for."""
        from yanzhen.web.people.tasks import tasks

        return tasks(person, day)

    def search(self, person: Person, words: str) -> list[Hit]:
        """Units, posts and accounts the person may see."""
        from yanzhen.web.people.finding import search

        return search(person, words)
