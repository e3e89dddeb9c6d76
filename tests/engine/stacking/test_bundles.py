"""The best lawful bundle: equal to brute force on small problems, lawful and proved on large ones, first among equals."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from yanzhen.engine.stacking.enumerating import choices, enumerate_bundles
from yanzhen.engine.stacking.optimising import optimise
from yanzhen.engine.stacking.problem import CHOICE, DIFFERENCE, HIGHEST, ONE_LINE, Group, Limit, Problem
from yanzhen.engine.stacking.solving import solve
from yanzhen.errors import EngineError

CASES = 2_000
FEW = 12
VECTORS = 1_500
"""Payment vectors brute force may look at in one case: few awards with many fen, or many with one or two."""


def drawn(draw: random.Random, awards: int, top: int) -> Problem:
    """A random problem: overlapping groups of every rule, lines, limits, choices recorded, pairs lifted."""
    amounts = tuple(draw.randint(0, top) for _ in range(awards))
    clauses = tuple(sorted(draw.randint(0, 3) for _ in range(awards)))
    units = [0]
    for at in range(1, awards):
        line = clauses[at] == clauses[at - 1] and draw.random() < 0.25
        units.append(units[-1] if line else units[-1] + 1)
    groups = []
    for number in range(draw.choice([0, 1, 1, 2, 3])):
        members = sorted(draw.sample(range(awards), draw.randint(1, awards)))
        rule = draw.choice([HIGHEST, CHOICE, DIFFERENCE])
        if rule == DIFFERENCE:
            ranks = [draw.randint(0, 3) for _ in range(awards + 1)]
            members.sort(key=lambda at, ranks=ranks: (ranks[units[at]], at))
        kept = frozenset(draw.sample(range(4), 2)) if rule == CHOICE and draw.random() < 0.3 else None
        groups.append(Group(f"g{number}", rule, tuple(members), draw.choice([0, 0, 1, 2]), kept))
    lines = tuple(at for at in range(awards) if units[at] == units[-1])
    if draw.random() < 0.3 and len(lines) > 1:
        groups.append(Group("lines", ONE_LINE, lines))
    limits = []
    for number in range(draw.choice([0, 0, 0, 1, 1, 2])):
        members = tuple(sorted(draw.sample(range(awards), draw.randint(1, awards))))
        limits.append(Limit(f"l{number}", members, draw.randint(0, 2 * top), draw.choice([None, *members])))
    lifted = frozenset(
        (one, other) for one in range(awards) for other in range(one + 1, awards) if draw.random() < 0.05
    )
    return Problem(amounts, clauses, tuple(units), tuple(groups), tuple(limits), lifted)


def breaks(problem: Problem, paid: list[int]) -> bool:
    """Whether the payments made so far already break a relation, word by word as the relations are stated."""
    on = [at for at, fen in enumerate(paid) if fen]
    lines = range(len(problem.amounts))

    def may_stand(one: int, other: int) -> bool:
        return (min(one, other), max(one, other)) in problem.lifted

    for group in problem.groups:
        mine = [at for at in on if at in group.awards]
        for one in mine:
            unit = [at for at in group.awards if problem.units[at] == problem.units[one]]
            before = [at for at in unit if group.awards.index(at) <= group.awards.index(one)]
            if group.rule == HIGHEST:
                if any(problem.units[other] != problem.units[one] and not may_stand(one, other) for other in mine):
                    return True
                whole = sum(problem.amounts[at] for at in unit)
                if sum(paid[at] for at in unit if at < len(paid)) > max(0, whole - group.received):
                    return True
            elif group.rule == CHOICE:
                if any(problem.clauses[other] != problem.clauses[one] and not may_stand(one, other) for other in mine):
                    return True
                if group.kept is not None and problem.clauses[one] not in group.kept:
                    return True
            elif group.rule == ONE_LINE:
                if any(other != one and not may_stand(one, other) for other in mine):
                    return True
            else:
                lower = group.awards[: group.awards.index(one) + 1]
                whole = sum(problem.amounts[at] for at in before)
                if sum(paid[at] for at in lower if at < len(paid)) > max(0, whole - group.received):
                    return True
    for limit in problem.limits:
        held = limit.of is None or limit.of in on
        if held and sum(paid[at] for at in limit.awards if at < len(paid)) > limit.room:
            return True
    return any(fen > problem.amounts[at] for at, fen in zip(lines, paid, strict=False))


def lawful(problem: Problem, paid: list[int]) -> Iterator[tuple[int, ...]]:
    """Every lawful way to pay, whole fen by whole fen."""
    if len(paid) == problem.n:
        yield tuple(paid)
        return
    for fen in range(problem.amounts[len(paid)] + 1):
        longer = [*paid, fen]
        if not breaks(problem, longer):
            yield from lawful(problem, longer)


def small(seed: int) -> Problem:
    draw = random.Random(seed)
    while True:
        awards = draw.randint(1, FEW)
        problem = drawn(draw, awards, draw.choice([4, 3]) if awards < 5 else 2 if awards < 7 else 1)
        vectors = 1
        for amount in problem.amounts:
            vectors *= amount + 1
        if vectors <= VECTORS:
            return problem


@pytest.mark.parametrize("part", range(10))
def test_the_best_bundle_is_the_one_brute_force_finds(part):
    for seed in range(part * CASES // 10, (part + 1) * CASES // 10):
        problem = small(seed)
        best = max(lawful(problem, []), key=lambda paid: (sum(paid), paid))

        found = solve(problem)

        assert found.best.paid == best, (seed, problem)
        outside = [paid for paid in lawful(problem, []) if any(fen and not one for fen, one in zip(paid, best))]
        second = max(map(sum, outside), default=None)
        assert (None if found.runner_up is None else found.runner_up.total) == second, (seed, problem)


@pytest.mark.parametrize("seed", range(60))
def test_both_ways_of_solving_agree(seed):
    problem = small(10_000 + seed)

    enumerated, optimised = enumerate_bundles(problem, list(choices(problem))), optimise(problem)

    assert enumerated.best.total == optimised.best.total
    assert (enumerated.runner_up is None) == (optimised.runner_up is None)
    assert enumerated.proof.startswith("enumerated ")
    assert optimised.proof == "bound = value"


@pytest.mark.parametrize("seed", range(6))
def test_no_large_bundle_breaks_a_relation_and_amounts_are_whole_fen(seed):
    draw = random.Random(seed)
    problem = drawn(draw, draw.randint(FEW + 1, 30), 500_000_001)

    found, optimised = solve(problem), optimise(problem)

    for bundle in (found.best, optimised.best):
        assert not breaks(problem, list(bundle.paid))
        assert problem.lawful(bundle.paid) == ""
    assert found.best.total == optimised.best.total


def test_a_fen_decides_between_two_large_amounts():
    """Where floats could not tell one fen from the next, the solver refuses to speak."""
    pair = (99_999_999_999, 100_000_000_000)
    everyone = tuple(range(14))
    problem = Problem((*pair, *([1] * 12)), everyone, everyone, (Group("g", HIGHEST, everyone),))

    assert solve(problem).best.paid == (0, pair[1], *([0] * 12))
    with pytest.raises(EngineError) as error:
        optimise(problem)
    assert error.value.code == "YZ-E07"


def test_sums_that_cross_are_solved_to_the_fen():
    """Three ceilings, each over two of three awards: halves of a fen would pay more, whole ones do not."""
    limits = tuple(Limit(f"l{at}", pair, 1) for at, pair in enumerate([(0, 1), (1, 2), (0, 2)]))

    found = solve(Problem((1, 1, 1), (0, 1, 2), (0, 1, 2), (), limits))

    assert found.best.paid == (1, 0, 0)
