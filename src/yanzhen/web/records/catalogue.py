"""The site's `Batches`: what stands in the catalogue, each read from its file and held against its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property, lru_cache

import polars as pl
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.facts.files import read_batch
from yanzhen.facts.snapshot import Batch as Delivery
from yanzhen.web.frame.place import city
from yanzhen.web.records import store
from yanzhen.web.records.current import current
from yanzhen.web.records.models import Batch, Standing


def with_standing() -> QuerySet[Batch]:
    """All batches, each with `withdrawn`: True, False after an undone withdrawal, None when never withdrawn."""
    latest = Standing.objects.filter(batch=OuterRef("pk")).order_by("-id").values("withdrawn")[:1]
    return Batch.objects.annotate(withdrawn=Subquery(latest))


def standing() -> QuerySet[Batch]:
    """The batches that count."""
    return with_standing().filter(Q(withdrawn=None) | Q(withdrawn=False))


class Catalogue:
    """The deliveries accepted and not withdrawn, at the moment this was made. Engine runs read it like a folder of facts."""

    def __init__(self) -> None:
        self.vocabulary = city().vocabulary
        self._rows: dict[str, list[Batch]] = {}
        for row in standing().order_by("known", "file"):
            if row.register in self.vocabulary.registers:
                self._rows.setdefault(row.register, []).append(row)

    @property
    def registers(self) -> tuple[str, ...]:
        """Registers of which at least one delivery stands, by name."""
        return tuple(sorted(self._rows))

    def rows(self, register: str) -> list[Batch]:
        """The catalogue's rows of a register, oldest known first, then by file name."""
        return self._rows.get(register, [])

    def batches(self, register: str) -> Iterable[Delivery]:
        """All deliveries of a register, oldest known first; SiteError YZ-S72 when a file is gone or is another."""
        return [delivery(row) for row in self.rows(register)]

    def current(self, register: str) -> pl.DataFrame:
        """The facts of a register as they stand, whole: not for anybody's eyes before a scope has cut it."""
        return _current(register, tuple((row.file, row.digest) for row in self.rows(register)))

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file by its name inside the folder of facts, sorted."""
        listed = {row.file: row.digest for rows in self._rows.values() for row in rows}
        return {name: listed[name] for name in sorted(listed)}

    def digest(self) -> str:
        """SHA-256 over (file name, digest) of all files: equal exactly when a folder of facts holds the same."""
        lines = "".join(f"{name}\0{digest}\n" for name, digest in self.digests.items())
        return hashlib.sha256(lines.encode()).hexdigest()


def delivery(row: Batch) -> Delivery:
    """The delivery of one row of the catalogue."""
    return _read(row.register, row.file, row.digest)


@lru_cache(maxsize=64)
def _read(register: str, file: str, digest: str) -> Delivery:
    """Files named by their digest never change, so what was read of one stays true."""
    path = store.facts() / file
    hint = _("从备份恢复数据文件夹里的 facts，再重新启动")
    if not path.is_file():
        raise SiteError(_("批次的文件不在：%(file)s") % {"file": file}, code="YZ-S72", hint=hint)
    found = read_batch(path, city().vocabulary, register=register)
    if found.digest != digest:
        raise SiteError(_("批次的文件被换过：%(file)s") % {"file": file}, code="YZ-S72", hint=hint)
    return found


@lru_cache(maxsize=8)
def _current(register: str, files: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    return current([_read(register, *one) for one in files], city().vocabulary.registers[register])
