"""What becomes of an award, read back: who bears it, from which pool, in which parts, when it is owed back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from yanzhen.language.sentences import sentence
from yanzhen.pack.model import Clause, Pack
from yanzhen.units import SHARE, show


def payment_parts(pack: Pack, clause: Clause) -> Iterator[str]:
    """One sentence for each key that is written; nothing for a clause that says nothing of it."""
    if clause.funded_by:
        yield "出资：" + "；".join(
            f"{payer.name}{_share(payer.share)}"
            + (f"，每笔最多 {sentence(payer.most)}" if payer.most is not None else "")
            + (f"（{sentence(payer.when)}时）" if payer.when is not None else "")
            for payer in clause.funded_by
        ) + "。"  # fmt: skip
    for pool in pack.pools:
        if clause.id in pool.clauses:
            yield f"从资金池「{pool.title}」出。"
    if clause.instalments:
        yield f"分 {len(clause.instalments)} 次给：" + "；".join(
            f"第 {at} 次{_share(one.share)}"
            + (f"，须{sentence(one.when)}" if one.when is not None else "")
            + f"，{sentence(one.due)}前申报，过期失效"
            for at, one in enumerate(clause.instalments, start=1)
        ) + "。"  # fmt: skip
    for promise in clause.clawback:
        yield f"到{sentence(promise.due)}为止，{sentence(promise.when)}的，退回已付的 {show(promise.share, SHARE)}。"


def _share(share: Fraction | None) -> str:
    return "其余" if share is None else f" {show(share, SHARE)}"
