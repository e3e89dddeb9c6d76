"""The work that is measured, as data that knows no engine: an invented city's columns and an invented plan's clauses.

Everything follows from one seed. Money is whole multiples of 100 元, a unit,, below 2^24 of them even after the products that
conditions make, so that engines which count in 32-bit floats decide the same; shares are whole percents of it, so no amount
needs rounding. Nothing here is a fact or a rule of any real place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

NUMBERS, LAGS, FLAGS, CODES, DAYS = 28, 12, 10, 8, 4
"""28 + 12 (the year before) + 10 + 8 + 4 columns, and two of certificates: 64."""
CODE_COUNT = 24
MOST = 1_000_000
"""Largest amount of money, in units of 100 元."""
CERTIFICATES = ("高新技术企业", "制造业单项冠军", "专精特新中小企业")
YEAR = 2024


def last_day(years: int) -> int:
    """Days before this one, since 1970-01-01, are that many full years old by the end of `YEAR`."""
    return (date(YEAR + 1 - years, 1, 1) - date(1970, 1, 1)).days


def number(at: int) -> str:
    """The name of a column of money."""
    return f"量{at:02d}"


def lag(name: str) -> str:
    """Where a wide table holds the same column of the year before."""
    return f"{name}上年"


def flag(at: int) -> str:
    """The name of a yes/no column."""
    return f"是否{at:02d}"


def code(at: int) -> str:
    """The name of a column of codes."""
    return f"类别{at:02d}"


def day(at: int) -> str:
    """The name of a column of days."""
    return f"日期{at:02d}"


def held(at: int) -> str:
    """Where a wide table says whether certificate `at` is held; there it is worked out beforehand, a favour to its readers."""
    return f"持有{at:02d}"


@dataclass(frozen=True)
class Test:
    """One condition. `kind` and what `args` mean:

    least (column, units) · below (column, units) · growth (column, percent) · share (column, column, percent) · yes (column) ·
    no (column) · code (column, positions) · before (column, full years by the end of `YEAR`) · holds (certificate) · either (Test, Test)
    """

    kind: str
    args: tuple


@dataclass(frozen=True)
class Amount:
    """What a clause pays: fixed (units) · share (column, percent, most units) · steps (column, ((from units, units), …))."""

    kind: str
    args: tuple


@dataclass(frozen=True)
class Clause:
    """Conditions, all of which must hold, and an amount."""

    name: str
    tests: tuple[Test, ...]
    amount: Amount


def clauses(count: int, seed: int) -> list[Clause]:
    """The clauses: 3 to 8 conditions each (and, for a table, that its amount is known).

    Some conditions stand in very many clauses and most in few.
    """
    rng = np.random.default_rng([seed, 1])
    pool = list(dict.fromkeys(_test(rng) for _ in range(max(60, count * 9 // 10))))
    weight = 1 / np.arange(1, len(pool) + 1) ** 0.6
    found = []
    for at in range(count):
        wanted = int(rng.integers(3, 9))
        chosen = rng.choice(len(pool), size=min(wanted, len(pool)), replace=False, p=weight / weight.sum())
        tests, amount = tuple(pool[one] for one in chosen), _amount(rng)
        if amount.kind == "steps":  # a table of the pack asks by itself that its amount be known
            tests += (Test("least", (amount.args[0], 0)),)
        found.append(Clause(f"c{at:04d}", tests, amount))
    return found


def _units(rng: np.random.Generator) -> int:
    return int(10 ** rng.uniform(1.0, 4.5)) * 10


def _test(rng: np.random.Generator, *, inner: bool = False) -> Test:
    kinds = ["least", "below", "growth", "share", "yes", "no", "code", "before", "holds", "either"]
    odds = np.array([30, 6, 8, 8, 10, 6, 14, 4, 4, 10], float)
    if inner:
        odds[-1] = 0
    kind = str(rng.choice(kinds, p=odds / odds.sum()))
    match kind:
        case "least":
            return Test(kind, (number(int(rng.integers(NUMBERS))), _units(rng)))
        case "below":
            return Test(kind, (number(int(rng.integers(NUMBERS))), int(10 ** rng.uniform(4.5, 5.9))))
        case "growth":
            return Test(kind, (number(int(rng.integers(LAGS))), int(rng.choice([2, 5, 8, 10, 15]))))
        case "share":
            one, other = rng.choice(NUMBERS, size=2, replace=False)
            return Test(kind, (number(int(one)), number(int(other)), int(rng.choice([2, 3, 5, 10]))))
        case "yes" | "no":
            return Test(kind, (flag(int(rng.integers(FLAGS))),))
        case "code":
            some = sorted(int(one) for one in rng.choice(CODE_COUNT, size=int(rng.integers(2, 9)), replace=False))
            return Test(kind, (code(int(rng.integers(CODES))), tuple(some)))
        case "before":
            return Test(kind, (day(int(rng.integers(DAYS))), int(rng.integers(1, 13))))
        case "holds":
            return Test(kind, (int(rng.integers(len(CERTIFICATES))),))
    return Test("either", (_test(rng, inner=True), _test(rng, inner=True)))


def _amount(rng: np.random.Generator) -> Amount:
    kind = str(rng.choice(["fixed", "share", "steps"], p=[0.4, 0.35, 0.25]))
    column = number(int(rng.integers(NUMBERS)))
    if kind == "fixed":
        return Amount(kind, (int(rng.integers(1, 100)) * 100,))
    if kind == "share":
        return Amount(kind, (column, int(rng.choice([1, 2, 5, 10])), int(rng.integers(2, 50)) * 1000))
    first = _units(rng)
    return Amount(kind, (column, ((0, 500), (first, 2_000), (first * 4, 8_000))))


def city(subjects: int, seed: int) -> pl.DataFrame:
    """One row a subject: key, every column, null where it is missing. About a third of the cells are missing."""
    rng = np.random.default_rng([seed, 2])
    columns: dict[str, pl.Series] = {"主体": pl.Series([f"S{at:08d}" for at in range(subjects)], dtype=pl.String)}

    def kept(values: np.ndarray, missing: float, dtype: pl.DataType) -> pl.Series:
        return pl.select(
            pl.when(pl.Series(rng.random(subjects) >= missing)).then(pl.Series(values, dtype=dtype))
        ).to_series()

    size = rng.normal(0, 1, subjects)
    for at in range(NUMBERS):
        units = np.exp(4.7 + 1.3 * size + rng.normal(0, 1.2, subjects))
        now = np.minimum(units, MOST / 100).astype(np.int64) * 100
        columns[number(at)] = kept(now, float(rng.uniform(0.1, 0.5)), pl.Int64())
        if at < LAGS:
            before = (
                np.minimum(now / 100 * np.exp(rng.normal(-0.05, 0.25, subjects)), MOST / 100).astype(np.int64) * 100
            )
            columns[lag(number(at))] = kept(before, float(rng.uniform(0.1, 0.5)), pl.Int64())
    for at in range(FLAGS):
        columns[flag(at)] = kept(
            rng.random(subjects) < rng.uniform(0.2, 0.8), float(rng.uniform(0.05, 0.4)), pl.Boolean()
        )
    for at in range(CODES):
        columns[code(at)] = kept(rng.integers(0, CODE_COUNT, subjects), float(rng.uniform(0.05, 0.3)), pl.Int8())
    for at in range(DAYS):
        days = rng.integers(11_000, 19_500, subjects)
        into_year = days - days.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(int)
        days = np.where(
            (into_year < 10) | (into_year > 350), days + 40, days
        )  # how a year is counted is not the matter here
        columns[day(at)] = kept(days, float(rng.uniform(0.05, 0.4)), pl.Int32())
    for at in range(len(CERTIFICATES)):
        columns[held(at)] = pl.Series(rng.random(subjects) < 0.15)
    return pl.DataFrame(columns)
