from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from yanzhen.errors import FactsError
from yanzhen.facts import Batch
from yanzhen.periods import Period

MARCH, MAY, JUNE = date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1)
Y2024 = Period.parse("2024")


def firm(key="甲", period="2024", **cells):
    return {"主体": key, "期间": period, **cells}


def test_the_latest_known_value_wins(memory, build, said):
    memory.add("企业", [firm(营业收入=100)], known=MARCH)
    memory.add("企业", [firm(营业收入=300)], known=JUNE)
    memory.add("企业", [firm(营业收入=200)], known=MAY)

    assert said(build(memory), "企业", "甲", "营业收入", "2024") == 300


def test_what_was_known_on_an_earlier_date_is_what_had_been_accepted_by_then(memory, build, said):
    memory.add("企业", [firm(营业收入=100)], known=MARCH)
    memory.add("企业", [firm(营业收入=300)], known=JUNE)

    assert said(build(memory, known=MAY), "企业", "甲", "营业收入", "2024") == 100
    assert said(build(memory, known=JUNE), "企业", "甲", "营业收入", "2024") == 300


def test_a_batch_accepted_later_delivers_nothing_not_even_its_periods_or_subjects(memory, build):
    memory.add("企业", [firm("甲", 营业收入=100) | {"获知": MARCH}], known=JUNE)

    snapshot = build(memory, known=MAY)

    frame = snapshot.frame("企业")
    assert (frame.n, frame.delivered_rows, frame.delivered("营业收入", Y2024)) == (0, False, False)


def test_a_row_known_later_than_asked_is_left_out_though_its_batch_counts(memory, build):
    memory.add("企业", [firm("甲", 员工=1), firm("乙", 员工=2) | {"获知": JUNE}], known=MARCH)

    frame = build(memory, known=MAY).frame("企业")

    assert frame.keys == ["甲"]
    assert frame.delivered("员工", Y2024)


def test_an_empty_cell_never_overrides(memory, build, said):
    memory.add("企业", [firm(营业收入=100)], known=MARCH)
    memory.add("企业", [firm(营业收入=None, 员工=5)], known=JUNE)

    snapshot = build(memory)

    assert said(snapshot, "企业", "甲", "营业收入", "2024") == 100
    assert said(snapshot, "企业", "甲", "员工", "2024") == 5


@pytest.mark.parametrize(
    ("column", "one", "other", "words"),
    [
        ("营业收入", 1_000_000, 2_000_000, ("100 万元", "200 万元")),
        ("县区", "01", "02", ("东区", "西区")),
        ("规模以上", True, False, ("是", "否")),
        ("研发占比", Fraction(3, 100), Fraction(4, 100), ("3%", "4%")),
    ],
)
def test_two_values_of_one_day_that_differ_are_refused_naming_both_and_both_deliveries(
    memory, build, column, one, other, words
):
    memory.add("企业", [firm(**{column: one})], known=MARCH, source="税务.csv")
    memory.add("企业", [firm(**{column: other})], known=MARCH, source="统计.csv")

    with pytest.raises(FactsError) as refused:
        build(memory)

    assert refused.value.code == "YZ-F07"
    for part in ("甲", column, "2024", *words, "税务.csv", "统计.csv"):
        assert part in str(refused.value)


def test_two_undated_values_of_one_day_that_differ_are_refused(memory, build):
    memory.add("企业", [{"主体": "甲", "企业名称": "甲厂"}], known=MARCH)
    memory.add("企业", [{"主体": "甲", "企业名称": "乙厂"}], known=MARCH)

    with pytest.raises(FactsError, match=r"甲厂.*乙厂"):
        build(memory)


def test_the_same_value_twice_on_one_day_is_no_contradiction(memory, build, said):
    memory.add("企业", [firm(营业收入=100)], known=MARCH)
    memory.add("企业", [firm(营业收入=100)], known=MARCH)

    assert said(build(memory), "企业", "甲", "营业收入", "2024") == 100


def test_a_later_correction_settles_an_old_contradiction(memory, build, said):
    memory.add("企业", [firm(营业收入=100)], known=MARCH)
    memory.add("企业", [firm(营业收入=200)], known=MARCH)
    memory.add("企业", [firm(营业收入=250)], known=JUNE)

    assert said(build(memory), "企业", "甲", "营业收入", "2024") == 250
    with pytest.raises(FactsError, match="YZ-F07"):
        build(memory, known=MAY)


def test_undelivered_and_delivered_but_empty_are_told_apart(memory, build):
    memory.add("企业", [firm("甲", 营业收入=1, 员工=None), firm("乙", 营业收入=None, 员工=None)], known=MARCH)

    frame = build(memory).frame("企业")

    assert frame.delivered("员工", Y2024)
    assert frame.stored("员工", Y2024) is None
    assert not frame.delivered("研发投入", Y2024)
    assert not frame.delivered("营业收入", Period.parse("2023"))
    assert frame.stored("营业收入", Y2024).present.tolist() == [False, True]
    assert frame.keys == ["乙", "甲"]


def test_a_period_without_rows_is_delivered_when_the_batch_covers_it(memory, build):
    memory.add("企业", covers=["2023"], columns=["营业收入"])

    frame = build(memory).frame("企业")

    assert frame.delivered("营业收入", Period.parse("2023"))
    assert frame.delivered_rows


def test_a_delivery_for_a_year_answers_for_its_months_of_monthly_columns(memory, build, said):
    memory.add("企业", [firm(period="2024-07", 用电量=5)], covers=["2024"])

    frame = build(memory).frame("企业")

    assert frame.delivered("用电量", Period.parse("2024-12"))
    assert not frame.delivered("用电量", Y2024)
    assert said(build(memory), "企业", "甲", "用电量", "2024-07") == 5


def test_undated_columns_are_delivered_whenever_a_batch_holds_them(memory, build):
    memory.add("企业", [firm(企业名称="甲厂", 营业收入=1)], covers=["2024"])

    frame = build(memory).frame("企业")

    assert frame.delivered("企业名称", None)
    assert not frame.delivered("成立日期", None)


def test_rows_of_a_period_the_batch_does_not_cover_are_refused(memory, build):
    memory.add("企业", [firm(period="2023", 营业收入=1)], covers=["2024"], source="统计.csv")

    with pytest.raises(FactsError, match=r"统计\.csv 有 2023 的行，但这一批只报送 2024"):
        build(memory)


def test_rows_of_a_list_the_batch_does_not_answer_for_are_refused(memory, build):
    memory.add("名单", [{"主体": "甲", "名单": "安全"}], parts=["失信"])

    with pytest.raises(FactsError, match="有「安全」的行，但这一批只报送 失信"):
        build(memory)


def test_a_part_is_delivered_by_code_and_by_name_and_all_rows_only_with_all_parts(memory, build):
    memory.add("名单", parts=["失信"])

    frame = build(memory).frame("名单")

    assert frame.has_part("失信")
    assert frame.has_part("严重失信主体名单")
    assert not frame.has_part("安全")
    assert not frame.has_part("")

    memory.add("名单", [{"主体": "甲", "名单": "安全生产失信名单"}])
    frame = build(memory).frame("名单")

    assert frame.has_part("安全")
    assert frame.has_part("")


@pytest.mark.parametrize(
    ("period", "cells", "why"),
    [
        ("2024-07", {"营业收入": 1}, "「营业收入」的期间是 2024-07，此列按 year 报送"),
        ("", {"营业收入": 1}, "「营业收入」的期间是空的"),
        ("2024", {"用电量": 1}, "「用电量」的期间是 2024，此列按 month 报送"),
        ("24年", {"营业收入": 1}, "期间「24年」读不出"),
    ],
)
def test_a_period_of_another_kind_than_the_column_is_refused(memory, build, period, cells, why):
    memory.add("企业", [firm(period=period, **cells)])

    with pytest.raises(FactsError, match="YZ-F05") as refused:
        build(memory)

    assert why in str(refused.value)


def test_an_unmapped_code_is_refused_with_file_value_and_the_nearest_name(memory, build):
    memory.add("企业", [firm(县区="01"), firm("乙", 县区="东去区")], source="市场监管.csv")

    with pytest.raises(FactsError) as refused:
        build(memory)

    assert refused.value.code == "YZ-F06"
    for part in ("市场监管.csv", "东去区", "县市区", "「东区」"):
        assert part in str(refused.value)


def test_codes_may_be_written_by_name_and_the_row_key_holds_the_code(memory, build):
    memory.add("名单", [{"主体": "甲", "名单": "严重失信主体名单", "自": MARCH}])
    memory.add("名单", [{"主体": "甲", "名单": "失信", "自": MARCH}])

    assert build(memory).frame("名单").keys == ["甲|失信"]


def test_subjects_named_by_several_batches_appear_once_sorted_by_key(memory, build):
    memory.add("企业", [firm("丙"), firm("甲")], columns=["员工"])
    memory.add("企业", [firm("甲", "2023", 员工=3), firm("丁", "2023", 员工=4)])

    assert build(memory).frame("企业").keys == sorted(["丙", "甲", "丁"])


def test_child_rows_are_slices_of_their_owner_and_rows_without_owner_come_first(memory, build):
    memory.add("企业", [firm("A"), firm("B"), firm("C")])
    rows = [("C", "P2"), ("A", "P9"), ("X", "P0"), ("C", "P1")]
    memory.add("专利", [{"主体": owner, "专利号": number} for owner, number in rows])

    frame = build(memory).frame("专利")

    assert frame.keys == ["X|P0", "A|P9", "C|P1", "C|P2"]
    assert frame.owners["企业"].tolist() == [-1, 0, 2, 2]
    assert frame.offsets("企业", 3).tolist() == [1, 2, 2, 4]


def test_an_undelivered_child_register_has_an_empty_slice_for_every_owner(memory, build):
    memory.add("企业", [firm("A"), firm("B")])

    frame = build(memory).frame("专利")

    assert frame.offsets("企业", 2).tolist() == [0, 0, 0]
    assert not frame.delivered_rows


def test_a_ref_leads_to_the_row_it_names_and_to_none_when_it_names_nobody(memory, build):
    memory.add("企业", [firm("A"), firm("B")])
    rows = [("A", "P1", "B"), ("A", "P2", "Z"), ("B", "P3", None)]
    memory.add("专利", [{"主体": owner, "专利号": number, "代理机构": agent} for owner, number, agent in rows])

    assert build(memory).frame("专利").owners["代理机构"].tolist() == [1, -1, -1]


def test_a_ref_to_a_row_of_the_same_owner_may_leave_the_owner_out(memory, build):
    memory.add("企业", [firm("A"), firm("B")])
    memory.add("项目", [{"主体": "A", "项目编号": "1"}, {"主体": "B", "项目编号": "1"}])
    rows = [("A", "P1", "1"), ("B", "P2", "1"), ("B", "P3", "A|1")]
    memory.add("专利", [{"主体": owner, "专利号": number, "所属项目": project} for owner, number, project in rows])

    assert build(memory).frame("专利").owners["所属项目"].tolist() == [0, 1, 0]


def test_only_the_registers_asked_for_and_their_owners_are_built(memory, build):
    memory.add("企业", [firm("A")])
    memory.add("专利", [{"主体": "A", "专利号": "1"}])
    memory.add("项目", [{"主体": "A", "项目编号": "1"}])

    snapshot = build(memory, registers=["专利"])

    assert set(snapshot.frames) == {"企业", "专利"}


def test_only_the_columns_asked_for_are_loaded_but_all_deliveries_are_recorded(memory, build):
    memory.add("企业", [firm(营业收入=1, 员工=2)])

    frame = build(memory, columns={("企业", "员工")}).frame("企业")

    assert set(frame.columns) == {("员工", Y2024)}
    assert frame.delivered("营业收入", Y2024)


@pytest.mark.parametrize("key", ["", None, "甲|乙"])
def test_a_row_without_a_usable_key_is_refused(memory, build, key):
    memory.add("企业", [firm(key, 员工=1)])

    with pytest.raises(FactsError, match="YZ-F08"):
        build(memory)


def test_a_batch_of_another_shape_is_refused_before_anything_is_read(vocabulary, build):
    rows = pl.DataFrame({"主体": ["甲"], "期间": ["2024"], "获知": [MARCH], "员工": [1.5]})

    class Wrong:
        def batches(self, register):
            return [Batch(register, rows, frozenset({"2024"}), frozenset(), MARCH)] if register == "企业" else []

    with pytest.raises(FactsError, match=r"YZ-F04.*「员工」是 Float64，应为整数"):
        build(Wrong())


def test_arrays_of_one_register_are_aligned_and_hold_whole_steps(memory, build):
    memory.add("企业", [firm("A", 营业收入=Fraction(1, 100)), firm("B", "2023", 营业收入=2)])

    frame = build(memory).frame("企业")

    last, this = frame.stored("营业收入", Period.parse("2023")), frame.stored("营业收入", Y2024)
    assert (last.values.dtype, last.values[1], this.values[0]) == (np.int64, 200, 1)
    assert (last.present.tolist(), this.present.tolist()) == ([False, True], [True, False])


def test_a_snapshot_is_synthetic_when_any_delivery_is(memory, build):
    memory.add("企业", [firm()])
    assert not build(memory).synthetic

    memory.add("企业", [firm("乙")], synthetic=True)
    assert build(memory).synthetic


def test_a_part_of_a_rows_own_key_may_be_unknown_but_not_all_of_it(memory, build, said):
    memory.add(
        "意见", [{"主体": "甲", "条件": "c1", "意见": True}, {"主体": "甲", "条件": "c1", "行": "甲|P1", "意见": False}]
    )

    snapshot = build(memory)

    assert snapshot.frame("意见").keys == ["甲|c1|", "甲|c1|甲|P1"]
    assert said(snapshot, "意见", "甲|c1|", "意见") is True
    assert said(snapshot, "意见", "甲|c1|甲|P1", "意见") is False

    memory.add("意见", [{"主体": "甲", "意见": True}])
    with pytest.raises(FactsError, match=r"YZ-F08.*「条件、行」是空的"):
        build(memory)


def test_only_the_last_part_of_a_key_may_hold_the_sign_that_joins_them(memory, build):
    memory.add("意见", [{"主体": "甲", "条件": "c|1", "行": "P1"}])

    with pytest.raises(FactsError, match=r"YZ-F08.*「条件」含有"):
        build(memory)


def test_a_certificate_without_a_level_is_a_row_with_a_gap(memory, build):
    memory.add("资质", [{"主体": "甲", "级别": "省级"}, {"主体": "甲", "自": MARCH}])

    frame = build(memory).frame("资质")

    assert frame.keys == ["甲||2025-03-01", "甲|省级|"]
    assert frame.stored("级别", None).present.tolist() == [key.startswith("甲|省级") for key in frame.keys]
