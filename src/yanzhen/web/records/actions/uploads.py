"""Handing in, accepting, setting aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yanzhen.errors import FactsError, SiteError
from yanzhen.facts.files import read_batch, write_batch
from yanzhen.facts.snapshot import Batch as Delivery
from yanzhen.registers import Register
from yanzhen.web.frame.access import Person, require
from yanzhen.web.frame.place import city
from yanzhen.web.journal.chain import append
from yanzhen.web.journal.models import Head
from yanzhen.web.people.models import Unit
from yanzhen.web.records import store
from yanzhen.web.records.catalogue import Catalogue, standing
from yanzhen.web.records.current import clashes
from yanzhen.web.records.jobs import enqueue
from yanzhen.web.records.models import ACCEPTED, ASIDE, READ, REFUSED, Batch, Upload

LOAD = "load_records"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An upload that waits to be read; or, `again`, the batch the same file was accepted as before."""

    upload: Upload | None
    again: Batch | None = None


def hand_in(
    person: Person, key: str, name: str, chunks: Iterable[bytes], register: str, period: str, source: str, day: date
) -> HandedIn:
    """The file lies under a random name and waits to be read. The same `key` again is the same upload; the same file for the
    same register and period, once accepted and still standing, is that batch and nothing is stored."""
    require(person, LOAD)
    if register not in city().vocabulary.registers:
        raise SiteError(_("没有这个台账：%(name)s") % {"name": register}, code="YZ-S75", hint=_("从列表里选"))
    if found := Upload.objects.filter(key=key, by=person.username).first():
        return HandedIn(found)
    kept = store.keep(chunks)
    again = standing().filter(uploads__sha256=kept.sha256, uploads__register=register, uploads__unit=person.unit)
    for batch in again:
        if not period or period in batch.covers:
            store.original(kept.name).unlink()
            return HandedIn(None, batch)
    upload = Upload(
        key=key,
        stored=kept.name,
        name=name.replace("\\", "/").rpartition("/")[2][:200] or kept.name,
        size=kept.size,
        sha256=kept.sha256,
        register=register,
        period=period,
        source=source or person.unit_name,
        known=day,
        unit=person.unit,
        unit_name=person.unit_name,
        reach=list(person.reach),
        by=person.username,
        by_name=person.name,
    )
    try:
        with transaction.atomic():
            upload.save()
            append(
                person,
                "records.upload",
                "upload",
                upload.pk,
                upload.name,
                area=person.unit,
                register=register,
                sha256=kept.sha256,
            )
            enqueue(upload)
    except IntegrityError:
        store.original(kept.name).unlink(missing_ok=True)
        found = Upload.objects.filter(key=key, by=person.username).first()
        if found is None:
            raise
        return HandedIn(found)
    return HandedIn(upload)


def accept(person: Person, upload: Upload, version: int) -> tuple[Batch, bool]:
    """The good rows are one batch: its file, its row and the journal's entry, all or none; and whether it is new.

    Raises:
        SiteError: YZ-S76 somebody was there before; YZ-S77 nothing to accept; YZ-S78 it contradicts a batch of the same day;
            YZ-S79 the same rows were withdrawn.
    """
    require(person, LOAD)
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        upload = _mine(person, upload)
        if upload.state == ACCEPTED and upload.batch is not None:
            return upload.batch, False
        _as_shown(upload, version)
        if upload.state != READ or not upload.draft:
            raise SiteError(_("没有可以接收的行"), code="YZ-S77", hint=_("下载退回表，改好后再传"))
        register = city().vocabulary.registers[upload.register]
        delivery = _draft(upload)
        batch = Batch.objects.filter(digest=delivery.digest).first()
        fresh = batch is None
        if batch is None:
            batch = _catalogued(person, upload, delivery, register)
        elif not standing().filter(pk=batch.pk).exists():
            hint = _("到批次页恢复它，不用再接收")
            raise SiteError(_("同样的行接收过，后来撤回了"), code="YZ-S79", hint=hint)
        upload.batch, upload.state, upload.version = batch, ACCEPTED, upload.version + 1
        upload.save(update_fields=["batch", "state", "version"])
        told = {"rows": batch.rows, "digest": batch.digest, "register": batch.register, "refused": upload.bad_rows}
        append(person, "records.accept", "batch", batch.pk, upload.name, area=batch.area, **told)
    return batch, fresh


def set_aside(person: Person, upload: Upload, version: int) -> None:
    """The upload will not be accepted; its file stays for the record."""
    require(person, LOAD)
    with transaction.atomic():
        upload = _mine(person, upload)
        if upload.state == ASIDE:
            return
        _as_shown(upload, version)
        if upload.state not in (READ, REFUSED):
            raise SiteError(_("这份文件现在不能放弃"), code="YZ-S76", hint=_("刷新看它现在的状态"))
        upload.state, upload.version = ASIDE, upload.version + 1
        upload.save(update_fields=["state", "version"])
        append(person, "records.aside", "upload", upload.pk, upload.name, area=upload.unit, register=upload.register)


def _mine(person: Person, upload: Upload) -> Upload:
    found = Upload.objects.select_for_update().get(pk=upload.pk)
    if not person.owns(found.unit):
        raise SiteError(_("这不是您单位的文件"), code="YZ-S21", hint=_("请找报送它的单位"))
    return found


def _as_shown(upload: Upload, version: int) -> None:
    if upload.version != version:
        hint = _("现在显示的是最新状态，请核对后再定")
        raise SiteError(_("没有做：别人刚动过这份文件"), code="YZ-S76", hint=hint)


def _draft(upload: Upload) -> Delivery:
    """The delivery as the dry run wrote it."""
    path = store.drafts(upload.stored) / upload.register / f"{upload.draft[:16]}.parquet"
    try:
        found = read_batch(path, city().vocabulary, register=upload.register)
    except (OSError, FactsError) as error:
        hint = _("再传一次这个文件")
        raise SiteError(_("试读的结果不能用了：%(why)s") % {"why": error}, code="YZ-S77", hint=hint) from error
    if found.digest != upload.draft:
        raise SiteError(_("试读的结果被换过"), code="YZ-S77", hint=_("再传一次这个文件"))
    return found


def _catalogued(person: Person, upload: Upload, delivery: Delivery, register: Register) -> Batch:
    against = clashes(delivery, Catalogue().batches(register.name), register)
    if against:
        told = "、".join(digest[:8] for digest in against)
        raise SiteError(
            _("与同一天接收的批次 %(batches)s 说法不同，不知道以哪个为准") % {"batches": told},
            code="YZ-S78",
            hint=_("先撤回那一批，再接收这一批；或明天再报"),
        )
    path = write_batch(store.facts(), delivery, register)
    return Batch.objects.create(
        digest=delivery.digest,
        register=register.name,
        covers=sorted(delivery.covers),
        parts=sorted(delivery.parts),
        columns=[name for name in delivery.rows.columns if name in register.columns],
        known=delivery.known,
        source=delivery.source,
        synthetic=delivery.synthetic,
        rows=delivery.rows.height,
        file=path.relative_to(store.facts()).as_posix(),
        unit=upload.unit,
        unit_name=upload.unit_name,
        area=Unit.objects.select_related("parent").get(path=upload.unit).reach,
        by=person.username,
        by_name=person.name,
    )
