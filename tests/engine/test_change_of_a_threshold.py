"""Changing one figure in YAML changes the findings it should, and no others."""

from __future__ import annotations

import shutil
from datetime import date

from yanzhen.engine import match
from yanzhen.facts import build_snapshot
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

CLAUSE = "cn/wg-2025/稳岗返还"
FILE = "cn/policies/wg-2025/clauses/稳岗返还.yaml"
OLD, NEW = "失业保险缴费月数 >= 12 月", "失业保险缴费月数 >= 13 月"
YEAR, ON = Period.year_of(2024), date(2025, 6, 30)


def test_a_raised_threshold_moves_the_firms_between_the_two_figures_and_nothing_else(
    packs, hengyang, hengyang_city, tmp_path
):
    shutil.copytree(packs, tmp_path / "packs")
    path = tmp_path / "packs" / FILE
    text = path.read_text(encoding="utf-8")
    assert text.count(OLD) == 1
    path.write_text(text.replace(OLD, NEW), encoding="utf-8")
    raised = read_pack(tmp_path / "packs" / "hengyang")

    before, after = (
        match(pack, hengyang_city, YEAR, ON, all_findings=True).table.sort("clause", "subject", "period")
        for pack in (hengyang, raised)
    )

    assert before.select("clause", "subject", "period").equals(after.select("clause", "subject", "period"))
    columns = ["outcome", "amount_fen", "near", "missing", "pending", "amount_basis", "ceiling_fen", "payee"]
    changed = {
        (old["clause"], old["subject"])
        for old, new in zip(before.to_dicts(), after.to_dicts(), strict=True)
        if any(old[name] != new[name] for name in columns)
    }
    assert changed
    assert {clause for clause, _ in changed} == {CLAUSE}
    paid_up = (
        before.filter(clause=CLAUSE, outcome="met")["subject"],
        after.filter(clause=CLAUSE, outcome="met")["subject"],
    )
    assert set(paid_up[0]) - set(paid_up[1]) == set(paid_up[0]) & having(hengyang, hengyang_city, 12, 13)
    assert set(paid_up[1]) <= set(paid_up[0])
    assert {subject for _, subject in changed} <= having(hengyang, hengyang_city, 8, 13)


def having(pack, facts, least: int, below: int) -> set[str]:
    """Firms whose 失业保险缴费月数 of 2024 lies in [least, below)."""
    frame = build_snapshot(facts, pack.vocabulary).frame("企业")
    stored = frame.stored("失业保险缴费月数", YEAR)
    assert stored is not None
    step = frame.register.columns["失业保险缴费月数"].step
    return {
        frame.keys[row]
        for row in range(frame.n)
        if stored.present[row] and least <= int(stored.values[row]) * step < below
    }
