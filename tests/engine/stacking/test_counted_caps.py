"""Caps that count: so many times, over met rows in the order of their events and over what was paid before."""

from __future__ import annotations

PATENTS = """clause: 专利奖
title: 专利奖
cite: {article: 一, restated: 是}
matter: [专利]
for: 专利
event: 授权日
in_force: {from: 2023-01-01, until: 未载明, by: event}
who: [类别 = "发明"]
pays: 100 元
"""
ROWS = [
    {"主体": "S1", "编号": "a", "类别": "发明", "授权日": "2024-05-01"},
    {"主体": "S1", "编号": "b", "类别": "发明", "授权日": "2024-02-01"},
    {"主体": "S1", "编号": "c", "类别": "外观", "授权日": "2024-01-01"},
    {"主体": "S1", "编号": "d", "类别": "发明", "授权日": "2024-06-01"},
    {"主体": "S2", "编号": "a", "类别": "发明", "授权日": "2024-06-01"},
]


def amounts(found: dict) -> dict[str, int | None]:
    return {subject: row["amount_fen"] for (_, subject), row in found.items() if row["outcome"] == "met"}


def dated(rows: list[dict]) -> list[dict]:
    from datetime import date

    return [row | {"授权日": date.fromisoformat(row["授权日"])} for row in rows]


def test_the_first_so_many_met_rows_by_event_are_paid(tiny, delivered):
    pack = tiny(f"{PATENTS}cap: {{most: 2 次, per: 企业, in: year}}\n")

    found = delivered(pack).firm("S1").firm("S2").rows("专利", *dated(ROWS)).rows("兑付").decide()

    assert amounts(found) == {"S1|a": 10000, "S1|b": 10000, "S1|d": 0, "S2|a": 10000}


def test_times_paid_in_earlier_years_count(tiny, delivered):
    pack = tiny(f"{PATENTS}cap: {{most: 2 次, per: 企业, in: ever}}\n")
    paid = {"主体": "S1", "兑付编号": "1", "条款": "town/p/专利奖", "所属期": "2023", "金额": 100}

    found = delivered(pack).firm("S1").firm("S2").rows("专利", *dated(ROWS)).rows("兑付", paid).decide()

    assert amounts(found) == {"S1|a": 0, "S1|b": 10000, "S1|d": 0, "S2|a": 10000}


def test_a_row_not_known_to_be_met_leaves_the_later_ones_open(tiny, delivered):
    pack = tiny(f"{PATENTS}cap: {{most: 1 次, per: 企业, in: year}}\n")
    rows = dated(ROWS)
    del rows[1]["类别"]

    found = delivered(pack).firm("S1").firm("S2").rows("专利", *rows).rows("兑付").decide()

    assert found["专利奖", "S1|a"]["amount_basis"] == "missing"
    assert found["专利奖", "S1|a"]["missing"] == "专利.类别"
    assert amounts(found)["S1|d"] == 0


def test_without_the_register_of_payments_the_amount_is_open(tiny, delivered):
    pack = tiny(f"{PATENTS}cap: {{most: 1 次, per: 企业, in: ever}}\n")

    found = delivered(pack).firm("S1").firm("S2").rows("专利", *dated(ROWS)).decide()

    assert found["专利奖", "S2|a"]["amount_basis"] == "missing"
