"""Files in the making, beside the places they will take. What a killed run left there is swept by the next one.

A draft is locked by whoever makes it, and the system gives the lock back when its maker ends, however that was: a draft that
nobody holds is nobody's.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

_RANDOM = "[a-z0-9_]{8}"


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: where it is written, and the handle that holds its lock."""

    path: Path
    handle: int

    def close(self) -> None:
        """The draft is gone, if it has not taken its place; its lock is given back."""
        self.path.unlink(missing_ok=True)
        os.close(self.handle)


def open_draft(target: Path) -> Draft:
    """An empty draft beside the target, with its suffix; drafts of the same target that nobody holds any more are gone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sweep(target)
    while True:
        handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=target.suffix, dir=target.parent)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return Draft(Path(name), handle)
        os.close(handle)  # another run swept it between its making and its locking


def settle(draft: Draft) -> None:
    """The bytes are on the disk before the name changes; the mode is that of a plain new file."""
    os.fsync(draft.handle)
    mask = os.umask(0)
    os.umask(mask)
    draft.path.chmod(0o666 & ~mask)


def sweep(target: Path) -> None:
    """Drafts of the target left behind by runs that were killed are gone; those being written stay."""
    ours = re.compile(re.escape(_prefix(target)) + _RANDOM + re.escape(target.suffix))
    for path in target.parent.iterdir():
        if ours.fullmatch(path.name) and not path.is_symlink():
            _remove_unless_held(path)


def _remove_unless_held(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except OSError:
        pass  # somebody is writing it
    finally:
        os.close(handle)


def _prefix(target: Path) -> str:
    return f".{target.stem}.draft-"
