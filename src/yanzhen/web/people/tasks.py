"""What people have to do because of posts and accounts."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Task
from yanzhen.web.people import queries
from yanzhen.web.people.models import Absence, Account

WARNED = 14
"""Days before a password runs out from which the day's list says so."""
SHOWN = 5


def tasks(person: Person, day: date) -> list[Task]:
    """The tasks of the day, without order."""
    return [*_vacancies(person), *_password(person, day), *_lent(person, day)]


def _vacancies(person: Person) -> list[Task]:
    if not person.may("fill_posts"):
        return []
    vacant = queries.posts(person).filter(holder=None, closed=False)
    told = _("没有人担任；事情暂由上一级负责")
    return [
        Task(_("派人担任「%(post)s」") % {"post": post}, told, _("派人"), reverse("people:post", args=[post.id]))
        for post in vacant[:SHOWN]
    ]


def _password(person: Person, day: date) -> list[Task]:
    account = Account.objects.get(username=person.username)
    days = settings.OPTIONS.password_days
    if not days or account.password_day is None:
        return []
    due = account.password_day + timedelta(days=days)
    if (due - day).days > WARNED:
        return []
    return [Task(_("换密码"), _("过了期限，登录后须先换"), _("去换"), reverse("people:password"), due)]


def _lent(person: Person, day: date) -> list[Task]:
    ending = Absence.objects.filter(
        deputy__username=person.username, withdrawn=False, first__lte=day, last__gte=day
    ).select_related("post__unit")
    told = _("您在代办，到期自动交还")
    return [
        Task(_("代办「%(post)s」") % {"post": one.post}, told, _("看"), reverse("people:away"), one.last)
        for one in ending
    ]
