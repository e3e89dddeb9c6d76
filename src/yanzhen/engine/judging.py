"""Status, near misses and amounts of a plan over a snapshot, and nothing written: the engine without its tables.

What is kept of a clause is bitmaps, near slices and the amounts of met rows; `match` turns them into findings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.findings import Found, find
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import Barrier, Element, Plan
from yanzhen.engine.schemes.results import settle
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.model import Pack

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Judged:
    """What was decided: for each clause and period one `Found`, in order of decision."""

    plan: Plan
    conditions: Conditions
    found: list[Found]


def judge(pack: Pack, plan: Plan, snapshot: Snapshot) -> Judged:
    """The plan's clauses decided over a snapshot, every condition read anew."""
    conditions = Conditions(Reader(snapshot, plan.on), lasting=False)
    return Judged(plan, conditions, judge_plan(plan, conditions, pack))


def judge_plan(plan: Plan, conditions: Conditions, pack: Pack, told: Told = lambda done, total: None) -> list[Found]:
    """Every element of every stratum, for each of its periods, populations before what reads them.

    `told` hears how many of how many elements are done.
    """
    found: list[Found] = []
    done, total = 0, len(plan.elements)
    for stratum in plan.strata:
        for element in stratum:
            if isinstance(element, Barrier):
                settle(element, conditions.reader)
                continue
            found += judge_element(element, conditions, pack)
            done += 1
            told(done, total)
    return found


def judge_element(element: Element, conditions: Conditions, pack: Pack) -> list[Found]:
    """One element for each of its periods."""
    reach = reach_of(pack)
    return [find(element, period, conditions, pack, reach) for period in element.periods]
