"""Nothing is written by halves: files are made beside their places and take their names only when all are complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yanzhen.facts.drafts import Draft


@contextmanager
def whole(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Temporary paths beside the targets, in their order; renamed to them, in that order, when the block ends well.

    When the block fails, what stood at the targets stands there still and no temporary file is left; what a killed run left
    beside the same targets is gone from the start.
    """
    from yanzhen.facts.drafts import open_draft, settle  # here: a command that writes no file starts without the facts

    drafts: list[Draft] = []
    try:
        drafts.extend(open_draft(target) for target in targets)
        yield tuple(draft.path for draft in drafts)
        for draft in drafts:
            settle(draft)
        for draft, target in zip(drafts, targets, strict=True):
            draft.path.replace(target)
    finally:
        for draft in drafts:
            draft.close()
