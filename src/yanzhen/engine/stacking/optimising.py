"""The best bundle of many awards: an integer programme solved by HiGHS, whose answer is checked again in whole fen.

HiGHS computes with floats, so it is never believed: what it chose is read back as whole fen, held against every relation by
integer arithmetic, and accepted only where its bound, rounded down to whole fen, is the value found. Anything else is an error.
"""

from __future__ import annotations

from math import floor

from yanzhen.engine.stacking.problem import Bundle, Problem, Solution
from yanzhen.errors import EngineError

LARGEST = 10**11
"""Fen beyond which the floats of the solver could no longer tell one fen from the next."""
SLACK = 1e-3
"""Part of a fen by which the solver's bound may lie above the value; a whole fen is never given away."""


def optimise(problem: Problem) -> Solution:
    """The best bundle with its bound, first among equals in the stated order, and its runner-up.

    Raises EngineError YZ-E07 when an amount is too large for the solver, or bound and value do not meet.
    """
    if sum(problem.most) > LARGEST:
        raise EngineError("奖补金额过大，求解器分辨不了一分钱", code="YZ-E07", hint="核对金额的单位")
    total = _solve(problem, {})
    fixed: dict[int, int] = {}
    for at in range(problem.n):  # the first among equals: as much as can be to the earliest award, and so on
        if problem.most[at] and at + 1 < problem.n:
            fixed[at] = _solve(problem, fixed, total=total.total, of=at).paid[at]
    best = _solve(problem, fixed, total=total.total) if fixed else total
    outside = [at for at in range(problem.n) if at not in best.chosen and problem.most[at] > 0]
    runner_up = _solve(problem, {}, some_of=outside) if outside else None
    return Solution(best, runner_up if runner_up is not None and runner_up.chosen else None, "bound = value")


def _solve(
    problem: Problem, fixed: dict[int, int], total: int | None = None, of: int | None = None,
    some_of: list[int] | None = None,
) -> Bundle:  # fmt: skip
    """The bundle that pays most (or most to award `of`, in all exactly `total`), with some awards' fen fixed.

    With `some_of`, one of these awards must be paid at least a fen.
    """
    import highspy

    model = highspy.Highs()
    model.silent()
    for option, setting in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("mip_feasibility_tolerance", 1e-9),
                            ("primal_feasibility_tolerance", 1e-9), ("threads", 1), ("random_seed", 0)):  # fmt: skip
        model.setOptionValue(option, setting)
    most = problem.most
    pays = [model.addIntegral(lb=fixed.get(at, 0), ub=fixed.get(at, most[at])) for at in range(problem.n)]
    on = [model.addBinary() for _ in range(problem.n)]
    for at in range(problem.n):
        model.addConstr(pays[at] <= most[at] * on[at])
        model.addConstr(pays[at] >= on[at] * min(1, most[at]))
    _relations(problem, model, pays, on)
    if total is not None:
        model.addConstr(model.qsum(pays) == total)
    if some_of is not None:
        model.addConstr(model.qsum([on[at] for at in some_of]) >= 1)
    goal = model.qsum(pays) if of is None else pays[of] + 0
    model.maximize(goal)
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible and some_of is not None:
        return Bundle((0,) * problem.n)
    return _checked(problem, model, [model.val(one) for one in pays], total, of)


def _relations(problem: Problem, model, pays: list, on: list) -> None:
    """Every relation and limit as rows of the programme."""
    for one, rivals in enumerate(problem.rivals):
        for other in rivals:
            if one < other:
                model.addConstr(on[one] + on[other] <= 1)
    for awards, room, of in problem.sums:
        most = sum(problem.most[at] for at in awards)
        total = model.qsum([pays[at] for at in sorted(awards)])
        model.addConstr(total <= room if of is None else total <= room + most * (1 - on[of]))


def _checked(problem: Problem, model, values: list[float], total: int | None, of: int | None) -> Bundle:
    """What the solver found, in whole fen, once integers agree that it is lawful and no bundle pays more."""
    paid = Bundle(tuple(round(value) for value in values))
    goal = paid.total if of is None else paid.paid[of]
    bound = floor(model.getInfo().mip_dual_bound + SLACK)
    broken = problem.lawful(paid.paid) or ("" if total in (None, paid.total) else f"pays {paid.total}, not {total}")
    if broken or goal != bound:
        raise EngineError(
            f"求解器的结果经整数复核不成立：{broken or f'value {goal}, bound {bound}'}",
            code="YZ-E07",
            hint="把这组条款报给维护者",
        )
    return paid
