"""Who bears an award, the parts it is given in, claim windows, and what is owed back when a promise is broken."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from yanzhen.engine.payout.clawback import rounded
from yanzhen.engine.payout.funding import Part, borne_by, shared
from yanzhen.errors import Place
from yanzhen.pack.paying import Payer

ONE = """clause: 投资补助
cite: {article: 一, restated: 是}
matter: [奖励]
who: [投资 > 0 元]
pays: 投资
"""
RATE = ONE.replace("pays: 投资", "pays: {between: [0 元, 投资], judged: 核定}")
HERE = Place("")


def payer(name: str, share: str | None) -> Payer:
    return Payer(name, None if share is None else Fraction(share), None, None, HERE)


def borne(payout) -> list[tuple]:
    return payout.funding.select("subject", "payer", "fen").rows()


def parts(payout) -> list[tuple]:
    return payout.instalments.select("number", "fen", "paid_fen", "state").rows()


# ---------------------------------------------------------------- funding


def test_shares_add_up_to_the_fen_and_the_first_of_equals_has_the_odd_one(town):
    made = town(ONE + "funded_by:\n  - {payer: 市, share: 50%}\n  - {payer: 县, share: rest}\n").firm(
        "A", 投资=Fraction("10.01")
    )

    assert borne(made.pay()) == [("A", "市", 5_01), ("A", "县", 5_00)]


def test_over_a_payers_limit_the_rest_bears_it(town):
    text = ONE + "funded_by:\n  - {payer: 市, share: 50%, most: 500 元}\n  - {payer: 县, share: rest}\n"
    made = town(text)
    for key, money in (("A", "999.98"), ("B", "1000"), ("C", "1000.02"), ("D", "3000")):
        made.firm(key, 投资=Fraction(money))

    assert borne(made.pay()) == [
        ("A", "市", 499_99), ("A", "县", 499_99), ("B", "市", 500_00), ("B", "县", 500_00),
        ("C", "市", 500_00), ("C", "县", 500_02), ("D", "市", 500_00), ("D", "县", 2500_00),
    ]  # fmt: skip


def test_a_guard_takes_a_payer_out_and_an_open_guard_leaves_all_open(town):
    text = (
        ONE
        + "funded_by:\n  - {payer: 园区, share: 30%, when: 重点}\n  - {payer: 市, share: 20%}\n  - {payer: 县, share: rest}\n"
    )
    made = town(text).firm("A", 投资=Fraction(10), 重点=True).firm("B", 投资=Fraction(10), 重点=False)
    made.memory.add("企业", [{"主体": "C", "期间": "2024", "地区": "东村", "投资": Fraction(10)}])
    payout = made.pay()

    assert borne(payout) == [
        ("A", "园区", 3_00), ("A", "市", 2_00), ("A", "县", 5_00), ("B", "市", 2_00), ("B", "县", 8_00),
        ("C", "市", 2_00), ("C", "县", 8_00),
    ]  # fmt: skip
    asked = town(text.replace("when: 重点", "when: 规模 > 5 人")).firm("A", 投资=Fraction(10)).pay()
    assert asked.funding.select("payer", "fen", "reason").rows() == [("", None, "缺 企业.规模(2024)")]


def test_where_nobody_is_named_the_issuer_pays_and_from_a_pool_the_pool(town):
    pool = "pool: 专项\ncite: {article: 九, restated: 是}\nin: year\nmoney: [{most: 9 元}]\norder: pro_rata\nclauses: {policy: p}\n"

    assert borne(town(ONE).firm("A", 投资=Fraction(7)).pay()) == [("A", "某镇人民政府", 7_00)]
    assert borne(town(ONE, pool).firm("A", 投资=Fraction(7)).paid().pay()) == [("A", "专项", 7_00)]


def test_what_is_taken_and_what_is_no_money_is_borne_by_nobody(town):
    charged = ONE.replace("pays:", "charges:")
    relief = ONE + "nature: tax_relief\n"

    for text in (charged, relief):
        payout = town(text).firm("A", 投资=Fraction(7)).pay()
        assert (payout.funding.height, payout.instalments.height) == (0, 0)


@pytest.mark.parametrize("seed", range(150))
def test_random_shares_and_limits_lose_no_fen_and_keep_every_limit(seed):
    draw = random.Random(seed)
    named = [(payer(f"甲{at}", f"{draw.randint(1, 30)}/100"), draw.choice([None, Fraction(draw.randint(0, 10**6), 100)]))
             for at in range(draw.randint(0, 3))]  # fmt: skip
    paying = [*named, (payer("其余", None), None)]
    total = draw.choice([0, 1, draw.randint(0, 10**8)])
    found = shared(total, paying)

    assert [part.payer for part in found] == [one.name for one, _ in paying]
    assert sum(part.fen for part in found) == total
    for part, (one, limit) in zip(found[:-1], named, strict=True):
        assert limit is None or part.fen <= limit * 100
        quota = total * one.share
        assert part.fen <= quota + 1
        assert (limit is not None and part.fen == int(limit * 100)) or abs(part.fen - quota) < 1


def test_what_others_bear_of_a_payment_goes_by_what_they_bear_of_the_whole():
    whole = [Part("市", 300), Part("县", 700)]

    assert borne_by(whole, frozenset({"县"}), 1000) == 700
    assert borne_by(whole, frozenset({"县"}), 11) == 8
    assert borne_by(whole, frozenset({"市", "县"}), 11) == 11
    assert borne_by(whole, frozenset({"省"}), 11) == borne_by(whole, frozenset(), 11) == 11
    assert borne_by([Part("", None, "缺")], frozenset(), 11) is None


# ---------------------------------------------------------------- instalments

TWO = "instalments:\n  - {share: 50%, when: 重点, due: 期末 + 12 月}\n  - {share: rest, when: 规模 >= 5 人, due: 期末 + 36 月}\n"
LAST, NEXT = date(2025, 12, 31), date(2026, 1, 1)


def test_each_part_has_its_own_test_and_the_odd_fen_goes_first(town):
    made = (
        town(ONE + TWO)
        .firm("A", 投资=Fraction("0.03"), 重点=True)
        .firm("B", 投资=Fraction(4), 重点=False, 规模=Fraction(5))
        .paid()
    )
    payout = made.pay()

    assert parts(payout) == [(1, 2, 0, "met"), (2, 1, 0, "unknown"), (1, 200, 0, "not_met"), (2, 200, 0, "met")]
    assert payout.instalments["reason"].to_list() == [
        "可以申报：申报台账没有报来", "「规模 >= 5 人」待定：缺 企业.规模(2024)", "还不符：重点", "可以申报：申报台账没有报来",
    ]  # fmt: skip
    assert payout.instalments["due"].to_list()[:2] == [LAST, date(2027, 12, 31)]
    assert payout.instalments.select("share", "of").rows()[0] == ("50%", 2)


@pytest.mark.parametrize(("on", "state"), [(LAST, "met"), (NEXT, "lapsed")])
def test_a_part_not_claimed_by_its_last_day_has_lapsed_the_day_after(town, on, state):
    payout = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid().claimed().pay(on=on)

    assert [row[3] for row in parts(payout)] == [state, "met"]


@pytest.mark.parametrize(("day", "state"), [(LAST, "met"), (NEXT, "lapsed")])
def test_a_claim_is_in_time_on_the_last_day_and_late_the_day_after(town, day, state):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid()
    payout = made.claimed({"主体": "A", "受理日期": day}).pay(on=date(2026, 6, 1))

    assert payout.instalments.row(0, named=True)["state"] == state
    if state == "met":
        assert payout.instalments.row(0, named=True)["reason"] == ""


def test_claims_of_another_part_do_not_count(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid()
    payout = made.claimed({"主体": "A", "受理日期": LAST, "期次": Fraction(2)}).pay(on=date(2028, 6, 1))

    assert [row[3] for row in parts(payout)] == ["lapsed", "met"]
    assert payout.instalments["reason"].to_list() == ["到截止日 2025-12-31 没有受理的申报", ""]


def test_a_condition_not_yet_so_is_not_met_in_time_and_lapsed_after(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=False, 规模=Fraction(9)).paid().claimed()

    assert parts(made.pay(on=LAST))[0][3] == "not_met"
    assert parts(made.pay(on=NEXT))[0][3] == "lapsed"


def test_without_the_register_of_claims_it_is_not_known_whether_a_part_lapsed(town):
    payout = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid().pay(on=NEXT)

    assert payout.instalments.row(0, named=True)["state"] == "unknown"
    assert payout.instalments.row(0, named=True)["reason"] == "已过截止日 2025-12-31，申报台账没有报来"


def test_a_claim_that_does_not_say_its_period_leaves_a_late_one_open(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid()
    payout = made.claimed({"主体": "A", "受理日期": LAST, "所属期": None}).pay(on=NEXT)

    assert payout.instalments.row(0, named=True)["reason"] == "已过截止日 2025-12-31，申报 S1 没有写清申报的是哪一项"


def test_the_earliest_of_several_claims_counts(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).paid()
    payout = made.claimed({"主体": "A", "受理日期": NEXT}, {"主体": "A", "受理日期": LAST}).pay(on=date(2026, 6, 1))

    assert parts(payout)[0][3] == "met"


def test_what_was_paid_fills_the_parts_from_the_first(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).claimed()

    assert parts(made.paid({"主体": "A", "金额": Fraction(3)}).pay()) == [(1, 200, 200, "paid"), (2, 200, 100, "met")]


def test_a_payment_that_does_not_say_how_much_leaves_the_parts_open(town):
    made = town(ONE + TWO).firm("A", 投资=Fraction(4), 重点=True, 规模=Fraction(9)).claimed()

    assert [row[3] for row in parts(made.paid({"主体": "A"}).pay())] == ["unknown", "unknown"]


def test_of_a_sum_known_only_to_its_ceiling_the_ceilings_are_split(town):
    payout = town(RATE + TWO).firm("A", 投资=Fraction("0.03"), 重点=True, 规模=Fraction(9)).paid().pay()

    assert payout.instalments.select("fen", "ceiling_fen", "state").rows() == [(None, 2, "met"), (None, 1, "met")]


def test_a_judged_part_waits_until_somebody_decides(town):
    judged = (
        ONE
        + "instalments:\n  - {share: 40%, due: 期末 + 12 月}\n  - {share: 60%, when: {id: 绩效, judged: 绩效是否合格}, due: 期末 + 36 月}\n"
    )
    made = town(judged).firm("A", 投资=Fraction(10)).paid()
    made.rows("认定意见")
    payout = made.pay()

    assert [row[1:] for row in parts(payout)] == [(4_00, 0, "met"), (6_00, 0, "unknown")]
    decided = town(judged).firm("A", 投资=Fraction(10)).paid()
    decided.rows("认定意见", {"主体": "A", "条件": "town/p/投资补助/绩效", "所属期": "2024", "行": "", "意见": True})
    assert parts(decided.pay())[1][3] == "met"


@pytest.mark.parametrize(("mode", "state"), [("apply", "lapsed"), ("fast", "lapsed"), ("auto", "met")])
def test_only_what_must_be_claimed_lapses_without_a_claim(town, mode, state):
    text = ONE + f"claim: {{mode: {mode}, due: 期末 + 31 日}}\ndoubts: [顺延未载明]\n"
    made = town(text).firm("A", 投资=Fraction(4)).paid().claimed()

    assert parts(made.pay(on=date(2025, 1, 31))) == [(1, 400, 0, "met")]
    payout = made.pay(on=date(2025, 2, 1))
    assert parts(payout) == [(1, 400, 0, state)]
    if state == "met":
        assert payout.instalments["reason"].to_list() == ["可以申报：免申即享"]


def test_without_a_last_day_nothing_lapses(town):
    payout = town(ONE).firm("A", 投资=Fraction(4)).paid().claimed().pay(on=date(2099, 1, 1))

    assert payout.instalments.select("state", "due", "share", "of").rows() == [("met", None, "100%", 1)]


# ---------------------------------------------------------------- promises

KEPT = ONE + "clawback:\n  - {when: 产值 < 100 元, due: 期末 + 12 月, share: 50%}\n"


def owed(payout) -> list[tuple]:
    return payout.debts.select("subject", "state", "paid_fen", "fen").rows()


def test_a_broken_promise_is_a_debt_with_its_clause_amount_and_day(town):
    made = (
        town(KEPT)
        .firm("A", 投资=Fraction(4), 产值=Fraction("99.99"))
        .firm("B", 投资=Fraction(4), 产值=Fraction(100))
        .firm("C", 投资=Fraction(1))
    )
    payout = made.paid(*[{"主体": key, "金额": Fraction("3.01")} for key in "ABC"]).pay()

    assert owed(payout) == [("A", "owed", 301, 151), ("B", "open", 301, 0), ("C", "unknown", 301, None)]
    first = payout.debts.row(0, named=True)
    assert (first["due"], first["share"], first["reason"], first["promise"]) == (
        LAST,
        "50%",
        "出现：产值 < 100 元",
        "产值 < 100 元",
    )
    assert first["citation"].endswith("第一条（转述，未见原文）")
    assert payout.debts["reason"].to_list()[2] == "缺 企业.产值(2024)"


def test_after_its_last_day_a_promise_is_kept(town):
    made = town(KEPT).firm("B", 投资=Fraction(4), 产值=Fraction(100)).paid({"主体": "B", "金额": Fraction(3)})

    assert owed(made.pay(on=LAST))[0][1] == "open"
    assert owed(made.pay(on=NEXT))[0][1] == "kept"


@pytest.mark.parametrize(("sold", "state"), [(LAST, "owed"), (NEXT, "kept")])
def test_what_happens_after_the_last_day_owes_nothing(town, sold, state):
    text = ONE.replace("投资补助", "专利奖").replace("who: [投资 > 0 元]\npays: 投资", "for: 专利\npays: 费用")
    made = town(text + "clawback:\n  - {when: 授权日 <= 基准日, due: 期末 + 12 月}\n").firm("A")
    made.rows("专利", {"主体": "A", "编号": "一", "授权日": sold, "费用": Fraction(5)})
    payout = made.paid({"主体": "A", "项目": "一", "金额": Fraction(5)}).pay(on=date(2027, 1, 1))

    assert owed(payout) == [("A|一", state, 500, 500 if state == "owed" else 0)]


def test_promises_of_earlier_years_are_looked_at_too_and_each_in_its_own_year(town):
    made = town(KEPT).firm("A", 2023, 产值=Fraction(50)).firm("A", 2024, 投资=Fraction(4), 产值=Fraction(500))
    payout = made.paid({"主体": "A", "所属期": "2023", "金额": Fraction(8)}).pay(on=date(2024, 12, 31))

    assert payout.debts.select("period", "state", "fen", "due").rows() == [("2023", "owed", 400, date(2024, 12, 31))]


def test_two_broken_promises_owe_no_more_than_was_paid(town):
    text = (
        ONE
        + "clawback:\n  - {when: 产值 < 100 元, due: 期末 + 12 月, share: 60%}\n  - {when: 重点, due: 期末 + 12 月, share: 70%}\n"
    )
    payout = (
        town(text)
        .firm("A", 投资=Fraction(4), 产值=Fraction(5), 重点=True)
        .paid({"主体": "A", "金额": Fraction(10)})
        .pay()
    )

    assert payout.debts.select("number", "fen").rows() == [(1, 6_00), (2, 4_00)]


def test_a_payment_for_a_row_that_is_not_there_or_not_named_is_open(town):
    made = town(KEPT).firm("A", 投资=Fraction(4))
    payout = made.paid({"主体": "A", "所属期": None, "金额": Fraction(8)}).pay()
    assert payout.debts.select("state", "paid_fen", "reason").rows() == [
        ("unknown", 800, "兑付 F1 没有写清付的是哪一项")
    ]

    text = ONE.replace("who: [投资 > 0 元]\npays: 投资", "for: 专利\npays: 费用")
    made = town(text + "clawback:\n  - {when: 授权日 <= 基准日, due: 授权日 + 12 月}\n").firm("A")
    made.rows("专利", {"主体": "A", "编号": "二", "费用": Fraction(5)})
    payout = made.paid(
        {"主体": "A", "项目": "一", "金额": Fraction(5)}, {"主体": "A", "项目": "二", "金额": Fraction(5)}
    ).pay()
    assert payout.debts.select("subject", "state", "fen", "due", "reason").rows() == [
        ("A|一", "unknown", None, None, "台账「专利」里没有这一行"),
        ("A|二", "unknown", None, None, "承诺期待定：缺 专利.授权日"),
    ]


def test_nothing_paid_or_nothing_promised_owes_nothing(town):
    assert owed(town(KEPT).firm("A", 投资=Fraction(4)).pay()) == []
    assert owed(town(ONE).firm("A", 投资=Fraction(4)).paid({"主体": "A", "金额": Fraction(4)}).pay()) == []


def test_debts_round_half_a_fen_up():
    assert [rounded(Fraction(number, 4)) for number in (1, 2, 3, 4, 5, 6)] == [0, 1, 1, 1, 1, 2]


def test_the_frames_have_their_schemas_even_when_empty(town):
    from yanzhen.engine.payout import frames

    payout = town(ONE).pay()
    for name in ("funding", "allocation", "pools", "instalments", "debts"):
        assert getattr(payout, name).schema == pl.Schema(getattr(frames, name.upper()))
    assert payout.more(1).schema == pl.Schema(frames.MORE)


def test_a_place_without_the_registers_has_nothing_paid_and_nothing_claimed_and_knows_it(town):
    from dataclasses import replace

    from yanzhen.engine.payout.records import read_claims, read_payments
    from yanzhen.facts.snapshot import Snapshot

    pack = town(ONE).pack
    bare = replace(pack.vocabulary, registers={"企业": pack.vocabulary.registers["企业"]})
    snapshot = Snapshot(bare, {}, None)

    assert (read_payments(snapshot, pack).delivered, read_claims(snapshot, pack).delivered) == (False, False)
    assert not read_payments(snapshot, pack).rows and not read_claims(snapshot, pack).rows
