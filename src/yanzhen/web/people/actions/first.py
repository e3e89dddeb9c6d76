"""The first administrators of a site, from the command line of its machine: nobody is there by default."""

from __future__ import annotations

from django.db import transaction

from yanzhen.errors import SiteError
from yanzhen.web.frame.place import city
from yanzhen.web.people.actions import accounts, posts, units
from yanzhen.web.people.models import Post, Unit
from yanzhen.web.people.roles import roles


def first_administrator(username: str, name: str, role: str) -> str:
    """The city has a post of that role, held by a new account; its password is returned once. Units are loaded when there are none."""
    with transaction.atomic():
        if not Unit.objects.exists():
            units.load_units(None, city())
        top = Unit.objects.get(parent=None)
        title = f"{roles()[role].title}岗"
        post = Post.objects.filter(unit=top, title=title).first() or posts.add_post(None, top, title, [role])
        if post.holder and post.holder.is_active:
            raise SiteError(f"{post} 已由 {post.holder} 担任", code="YZ-S52", hint="由安全管理员在站内换人")
        account, password = accounts.create_account(None, top, username, name)
        posts.fill_post(None, post, post.version, account)
    return password
