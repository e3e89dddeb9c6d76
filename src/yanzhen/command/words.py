"""Words for people: how outcomes, natures and bases are printed, and money in 元 and 万元."""

from __future__ import annotations

NATURES = {
    "award": "奖补",
    "interest": "贴息",
    "guarantee": "担保",
    "tax_relief": "税收减免",
    "surcharge": "加征",
    "service": "服务",
    "title": "称号",
}
OWED = ("award", "interest")
"""Natures that make up what a firm is owed; the others are totalled on lines of their own."""

BASES = {"exact": "确定", "at_most": "最高不超过", "unset": "未定标准", "missing": "缺金额数据", "": ""}

UNSTATED = "未载明"
SYNTHETIC = "合成数据 SYNTHETIC"


def ten_thousands(fen: int | None) -> str:
    """Fen as 万元 with two decimals, rounded half up; nothing is an empty text. For totals people read, never for sums."""
    if fen is None:
        return ""
    sign, hundredths = ("-" if fen < 0 else ""), (abs(fen) + 5_000) // 10_000
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"
