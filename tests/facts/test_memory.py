from datetime import date
from fractions import Fraction

import pytest

from yanzhen.errors import FactsError


def test_numbers_become_whole_steps_of_the_column(memory):
    batch = memory.add(
        "企业", [{"主体": "甲", "期间": "2024", "营业收入": Fraction(10_050, 10), "研发占比": Fraction(3, 100)}]
    )

    assert batch.rows["营业收入"].to_list() == [100_500]
    assert batch.rows["研发占比"].to_list() == [30_000]


@pytest.mark.parametrize(("value", "fits"), [(Fraction(1, 100), True), (Fraction(1, 1000), False), (2**62, False)])
def test_a_number_finer_than_the_step_or_too_large_is_refused(memory, value, fits):
    row = {"主体": "甲", "期间": "2024", "营业收入": value}

    if fits:
        assert memory.add("企业", [row]).rows["营业收入"].to_list() == [1]
    else:
        with pytest.raises(FactsError, match=r"YZ-F09.*营业收入"):
            memory.add("企业", [row])


@pytest.mark.parametrize(
    ("column", "value"), [("营业收入", "12"), ("员工", True), ("成立日期", "2024-01-01"), ("规模以上", 1)]
)
def test_a_value_of_another_type_is_refused(memory, column, value):
    with pytest.raises(FactsError, match=f"YZ-F04.*{column}"):
        memory.add("企业", [{"主体": "甲", column: value}])


def test_codes_may_be_given_by_id(memory):
    assert memory.add("企业", [{"主体": "甲", "期间": "2024", "县区": 1}]).rows["县区"].to_list() == ["02"]


def test_covers_and_parts_are_those_of_the_rows_unless_said(memory):
    assert memory.add("企业", [{"主体": "甲", "期间": "2024"}]).covers == {"2024"}
    assert memory.add("企业", [{"主体": "甲"}]).covers == {""}
    assert memory.add("企业").covers == {""}
    assert memory.add("企业", covers=["2023"]).covers == {"2023"}
    assert memory.add("名单", [{"主体": "甲", "名单": "失信"}]).parts == {"失信"}
    assert memory.add("名单", parts=["安全"]).parts == {"安全"}
    assert memory.add("名单").parts == frozenset()


@pytest.mark.parametrize(("register", "column", "hint"), [("企也", "员工", "企业"), ("企业", "营业收人", "营业收入")])
def test_an_unknown_register_or_column_is_refused_with_the_nearest_name(memory, register, column, hint):
    with pytest.raises(FactsError, match=f"「{hint}」"):
        memory.add(register, [{"主体": "甲", column: 1}])


def test_deliveries_come_oldest_first(memory):
    memory.add("企业", [{"主体": "甲"}], known=date(2025, 1, 1))
    memory.add("企业", [{"主体": "乙"}], known=date(2024, 1, 1))

    assert [batch.known.year for batch in memory.batches("企业")] == [2024, 2025]
