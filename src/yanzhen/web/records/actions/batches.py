"""Withdrawing a batch and undoing that, each a record; and what the journal keeps of copies that left and values that were shown."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.web.frame.access import Person, require
from yanzhen.web.frame.place import city
from yanzhen.web.journal.chain import append
from yanzhen.web.journal.models import Head
from yanzhen.web.records.actions.uploads import LOAD
from yanzhen.web.records.catalogue import Catalogue, delivery, with_standing
from yanzhen.web.records.current import clashes
from yanzhen.web.records.models import Batch, Standing, Upload

SHORTEST = 4
"""Characters of a reason that says something."""


def withdraw(person: Person, batch: Batch, reason: str) -> None:
    """The batch counts no more, from now on and as of any day; its file and its row stay."""
    _stand(person, batch, True, reason)


def restore(person: Person, batch: Batch, reason: str) -> None:
    """The withdrawal is undone; the batch counts as before."""
    _stand(person, batch, False, reason)


def note_original(person: Person, upload: Upload) -> None:
    """The journal says who took a copy of a file that was handed in."""
    require(person, LOAD)
    with transaction.atomic():
        append(person, "records.original", "upload", upload.pk, upload.name, area=upload.unit)


def note_export(person: Person, register: str, period: str, rows: int) -> None:
    """The journal says that so many rows left the site, with whom."""
    require(person, "see_records")
    with transaction.atomic():
        append(person, "records.export", "register", register, register, area=person.unit, period=period, rows=rows)


def reveal(person: Person, register: str, subject: str, reason: str) -> None:
    """The journal says who saw the hidden values of which subject, and why."""
    require(person, "reveal_records")
    told = _reasoned(reason)
    with transaction.atomic():
        append(person, "records.reveal", register, subject, subject, area=person.unit, register=register, reason=told)


def _reasoned(reason: str) -> str:
    if len(reason.strip()) < SHORTEST:
        raise SiteError(_("要写明理由"), code="YZ-S80", hint=_("至少四个字，日志里看得到"))
    return reason.strip()[:300]


def _stand(person: Person, batch: Batch, withdrawn: bool, reason: str) -> None:
    require(person, LOAD)
    if not person.owns(batch.unit):
        raise SiteError(_("这不是您单位报送的批次"), code="YZ-S21", hint=_("请找报送它的单位"))
    told = _reasoned(reason)
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        now = with_standing().get(pk=batch.pk)
        if bool(now.withdrawn) is withdrawn:
            word = _("已经撤回") if withdrawn else _("没有撤回")
            raise SiteError(
                _("没有做：这一批%(word)s") % {"word": word}, code="YZ-S76", hint=_("别人刚动过，请看现在的状态")
            )
        if not withdrawn:
            register = city().vocabulary.registers[batch.register]
            against = clashes(delivery(batch), Catalogue().batches(batch.register), register)
            if against:
                named = "、".join(digest[:8] for digest in against)
                what = _("不能恢复：与同一天的批次 %(batches)s 说法不同") % {"batches": named}
                raise SiteError(what, code="YZ-S78", hint=_("先撤回那一批"))
        Standing.objects.create(batch=batch, withdrawn=withdrawn, reason=told, by=person.username, by_name=person.name)
        verb = "records.withdraw" if withdrawn else "records.restore"
        append(person, verb, "batch", batch.pk, str(batch), area=batch.area, reason=told, rows=batch.rows)
