"""The best lawful bundle of one problem, by the way that proves it: all choices are looked at, or the solver's bound is met."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

from yanzhen.engine.stacking.enumerating import choices, enumerate_bundles
from yanzhen.engine.stacking.optimising import optimise
from yanzhen.engine.stacking.problem import Problem, Solution

CHOICES = 5_000
"""Choices up to which every one is looked at: all sets of 12 awards, and many more where few may stand together."""


@lru_cache(maxsize=100_000)
def solve(problem: Problem) -> Solution:
    """The best bundle, its proof and its runner-up; equal problems are solved once."""
    every = list(islice(choices(problem), CHOICES + 1))
    return enumerate_bundles(problem, every) if len(every) <= CHOICES else optimise(problem)
