"""Reading in the background. Who reads what, and whether they are still alive, stands in the upload's own row.

A worker that is killed leaves a claim without a beat; the next look (a poll of the page, the minute's round, a restart) reads
the file again, and the same file gives the same rows.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from yanzhen.errors import SiteError
from yanzhen.web.records.models import READING, REFUSED, WAITING, Upload
from yanzhen.web.records.reading import record, try_out

BEAT = 2.0
"""Seconds between two signs of life."""
LOST = timedelta(seconds=15)
"""After so long without one, a worker counts as killed."""
MOST_TRIES = 5
log = logging.getLogger("yanzhen.web")


def enqueue(upload: Upload) -> None:
    """The file waits to be read; part of the caller's transaction."""
    async_task("yanzhen.web.records.jobs.read", upload.pk)


def lost() -> QuerySet[Upload]:
    """Uploads that wait or are being read, with no sign of life for so long that their worker was killed or never came."""
    since = timezone.now() - LOST
    return Upload.objects.filter(state__in=(WAITING, READING)).filter(Q(beat__lt=since) | Q(beat=None, at__lt=since))


def resume() -> int:
    """Uploads nobody reads any more were given to the worker again; how many."""
    found = 0
    for upload in lost():
        if Upload.objects.filter(pk=upload.pk, beat=upload.beat).update(beat=timezone.now(), claim="", state=WAITING):
            enqueue(upload)
            found += 1
    return found


def read(number: int) -> None:
    """The upload is read, if it waits to be and nobody else does; the background's way in."""
    claim = claimed(number)
    if claim:
        with _beating(number, claim):
            read_claimed(number, claim)


def claimed(number: int) -> str:
    """The upload is this worker's to read: the claim, or nothing when it is read already, or by another that is alive."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=number).first()
        if upload is None or upload.state not in (WAITING, READING):
            return ""
        now = timezone.now()
        if upload.claim and upload.beat and now - upload.beat < LOST:
            return ""
        upload.claim, upload.beat, upload.state = get_random_string(16), now, READING
        upload.began, upload.tries, upload.step = now, upload.tries + 1, 0
        if upload.tries > MOST_TRIES:
            upload.state, upload.claim = REFUSED, ""
            told = _("读了 %(tries)s 次都没有读完，已停下") % {"tries": MOST_TRIES}
            upload.error = _words(SiteError(told, code="YZ-S73", hint=_("文件还在，请系统管理员看后台记录")))
            upload.version += 1
        upload.save()
        return upload.claim


def read_claimed(number: int, claim: str) -> None:
    """The dry run is done and recorded, unless somebody else has claimed the upload meanwhile."""
    mine = Upload.objects.filter(pk=number, claim=claim)

    def at_step(step: int) -> None:
        mine.update(step=step, beat=timezone.now())

    upload = mine.get()
    try:
        tried, refusal = try_out(upload, at_step), ""
    except SiteError as error:
        tried, refusal = None, _words(error)
    except Exception:
        log.exception("YZ-S74 upload %s", number)
        hint = _("文件还在，请把编号 YZ-S74-%(number)s 告诉系统管理员") % {"number": number}
        tried, refusal = None, _words(SiteError(_("读的时候出错，是系统的错"), code="YZ-S74", hint=hint))
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=number, claim=claim, state=READING).first()
        if upload is None:
            return
        if tried is not None:
            record(upload, tried)
        else:
            upload.state, upload.error = REFUSED, refusal
        upload.claim, upload.version = "", upload.version + 1
        upload.save()


def _words(error: SiteError) -> str:
    return f"{error.what}\n{error.hint}\n{error.code}"


@contextlib.contextmanager
def _beating(number: int, claim: str) -> Iterator[None]:
    """Another thread says every two seconds that this worker is alive."""
    over = threading.Event()

    def beat() -> None:
        try:
            while not over.wait(BEAT):
                with contextlib.suppress(DatabaseError):
                    Upload.objects.filter(pk=number, claim=claim).update(beat=timezone.now())
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(BEAT)
