"""Nothing is written by halves: files are made beside their places and take their names only when all are complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Temporary paths beside the targets, in their order; renamed to them, in that order, when the block ends well.

    When the block fails, what stood at the targets stands there still and no temporary file is left.
    """
    drafts = []
    try:
        for target in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
            os.close(handle)
            drafts.append(Path(name))
        yield tuple(drafts)
        for draft in drafts:
            _settle(draft)
        for draft, target in zip(drafts, targets, strict=True):
            draft.replace(target)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _settle(draft: Path) -> None:
    """Bytes on the disk before the name changes; the mode a plain file would have had."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
