"""Reading people: every query takes the person and gives only what their unit may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from yanzhen.web.frame.access import Person
from yanzhen.web.people.models import Absence, Account, Firm, Post, Unit

LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers for a post on a day. `how`: held, deputy, risen (the post is vacant, the level above answers), nobody."""

    account: Account | None
    post: Post
    how: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with the units below it."""

    unit: Unit
    below: tuple[Branch, ...]


def below(paths: Iterable[str], field: str) -> Q:
    """The condition that `field`, a path, lies in one of the paths; nothing when there are none."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__startswith": path})
    return found


def units(person: Person) -> QuerySet[Unit]:
    """The units that are the person's or below them."""
    return (
        Unit.objects.filter(below(person.own, "path"))
        .select_related("parent")
        .annotate(open_posts=Count("posts", filter=Q(posts__closed=False)))
    )


def tree(person: Person) -> list[Branch]:
    """The person's units as trees."""
    found = list(units(person).order_by("kind", "path"))
    order = {"city": 0, "department": 1, "county": 2, "park": 3, "township": 4, "village": 5}
    found.sort(key=lambda unit: (order[unit.kind], unit.path))
    children: dict[int | None, list[Unit]] = {}
    for unit in found:
        children.setdefault(unit.parent_id, []).append(unit)
    known = {unit.id for unit in found}

    def branch(unit: Unit) -> Branch:
        return Branch(unit, tuple(branch(child) for child in children.get(unit.id, ())))

    return [branch(unit) for unit in found if unit.parent_id not in known]


def posts(person: Person) -> QuerySet[Post]:
    """Posts of the person's units."""
    return Post.objects.filter(below(person.own, "unit__path")).select_related("unit", "holder")


def accounts(person: Person) -> QuerySet[Account]:
    """Accounts kept by the person's units."""
    return Account.objects.filter(below(person.own, "home__path")).select_related("home", "firm")


def firms(person: Person) -> QuerySet[Firm]:
    """Firms within the person's reach; for a firm's user, that firm."""
    if person.firm:
        return Firm.objects.filter(code=person.firm).select_related("unit")
    return Firm.objects.filter(below(person.reach, "unit__path")).select_related("unit")


def absences(person: Person, account: Account) -> QuerySet[Absence]:
    """When others stand in for the account, and when it stands in for others."""
    mine = Q(post__holder=account) | Q(deputy=account)
    return Absence.objects.filter(mine).select_related("post__unit", "post__holder", "deputy")


def deputies(account: Account) -> QuerySet[Account]:
    """Who may stand in for somebody: other open staff accounts of the same unit, of the unit above, or directly below."""
    near = Q(home=account.home) | Q(home=account.home.parent) | Q(home__parent=account.home)
    if account.home.parent_id:
        near |= Q(home__parent=account.home.parent)
    return Account.objects.filter(near, is_active=True, firm=None).exclude(pk=account.pk).select_related("home")


def answerable(post: Post, day: date) -> Answer:
    """Who answers for the post: its deputy of that day, its holder, or, when it is vacant, a post of the units above.

    Above, a post with a role in common is asked first, then the one that leads.
    """
    for absence in post.absences.filter(withdrawn=False, first__lte=day, last__gte=day).select_related("deputy"):
        if absence.deputy.is_active:
            return Answer(absence.deputy, post, "deputy")
    if post.holder and post.holder.is_active and not post.closed:
        return Answer(post.holder, post, "held")
    above = post.unit.parent
    while above is not None:
        there = [
            one
            for one in above.posts.filter(closed=False).select_related("holder")
            if one.holder and one.holder.is_active
        ]
        sharing = [one for one in there if set(one.roles) & set(post.roles)]
        leading = [one for one in there if LEAD in one.roles]
        for one in [*sharing, *leading]:
            return Answer(one.holder, one, "risen")
        above = above.parent
    return Answer(None, post, "nobody")
