"""The workload as a city would write it: a pack's folder and a folder of deliveries, both said to be synthetic in every file."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import workload as work
from yanzhen.facts import Batch, write_batch
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Pack

YEAR, ON, KNOWN = work.YEAR, date(2025, 6, 30), date(2025, 6, 1)
SAID = "合成数据，只为测速；没有这座城，没有这些条款 synthetic, for timing only"
FEN = 10_000
"""One unit of money is 100 元."""
POLICY = "bench"


def write_pack(folder: Path, clauses: list[work.Clause], base: Path) -> Pack:
    """The pack lies in `folder/bench`, with a copy of the pack `cn` it depends on beside it; it is given as read back."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base, folder / "cn")
    root = folder / POLICY
    for name in ("registers", "codes", f"policies/{POLICY}/clauses"):
        (root / name).mkdir(parents=True)

    def put(name: str, text: str) -> None:
        (root / name).write_text(f"# {SAID}\n{text}", encoding="utf-8")

    put("pack.yaml", f"pack: {POLICY}\ntitle: 测速城\nformat: 1\nversion: 1.0\ndepends: [cn]\nmaintainers: [测速]\n")
    put("codes/类别.yaml", "codes: 类别\nfile: 类别.csv\nbasis: assumed\n")
    rows = "".join(f"L{at:02d},类{at:02d},,,\n" for at in range(work.CODE_COUNT))
    (root / "codes/类别.csv").write_text("代码,名称,上级,自,至\n" + rows, encoding="utf-8")
    put("registers/企业.yaml", "register: 企业\nadds: 是\nbasis: assumed\ncolumns:\n" + "".join(_columns()))
    put(
        f"policies/{POLICY}/policy.yaml",
        f"policy: {POLICY}\ntitle: 测速措施（虚构）\ndoc: 测速〔2024〕0号\nissuer: 测速城（虚构）\npublished: 2024-01-01\n"
        "in_force: {from: 2024-01-01, until: 2027-01-01, by: 期末}\ndepartment: 测速局\nbasis: assumed\n",
    )
    for begin in range(0, len(clauses), 100):
        part = "---\n".join(_clause(one) for one in clauses[begin : begin + 100])
        put(f"policies/{POLICY}/clauses/{begin:04d}.yaml", part)
    return read_pack(root)


def clause_id(clause: work.Clause) -> str:
    """The clause's id in the pack."""
    return f"{POLICY}/{POLICY}/{clause.name}"


def _columns() -> list[str]:
    dated = "period: year, held_by: 测速局"
    found = [f"  {work.number(at)}: {{unit: 万元, {dated}, measure: flow, change: {'subject' if at % 2 else 'never'}}}\n"
             for at in range(work.NUMBERS)]  # fmt: skip
    found += [f"  {work.flag(at)}: {{type: yesno, {dated}}}\n" for at in range(work.FLAGS)]
    found += [f"  {work.code(at)}: {{code: 类别, {dated}}}\n" for at in range(work.CODES)]
    return found + [f"  {work.day(at)}: {{type: date, held_by: 测速局}}\n" for at in range(work.DAYS)]


def _money(units: int) -> str:
    return f"{units // 100}.{units % 100:02d} 万元"


def expression(test: work.Test) -> str:
    """The condition in the pack's language."""
    match test.kind, test.args:
        case "least", (column, units):
            return f"{column} >= {_money(units)}"
        case "below", (column, units):
            return f"{column} < {_money(units)}"
        case "growth", (column, percent):
            return f"{column} >= 上年({column}) * {100 + percent}%"
        case "share", (column, of, percent):
            return f"{column} >= {of} * {percent}%"
        case "yes", (column,):
            return column
        case "no", (column,):
            return f"not {column}"
        case "code", (column, some):
            return " or ".join(f"属于({column}, 类{at:02d})" for at in some)
        case "before", (column, years):
            return f"满({column}, {years} 年)"
        case "holds", (which,):
            return f'持有("{work.CERTIFICATES[which]}")'
        case "either", (one, other):
            return f"({expression(one)}) or ({expression(other)})"
    raise ValueError(test.kind)


def _clause(clause: work.Clause) -> str:
    lines = [
        f"clause: {clause.name}", f"title: 测速{clause.name}", "cite: {article: 一, restated: 是}", "basis: assumed",
        "nature: award", "who:",
    ]  # fmt: skip
    written = clause.tests[:-1] if clause.amount.kind == "steps" else clause.tests
    for test in written:
        lines += ["  - is: |-", f"      {expression(test)}"]
    match clause.amount.kind, clause.amount.args:
        case "fixed", (units,):
            lines.append(f"pays: {_money(units)}")
        case "share", (column, percent, most):
            lines += [f"pays: {column} * {percent}%", f"cap: {{most: {_money(most)}, per: 企业, in: year}}"]
        case "steps", (column, steps):
            listed = ", ".join(f"{_money(start)}: {_money(units)}" for start, units in steps)
            lines += ["pays:", f"  by: {column}", f"  steps: {{{listed}}}"]
    return "\n".join([*lines, "matter: [测速]", ""])


def write_facts(folder: Path, table: pl.DataFrame, pack: Pack) -> None:
    """The city's deliveries: one of each year, one of undated columns, one of certificates, one to three a holder."""
    shutil.rmtree(folder, ignore_errors=True)
    registers = pack.vocabulary.registers
    keys = pl.col("主体"), pl.lit(KNOWN).alias("获知")
    numbers, flags = map(work.number, range(work.NUMBERS)), map(work.flag, range(work.FLAGS))
    codes, days = map(work.code, range(work.CODES)), map(work.day, range(work.DAYS))
    lagged = map(work.number, range(work.LAGS))
    listed = pl.Series([f"L{at:02d}" for at in range(work.CODE_COUNT)])
    worded = [listed.gather(table[name].cast(pl.UInt32)).alias(name) for name in codes]
    parts = [
        (str(YEAR), table.select(*keys, *(pl.col(name) * FEN for name in numbers), *flags).with_columns(worded)),
        (str(YEAR - 1), table.select(*keys, *((pl.col(work.lag(name)) * FEN).alias(name) for name in lagged))),
        ("", table.select(*keys, *(pl.col(name).cast(pl.Date) for name in days))),
    ]
    for period, rows in parts:
        rows = rows.with_columns(pl.lit(period).alias("期间"))
        batch = Batch("企业", rows, frozenset({period}), frozenset(), KNOWN, "测速", synthetic=True, note=SAID)
        write_batch(folder, batch, registers["企业"])
    rows = _certificates(table)
    batch = Batch("资质", rows, frozenset({""}), frozenset(), KNOWN, "测速", synthetic=True, note=SAID)
    write_batch(folder, batch, registers["资质"])


def _certificates(table: pl.DataFrame) -> pl.DataFrame:
    """For each holder a valid certificate, for each third of them an expired one before it."""
    parts = []
    for at, name in enumerate(work.CERTIFICATES):
        holders = table.filter(pl.col(work.held(at)))["主体"]
        old = holders.gather(np.arange(0, len(holders), 3))
        for keys, given, until in (
            (holders, date(2023, 12, 1), date(2026, 12, 1)),
            (old, date(2019, 1, 1), date(2022, 1, 1)),
        ):
            parts.append(pl.DataFrame({"主体": keys}).with_columns(
                pl.lit(name).alias("名称"), pl.lit(given).alias("认定日期"), pl.lit(until).alias("有效期至"),
                pl.lit("").alias("期间"), pl.lit(KNOWN).alias("获知"),
            ))  # fmt: skip
    return pl.concat(parts)
