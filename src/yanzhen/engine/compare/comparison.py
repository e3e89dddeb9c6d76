"""Two books of clauses over the same facts: what each clause costs, who wins and who loses, group by group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from time import perf_counter

import polars as pl

from yanzhen.engine.compare.band import Break, breaks
from yanzhen.engine.compare.findings import priced
from yanzhen.engine.compare.owners import groups_of
from yanzhen.engine.compare.sides import Deliveries, decide_sides
from yanzhen.engine.compare.tallies import by_group, by_subject, joined, tallied
from yanzhen.engine.run import Progress, Run, quiet
from yanzhen.pack.model import Pack
from yanzhen.periods import Period


@dataclass(frozen=True)
class Comparison:
    """A finished comparison. Money is whole fen; `owed` is the line of awards and interest, other natures have their own.

    `findings` has one row for each finding told on either side (`tallies.joined`), sorted by key; `totals` sums it by line,
    `clauses` by clause (in the order of the packs, with titles), `groups` by grouping and group, `subjects` by subject
    where anything changed. `breaks` are bounds of the pack's band that do not hold; `band` says whether any is declared.
    """

    before: Pack
    after: Pack
    period: Period
    on: date
    known: date | None
    findings: pl.DataFrame
    totals: pl.DataFrame
    clauses: pl.DataFrame
    groups: pl.DataFrame
    subjects: pl.DataFrame
    names: dict[str, str]
    breaks: tuple[Break, ...]
    shared: int
    synthetic: bool
    digests: tuple[str, ...]
    seconds: dict[str, float] = field(default_factory=dict)


def compare(
    before: Pack,
    after: Pack,
    deliveries: Deliveries,
    period: Period,
    on: date,
    known: date | None = None,
    *,
    progress: Progress | None = None,
) -> Comparison:
    """Both packs decided for `period` as of `on`, as known on `known`, and set beside each other.

    Each is decided with the facts that `deliveries` gives in its own words. The band is that of the pack after, or of the
    pack before where only that declares one. Raises as `match` does.
    """
    marks = [perf_counter()]
    sides = decide_sides(before, after, deliveries, period, on, known, progress or quiet)
    marks.append(perf_counter())
    left, right = priced(sides.before), priced(sides.after)
    findings = joined(left, right)
    marks.append(perf_counter())
    groups = _groups(sides.before, sides.after, period)
    totals, subjects = tallied(findings, ["nature"]), by_subject(findings)
    held = breaks(before.parameters | after.parameters, totals, subjects)
    comparison = Comparison(
        before, after, period, on, known, findings, totals, _by_clause(findings, before, after),
        by_group(findings, groups), subjects, _names(sides.before, sides.after), held, sides.shared,
        sides.before.snapshot.synthetic or sides.after.snapshot.synthetic,
        tuple(sorted({*sides.before.snapshot.digests, *sides.after.snapshot.digests})),
    )  # fmt: skip
    marks.append(perf_counter())
    steps = ("decide", "price", "group")
    comparison.seconds.update(zip(steps, (end - start for start, end in pairwise(marks)), strict=True))
    return comparison


def _by_clause(findings: pl.DataFrame, before: Pack, after: Pack) -> pl.DataFrame:
    """The sums by clause, titled; clauses of the pack after in its order, then those only before."""
    titles = {clause.id: clause.title for pack in (after, before) for clause in pack.clauses}
    order = {name: at for at, name in enumerate(titles)}
    rows = tallied(findings, ["clause", "nature"])
    ranked = rows.with_columns(
        title=pl.col("clause").replace_strict(titles, default="", return_dtype=pl.String),
        at=pl.col("clause").replace_strict(order, default=len(order), return_dtype=pl.Int64),
    ).sort("at", "nature")
    return ranked.select("clause", "title", pl.exclude("clause", "title", "at"))


def _groups(before: Run, after: Run, period: Period) -> pl.DataFrame:
    """The groups of all top-level subjects, in the words of the pack after; subjects only before, in its own."""
    found = []
    for run in (after, before):
        registers = run.snapshot.vocabulary.registers
        tops = {name for name in run.snapshot.frames if registers[name].owner is None}
        found.append(groups_of(run.pack, tops, run.conditions.reader, period))
    both = pl.concat(found)
    return both.unique(["owner_register", "owner", "grouping"], keep="first", maintain_order=True)


def _names(*runs: Run) -> dict[str, str]:
    """Printed names of top-level subjects."""
    found: dict[str, str] = {}
    for run in runs:
        for frame in run.snapshot.frames.values():
            label = frame.register.label
            stored = frame.stored(label, None) if label and label in frame.register.columns else None
            if stored is not None and label is not None and frame.register.owner is None:
                words = frame.words[label]
                found.update(
                    (key, words[stored.values[row]]) for row, key in enumerate(frame.keys) if stored.present[row]
                )
    return found
