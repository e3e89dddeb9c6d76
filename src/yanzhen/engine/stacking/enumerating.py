"""The best bundle of few choices: every lawful choice of awards is valued, so the best is proved by having seen them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from yanzhen.engine.stacking.optimising import crossing
from yanzhen.engine.stacking.problem import Bundle, Problem, Solution, nested

FEW = 12
"""Awards up to which the choices of a shape of problem are kept."""


def enumerate_bundles(problem: Problem, every: Sequence[tuple[int, ...]]) -> Solution:
    """The best of all `choices`, first among equals in the stated order, and its runner-up."""
    best = max((valued(problem, chosen) for chosen in every), key=_rank)
    paid = best.chosen
    others = [valued(problem, chosen, first=at) for chosen in every for at in chosen if at not in paid]
    runner_up = max((other for other in others if other.chosen - paid), key=_rank, default=None)
    return Solution(best, runner_up, f"enumerated {len(every)}")


def _rank(bundle: Bundle) -> tuple[int, tuple[int, ...]]:
    """More in all first, then more to the awards that stand first."""
    return bundle.total, bundle.paid


def choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every set of awards that may stand together, the empty one included, in a fixed order.

    Awards that nothing is conditional on are in every choice: leaving one out never pays more.
    """
    payable = tuple(at for at, most in enumerate(problem.most) if most > 0)
    free = tuple(at for at in payable if at not in problem.asked)
    asked = tuple(at for at in payable if at in problem.asked)
    if len(asked) > FEW:
        return _together(asked, free, problem.rivals)
    return iter(_remembered(asked, free, problem.rivals))


def _together(
    asked: tuple[int, ...], free: tuple[int, ...], rivals: tuple[frozenset[int], ...]
) -> Iterator[tuple[int, ...]]:
    def extend(start: int, taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        yield tuple(sorted((*taken, *free)))
        for at in range(start, len(asked)):
            if not rivals[asked[at]].intersection(taken):
                yield from extend(at + 1, (*taken, asked[at]))

    return extend(0, ())


@lru_cache(maxsize=1_000)
def _remembered(
    asked: tuple[int, ...], free: tuple[int, ...], rivals: tuple[frozenset[int], ...]
) -> tuple[tuple[int, ...], ...]:
    """The same, kept: a city has few shapes of problems and many amounts."""
    return tuple(_together(asked, free, rivals))


def valued(problem: Problem, chosen: tuple[int, ...], first: int | None = None) -> Bundle:
    """The most the chosen awards can be paid, the first among equals; `first` gets a fen before the others, if it can.

    Where sums lie within one another or apart, paying each award in the stated order as much as still fits is the most there is.
    """
    bounds = problem.bounds(chosen)
    if not nested(tuple(awards for awards, _ in bounds)):
        return crossing(problem, chosen, bounds, first)
    paid = [0] * problem.n

    def pay(at: int, most: int) -> None:
        rest = [room - sum(paid[other] for other in awards) for awards, room in bounds if at in awards]
        paid[at] += max(0, min([most - paid[at], *rest]))

    if first is not None:
        pay(first, 1)
    for at in chosen:
        pay(at, problem.most[at])
    return Bundle(tuple(paid))


def alone(problem: Problem, at: int) -> int:
    """The most one award can be paid when nothing else is."""
    rooms = [room for awards, room, of in problem.sums if at in awards and of in (None, at)]
    return min([problem.most[at], *rooms])
