"""Where files lie: what was handed in under random names, never served from there; what was accepted, named by digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.facts.bounds import CSV_BYTES

NAMED = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is on disk, whole: its random name, size and SHA-256."""

    name: str
    size: int
    sha256: str


def uploads() -> Path:
    """The folder of files handed in; only this account of the machine reads it."""
    return _folder("uploads")


def facts() -> Path:
    """The folder of accepted batches: `REGISTER/<digest16>.parquet`."""
    return _folder("facts")


def original(stored: str) -> Path:
    """The file as it was handed in."""
    return uploads() / stored


def rejects(stored: str) -> Path:
    """The workbook of refused rows."""
    return uploads() / f"{stored}.rejects.xlsx"


def drafts(stored: str) -> Path:
    """The folder that holds the delivery as the dry run read it."""
    return uploads() / f"{stored}.draft"


def keep(chunks: Iterable[bytes]) -> Stored:
    """The bytes lie under a new random name, complete and synced.

    Raises:
        SiteError: YZ-S71 there are none, or more than any file may have.
    """
    name = get_random_string(32, NAMED)
    digest, size, path = hashlib.sha256(), 0, original(name)
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > CSV_BYTES:
                    break
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not 0 < size <= CSV_BYTES:
            told = _("文件是空的，或超过 %(most)s MB") % {"most": CSV_BYTES >> 20}
            raise SiteError(told, code="YZ-S71", hint=_("检查选对了文件；太大就按县区或按月分成几份"))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, size, digest.hexdigest())


def _folder(name: str) -> Path:
    path = Path(settings.OPTIONS.data) / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
