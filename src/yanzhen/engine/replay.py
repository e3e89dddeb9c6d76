"""A receipt made true again: the same pack, facts and arguments give the same findings, byte for byte, or what differs is said.

Pack and facts must be those of the receipt. The engine may be another one, as long as the findings are the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

import yanzhen
from yanzhen.engine.compare.comparison import Comparison, compare
from yanzhen.engine.receipt import KEYS, PackOf, Receipt, engine_digest, file_digest, findings_digest
from yanzhen.engine.result import Result
from yanzhen.engine.run import Progress, match
from yanzhen.engine.schemes.results import score, table_of
from yanzhen.errors import EngineError, FactsError, YanzhenError
from yanzhen.facts.folder import Folder
from yanzhen.pack.changing import read_changed
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary

REPRODUCED, DIFFERS, ERASED = "reproduced", "differs", "erased"
SHORT = 12
"""Digits of a digest that a sentence shows."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the receipt says.

    `kind`: pack · missing · changed · added · withdrawn · erased · facts · engine · findings.
    """

    kind: str
    sentence: str


@dataclass(frozen=True)
class Replay:
    """What a replay came to: `reproduced`, `differs` or `erased`, and everything that is not as the receipt says.

    `erased` only where nothing but lawful erasure keeps the findings from being made again. `result` is what was decided
    now, None when it could not be.
    """

    outcome: str
    differences: tuple[Difference, ...]
    result: Result | Comparison | Scored | None = field(default=None, repr=False)


def replay(
    receipt: Receipt, packs: Sequence[Path], facts: Path, original: Path | None = None, progress: Progress | None = None
) -> Replay:
    """The receipt's findings decided again with the packs and facts in these folders.

    `packs` are in the receipt's order; a comparison of a pack with itself, terms set, needs one. `original` is the output
    that the receipt stands beside: when it is there and unchanged, the first finding that differs is told.

    Raises what reading a pack raises; EngineError YZ-E11 when it is not given as many packs as the receipt names.
    """
    asked, found = _asked(receipt), _packs(receipt, packs)
    differences = [*_of_packs(receipt.packs, found), *_of_engine(receipt)]
    folder = Folder(facts, found[0].vocabulary)
    gone = _of_facts(receipt, folder, asked.known)
    differences += gone
    if any(difference.kind == "erased" for difference in gone):
        only = all(difference.kind in ("erased", "engine") for difference in differences)
        return Replay(ERASED if only else DIFFERS, tuple(differences))
    try:
        result = _decided(receipt, asked, found, facts, progress)
    except (FactsError, EngineError) as error:
        said = Difference("facts", f"现有的数据判定不了：{error.what}（{error.code}）")
        return Replay(DIFFERS, (*differences, said))
    named = {digest: name for name, digest in folder.digests.items()}
    for digest in sorted(set(result.digests) - receipt.facts.keys()):
        differences.append(
            Difference("added", f"多了一批数据 {named.get(digest, '')}（{digest[:SHORT]}…），当时没有用到")
        )
    table, columns = _table(result)
    if findings_digest(table, columns, KEYS[receipt.kind]) != receipt.findings_digest:
        differences.append(_first_difference(receipt, table, columns, original))
    same = all(difference.kind == "engine" for difference in differences)
    return Replay(REPRODUCED if same else DIFFERS, tuple(differences), result)


def _packs(receipt: Receipt, packs: Sequence[Path]) -> list[Pack]:
    wanted = receipt.packs
    given = (
        [packs[0], packs[0]] if len(packs) == 1 and len(wanted) == 2 and wanted[0].id == wanted[1].id else list(packs)
    )
    if len(given) != len(wanted):
        names = "、".join(one.id for one in wanted)
        raise EngineError(
            f"回执用了 {len(wanted)} 个地方包，给了 {len(given)} 个", code="YZ-E11", hint=f"依次给出 {names}"
        )
    return [
        read_changed(path, one.settings)[0] if one.settings else read_pack(path)
        for path, one in zip(given, wanted, strict=True)
    ]


def _of_packs(recorded: Sequence[PackOf], found: Sequence[Pack]) -> list[Difference]:
    differences = []
    for one, pack in zip(recorded, found, strict=True):
        if pack.digest != one.digest:
            now = f"{pack.own} {pack.version}（{pack.digest[:SHORT]}…）"
            differences.append(
                Difference(
                    "pack", f"地方包不同：回执用的是 {one.id} {one.version}（{one.digest[:SHORT]}…），现在是 {now}"
                )
            )
    return differences


def _of_engine(receipt: Receipt) -> list[Difference]:
    digest = engine_digest()
    if digest == receipt.engine_digest:
        return []
    then, now = (
        f"{receipt.engine_version}（{receipt.engine_digest[:SHORT]}…）",
        f"{yanzhen.__version__}（{digest[:SHORT]}…）",
    )
    return [Difference("engine", f"程序不同：回执用的是 {then}，现在是 {now}")]


def _of_facts(receipt: Receipt, folder: Folder, known: date | None) -> list[Difference]:
    """What became of each delivery the receipt names and the folder no longer gives."""
    here = {digest: name for name, digest in folder.digests.items()}
    differences = []
    for digest, file in sorted(receipt.facts.items(), key=lambda item: (item[1], item[0])):
        told = f"{file}（{digest[:SHORT]}…）" if file else f"{digest[:SHORT]}…"
        withdrawal = folder.withdrawals.get(digest)
        if digest in here:
            if withdrawal is not None and (known is None or withdrawal.day <= known):
                why = f"{withdrawal.day} 撤回：{withdrawal.reason}"
                differences.append(Difference("withdrawn", f"{told} 已于 {why}"))
        elif digest in folder.tombstones:
            stone = folder.tombstones[digest]
            differences.append(
                Difference("erased", f"{told} 已于 {stone.day} 依法删除，依据 {stone.order}：{stone.reason}")
            )
        elif file in folder.digests:
            differences.append(Difference("changed", f"{told} 的内容变了，现在是 {folder.digests[file][:SHORT]}…"))
        else:
            differences.append(Difference("missing", f"缺少一批数据 {told}"))
    return differences


@dataclass(frozen=True)
class Scored:
    """An evaluation made again: its table and the deliveries it used."""

    table: pl.DataFrame
    digests: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """What the receipt's run was asked."""

    period: Period
    on: date
    known: date | None
    everything: bool


def _asked(receipt: Receipt) -> _Asked:
    arguments = receipt.arguments
    try:
        period, on, known = Period.parse(arguments["year"]), _day(arguments["on"]), _day(arguments.get("known"))
        if on is None:
            raise ValueError("on")
    except (KeyError, ValueError, TypeError, YanzhenError) as error:
        raise EngineError(f"回执里的参数读不出：{error}", code="YZ-E10", hint="回执不手改") from None
    return _Asked(period, on, known, arguments.get("all") is True)


def _decided(
    receipt: Receipt, asked: _Asked, packs: Sequence[Pack], facts: Path, progress: Progress | None
) -> Result | Comparison | Scored:
    if receipt.kind == "compare":

        def deliveries(vocabulary: Vocabulary) -> Folder:
            return Folder(facts, vocabulary)

        return compare(*packs, deliveries, asked.period, asked.on, asked.known, progress=progress)
    folder = Folder(facts, packs[0].vocabulary)
    if receipt.kind == "score":
        scheme = str(receipt.arguments.get("scheme", ""))
        evaluation, reader = score(packs[0], scheme, folder, asked.period, asked.on, asked.known)
        return Scored(table_of(evaluation, reader), reader.snapshot.digests)
    return match(
        packs[0], folder, asked.period, asked.on, asked.known, all_findings=asked.everything, progress=progress
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _table(result: Result | Comparison | Scored) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The findings of a run and their columns in order."""
    table = result.findings if isinstance(result, Comparison) else result.table
    return table, tuple(table.columns)


def _first_difference(
    receipt: Receipt, table: pl.DataFrame, columns: tuple[str, ...], original: Path | None
) -> Difference:
    """The first finding, by key, that is not what it was; where the output is not there to look at, only that there is one."""
    counted = f"当时 {receipt.findings_rows:,} 行，现在 {table.height:,} 行"
    old = _original(receipt, columns, original)
    if old is None:
        hint = "结果文件（.parquet）不在回执旁边或已变，说不出是哪一条"
        return Difference("findings", f"判定结果不同（{counted}）；{hint}")
    key = list(KEYS[receipt.kind])
    both = old.join(table.select(columns), on=key, how="full", coalesce=True, suffix="|now", maintain_order="left")
    there = old.select(*key, pl.lit(True).alias("then")).join(
        table.select(*key, pl.lit(True).alias("now")), on=key, how="full", coalesce=True
    )
    both = both.join(there, on=key, how="left")
    values = [name for name in columns if name not in key]
    other = [pl.col(name).ne_missing(pl.col(f"{name}|now")) for name in values]
    different = both.filter(pl.any_horizontal(*other) | pl.col("then").is_null() | pl.col("now").is_null()).sort(key)
    if not different.height:
        return Difference("findings", f"判定结果不同（{counted}），列与当时不同")
    row = different.row(0, named=True)
    where = " · ".join(row[name] for name in key if name != "register")
    if row["then"] is None:
        what = "当时没有这一条"
    elif row["now"] is None:
        what = "现在没有这一条"
    else:
        changed = [name for name in values if row[name] != row[f"{name}|now"]]
        what = "；".join(f"{name}：{row[name]!s} → {row[f'{name}|now']!s}" for name in changed[:3])
    return Difference("findings", f"判定结果不同（{counted}），共 {different.height:,} 条不同，第一条：{where}：{what}")


def _original(receipt: Receipt, columns: tuple[str, ...], original: Path | None) -> pl.DataFrame | None:
    """The findings as they were written, if they are still those of the receipt."""
    if original is None or not original.is_file() or original.suffix != ".parquet":
        return None
    if file_digest(original) != receipt.output_digest:
        return None
    table = pl.read_parquet(original)
    return table.select(columns) if set(columns) <= set(table.columns) else None
