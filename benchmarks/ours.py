"""The engine itself, through the pack and the facts folder a city would write."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.answers import MET, NOT_NEAR, UNKNOWN, Answer
from benchmarks.workload import Clause
from benchmarks.writing import FEN, ON, YEAR, clause_id
from yanzhen.engine.decide import failed_rows
from yanzhen.engine.judging import Judged, judge
from yanzhen.engine.plan import plan_run
from yanzhen.facts import Folder, build_snapshot
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period


class Yanzhen:
    """The pack compiled, its plan made and the snapshot built; deciding starts with no condition evaluated."""

    def __init__(self, pack: Path, facts: Path, clauses: list[Clause]) -> None:
        self.pack = read_pack(pack)
        self.snapshot = build_snapshot(Folder(facts, self.pack.vocabulary), self.pack.vocabulary)
        names = [clause_id(clause) for clause in clauses]
        self.plan = plan_run(self.pack, Period.year_of(YEAR), ON, names)

    def decide(self) -> Judged:
        """Status, near misses with their distances, amounts as intervals with what keeps them open."""
        return judge(self.pack, self.plan, self.snapshot)

    def answer(self, result: Judged, at: int) -> Answer:
        """The answer for clause number `at`."""
        found = result.found[at]
        decided = found.decided
        status = np.where(decided.met, MET, np.where(decided.unknown, UNKNOWN, 0))
        near = np.full(decided.rows, NOT_NEAR)
        for position in range(len(decided.bits)):
            near[failed_rows(decided, position)] = position
        amount = np.full(decided.rows, -1)
        if found.given is not None:
            fen = found.given.step * 100
            counts = found.given.high[found.settled] * fen.numerator
            amount[found.given.rows[found.settled]] = counts // (fen.denominator * FEN)
        return Answer(status, near, amount)
