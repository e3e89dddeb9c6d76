"""The two sides of a comparison, decided together: facts are loaded once, what both have alike is decided once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from yanzhen.engine.findings import Found, find
from yanzhen.engine.near import reach_of
from yanzhen.engine.run import Progress, Run, bind, load, quiet, relate
from yanzhen.errors import Place
from yanzhen.facts.snapshot import Batches
from yanzhen.pack.model import Cap, Ceiling, Clause, Pack
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
    for run in (first, second):
        relate(run)
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
    whole = clause.whole
    if whole is not None:
        whole = replace(whole, title="", caps=_bare(whole.caps), ceiling=_bare_ceiling(whole.ceiling))
    return replace(
        clause,
        place=_NOWHERE,
        title="",
        policy=replace(clause.policy, place=_NOWHERE, title="", doubts=(), note=""),
        conditions=tuple(replace(part, place=_NOWHERE, text="") for part in clause.conditions),
        caps=_bare(clause.caps),
        times=tuple(replace(times, place=_NOWHERE) for times in clause.times),
        ceiling=_bare_ceiling(clause.ceiling),
        whole=whole,
        doubts=(),
        note="",
    )


def _bare(caps: tuple[Cap, ...]) -> tuple[Cap, ...]:
    return tuple(replace(cap, place=_NOWHERE) for cap in caps)


def _bare_ceiling(ceiling: Ceiling | None) -> Ceiling | None:
    return None if ceiling is None else replace(ceiling, place=_NOWHERE)
