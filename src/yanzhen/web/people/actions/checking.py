"""What every change of people asks first."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.people.models import Absence, Account, Post, Unit
from yanzhen.web.people.roles import apart_in, roles


def allowed(person: Person | None, act: str, unit: Unit) -> None:
    """Nothing when the person may do the act and the unit is theirs; a SiteError when not."""
    if person is None:
        return
    require(person, act)
    if not person.owns(unit.path):
        raise SiteError(_("这不是您的单位或下级单位"), code="YZ-S21", hint=_("请找上一级的管理员"))


def unchanged(post: Post, version: int) -> None:
    """Nothing when nobody changed the post since it was shown; a SiteError when somebody did."""
    if post.version != version:
        raise SiteError(_("没有保存：别人刚改过这个岗位"), code="YZ-S22", hint=_("现在显示的是最新内容，请核对后再改"))


def known_roles(names: Iterable[str]) -> list[str]:
    """The roles, each once, in the order of the file; a SiteError for one there is not, or that no post gives."""
    given = set(names)
    wrong = [name for name in given if name not in roles() or not roles()[name].posts]
    if wrong:
        raise SiteError(_("没有这种角色：%(names)s") % {"names": "、".join(wrong)}, code="YZ-S23", hint=_("从页面上选"))
    return [name for name in roles() if name in given]


def apart(account: Account, added: Iterable[str], leaving: Post | None = None) -> None:
    """Nothing when the account, given these roles too, holds at most one of the roles apart.

    Counted are its posts (but `leaving`) and everything it stands in for now or later. Called in the transaction of the
    change; the account's row is locked, so that two changes at once do not both find room.
    """
    Account.objects.select_for_update().get(pk=account.pk)
    lent = Absence.objects.filter(deputy=account, withdrawn=False)
    held = [*Post.objects.filter(holder=account, closed=False), *(one.post for one in lent.select_related("post"))]
    names = {name for post in held if post != leaving for name in post.roles}
    both = apart_in(names | set(added))
    if len(both) > 1:
        told = "、".join(str(roles()[name]) for name in sorted(both))
        raise SiteError(
            _("一个人不能兼任 %(roles)s") % {"roles": told}, code="YZ-S24", hint=_("系统、安全、审计三员要由三个人担任")
        )
