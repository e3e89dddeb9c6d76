"""A run: every clause of a pack decided for every subject of a city, for one year.

`STEPS` is the whole run in order. A run reads no clock: the day it is for is an argument; seconds are counted for people
and never enter a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

import numpy as np
import polars as pl

from yanzhen.engine.applications import application_rows
from yanzhen.engine.awards import AWARDS, awards_of
from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Mask
from yanzhen.engine.decide import Conditions
from yanzhen.engine.finding import EXACT
from yanzhen.engine.findings import Found
from yanzhen.engine.judging import judge_plan
from yanzhen.engine.plan import Plan, plan_run
from yanzhen.engine.result import COLUMNS, TOTALS, Result
from yanzhen.engine.stacking import BUNDLES, stack
from yanzhen.engine.writing import as_table, count_missing, merged
from yanzhen.errors import EngineError
from yanzhen.facts.building import build_snapshot
from yanzhen.facts.snapshot import Batches, Snapshot
from yanzhen.language import subjects  # the exact reading's handlers are registered on import
from yanzhen.pack.model import Pack
from yanzhen.periods import Period

Progress = Callable[[str, int, int], None]
assert subjects


def quiet(step: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass
class Run:
    """What a run knows so far; each step fills in its part."""

    pack: Pack
    batches: Batches
    period: Period
    on: date
    known: date | None
    all_findings: bool
    clauses: tuple[str, ...] | None
    progress: Progress
    plan: Plan = field(init=False)
    snapshot: Snapshot = field(init=False)
    conditions: Conditions = field(init=False)
    found: list[Found] = field(default_factory=list)
    applications: list[Mask] = field(default_factory=list)
    tables: list[pl.DataFrame] = field(default_factory=list)
    totals: list[dict[str, object]] = field(default_factory=list)
    missing: pl.DataFrame = field(init=False)
    awards: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=AWARDS))
    bundles: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BUNDLES))


def bind(run: Run) -> None:
    """The clauses become a plan: elements in strata."""
    run.plan = plan_run(run.pack, run.period, run.on, run.clauses)


def load(run: Run) -> None:
    """The facts become a snapshot, as known on the day asked for."""
    run.progress("load", 0, 1)
    run.snapshot = build_snapshot(run.batches, run.pack.vocabulary, known=run.known)
    _holds_the_year(run.snapshot, run.period)
    run.conditions = Conditions(Reader(run.snapshot, run.on))
    run.progress("load", 1, 1)


def _holds_the_year(snapshot: Snapshot, period: Period) -> None:
    """Nothing, or EngineError YZ-E06 when dated facts were delivered, but none for the year asked for."""
    years = {when.year for frame in snapshot.frames.values() for _, when in frame.delivered_cells if when is not None}
    if years and period.year not in years:
        told = "、".join(str(year) for year in sorted(years)[-5:])
        raise EngineError(
            f"数据里没有 {period.year} 年的报送，只有 {told} 年", code="YZ-E06", hint="改 --year，或先报送这一年的数据"
        )


def decide(run: Run) -> None:
    """Every element of every stratum, for each of its periods: outcome, amount, near miss."""
    run.found = judge_plan(run.plan, run.conditions, run.pack, lambda done, total: run.progress("decide", done, total))


def apply(run: Run) -> None:
    """可申报: rows that lack only a title whose own eligibility they meet, or may meet."""
    run.applications = [application_rows(found, run.found, run.pack) for found in run.found]


def findings(run: Run) -> None:
    """The findings worth telling, as rows; the totals of all."""
    for at, (found, application) in enumerate(zip(run.found, run.applications, strict=True), start=1):
        frame = run.snapshot.frame(found.clause.register)
        run.tables.append(as_table(found, application, frame, run.all_findings))
        run.totals.append(_totals(found, application))
        run.progress("findings", at, len(run.found))
    parts = [
        (merged(found.unknown_reasons, found.amount_reasons), run.snapshot.frame(found.clause.register).keys)
        for found in run.found
    ]
    run.missing = count_missing(parts, run.pack.vocabulary)


def relate(run: Run) -> None:
    """The awards held against one another: what is left of each, and the best lawful bundles."""
    run.progress("relate", 0, 1)
    table, met = awards_of(run.found, run.pack, run.snapshot)
    run.awards, run.bundles = stack(table, met, run.conditions.reader, run.pack, run.period)
    run.progress("relate", 1, 1)


STEPS = (bind, load, decide, apply, relate, findings)


def match(
    pack: Pack,
    batches: Batches,
    period: Period,
    on: date,
    known: date | None = None,
    *,
    all_findings: bool = False,
    clauses: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Result:
    """Every clause decided for every subject, for the facts of `period` as of day `on`, as known on `known`.

    Raises FactsError when deliveries contradict each other, EngineError when the clauses cannot be put in order.
    """
    named = None if clauses is None else tuple(clauses)
    run = Run(pack, batches, period, on, known, all_findings, named, progress or quiet)
    seconds = {}
    for step in STEPS:
        start = perf_counter()
        step(run)
        seconds[step.__name__] = perf_counter() - start
    return Result(
        pack, period, on, known,
        table=_with_nets(run),
        totals=_by_clause(run.totals, run.awards),
        missing=run.missing,
        names=names_of(run),
        awards=run.awards,
        bundles=run.bundles,
        subjects=sum(run.snapshot.frame(name).n for name in top_registers(run)),
        seconds=seconds, synthetic=run.snapshot.synthetic, digests=run.snapshot.digests,
        snapshot=run.snapshot,
    )  # fmt: skip


def top_registers(run: Run) -> set[str]:
    """The registers of subjects: those that clauses judge, or that own the rows they judge."""
    found = set()
    for element in run.plan.elements:
        register = run.pack.vocabulary.registers[element.clause.register]
        while register.owner is not None:
            register = run.pack.vocabulary.registers[register.owner]
        found.add(register.name)
    return found


def _totals(found: Found, application: Mask) -> dict[str, object]:
    decided, clause = found.decided, found.clause
    money, settled = found.given, 0
    sums = {"exact": 0, "at_most": 0}
    if money is not None:
        settled = int(found.settled.sum())
        if found.declared in sums:
            counts = money.high[found.settled].tolist()
            sums[found.declared] = int(sum(counts) * money.step * 100)
    met = int(decided.met.sum())
    return {
        "clause": clause.id, "title": clause.title, "nature": clause.nature, "register": clause.register,
        "in_scope": int((decided.met | decided.not_met | decided.unknown).sum()), "met": met,
        "not_met": int(decided.not_met.sum()), "unknown": int(decided.unknown.sum()),
        "near": int(found.near_rows().sum()), "application": int(application.sum()),
        "exact_fen": sums["exact"], "ceiling_fen": sums["at_most"],
        "unset": met if found.declared == "unset" else 0,
        "absent": met - settled if money is not None else 0,
        "net_fen": 0, "net_open": 0,
    }  # fmt: skip


def _by_clause(rows: list[dict[str, object]], awards: pl.DataFrame) -> pl.DataFrame:
    """One row a clause: its periods added up, in order of decision, with what relations leave of its exact amounts."""
    if not rows:
        return pl.DataFrame(schema=TOTALS)
    table = pl.DataFrame(rows, schema=TOTALS)
    words = ["clause", "title", "nature", "register"]
    nets = awards.filter(pl.col("basis") == EXACT).group_by("clause").agg(
        pl.col("net_fen").sum(), pl.col("net_fen").is_null().sum().cast(pl.Int64).alias("net_open")
    )  # fmt: skip
    found = table.drop("net_fen", "net_open").group_by(words, maintain_order=True).agg(pl.exclude(words).sum())
    return found.join(nets, on="clause", how="left", maintain_order="left").with_columns(
        pl.col("net_fen", "net_open").fill_null(0)
    )


def _with_nets(run: Run) -> pl.DataFrame:
    """All rows to write, the met ones with what relations leave of them."""
    if not run.tables:
        return pl.DataFrame(schema=COLUMNS)
    table, key, nets = pl.concat(run.tables), ["clause", "subject", "period"], ["net_fen", "relation", "beaten_by"]
    found = table.drop(nets).join(run.awards.select(key + nets), on=key, how="left", maintain_order="left")
    return found.with_columns(pl.col("relation", "beaten_by").fill_null("")).select(list(COLUMNS))


def names_of(run: Run) -> dict[str, str]:
    """Printed names of the subjects judged and of their owners."""
    found: dict[str, str] = {}
    wanted = {element.clause.register for element in run.plan.elements} | top_registers(run)
    for name in wanted:
        frame = run.snapshot.frame(name)
        label = frame.register.label
        stored = frame.stored(label, None) if label and label in frame.register.columns else None
        if stored is not None and label is not None:
            words = frame.words[label]
            found.update({frame.keys[row]: words[stored.values[row]] for row in np.flatnonzero(stored.present)})
    return found
