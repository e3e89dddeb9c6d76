"""Integer programmes solved by HiGHS, whose answers are checked again in whole fen.

HiGHS computes with floats, so it is never believed: what it found is read back as whole fen, held against every relation by
integer arithmetic, and accepted only where its bound, rounded down to whole fen, is the value found. Anything else is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, isfinite
from typing import TYPE_CHECKING

from yanzhen.engine.stacking.problem import Bundle, Problem, Solution
from yanzhen.errors import EngineError

if TYPE_CHECKING:
    import highspy

LARGEST = 10**11
"""Fen beyond which the floats of the solver could no longer tell one fen from the next."""
SLACK = 1e-3
"""Part of a fen by which the solver's bound may lie above the value; a whole fen is never given away."""
HALF = 0.5
"""What a total already proved is asked for again with: no whole fen lies between, and no tolerance makes it unreachable."""
OPTIONS = (
    ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 0.0),
    ("mip_feasibility_tolerance", 1e-9),
    ("primal_feasibility_tolerance", 1e-9),
    ("threads", 1),
    ("random_seed", 0),
)


def optimise(problem: Problem) -> Solution:
    """The best bundle of many choices with its bound, and its runner-up.

    Among bundles that pay the same it is the one the solver finds (one thread, one seed: always the same).
    Raises EngineError YZ-E07 when an amount is too large for the solver, or bound and value do not meet.
    """
    best = _solve(problem)
    assert best is not None
    outside = [at for at in range(problem.n) if at not in best.chosen and problem.most[at] > 0]
    return Solution(best, _solve(problem, some_of=outside) if outside else None, "bound = value")


def _solve(problem: Problem, some_of: Iterable[int] = ()) -> Bundle | None:
    """The bundle that pays most; with `some_of`, of those that pay one of these awards at least a fen (None: there is none)."""
    model, most = _model(problem), problem.most
    pays = [model.addIntegral(lb=0, ub=most[at]) for at in range(problem.n)]
    on = [model.addBinary() for _ in range(problem.n)]
    for at in range(problem.n):
        model.addConstr(pays[at] <= most[at] * on[at])
        model.addConstr(pays[at] >= on[at] * min(1, most[at]))
    for one, rivals in enumerate(problem.rivals):
        for other in rivals:
            if one < other:
                model.addConstr(on[one] + on[other] <= 1)
    for awards, room, of in problem.sums:
        total = model.qsum([pays[at] for at in sorted(awards)])
        everything = sum(most[at] for at in awards)
        model.addConstr(total <= room if of is None else total <= room + everything * (1 - on[of]))
    if some_of := tuple(some_of):
        model.addConstr(model.qsum([on[at] for at in some_of]) >= 1)
    model.maximize(model.qsum(pays))
    if some_of and _has_none(model):
        return None
    found = Bundle(tuple(round(model.val(one)) for one in pays))
    _check(model, found.total, problem.lawful(found.paid))
    return found


def crossing(
    problem: Problem, chosen: Sequence[int], bounds: Sequence[tuple[frozenset[int], int]], first: int | None
) -> Bundle:
    """The most the chosen awards can be paid where sums cross, the first among equals; `first` gets at least a fen if it can."""
    fixed = {at: 0 for at in range(problem.n) if at not in chosen}
    least = {} if first is None else {first: min(1, problem.most[first])}
    best = _fill(problem, bounds, fixed, least, None, None)
    if best is None:  # not even a fen fits
        return Bundle((0,) * problem.n)
    for at in chosen:  # as much as can be to the earliest award, then to the next
        more = _fill(problem, bounds, fixed, least, best.total, at)
        assert more is not None
        fixed[at] = more.paid[at]
    return more


def _fill(
    problem: Problem, bounds: Sequence[tuple[frozenset[int], int]], fixed: dict[int, int], least: dict[int, int],
    total: int | None, of: int | None,
) -> Bundle | None:  # fmt: skip
    """The most in all, or to award `of` while all of them get `total`; None when the least asked for does not fit."""
    model = _model(problem)
    pays = [
        model.addIntegral(lb=fixed.get(at, least.get(at, 0)), ub=fixed.get(at, most))
        for at, most in enumerate(problem.most)
    ]
    for awards, room in bounds:
        if awards:
            model.addConstr(model.qsum([pays[at] for at in sorted(awards)]) <= room)
    if total is not None:
        model.addConstr(model.qsum(pays) >= total - HALF)
    model.maximize(model.qsum(pays) if of is None else 1 * pays[of])
    if least and _has_none(model):
        return None
    found = Bundle(tuple(round(model.val(one)) for one in pays))
    over = [sorted(awards) for awards, room in bounds if sum(found.paid[at] for at in awards) > room]
    wrong = f"awards {over[0]} pay too much" if over else "" if total in (None, found.total) else "the total moved"
    _check(model, found.total if of is None else found.paid[of], wrong)
    return found


def _model(problem: Problem) -> highspy.Highs:
    if sum(problem.most) > LARGEST:
        raise EngineError("奖补金额过大，求解器分辨不了一分钱", code="YZ-E07", hint="核对金额的单位")
    import highspy  # takes a second to load; most runs never need it

    model = highspy.Highs()
    model.silent()
    for option, setting in OPTIONS:
        model.setOptionValue(option, setting)
    return model


def _has_none(model: highspy.Highs) -> bool:
    return model.modelStatusToString(model.getModelStatus()) == "Infeasible"


def _check(model: highspy.Highs, value: int, wrong: str) -> None:
    """Nothing, or EngineError YZ-E07 when integers do not agree with the solver or its bound lies above the value."""
    bound = model.getInfo().mip_dual_bound
    if wrong or not isfinite(bound) or floor(bound + SLACK) != value:
        what = wrong or f"value {value}, bound {bound}"
        raise EngineError(f"求解器的结果经整数复核不成立：{what}", code="YZ-E07", hint="把这组条款报给维护者")
