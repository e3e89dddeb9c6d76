"""The same work as hand-written Polars expressions, ten clauses a query."""

from __future__ import annotations

from functools import reduce

import numpy as np
import polars as pl

from benchmarks import workload as work
from benchmarks.answers import MET, UNKNOWN, Answer

BATCH = 10


def predicate(test: work.Test) -> pl.Expr:
    """The condition, null where it is unknown."""
    col = pl.col
    match test.kind, test.args:
        case "least", (column, units):
            return col(column) >= units
        case "below", (column, units):
            return col(column) < units
        case "growth", (column, percent):
            return col(column) * 100 >= col(work.lag(column)) * (100 + percent)
        case "share", (column, of, percent):
            return col(column) * 100 >= col(of) * percent
        case "yes", (column,):
            return col(column)
        case "no", (column,):
            return ~col(column)
        case "code", (column, some):
            return col(column).is_in(list(some))
        case "before", (column, years):
            return col(column) < work.last_day(years)
        case "holds", (which,):
            return col(work.held(which))
        case "either", (one, other):
            return predicate(one) | predicate(other)
    raise ValueError(test.kind)


def amount(given: work.Amount) -> pl.Expr:
    """The amount in units, null where a fact is missing."""
    match given.kind, given.args:
        case "share", (column, percent, most):
            return pl.min_horizontal(pl.col(column) * percent // 100, pl.when(pl.col(column).is_not_null()).then(most))
        case "steps", (column, steps):
            first = pl.when(pl.col(column).is_not_null()).then(steps[0][1])
            return reduce(
                lambda below, step: pl.when(pl.col(column) >= step[0]).then(step[1]).otherwise(below), steps[1:], first
            )
    return pl.lit(given.args[0], dtype=pl.Int64)


class Polars:
    """The table in memory; every query gives three columns a clause."""

    def __init__(self, table: pl.DataFrame, clauses: list[work.Clause]) -> None:
        self.table, self.clauses = table, clauses

    def decide(self) -> list[pl.DataFrame]:
        """Status, near miss, amount."""
        return [
            self.table.select(column for clause in self.clauses[at : at + BATCH] for column in self._columns(clause))
            for at in range(0, len(self.clauses), BATCH)
        ]

    def _columns(self, clause: work.Clause) -> list[pl.Expr]:
        tests = [predicate(test) for test in clause.tests]
        met = pl.all_horizontal(tests)
        failed = [(~test).fill_null(False) for test in tests]
        open_tests = pl.any_horizontal(test.is_null() for test in tests)
        once = (pl.sum_horizontal(one.cast(pl.Int8) for one in failed) == 1) & ~open_tests
        place = pl.sum_horizontal(one.cast(pl.Int8) * at for at, one in enumerate(failed))
        status = pl.when(met).then(MET).when(met.is_null()).then(UNKNOWN).otherwise(0).cast(pl.Int8)
        return [
            status.alias(f"{clause.name} status"),
            pl.when(once).then(place).otherwise(-1).cast(pl.Int8).alias(f"{clause.name} near"),
            pl.when(met).then(amount(clause.amount)).alias(f"{clause.name} amount"),
        ]

    def answer(self, result: list[pl.DataFrame], at: int) -> Answer:
        """The answer for clause number `at`."""
        part, name = result[at // BATCH], self.clauses[at].name
        given = part[f"{name} amount"].fill_null(-1).to_numpy().astype(np.int64)
        return Answer(part[f"{name} status"].to_numpy(), part[f"{name} near"].to_numpy(), given)
