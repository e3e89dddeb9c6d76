"""Changes of posts: setting them up, their roles, who holds them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person
from yanzhen.web.journal.chain import append
from yanzhen.web.people.actions.checking import allowed, apart, known_roles, unchanged
from yanzhen.web.people.models import Account, Post, Unit


def add_post(person: Person | None, unit: Unit, title: str, names: Iterable[str]) -> Post:
    """The unit has a post of that title with these roles; it is vacant."""
    allowed(person, "shape_units", unit)
    given = known_roles(names)
    if unit.posts.filter(title=title).exists():
        raise SiteError(_("%(unit)s已有「%(title)s」") % {"unit": unit.name, "title": title}, code="YZ-S28")
    with transaction.atomic():
        post = Post.objects.create(unit=unit, title=title, roles=given)
        append(person, "post.add", "post", post.id, str(post), area=unit.path, roles=given)
    return post


def set_roles(person: Person | None, post: Post, version: int, names: Iterable[str]) -> None:
    """The post has these roles. System administrators shape posts; what that gives to a holder is checked for the roles apart."""
    given = known_roles(names)
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("unit", "holder").get(pk=post.pk)
        allowed(person, "shape_units", post.unit)
        unchanged(post, version)
        for account in [*([post.holder] if post.holder else []), *_deputies(post)]:
            apart(account, given, leaving=post)
        before, post.roles, post.version = post.roles, given, post.version + 1
        post.save(update_fields=["roles", "version"])
        append(person, "post.roles", "post", post.id, str(post), area=post.unit.path, before=before, after=given)


def fill_post(person: Person | None, post: Post, version: int, holder: Account | None) -> None:
    """The account holds the post, or nobody does. Nobody gives a post to themselves."""
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("unit", "holder").get(pk=post.pk)
        allowed(person, "fill_posts", post.unit)
        unchanged(post, version)
        if holder is not None:
            _fit(person, post, holder)
        before, post.holder, post.version = post.holder, holder, post.version + 1
        post.save(update_fields=["holder", "version"])
        who = holder.name if holder else "—"
        append(
            person,
            "post.fill" if holder else "post.vacate",
            "post",
            post.id,
            str(post),
            area=post.unit.path,
            before=before.name if before else "—",
            who=who,
            account=holder.username if holder else "",
        )


def close_post(person: Person | None, post: Post, version: int, closed: bool) -> None:
    """The post gives no more rights, or does again; it keeps its name, which entries of the journal use."""
    with transaction.atomic():
        post = Post.objects.select_for_update(of=("self",)).select_related("unit", "holder").get(pk=post.pk)
        allowed(person, "shape_units", post.unit)
        unchanged(post, version)
        if not closed and post.holder:
            apart(post.holder, post.roles)
        post.closed, post.version = closed, post.version + 1
        post.save(update_fields=["closed", "version"])
        append(person, "post.close" if closed else "post.open", "post", post.id, str(post), area=post.unit.path)


def _fit(person: Person | None, post: Post, holder: Account) -> None:
    if person is not None and holder.username == person.username:
        raise SiteError(_("不能给自己派岗位"), code="YZ-S29", hint=_("请另一位安全管理员来派"))
    if holder.firm_id or not holder.is_active:
        raise SiteError(_("%(who)s不能上岗") % {"who": holder}, code="YZ-S30", hint=_("企业账号和停用的账号没有岗位"))
    if person is not None and not person.owns(holder.home.path):
        raise SiteError(_("%(who)s不是您管的账号") % {"who": holder}, code="YZ-S31", hint=_("请找上一级的安全管理员"))
    apart(holder, post.roles)


def _deputies(post: Post) -> list[Account]:
    return [one.deputy for one in post.absences.filter(withdrawn=False).select_related("deputy")]
