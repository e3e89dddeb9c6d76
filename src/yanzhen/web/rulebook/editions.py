"""Whole packs on disk, each in a folder named by its digest; which of them is in force is a row of the database.

A folder is written aside, brought to disk and renamed before the row that makes it current: whoever is interrupted leaves
either nothing that counts or a whole edition. A folder that is lost is built again from edition 0 and the texts since.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.pack.folder import digest_of, read_folders
from yanzhen.pack.problems import Problems
from yanzhen.web.rulebook.models import Edition

FIRST = date(1970, 1, 1)
"""The day from which edition 0 is in force."""


def store() -> Path:
    """The folder of all editions, in the site's data folder."""
    return Path(settings.OPTIONS.data) / "rulebook"


def current(day: date | None = None) -> Edition:
    """The edition in force on a day, today when none is said."""
    return newest_where(start__lte=day or timezone.localdate())


def newest() -> Edition:
    """The last edition, also one whose day is still to come: what the next draft stands on."""
    return newest_where()


def newest_where(**match: object) -> Edition:
    """The last edition that matches; edition 0 is set up when there is none at all."""
    found = Edition.objects.filter(**match).order_by("-number").first()
    return found if found is not None else _first()


def folder(edition: Edition) -> Path:
    """The pack's folder of an edition; built again when it is not there."""
    place = store() / edition.digest / pack_name()
    if not (place / "pack.yaml").is_file():
        _rebuild(edition)
    return place


def pack_name() -> str:
    """The name of the pack's folder, which is the pack's."""
    return Path(settings.OPTIONS.pack).resolve().name


@contextmanager
def laid_over(edition: Edition, texts: Mapping[str, str]) -> Iterator[Path]:
    """A passing copy of the edition's pack with these texts in it, removed afterwards."""
    store().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store(), prefix=".draft-") as aside:
        yield _copy(folder(edition).parent, Path(aside), texts)


def keep(edition: Edition, texts: Mapping[str, str]) -> str:
    """The digest under which the edition's pack with these texts now stands on disk, whole."""
    return _keep(folder(edition).parent, texts)


def text_of(edition: Edition, path: str) -> str:
    """The text of a file of the pack; empty when there is no such file."""
    place = folder(edition) / inside(path)
    return place.read_text("utf-8") if place.is_file() else ""


def inside(path: str) -> Path:
    """A relative path that stays in the pack; a SiteError for any other."""
    parts = Path(path).parts
    plain = bool(parts) and not Path(path).is_absolute() and all(not part.startswith(".") for part in parts)
    if not plain or "\\" in path or "\0" in path or Path(path).suffix != ".yaml" or len(path) > 200:
        raise SiteError(
            _("这个文件名不行：%(path)s") % {"path": path[:80]},
            code="YZ-S70",
            hint=_("写作 policies/政策/clauses/名称.yaml，或 policies/政策/cases/名称.yaml"),
        )
    return Path(*parts)


def _first() -> Edition:
    digest = _gather()
    with transaction.atomic():
        return Edition.objects.get_or_create(number=0, defaults={"digest": digest, "start": FIRST})[0]


def _gather() -> str:
    """The pack the site was set up with and all it depends on, side by side, as a folder of the store."""
    with tempfile.TemporaryDirectory() as aside:
        for one in read_folders(Path(settings.OPTIONS.pack), Problems()):
            shutil.copytree(one.root, Path(aside) / one.root.resolve().name)
        return _keep(Path(aside), {})


def _rebuild(edition: Edition) -> None:
    """The edition from the nearest one before that is there, and the texts since; edition 0 from the program's pack."""
    if edition.number == 0:
        _gather()
    else:
        before = Edition.objects.get(number=edition.number - 1)
        _keep(folder(before).parent, dict(edition.texts.values_list("path", "after")))
    if not (store() / edition.digest / pack_name() / "pack.yaml").is_file():
        raise SiteError(
            _("第 %(number)s 版的文件不在了，也重建不出一样的") % {"number": edition.number},
            code="YZ-S71",
            hint=_("从备份恢复数据文件夹里的 rulebook"),
        )


def _keep(source: Path, texts: Mapping[str, str]) -> str:
    store().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=store(), prefix=".draft-") as aside:
        whole = Path(aside) / "whole"
        digest = digest_of(read_folders(_copy(source, whole, texts), Problems()))
        if not (store() / digest).is_dir():
            for place in sorted(whole.rglob("*"), reverse=True):
                _sync(place)
            _sync(whole)
            try:
                whole.rename(store() / digest)
            except OSError:  # another process has just put the same edition there
                if not (store() / digest).is_dir():
                    raise
            _sync(store())
    return digest


def _copy(source: Path, target: Path, texts: Mapping[str, str]) -> Path:
    shutil.copytree(source, target, dirs_exist_ok=True)
    for path, text in texts.items():
        place = target / pack_name() / inside(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return target / pack_name()


def _sync(place: Path) -> None:
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
