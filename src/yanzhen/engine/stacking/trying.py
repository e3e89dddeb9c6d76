"""A case's award among the others its facts bring about: what relations leave of it, by both readings."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl

from yanzhen.engine.awards import awards_of
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.decide import Conditions
from yanzhen.engine.exactly import Exactly
from yanzhen.engine.findings import find
from yanzhen.engine.near import reach_of
from yanzhen.engine.plan import plan_run
from yanzhen.engine.stacking.one import findings_about, stack_exactly
from yanzhen.engine.stacking.past import FEN
from yanzhen.engine.stacking.stack import stack
from yanzhen.engine.stacking.standings import Net
from yanzhen.engine.subject import Facts
from yanzhen.facts.snapshot import Snapshot
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period


def related(pack: Pack, clause: str) -> tuple[str, ...]:
    """Ids of all clauses and lines whose awards can bear on those of one, it included, in pack order."""
    sets = [set(relation.members) for relation in pack.relations]
    for one in pack.clauses:
        ceiling = one.top
        if one.whole is not None:
            sets.append(set(one.whole.lines))
        if ceiling is not None:
            sets.append({one.id} | {other.id for other in pack.clauses if ceiling.counts in other.matter})
    found, grown = {clause}, True
    while grown:
        wider = found.union(*(one for one in sets if one & found))
        found, grown = wider, wider != found
    return tuple(one.id for one in pack.clauses if one.id in found)


def nets_of(
    pack: Pack, clause: Clause, snapshot: Snapshot, subject: str, owner: str, period: Period, on: date
) -> tuple[Net | None, Net | None]:
    """The net of one award by the exact reading and by columns; None where it is not exact or not met."""
    year = Period.year_of(period.year)
    elements = plan_run(pack, year, on, related(pack, clause.id)).elements
    exactly = Exactly(pack, Facts(snapshot), on)
    nets, _, _ = stack_exactly(exactly, findings_about(exactly, elements, owner), year)
    conditions = Conditions(Reader(snapshot, on))
    found = [find(element, one, conditions, pack, reach_of(pack)) for element in elements for one in element.periods]
    table, _ = stack(*awards_of(found, pack, snapshot), conditions.reader, pack, year)
    mine = table.filter(
        pl.col("clause") == clause.id, pl.col("subject") == subject, pl.col("period") == str(period),
        pl.col("basis") == "exact",
    )  # fmt: skip
    return nets.get((clause.id, subject, period)), _net(mine.row(0, named=True)) if mine.height else None


def _net(row: dict) -> Net:
    beaten = tuple(row["beaten_by"].split("、")) if row["beaten_by"] else ()
    return Net(row["net_low_fen"], row["net_high_fen"], row["relation"], beaten, row["open"])


def money_of(net: Net | None) -> object:
    """The net in 元: one figure, or the two it lies between."""
    if net is None:
        return None
    low, high = Fraction(net.low, FEN), Fraction(net.high, FEN)
    return low if net.settled else (low, high)


def is_beaten_by(net: Net | None, names: object) -> bool:
    """Whether exactly the clauses named (by id, or its end) stand in the award's place; 无 means none."""
    wanted = names if isinstance(names, list) else [] if names == "无" else [names]
    beaten = () if net is None else net.beaten_by
    return len(wanted) == len(beaten) and all(
        any(one == name or one.endswith(f"/{name}") for one in beaten) for name in wanted
    )
