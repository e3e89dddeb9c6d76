"""Recorded decisions on judged conditions: register 认定意见, one row for a condition, a period and a subject.

A row names the condition (`条件`: the clause id and the condition's id), the period (`所属期`) and, when the row judged is a
child row, its key (`行`, with or without its owner's). Its owner is the subject, or the subject the child row belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yanzhen.facts.shape import JOINT
from yanzhen.facts.snapshot import Frame, Snapshot
from yanzhen.language.values import NOT_JUDGED, Reason
from yanzhen.periods import Period

REGISTER = "认定意见"


@dataclass(frozen=True)
class Judgements:
    """Decisions by (condition, period text), each a map from a subject's or child row's key to yes or no."""

    found: dict[tuple[str, str], dict[str, bool]]

    def of(self, key: str, period: Period) -> dict[str, bool]:
        """The decisions on one condition for one period."""
        return self.found.get((key, str(period)), {})


def read_judgements(snapshot: Snapshot) -> Judgements:
    """All recorded decisions of a snapshot; the later row wins where one condition was decided twice."""
    found: dict[tuple[str, str], dict[str, bool]] = {}
    if REGISTER not in snapshot.vocabulary.registers:
        return Judgements(found)
    frame = snapshot.frame(REGISTER)
    owner = frame.register.owner
    held = frame.stored("意见", None)
    if held is None or owner is None:
        return Judgements(found)
    keys = snapshot.frame(owner).keys
    for row in np.flatnonzero(held.present & (frame.owners[owner] >= 0)):
        condition, period, child = (_word(frame, name, row) for name in ("条件", "所属期", "行"))
        subject = keys[frame.owners[owner][row]]
        if child:
            subject = child if child.startswith(subject + JOINT) else subject + JOINT + child
        found.setdefault((condition, period), {})[subject] = bool(held.values[row])
    return Judgements(found)


def _word(frame: Frame, column: str, row: int) -> str:
    held = frame.stored(column, None)
    if held is None or not held.present[row]:
        return ""
    return frame.words[column][held.values[row]]


def not_judged(key: str, period: Period) -> Reason:
    """The reason of a condition nobody has decided yet."""
    return Reason(REGISTER, key, str(period), NOT_JUDGED)
