"""From an account and a day to a `Person`: posts held and posts stood in for, taken together."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yanzhen.web.frame.access import STRANGER, Person
from yanzhen.web.people.models import Absence, Account, Post
from yanzhen.web.people.roles import FIRM, acts_of, apart_in


def person_of(account: Account, day: date) -> Person:
    """What this account may do and see on that day. A closed account is a stranger; one without a post may do nothing."""
    if not account.is_active:
        return STRANGER
    if account.firm_id:
        return Person(
            account.username,
            account.name,
            post=_("企业用户"),
            unit_name=account.firm.name,
            roles=frozenset({FIRM}),
            acts=acts_of({FIRM}),
            firm=account.firm_id,
        )
    held = list(Post.objects.filter(holder=account, closed=False, unit__closed=False).select_related("unit__parent"))
    lent = [absence.post for absence in standing_in(account, day)]
    posts = [*held, *(post for post in lent if post not in held)]
    names = frozenset(name for post in posts for name in post.roles)
    first = posts[0] if posts else None
    return Person(
        account.username,
        account.name,
        post=first.title if first else _("没有岗位"),
        unit_name=(first.unit if first else account.home).name,
        unit=(first.unit if first else account.home).path,
        own=_tops({post.unit.path for post in posts}),
        reach=_tops({post.unit.reach for post in posts}),
        roles=names,
        acts=acts_of(names),
        standing_in=tuple(str(post) for post in lent),
    )


def standing_in(account: Account, day: date) -> list[Absence]:
    """The absences in which the account stands in on that day."""
    found = Absence.objects.filter(deputy=account, withdrawn=False, first__lte=day, last__gte=day, post__closed=False)
    return list(found.select_related("post__unit__parent"))


def privileged(person: Person) -> bool:
    """Whether the person holds one of the roles apart, which are signed in from one place at a time."""
    return bool(apart_in(person.roles))


def _tops(paths: set[str]) -> tuple[str, ...]:
    """The paths that are not below another of them."""
    return tuple(sorted(path for path in paths if not any(path != other and path.startswith(other) for other in paths)))
