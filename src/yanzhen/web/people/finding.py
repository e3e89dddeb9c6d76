"""What the search answers of people."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from yanzhen.web.frame.access import Person
from yanzhen.web.frame.rooms import Hit
from yanzhen.web.people import queries

MOST = 20


def search(person: Person, words: str) -> list[Hit]:
    """At most twenty of each kind, of what the person may see."""
    if not person.may("see_people"):
        return []
    found = [
        Hit(_("单位"), unit.name, str(unit.get_kind_display()), reverse("people:unit", args=[unit.code]))
        for unit in queries.units(person).filter(Q(name__icontains=words) | Q(code__icontains=words))[:MOST]
    ]
    found += [
        Hit(_("岗位"), post.title, post.unit.name, reverse("people:post", args=[post.id]))
        for post in queries.posts(person).filter(Q(title__icontains=words) | Q(holder__name__icontains=words))[:MOST]
    ]
    if person.may("keep_accounts"):
        match = Q(username__icontains=words) | Q(name__icontains=words)
        found += [
            Hit(_("账号"), account.username, account.name, reverse("people:account", args=[account.username]))
            for account in queries.accounts(person).filter(match)[:MOST]
        ]
    return found
