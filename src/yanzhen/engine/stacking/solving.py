"""The best lawful bundle of one problem, by the way that proves it: few awards are enumerated, many go to the solver."""

from __future__ import annotations

from functools import lru_cache

from yanzhen.engine.stacking.enumerating import enumerate_bundles
from yanzhen.engine.stacking.optimising import optimise
from yanzhen.engine.stacking.problem import Problem, Solution

FEW = 12
"""Awards up to which every choice is looked at."""


@lru_cache(maxsize=100_000)
def solve(problem: Problem) -> Solution:
    """The best bundle, its proof and its runner-up; equal problems are solved once."""
    if problem.n <= FEW and problem.nested:
        return enumerate_bundles(problem)
    return optimise(problem)
