"""The two sides of a comparison, decided together: facts are loaded once, what both have alike is decided once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.findings import Found, find
from yanzhen.engine.near import reach_of
from yanzhen.engine.run import Progress, Run, bind, load, quiet
from yanzhen.errors import Place
from yanzhen.facts.snapshot import Batches
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

Deliveries = Callable[[Vocabulary], Batches]
"""Where the facts are, read in the words of a pack."""

_NOWHERE = Place("")
_Known = dict[tuple[Clause, Period, Fraction], Found]


@dataclass(frozen=True)
class Sides:
    """Both runs, decided. `shared` counts the (clause, period) pairs that were decided once for both."""

    before: Run
    after: Run
    shared: int


def decide_sides(
    before: Pack,
    after: Pack,
    deliveries: Deliveries,
    period: Period,
    on: date,
    known: date | None,
    progress: Progress = quiet,
) -> Sides:
    """Both packs decided over the same facts.

    Packs with the same registers and codes share one snapshot and every condition they have in common; a clause that says
    the same in both is decided once. Packs whose registers differ are each given the facts in their own words.
    """
    first = _run(before, deliveries, period, on, known, progress)
    load(first)
    second = _run(after, deliveries, period, on, known, progress)
    if after.vocabulary == before.vocabulary:
        second.snapshot, second.conditions = first.snapshot, first.conditions
    else:
        load(second)
    decided: _Known = {}
    shared = _decide(first, decided, progress)
    if second.conditions is not first.conditions:
        decided = {}
    shared = _decide(second, decided, progress) - shared
    return Sides(first, second, shared)


def _run(pack: Pack, deliveries: Deliveries, period: Period, on: date, known: date | None, progress: Progress) -> Run:
    run = Run(pack, deliveries(pack.vocabulary), period, on, known, False, None, progress)
    bind(run)
    return run


def _decide(run: Run, decided: _Known, progress: Progress) -> int:
    """Every element of the run found; gives how many were known already."""
    reach, reused, total = reach_of(run.pack), 0, len(run.plan.elements)
    for done, element in enumerate(run.plan.elements, start=1):
        for period in element.periods:
            key = (without_places(element.clause), period, reach)
            if key in decided:
                reused += 1
                found = replace(decided[key], decided=replace(decided[key].decided, element=element))
            else:
                found = decided[key] = find(element, period, run.conditions, run.pack, reach)
            run.found.append(found)
        progress("decide", done, total)
    return reused


def without_places(clause: Clause) -> Clause:
    """The clause without where it is written and what only people read: two that are equal so decide alike."""
    conditions = tuple(replace(part, place=_NOWHERE, text="") for part in clause.conditions)
    caps = tuple(replace(cap, place=_NOWHERE) for cap in clause.caps)
    ceiling = None if clause.ceiling is None else replace(clause.ceiling, place=_NOWHERE)
    policy = replace(clause.policy, place=_NOWHERE, title="", doubts=(), note="")
    return replace(
        clause,
        place=_NOWHERE,
        title="",
        policy=policy,
        conditions=conditions,
        caps=caps,
        ceiling=ceiling,
        doubts=(),
        note="",
    )


def reader_of(run: Run) -> Reader:
    """The reader of a run's facts."""
    return run.conditions.reader


__all__ = ["Conditions", "Deliveries", "Sides", "decide_sides", "without_places"]
