"""Pools by fund and span: who is paid in which order, who waits, what was paid before, what more money would change."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

ONE = """clause: 投资补助
cite: {article: 一, restated: 是}
matter: [奖励]
who: [投资 > 0 元]
pays: 投资
"""
HEAD = "pool: 专项资金\ncite: {article: 九, restated: 是}\nin: year\n"
POOL = HEAD + "money: [{payer: 县财政, most: 100 元}]\norder: 受理时间 asc\nclauses: {policy: p}\n"
RANKED = POOL.replace("受理时间 asc", "产值 desc")
SHARED = POOL.replace("受理时间 asc", "pro_rata")
COUNTED = POOL.replace("[{payer: 县财政, most: 100 元}]", "[{most: 1 次}]")
ID = "town/p/专项资金"


def given(payout) -> dict[str, tuple]:
    columns = ["subject", "given_fen", "waiting_fen", "position", "waits_as"]
    return {row[0]: row[1:] for row in payout.allocation.select(columns).iter_rows()}


def reasons(payout) -> dict[str, str]:
    return dict(payout.allocation.select("subject", "reason").iter_rows())


def reconciled(payout) -> dict[str, object]:
    """The pools, each found to add up."""
    for row in payout.pools.to_dicts():
        rows = payout.allocation.filter((pl.col("pool") == row["pool"]) & (pl.col("span") == row["span"]))
        assert row["new"] + row["carried"] == row["paid"] + row["given"] + row["left"]
        if row["unit"] == "分":
            assert (row["given"], row["waiting"]) == (rows["given_fen"].sum(), rows["waiting_fen"].sum())
            assert row["left"] >= 0 or row["paid"] > row["new"] + row["carried"]
        for one in rows.to_dicts():
            parts = one["given_fen"] + one["waiting_fen"] + one["lapsed_fen"]
            assert max(one["asked_fen"], one["paid_fen"]) == one["paid_fen"] + parts
    return {(row["pool"], row["span"]): row for row in payout.pools.to_dicts()}


def three(town, pool=POOL):
    made = town(ONE, pool)
    for key, money, output in (("A", 60, 3), ("B", 60, 9), ("C", 30, 6)):
        made.firm(key, 投资=Fraction(money), 产值=Fraction(output))
    return made.paid()


def claims(*days: tuple[str, str]) -> list[dict[str, object]]:
    return [{"主体": key, "受理日期": date.fromisoformat(day)} for key, day in days]


def test_first_come_is_paid_first_and_the_one_at_the_edge_gets_the_rest(town):
    payout = three(town).claimed(*claims(("B", "2025-01-02"), ("C", "2025-01-03"), ("A", "2025-01-04"))).pay()

    assert given(payout) == {"B": (60_00, 0, 1, None), "C": (30_00, 0, 2, None), "A": (10_00, 50_00, 3, 1)}
    assert reasons(payout)["A"] == "资金只够这些"
    pool = reconciled(payout)[ID, "2024"]
    assert (pool["new"], pool["given"], pool["left"], pool["waiting"], pool["waiting_awards"]) == (
        100_00,
        100_00,
        0,
        50_00,
        1,
    )
    assert pool["order"] == "受理时间由先到后"


def test_of_claims_of_one_day_the_turn_decides_and_without_it_the_key(town):
    day = date(2025, 1, 2)
    first = three(town).claimed(
        {"主体": "A", "受理日期": day, "受理序号": 2},
        {"主体": "B", "受理日期": day, "受理序号": 1},
        {"主体": "C", "受理日期": day, "受理序号": 3},
    )
    assert [row["subject"] for row in first.pay().allocation.to_dicts()] == ["B", "A", "C"]
    payout = three(town).claimed(*claims(("C", "2025-01-02"), ("B", "2025-01-02"), ("A", "2025-01-02"))).pay()
    assert [row["subject"] for row in payout.allocation.to_dicts()] == ["A", "B", "C"]
    assert reasons(payout) == {
        "A": "",
        "B": "资金只够这些；次序相同，按编号先后",
        "C": "资金用完；次序相同，按编号先后",
    }


def test_what_has_no_day_of_acceptance_waits_and_says_so(town):
    made = three(town).claimed(*claims(("A", "2025-01-02"), ("B", "2025-07-01")), {"主体": "C"})
    payout = made.pay()

    assert given(payout) == {"A": (60_00, 0, 1, None), "B": (0, 60_00, None, None), "C": (0, 30_00, None, None)}
    assert reasons(payout)["B"] == reasons(payout)["C"] == "没有受理时间：已申报，到基准日没有受理"
    assert reconciled(payout)[ID, "2024"]["left"] == 40_00
    assert given(made.pay(on=date(2025, 7, 1)))["B"] == (40_00, 20_00, 2, 1)
    assert set(reasons(three(town).claimed().pay()).values()) == {"没有受理时间：没有申报"}
    assert set(reasons(three(town).pay()).values()) == {"没有受理时间：申报台账没有报来"}


def test_ranked_by_a_column_and_one_without_its_value_waits(town):
    made = three(town, RANKED).firm("D", 投资=Fraction(5))
    payout = made.pay()

    assert given(payout) == {
        "B": (60_00, 0, 1, None), "C": (30_00, 0, 2, None), "A": (10_00, 50_00, 3, 1), "D": (0, 5_00, None, None),
    }  # fmt: skip
    assert reasons(payout)["D"] == "没有排序的依据「产值」：缺 企业.产值(2024)"
    assert reconciled(payout)[ID, "2024"]["order"] == "产值由大到小"


def test_a_chain_takes_the_second_word_where_the_first_is_equal(town):
    made = town(ONE, POOL.replace("受理时间 asc", "重点 desc, 产值 asc")).paid()
    for key, output, key_firm in (("A", 5, False), ("B", 9, True), ("C", 3, True), ("D", 4, False)):
        made.firm(key, 投资=Fraction(10), 产值=Fraction(output), 重点=key_firm)

    payout = made.pay()
    assert [row["subject"] for row in payout.allocation.to_dicts()] == ["C", "B", "D", "A"]
    assert payout.pools["order"].to_list() == ["重点由大到小，再产值由先到后"]


def test_by_share_everybody_waits_for_the_same_part(town):
    payout = three(town, SHARED).pay()

    assert given(payout) == {
        "A": (40_00, 20_00, None, None),
        "B": (40_00, 20_00, None, None),
        "C": (20_00, 10_00, None, None),
    }
    assert set(reasons(payout).values()) == {"资金不足，按比例分"}
    assert reconciled(payout)[ID, "2024"]["order"] == "按比例"


def test_a_counted_pool_gives_to_so_many_in_full(town):
    payout = three(town, COUNTED.replace("受理时间 asc", "产值 desc")).pay()

    assert given(payout) == {"B": (60_00, 0, 1, None), "C": (0, 30_00, 2, 1), "A": (0, 60_00, 3, 2)}
    assert reasons(payout)["C"] == "名额用完"
    pool = reconciled(payout)[ID, "2024"]
    assert (pool["unit"], pool["new"], pool["given"], pool["left"], pool["asked"], pool["waiting"]) == (
        "次",
        1,
        1,
        0,
        3,
        2,
    )
    assert payout.more(1).rows() == [(ID, "2024", "town/p/投资补助", "企业", "C", "2024", "C", 30_00, 0)]


def test_an_award_paid_in_part_keeps_its_place_in_a_counted_pool(town):
    made = three(town, COUNTED.replace("受理时间 asc", "产值 desc").replace("1 次", "2 次"))
    made.memory._batches["兑付"].clear()
    payout = made.paid({"主体": "A", "金额": Fraction(20)}).pay()

    assert given(payout) == {"A": (40_00, 0, None, None), "B": (60_00, 0, 1, None), "C": (0, 30_00, 2, 1)}
    pool = reconciled(payout)[ID, "2024"]
    assert (pool["new"], pool["paid"], pool["given"], pool["left"]) == (2, 1, 1, 0)


def test_what_was_paid_before_leaves_less_and_is_not_paid_again(town):
    made = town(ONE, POOL)
    for key, money in (("A", 60), ("B", 60), ("C", 30)):
        made.firm(key, 投资=Fraction(money))
    made.paid({"主体": "A", "金额": Fraction(60)}, {"主体": "B", "金额": Fraction(15)})
    payout = made.claimed(*claims(("A", "2025-01-02"), ("C", "2025-01-03"), ("B", "2025-01-04"))).pay()

    assert given(payout) == {"A": (0, 0, 1, None), "C": (25_00, 5_00, 2, 1), "B": (0, 45_00, 3, 2)}
    assert payout.allocation["paid_fen"].to_list() == [60_00, 0, 15_00]
    pool = reconciled(payout)[ID, "2024"]
    assert (pool["paid"], pool["given"], pool["left"]) == (75_00, 25_00, 0)


def test_paying_what_was_given_and_running_again_gives_nothing_more(town):
    days = claims(("B", "2025-01-02"), ("C", "2025-01-03"), ("A", "2025-01-04"))
    first = three(town).claimed(*days).pay()
    made = town(ONE, POOL)
    for key, money in (("A", 60), ("B", 60), ("C", 30)):
        made.firm(key, 投资=Fraction(money))
    made.paid(
        *[{"主体": row["subject"], "金额": Fraction(row["given_fen"], 100)} for row in first.allocation.to_dicts()]
    )
    again = made.claimed(*days).pay()

    assert again.allocation["given_fen"].sum() == 0
    assert again.allocation["waiting_fen"].to_list() == first.allocation["waiting_fen"].to_list()
    assert reconciled(again)[ID, "2024"]["left"] == 0


def test_payments_of_awards_that_are_no_longer_met_still_came_from_the_pool(town):
    made = three(town, RANKED)
    made.memory._batches["兑付"].clear()
    made.paid({"主体": "Z", "金额": Fraction(90)}, {"主体": "A", "所属期": "2023", "金额": Fraction(90)})
    made.firm("Z", 投资=Fraction(0), 产值=Fraction(1))

    pool = reconciled(made.pay())[ID, "2024"]
    assert (pool["paid"], pool["given"], pool["left"]) == (90_00, 10_00, 0)


def test_more_paid_than_there_is_or_than_was_due_is_named(town):
    made = (
        town(ONE, RANKED).firm("A", 投资=Fraction(60), 产值=Fraction(1)).firm("B", 投资=Fraction(5), 产值=Fraction(1))
    )
    payout = made.paid({"主体": "A", "金额": Fraction(110)}).pay()

    pool = reconciled(payout)[ID, "2024"]
    assert (pool["left"], pool["reason"]) == (-10_00, "已付多于本期的钱")
    assert reasons(payout)["A"] == "已付 110 元，多于应付 60 元"
    assert given(payout)["B"] == (0, 5_00, 2, 1)
    edge = (
        town(ONE, RANKED)
        .firm("A", 投资=Fraction(100), 产值=Fraction(1))
        .paid({"主体": "A", "金额": Fraction(100)})
        .pay()
    )
    assert (reasons(edge)["A"], reconciled(edge)[ID, "2024"]["reason"]) == ("", "")


def test_a_firm_paid_twice_by_file_is_named(town):
    day = date(2025, 3, 1)
    made = town(ONE, RANKED).firm("A", 投资=Fraction(60), 产值=Fraction(1))
    payout = made.paid(
        {"主体": "A", "金额": Fraction(20), "日期": day}, {"主体": "A", "金额": Fraction(20), "日期": day},
        {"主体": "A", "金额": Fraction(20), "日期": date(2025, 3, 2)},
    ).pay()  # fmt: skip

    assert payout.warnings == ["A 的 town/p/投资补助（2024）同日同额付了 2 次：兑付 F1、F2"]
    assert payout.allocation["paid_fen"].to_list() == [60_00]


def test_without_the_register_of_payments_nothing_can_be_given(town):
    made = town(ONE, RANKED).firm("A", 投资=Fraction(60), 产值=Fraction(1))
    payout = made.pay()

    why = "兑付台账没有报来，不知池里已付多少"
    assert given(payout)["A"][:2] == (0, 60_00)
    assert reasons(payout)["A"].endswith(why)
    assert reconciled(payout)[ID, "2024"]["reason"] == why
    assert payout.more(1000).height == 0


@pytest.mark.parametrize("blank", ["金额", "所属期"])
def test_a_payment_that_does_not_say_how_much_or_for_when_closes_the_pool(town, blank):
    row = {"主体": "B", "金额": Fraction(1), "所属期": "2024"} | {blank: None}
    payout = (
        town(ONE, RANKED).firm("A", 投资=Fraction(60), 产值=Fraction(1)).firm("B", 投资=Fraction(6)).paid(row).pay()
    )

    assert reconciled(payout)[ID, "2024"]["reason"] == "兑付 F1 没有写清所属期或金额，不知池里已付多少"
    assert given(payout)["A"][:2] == (0, 60_00)
    assert reasons(payout)["B"].startswith("兑付 F1 没有写清付的是哪一项、多少")


def test_payments_for_other_clauses_are_none_of_the_pool(town):
    other = ONE.replace("投资补助", "别的")
    made = town(ONE + "---\n" + other, RANKED.replace("{policy: p}", "[投资补助]")).firm(
        "A", 投资=Fraction(60), 产值=Fraction(1)
    )
    payout = made.paid(
        {"主体": "A", "条款": "town/p/别的", "金额": Fraction(90)}, {"主体": "A", "条款": "", "金额": Fraction(90)}
    ).pay()

    assert given(payout) == {"A": (60_00, 0, 1, None)}
    assert payout.pots.pots[0].pool.clauses == ("town/p/投资补助",)


def test_what_one_year_leaves_is_there_in_the_next_where_the_text_says_so(town):
    made = three(town, RANKED.replace("clauses:", "carry_over: 是\nclauses:"))
    made.memory._batches["兑付"].clear()
    made.paid({"主体": "A", "所属期": "2023", "金额": Fraction(70)})

    pool = reconciled(made.pay())[ID, "2024"]
    assert (pool["new"], pool["carried"], pool["given"], pool["left"]) == (100_00, 30_00, 130_00, 0)
    stays = three(town, RANKED.replace("clauses:", "carry_over: 否\nclauses:")).pay()
    assert reconciled(stays)[ID, "2024"]["carried"] == 0


def test_what_was_paid_over_one_year_is_not_taken_from_the_next(town):
    made = three(town, RANKED.replace("clauses:", "carry_over: 是\nclauses:"))
    made.memory._batches["兑付"].clear()
    made.paid({"主体": "A", "所属期": "2023", "金额": Fraction(170)})

    assert reconciled(made.pay())[ID, "2024"]["carried"] == 0


def test_a_pool_of_a_quarter_has_its_money_each_quarter(town):
    monthly = ONE.replace("who: [投资 > 0 元]\npays: 投资", "period: month\nwho: [月产值 > 0 元]\npays: 月产值")
    made = town(monthly, POOL.replace("in: year", "in: quarter").replace("受理时间 asc", "月产值 desc"))
    made.firm("A").paid()
    for month, money in (("01", 70), ("02", 50), ("03", None), ("04", 90)):
        if money:
            made.memory.add("企业", [{"主体": "A", "期间": f"2024-{month}", "月产值": Fraction(money)}])
    payout = made.pay()

    pools = reconciled(payout)
    assert {span: row["given"] for (_, span), row in pools.items()} == {
        "2024-Q1": 100_00,
        "2024-Q2": 90_00,
        "2024-Q3": 0,
        "2024-Q4": 0,
    }
    assert payout.allocation["given_fen"].to_list() == [70_00, 30_00, 90_00]


def test_a_pool_for_ever_has_its_money_once(town):
    made = three(town, RANKED.replace("in: year", "in: ever"))
    made.memory._batches["兑付"].clear()
    made.paid({"主体": "A", "所属期": "2023", "金额": Fraction(95)})

    pool = reconciled(made.pay())[ID, ""]
    assert (pool["paid"], pool["given"], pool["left"]) == (95_00, 5_00, 0)


def test_a_pool_bears_only_what_its_own_payers_bear(town):
    split = ONE + "funded_by:\n  - {payer: 县财政, share: 40%}\n  - {payer: 市财政, share: rest}\n"
    made = town(split, RANKED).paid({"主体": "B", "金额": Fraction(50)})
    for key, money, output in (("A", 200, 3), ("B", 100, 9)):
        made.firm(key, 投资=Fraction(money), 产值=Fraction(output))
    payout = made.pay()

    rows = payout.allocation.select("subject", "asked_fen", "paid_fen", "given_fen", "waiting_fen").rows()
    assert rows == [("B", 40_00, 20_00, 20_00, 0), ("A", 80_00, 0, 60_00, 20_00)]
    assert reconciled(payout)[ID, "2024"]["paid"] == 20_00
    assert payout.instalments["fen"].to_list() == [180_00, 100_00], "the other payer's part does not wait"
    assert payout.instalments["reason"].to_list() == [
        "可以申报：申报台账没有报来；另有 20 元 在资金池里等", "可以申报：申报台账没有报来",
    ]  # fmt: skip


def test_an_award_whose_payers_are_not_told_apart_waits(town):
    split = ONE + "funded_by:\n  - {payer: 县财政, share: 40%, when: 规模 > 5 人}\n  - {payer: 市财政, share: rest}\n"
    made = town(split, RANKED).paid({"主体": "A", "金额": Fraction(30)})
    payout = made.firm("A", 投资=Fraction(200), 产值=Fraction(3)).pay()

    assert given(payout)["A"] == (0, 200_00, None, None)
    assert reconciled(payout)[ID, "2024"]["paid"] == 30_00, "what may have come from the pool is not given again"
    assert reasons(payout)["A"] == "谁出多少待定：缺 企业.规模(2024)"
    assert payout.funding["fen"].to_list() == [None]


def test_only_settled_amounts_ask_and_the_others_are_counted(town):
    clause = ONE.replace("pays: 投资", "pays: {between: [0 元, 投资], judged: 核定}")
    payout = three_of(town, clause).pay()

    assert (payout.allocation.height, payout.open_awards) == (0, 3)
    assert reconciled(payout)[ID, "2024"]["left"] == 100_00


def three_of(town, clause):
    made = town(clause, RANKED).paid()
    for key in "ABC":
        made.firm(key, 投资=Fraction(60), 产值=Fraction(3))
    return made


def test_more_money_is_computed_anew_and_says_who_would_get_it(town):
    payout = three(town, RANKED).pay()

    assert payout.more(10_00).rows() == [(ID, "2024", "town/p/投资补助", "企业", "A", "2024", "A", 10_00, 40_00)]
    assert payout.more(99_00)["more_fen"].to_list() == [50_00]
    assert payout.more(0).height == 0
    assert three(town, SHARED).pay().more(5_00)["more_fen"].to_list() == [2_00, 2_00, 1_00]


def test_a_late_claim_lapses_asks_for_nothing_and_waits_for_nothing(town):
    clause = ONE + "claim: {due: 期末 + 31 日}\ndoubts: [顺延未载明]\n"
    made = town(clause, POOL).paid()
    for key in "AB":
        made.firm(key, 投资=Fraction(60))
    payout = made.claimed(*claims(("A", "2025-01-31"), ("B", "2025-02-01"))).pay()

    rows = payout.allocation.select("subject", "given_fen", "waiting_fen", "lapsed_fen", "reason").rows()
    assert rows == [("A", 60_00, 0, 0, ""), ("B", 0, 0, 60_00, "2025-02-01 受理，晚于截止日 2025-01-31")]
    reconciled(payout)


def test_an_award_that_only_a_missing_day_keeps_open_waits(town):
    made = town(ONE + "claim: {due: 成立日期 + 12 月}\ndoubts: [顺延未载明]\n", RANKED).paid()
    payout = made.firm("A", 投资=Fraction(60), 产值=Fraction(1)).claimed().pay()

    assert given(payout)["A"] == (0, 60_00, None, None)
    assert reasons(payout)["A"] == "申报截止日待定：缺 企业.成立日期"


def test_a_pool_without_clauses_shows_its_money_and_gives_none(town):
    payout = town(ONE, POOL.replace("{policy: p}", "[]")).firm("A", 投资=Fraction(60)).pay()

    assert payout.allocation.height == 0
    pool = reconciled(payout)[ID, "2024"]
    assert (pool["left"], pool["reason"], pool["awards"]) == (100_00, "", 0)


PATENT = """clause: 专利奖
cite: {article: 一, restated: 是}
matter: [奖励]
for: 专利
event: 授权日
in_force: {from: 2023-01-01, until: 未载明, by: event}
pays: 费用
"""


def patents(town, *paid, pool=RANKED):
    made = town(PATENT, pool).firm("A", 产值=Fraction(3)).firm("B", 产值=Fraction(9))
    rows = [("A", "一", 70), ("A", "二", 20), ("B", "一", 50)]
    made.rows("专利", *[
        {"主体": key, "编号": name, "授权日": date(2024, 3, 1), "费用": Fraction(money)} for key, name, money in rows
    ])  # fmt: skip
    return made.paid(*paid)


def test_rows_of_a_firm_ask_each_for_themselves_in_the_order_of_their_owner(town):
    payout = patents(town, {"主体": "A", "项目": "二", "金额": Fraction(20)}).pay()

    rows = payout.allocation.select("subject", "paid_fen", "given_fen", "waiting_fen").rows()
    assert rows == [("B|一", 0, 50_00, 0), ("A|一", 0, 30_00, 40_00), ("A|二", 20_00, 0, 0)]


def test_a_payment_that_does_not_name_its_item_leaves_all_items_of_the_firm_open(town):
    payout = patents(town, {"主体": "A", "金额": Fraction(20)}).pay()

    assert given(payout) == {
        "B|一": (50_00, 0, 1, None),
        "A|一": (0, 70_00, None, None),
        "A|二": (0, 20_00, None, None),
    }
    assert reasons(payout)["A|二"] == "兑付 F1 没有写清付的是哪一项、多少"
    assert reconciled(payout)[ID, "2024"]["paid"] == 20_00


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("pool", [POOL, RANKED, SHARED, COUNTED], ids=["first", "ranked", "shared", "counted"])
def test_random_towns_reconcile_and_rows_in_another_order_change_nothing(town, pool, seed):
    draw = random.Random(seed)
    made = town(ONE, pool.replace("100 元", f"{draw.randint(1, 400)} 元"))
    keys = [f"F{at}" for at in range(draw.randint(0, 6))]
    for key in draw.sample(keys, len(keys)):
        made.firm(key, 投资=Fraction(draw.randint(0, 9999), 100), 产值=Fraction(draw.randint(1, 3)))
    made.paid(*[{"主体": key, "金额": Fraction(draw.randint(1, 5000), 100)} for key in keys if draw.random() < 0.4])
    made.claimed(*claims(*[(key, f"2025-01-0{draw.randint(1, 3)}") for key in keys if draw.random() < 0.8]))
    payout = made.pay()

    reconciled(payout)
    for name in ("funding", "allocation", "pools", "instalments", "debts"):
        assert getattr(payout, name).equals(getattr(made.pay(shuffle=seed), name)), name
    more = payout.more(draw.randint(1, 10_000))
    assert pool == SHARED or (more["more_fen"] > 0).all()
