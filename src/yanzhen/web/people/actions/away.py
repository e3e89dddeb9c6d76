"""Standing in for somebody who is away."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.actions.checking import apart
from yanzhen.web.people.models import Absence, Account, Post
from yanzhen.web.people.queries import deputies

LONGEST = 90
"""Days one absence may last; longer is a change of post."""


def delegate(
    person: Person,
    account: Account,
    post: Post,
    deputy: Account,
    first: date,
    last: date,
    today: date,
    reason: str = "",
) -> Absence:
    """From the first day to the last the deputy has the post's rights too. Only the holder lends a post, and never backwards."""
    require(person, "go_away")
    if post.holder_id != account.id or post.closed:
        raise SiteError(_("只有本人能把自己的岗位交人代办"), code="YZ-S37")
    if not deputies(account).filter(pk=deputy.pk).exists():
        raise SiteError(
            _("%(who)s不能代办这个岗位") % {"who": deputy.name}, code="YZ-S38", hint=_("请从本单位、上级或下级里选")
        )
    if first < today or last < first or (last - first).days >= LONGEST:
        raise SiteError(
            _("日期不对：从今天或以后起，最长 %(days)s 天") % {"days": LONGEST},
            code="YZ-S39",
            hint=_("更长的离开请调整岗位"),
        )
    with transaction.atomic():
        Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
        if post.absences.filter(withdrawn=False, first__lte=last, last__gte=first).exists():
            raise SiteError(_("这段时间已经有人代办"), code="YZ-S40", hint=_("先收回原来的代办"))
        apart(deputy, post.roles)
        made = Absence.objects.create(post=post, deputy=deputy, first=first, last=last, reason=reason)
        told = {"deputy": deputy.name, "first": first.isoformat(), "last": last.isoformat()}
        append(person, "away.lend", "post", post.id, str(post), area=post.unit.path, **told)
    return made


def withdraw(person: Person, account: Account, absence: Absence) -> None:
    """Nobody stands in any more; the record stays."""
    require(person, "go_away")
    if absence.post.holder_id != account.id or absence.withdrawn:
        raise SiteError(_("只有本人能收回代办"), code="YZ-S41")
    with transaction.atomic():
        absence.withdrawn = True
        absence.save(update_fields=["withdrawn"])
        post = absence.post
        append(person, "away.withdraw", "post", post.id, str(post), area=post.unit.path, deputy=absence.deputy.name)
