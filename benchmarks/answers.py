"""What every engine must answer, in one form that can be compared: status, near miss and amount of each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from benchmarks.workload import Clause

NOT_MET, UNKNOWN, MET = 0, 1, 2
NOT_NEAR = -1


@dataclass(frozen=True)
class Answer:
    """One clause over all subjects.

    `status` 0, 1 or 2; `near` the place of the one condition that fails while all others hold, −1 elsewhere (None: the engine does
    not say); `amount` in units of 100 元 where met and known, −1 elsewhere. A two-valued engine says 0 for unknown.
    """

    status: np.ndarray
    near: np.ndarray | None
    amount: np.ndarray


class Engine(Protocol):
    """An engine with the facts in its own memory; `decide` is what is timed, `answer` only reads its result."""

    def decide(self) -> object:
        """All clauses over all subjects, everything the answers need worked out."""
        ...

    def answer(self, result: object, at: int) -> Answer:
        """The answer for clause number `at`."""
        ...


def differences(one: Answer, other: Answer) -> str:
    """In what two answers differ, empty when in nothing. What one does not say is not held against it."""
    two_valued = UNKNOWN not in one.status or UNKNOWN not in other.status
    left, right = (np.where(part.status == MET, MET, 0) if two_valued else part.status for part in (one, other))
    if (left != right).any():
        return f"status of {int((left != right).sum())} subjects, first {int(np.argmax(left != right))}"
    if one.near is not None and other.near is not None and (one.near != other.near).any():
        return f"near miss of {int((one.near != other.near).sum())} subjects"
    if (one.amount != other.amount).any():
        return f"amount of {int((one.amount != other.amount).sum())} subjects"
    return ""


def totals(answer: Answer) -> list[int]:
    """A few sums that would hardly agree by chance: met and its rows, near and its places, amounts."""
    met = np.flatnonzero(answer.status == MET)
    near = [] if answer.near is None else [int((answer.near >= 0).sum()), int((answer.near + 1).sum())]
    return [len(met), int(met.sum()), int(answer.amount[answer.amount >= 0].sum()), *near]


def sample(table: pl.DataFrame, rows: int) -> pl.DataFrame:
    """The first rows, for comparing decision by decision."""
    return table.head(rows)


__all__ = ["MET", "NOT_MET", "NOT_NEAR", "UNKNOWN", "Answer", "Clause", "Engine", "differences", "sample", "totals"]
