"""What a start settles: files without a row, rows without a file, readings nobody goes on with. Running it twice changes nothing."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django_q.models import Schedule

from yanzhen.web.journal.chain import append
from yanzhen.web.journal.models import Head
from yanzhen.web.records import store
from yanzhen.web.records.jobs import resume
from yanzhen.web.records.models import Batch, Upload

ROUND = "records.resume"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done: files of acceptances that were cut off, taken away; files put back from drafts; files that are missing."""

    orphans: int = 0
    restored: int = 0
    missing: int = 0
    resumed: int = 0


def settle() -> Settled:
    """Folder and catalogue agree again; whoever accepts something meanwhile waits.

    A file whose acceptance was cut off before its row was committed is taken away: its upload is still there to be accepted, with
    its draft. A file nobody handed in here is left alone. Half-written files go.
    """
    with transaction.atomic():
        Head.objects.select_for_update().get(id=1)
        rows = {row.file: row for row in Batch.objects.all()}
        drafts = set(Upload.objects.exclude(draft="").values_list("draft", flat=True))
        orphans = restored = missing = 0
        for partial in store.facts().glob("*/.*.partial"):
            partial.unlink(missing_ok=True)
        for path in sorted(store.facts().glob("*/*.parquet")):
            if path.relative_to(store.facts()).as_posix() not in rows and _digest(path) in drafts:
                path.unlink()
                orphans += 1
        for name, row in rows.items():
            if not (store.facts() / name).is_file():
                back = _from_draft(row)
                restored, missing = restored + back, missing + (not back)
        if orphans or restored or missing:
            counts = {"orphans": orphans, "restored": restored, "missing": missing}
            append(None, "records.settle", "batch", "facts", **counts)
    return Settled(orphans, restored, missing, resume())


def keep_watch() -> None:
    """Once a minute the worker looks for readings nobody goes on with."""
    Schedule.objects.get_or_create(
        name=ROUND,
        defaults={"func": "yanzhen.web.records.jobs.resume", "schedule_type": Schedule.MINUTES, "minutes": 1},
    )


def _from_draft(row: Batch) -> bool:
    """Whether the file of a row could be put back from what the dry run had written."""
    for upload in row.uploads.all():
        draft = store.drafts(upload.stored) / row.file
        if draft.is_file() and _digest(draft) == row.digest:
            target = store.facts() / row.file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(draft, target.with_name(f".{target.name}.partial"))
            target.with_name(f".{target.name}.partial").replace(target)
            return True
    return False


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
