"""One best lawful bundle in words: what is paid, why, how it is proved, and what the next best would give up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from yanzhen.command.words import ten_thousands

if TYPE_CHECKING:
    from yanzhen.engine import Result
    from yanzhen.pack.model import Pack


def bundle_lines(pack: Pack, result: Result) -> list[str]:
    """The bundle whose runner-up gives up most (the smallest owner among equals), and how many there are; empty when none."""
    if not result.bundles.height:
        return []
    told = result.bundles.filter(~pl.col("open")).with_row_index("at")
    counted = f"相互比较的奖补 bundles {result.bundles.height:,} 组"
    waiting = result.bundles.height - told.height
    if waiting:
        counted += f"，其中 {waiting:,} 组因兑付情况没有报来而未定"
    lines = [counted]
    chosen = told.sort(["gives_up_fen", "owner", "at"], descending=[True, False, False], nulls_last=True)
    return lines + (_told(pack, result, chosen.row(0, named=True)) if chosen.height else [])


def _told(pack: Pack, result: Result, row: dict) -> list[str]:
    from yanzhen.engine.stacking.naming import title_of
    from yanzhen.engine.stacking.telling import PROOFS

    titles = {clause.id: clause.title for clause in pack.clauses}

    def named(ids: str) -> str:
        return "、".join(titles.get(one, one) for one in ids.split("、")) if ids else "无"

    word, _, number = row["proof"].partition(" ")
    gross, net = ten_thousands(row["gross_fen"]), ten_thousands(row["net_fen"])
    who = f"{result.names.get(row['owner'], '')} {row['owner']}".strip()
    lines = [
        f"  如 {who}：{row['awards']} 项共 {gross} 万元，实得 {net} 万元",
        f"  给：{named(row['paid'])}",
        f"  因：{'；'.join(title_of(pack, one) for one in row['relations'].split('、'))}",
        f"  证明：{PROOFS[word].format(number)}",
    ]
    if row["runner_up"]:
        lines.append(
            f"  次优：{named(row['runner_up'])}，共 {ten_thousands(row['runner_up_fen'])} 万元，"
            f"少得 {ten_thousands(row['gives_up_fen'])} 万元"
        )
    return lines
