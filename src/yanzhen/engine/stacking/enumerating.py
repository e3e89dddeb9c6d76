"""The best bundle of few awards: every lawful choice of awards is valued, so the best is proved by having seen them all."""

from __future__ import annotations

from collections.abc import Iterator

from yanzhen.engine.stacking.problem import Bundle, Problem, Solution


def enumerate_bundles(problem: Problem) -> Solution:
    """The best bundle and its runner-up; needs `problem.nested`."""
    best = Bundle((0,) * problem.n)
    seen = 0
    bundles: list[Bundle] = []
    for chosen in choices(problem):
        seen += 1
        bundle = filled(problem, chosen)
        bundles.append(bundle)
        if (bundle.total, bundle.paid) > (best.total, best.paid):
            best = bundle
    others = [bundle for bundle in bundles if bundle.chosen - best.chosen]
    runner_up = max(others, key=lambda bundle: (bundle.total, bundle.paid), default=None)
    return Solution(best, runner_up, f"enumerated {seen}")


def choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Every set of awards that may stand together, the empty one included, in a fixed order.

    Awards that nothing is conditional on are in every choice: leaving one out never pays more.
    """
    free, asked = [], []
    for at in range(problem.n):
        if problem.most[at] > 0:
            (asked if at in problem.asked else free).append(at)

    def extend(start: int, taken: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        yield tuple(sorted((*taken, *free)))
        for at in range(start, len(asked)):
            if not problem.rivals[asked[at]].intersection(taken):
                yield from extend(at + 1, (*taken, asked[at]))

    yield from extend(0, ())


def filled(problem: Problem, chosen: tuple[int, ...]) -> Bundle:
    """The chosen awards paid in the stated order, each as much as still fits."""
    bounds = problem.bounds(chosen)
    paid = [0] * problem.n
    for at in chosen:
        rest = [room - sum(paid[other] for other in awards) for awards, room in bounds if at in awards]
        paid[at] = max(0, min([problem.most[at], *rest]))
    return Bundle(tuple(paid))
