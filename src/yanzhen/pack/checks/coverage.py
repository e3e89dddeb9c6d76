"""What a pack holds, and how far its cases reach: the last line of `check`."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.language import tree
from yanzhen.pack.checks.examples import in_scope, reach, thresholds
from yanzhen.pack.checks.view import View
from yanzhen.pack.model import Clause


@dataclass(frozen=True, slots=True)
class Coverage:
    """Clauses of the pack and of those it depends on; thresholds of its own clauses; W that were ticked."""

    clauses: int = 0
    exact: int = 0
    at_most: int = 0
    unset: int = 0
    titles: int = 0
    judged: int = 0
    assumed: int = 0
    cases: int = 0
    met: int = 0
    not_met: int = 0
    unknown: int = 0
    thresholds: int = 0
    both_sides: int = 0
    ticked: int = 0

    def __str__(self) -> str:
        without = f"，不给钱 {self.titles}" if self.titles else ""
        ticked = f"；已确认 {self.ticked} 处" if self.ticked else ""
        return (
            f"{self.clauses} 条：金额确定 {self.exact}，至多 {self.at_most}，未定 {self.unset}{without}；"
            f"需评审 {self.judged}，含假定 {self.assumed}；{self.cases} 个案例，"
            f"有符合案例 {self.met} 条，不符 {self.not_met} 条，待补 {self.unknown} 条；"
            f"本包门槛 {self.thresholds} 处，两边都有案例 {self.both_sides} 处{ticked}"
        )


def cover(view: View | None, ticked: int = 0) -> Coverage:
    """The coverage of a pack; zeros when there is none."""
    if view is None:
        return Coverage()
    pack = view.pack
    basis = [clause.amount.basis if clause.amount is not None else "" for clause in pack.clauses]
    seen = {(case.of, case.expect.get("outcome")) for case in pack.cases}
    reached = {
        word: sum((clause.id, word) in seen for clause in pack.clauses) for word in ("met", "not_met", "unknown")
    }
    sides = [
        reach(threshold, in_scope(view, clause)).both_sides
        for clause in view.own
        for threshold in thresholds(view, clause)
    ]
    return Coverage(
        clauses=len(pack.clauses),
        exact=basis.count("exact"),
        at_most=basis.count("at_most"),
        unset=basis.count("unset"),
        titles=basis.count(""),
        judged=sum(_is_judged(clause) for clause in pack.clauses),
        assumed=sum(_is_assumed(clause) for clause in pack.clauses),
        cases=len(pack.cases),
        thresholds=len(sides),
        both_sides=sum(sides),
        ticked=ticked,
        **reached,
    )


def _is_judged(clause: Clause) -> bool:
    parts = (part for condition in clause.conditions for part in tree.walk(condition.node))
    return any(isinstance(part, tree.Judged) for part in parts) or bool(clause.amount and clause.amount.judged)


def _is_assumed(clause: Clause) -> bool:
    return "assumed" in {clause.basis, *(condition.basis for condition in clause.conditions)}
