"""Keys of the interface: given to a unit, shown once, kept as a digest, taken back at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.journal.chain import append
from yanzhen.web.people.models import Account, Unit
from yanzhen.web.people.roles import TOKEN, acts_of
from yanzhen.web.rulebook.models import Token

MARK = "yz_"


def give(person: Person, unit: Unit, name: str) -> tuple[Token, str]:
    """The unit has a new key; its text is returned this once."""
    require(person, "keep_tokens")
    if not person.owns(unit.path):
        raise SiteError(_("这不是您的单位或下级单位"), code="YZ-S21", hint=_("请找上一级的管理员"))
    text = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            unit=unit,
            name=name,
            digest=_digest(text),
            tail=text[-4:],
            made_by=Account.objects.get(username=person.username),
        )
        append(person, "token.give", "token", token.pk, name, area=unit.path, unit=unit.name)
    return token, text


def revoke(person: Person, token: Token) -> None:
    """The key opens nothing any more."""
    require(person, "keep_tokens")
    with transaction.atomic():
        token = Token.objects.select_for_update(of=("self",)).select_related("unit").get(pk=token.pk)
        if not person.owns(token.unit.path):
            raise SiteError(_("这不是您的单位或下级单位"), code="YZ-S21", hint=_("请找上一级的管理员"))
        if token.revoked is None:
            token.revoked = timezone.now()
            token.save(update_fields=["revoked"])
            append(person, "token.revoke", "token", token.pk, token.name, area=token.unit.path, unit=token.unit.name)


def bearer(text: str, day: date) -> Person | None:
    """The person a key stands for: its unit with the acts of the role `token`; None for a key that is unknown or revoked."""
    token = (
        Token.objects.filter(digest=_digest(text), revoked=None, unit__closed=False)
        .select_related("unit__parent")
        .first()
    )
    if token is None:
        return None
    if token.last_used != day:
        Token.objects.filter(pk=token.pk).update(last_used=day)
    unit = token.unit
    return Person(
        f"token-{token.pk}", token.name, _("接口"), unit.name, unit.path, (unit.path,), (unit.reach,),
        frozenset({TOKEN}), acts_of({TOKEN}),
    )  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
