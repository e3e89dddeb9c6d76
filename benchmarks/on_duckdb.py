"""The same work as hand-written DuckDB SQL: conditions once in a subquery, a hundred clauses a query.

A thousand clauses in one query would take minutes to plan.
"""

from __future__ import annotations

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks import workload as work
from benchmarks.answers import MET, UNKNOWN, Answer

BATCH = 100


def predicate(test: work.Test) -> str:
    """The condition, NULL where it is unknown."""
    match test.kind, test.args:
        case "least", (column, units):
            return f'"{column}" >= {units}'
        case "below", (column, units):
            return f'"{column}" < {units}'
        case "growth", (column, percent):
            return f'"{column}" * 100 >= "{work.lag(column)}" * {100 + percent}'
        case "share", (column, of, percent):
            return f'"{column}" * 100 >= "{of}" * {percent}'
        case "yes", (column,):
            return f'"{column}"'
        case "no", (column,):
            return f'NOT "{column}"'
        case "code", (column, some):
            return f'"{column}" IN ({", ".join(map(str, some))})'
        case "before", (column, years):
            return f'"{column}" < {work.last_day(years)}'
        case "holds", (which,):
            return f'"{work.held(which)}"'
        case "either", (one, other):
            return f"(({predicate(one)}) OR ({predicate(other)}))"
    raise ValueError(test.kind)


def amount(given: work.Amount) -> str:
    """The amount in units, NULL where a fact is missing."""
    match given.kind, given.args:
        case "share", (column, percent, most):
            return f'CASE WHEN "{column}" IS NOT NULL THEN least("{column}" * {percent} // 100, {most}) END'
        case "steps", (column, steps):
            arms = " ".join(f'WHEN "{column}" >= {start} THEN {units}' for start, units in reversed(steps))
            return f"CASE {arms} END"
    return str(given.args[0])


class DuckDB:
    """The table in DuckDB's own memory; no access to files or network."""

    def __init__(self, table: pl.DataFrame, clauses: list[work.Clause]) -> None:
        self.clauses = clauses
        self.base = duckdb.connect()
        arrow = table.to_arrow()
        self.base.register("arrow", arrow)
        self.base.execute("CREATE TABLE city AS SELECT * FROM arrow")
        self.base.unregister("arrow")
        self.base.execute("SET enable_external_access = false")
        self.base.execute("SET preserve_insertion_order = true")

    def decide(self) -> list[pa.Table]:
        """Status, near miss, amount."""
        return [self._query(self.clauses[at : at + BATCH]) for at in range(0, len(self.clauses), BATCH)]

    def _query(self, clauses: list[work.Clause]) -> pa.Table:
        distinct: dict[work.Test, str] = {}
        for clause in clauses:
            for test in clause.tests:
                distinct.setdefault(test, f"p{len(distinct)}")
        columns = []
        for clause in clauses:
            names = [distinct[test] for test in clause.tests]
            met, known = " AND ".join(names), " AND ".join(f"{name} IS NOT NULL" for name in names)
            once = " + ".join(f"(NOT coalesce({name}, true))::TINYINT" for name in names)
            place = " ".join(f"WHEN NOT {name} THEN {at}" for at, name in enumerate(names))
            columns += [
                f"CASE WHEN {met} THEN {MET} WHEN ({met}) IS NULL THEN {UNKNOWN} ELSE 0 END::TINYINT",
                f"CASE WHEN {known} AND {once} = 1 THEN CASE {place} END ELSE -1 END::TINYINT",
                f"CASE WHEN {met} THEN {amount(clause.amount)} END::BIGINT",
            ]
        inner = ", ".join(f"({predicate(test)}) AS {name}" for test, name in distinct.items())
        outer = ", ".join(f"{text} AS o{at}" for at, text in enumerate(columns))
        return self.base.sql(f"SELECT {outer}, r FROM (SELECT rowid AS r, *, {inner} FROM city)").to_arrow_table()

    def answer(self, result: list[pa.Table], at: int) -> Answer:
        """The answer for clause number `at`."""
        part, first = result[at // BATCH], at % BATCH * 3
        order = np.argsort(part.column("r").to_numpy())  # two threads give rows back in any order
        status, near, given = (part.column(first + step) for step in range(3))
        amount = given.fill_null(-1).to_numpy().astype(np.int64)
        return Answer(status.to_numpy()[order], near.to_numpy()[order], amount[order])

    def where(self, at: int) -> int:
        """How many are eligible under one clause, as a plain `WHERE` with its amount: an analyst's query."""
        clause = self.clauses[at]
        met = " AND ".join(f"({predicate(test)})" for test in clause.tests)
        return self.base.sql(f"SELECT rowid, {amount(clause.amount)} FROM city WHERE {met}").to_arrow_table().num_rows
