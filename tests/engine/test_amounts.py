"""Amounts: caps over rows and years, ceilings over all sources, bases, rounding once, numbers wider than 64 bits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

HEAD = "cite: {article: 一, restated: 是}\nmatter: [奖励]\n"
RATE = f"""clause: 投资补助
title: 投资补助
{HEAD}who: [投资 > 0 元]
pays: 投资 * 10%
cap: {{most: 100 元, per: 企业, in: ever}}
"""
PATENTS = f"""clause: 专利奖
title: 专利奖
{HEAD}for: 专利
event: 授权日
in_force: {{from: 2023-01-01, until: 未载明, by: event}}
pays: 费用 / 3
cap: {{most: 100 元, per: 企业, in: year}}
"""


def paid(number: int, **cells: object) -> dict[str, object]:
    return {"主体": "A", "兑付编号": str(number), **cells}


def test_what_was_paid_in_earlier_years_uses_up_a_cap_for_ever(tiny, delivered):
    facts = delivered(tiny(RATE)).firm("A", 投资=Fraction(2000))
    facts.rows("兑付", paid(1, 条款="town/p/投资补助", 所属期="2023", 金额=Fraction(70)),
               paid(2, 条款="town/p/别的", 所属期="2023", 金额=Fraction(900)))  # fmt: skip

    assert facts.decide()["投资补助", "A"]["amount_fen"] == 30_00


def test_a_payment_of_the_period_judged_is_this_award_and_uses_up_nothing(tiny, delivered):
    facts = delivered(tiny(RATE)).firm("A", 投资=Fraction(2000))
    facts.rows("兑付", paid(1, 条款="town/p/投资补助", 所属期="2024", 金额=Fraction(70)))

    assert facts.decide()["投资补助", "A"]["amount_fen"] == 100_00


def test_without_the_register_of_payments_a_cap_for_ever_leaves_the_amount_open(tiny, delivered):
    row = delivered(tiny(RATE)).firm("A", 投资=Fraction(2000)).decide()["投资补助", "A"]

    assert (row["outcome"], row["amount_basis"], row["amount_fen"], row["missing"]) == ("met", "missing", None, "兑付")


def test_a_payment_without_its_clause_may_or_may_not_use_up_the_cap(tiny, delivered):
    facts = delivered(tiny(RATE)).firm("A", 投资=Fraction(2000))
    row = facts.rows("兑付", paid(1, 所属期="2023", 金额=Fraction(70))).decide()["投资补助", "A"]

    assert (row["amount_basis"], row["missing"]) == ("missing", "兑付.条款")


def patents(*rows: tuple[str, str | None, int | None]) -> list[dict[str, object]]:
    cells = [
        {"主体": "A", "编号": name, "授权日": day and date.fromisoformat(day), "费用": cost and Fraction(cost)}
        for name, day, cost in rows
    ]
    return [{name: value for name, value in row.items() if value is not None} for row in cells]


def test_a_yearly_cap_is_used_up_by_the_earliest_event_then_by_key(tiny, delivered):
    facts = delivered(tiny(PATENTS)).firm("A").firm("B")
    rows = patents(
        ("3", "2024-05-01", 150), ("1", "2024-05-01", 150), ("2", "2024-01-01", 120), ("4", "2023-12-31", 300)
    )
    found = facts.rows(
        "专利", *rows, {"主体": "B", "编号": "1", "授权日": date(2024, 3, 1), "费用": Fraction(1)}
    ).decide()

    assert {key: row["amount_fen"] for (_, key), row in found.items()} == {
        "A|2": 40_00, "A|1": 50_00, "A|3": 10_00, "B|1": 33
    }  # fmt: skip
    assert {row["payee"] for row in found.values()} == {"A", "B"}


def test_an_open_row_before_it_leaves_the_rest_of_the_cap_open(tiny, delivered):
    facts = delivered(tiny(PATENTS)).firm("A")
    found = facts.rows("专利", *patents(("1", "2024-01-01", None), ("2", "2024-02-01", 150))).decide()

    assert found["专利奖", "A|1"]["amount_basis"] == "missing"
    assert (found["专利奖", "A|2"]["amount_basis"], found["专利奖", "A|2"]["amount_fen"]) == ("missing", None)
    assert found["专利奖", "A|2"]["missing"] == "专利.费用"


def test_a_row_whose_event_date_is_missing_is_unknown_and_names_the_date(tiny, delivered):
    facts = delivered(tiny(PATENTS)).firm("A")
    row = facts.rows("专利", *patents(("1", None, 90))).decide()["专利奖", "A|1"]

    assert (row["outcome"], row["pending"], row["missing"]) == ("unknown", "facts", "专利.授权日")


def test_a_ceiling_counts_every_other_source_of_the_same_matter_and_year(tiny, delivered):
    clause = RATE.replace(
        "cap: {most: 100 元, per: 企业, in: ever}", "ceiling: {most: 投资 * 15%, counts: 设备, per: 企业}"
    )
    facts = delivered(tiny(clause)).firm("A", 投资=Fraction(2000))
    facts.rows(
        "兑付",
        paid(1, 事项="设备", 所属期="2024", 金额=Fraction(250), 条款="省里"),
        paid(2, 事项="设备", 所属期="2024", 金额=Fraction(999), 条款="town/p/投资补助"),
        paid(3, 事项="设备", 所属期="2023", 金额=Fraction(999)),
        paid(4, 事项="人才", 所属期="2024", 金额=Fraction(999)),
    )

    assert facts.decide()["投资补助", "A"]["amount_fen"] == 50_00


def test_up_to_and_unpublished_amounts_are_never_exact(tiny, delivered):
    clauses = f"""clause: 最高
title: 最高
{HEAD}who: [投资 > 0 元]
pays: {{between: [0 元, 30% * 投资], judged: 镇政府核定}}
---
clause: 另定
title: 另定
{HEAD}who: [投资 > 0 元]
pays: {{between: [0 元, 未载明], judged: 镇政府核定}}
---
clause: 资格
title: 资格
cite: {{article: 三, restated: 是}}
who: [投资 > 0 元]
gives: 好证
"""
    found = delivered(tiny(clauses)).firm("A", 投资=Fraction(1000)).decide()

    told = {name: (row["amount_basis"], row["amount_fen"], row["ceiling_fen"]) for (name, _), row in found.items()}
    assert told == {"最高": ("at_most", None, 300_00), "另定": ("unset", None, None), "资格": ("", None, None)}
    assert found["资格", "A"]["nature"] == "title"


def test_money_is_rounded_once_at_the_end(tiny, delivered):
    clause = RATE.replace("投资 * 10%", "投资 / 3 + 投资 / 3 + 投资 / 3").replace("most: 100 元", "most: 1 亿元")
    found = delivered(tiny(clause)).firm("A", 投资=Fraction(100)).rows("兑付").decide()

    assert found["投资补助", "A"]["amount_fen"] == 100_00


def test_half_a_fen_rounds_up(tiny, delivered):
    found = (
        delivered(tiny(RATE)).firm("A", 投资=Fraction(5, 100)).firm("B", 投资=Fraction(4, 100)).rows("兑付").decide()
    )

    assert (found["投资补助", "A"]["amount_fen"], found["投资补助", "B"]["amount_fen"]) == (1, 0)


def test_a_product_past_64_bits_is_computed_wider_and_never_wraps(tiny, delivered):
    clause = RATE.replace("投资 * 10%", "较低(投资 * 投资 / 产值, 1 亿元)").replace("most: 100 元", "most: 1 亿元")
    big = Fraction(9 * 10**13)
    found = delivered(tiny(clause)).firm("A", 投资=big, 产值=big * 500).rows("兑付").decide()

    assert found["投资补助", "A"]["amount_fen"] == 1_0000_0000_00
