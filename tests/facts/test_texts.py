import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from yanzhen.facts.cells import CellProblem, read_cell
from yanzhen.facts.texts import read_texts
from yanzhen.registers import Column
from yanzhen.units import parse_unit

DIGITS = st.text("0123456789", min_size=1, max_size=14)
DECIMALS = st.builds("{}{}{}".format, st.sampled_from(["", "-"]), DIGITS, st.just("") | DIGITS.map(".{}".format))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(DECIMALS | st.sampled_from(["", "-", "1.2亿", "abc", "1,234"]), max_size=8), unit=st.data())
@example(texts=["999999999999.999999", "-0", "-0.000001", "000001.5", "0.0000001"], unit=None)
def test_reading_a_column_together_is_reading_each_of_its_cells(vocabulary, texts, unit):
    units = ["元", "万元", "亿元", "角"]
    said = parse_unit(unit.draw(st.sampled_from(units)) if unit else "亿元")
    column = Column("营业收入", unit=parse_unit("万元"))

    found = read_texts(texts, column, vocabulary, said)

    for at, text in enumerate(texts):
        one = read_cell(text, column, vocabulary, unit=said)
        assert found.bad.get(at) == (one if isinstance(one, CellProblem) else None)
        held = None if one is None or isinstance(one, CellProblem) else int(one / column.step)
        assert found.values[at] == held


@pytest.mark.parametrize("kind", ["yesno", "date", "text"])
def test_bad_cells_keep_their_row_and_leave_a_gap(vocabulary, kind):
    column = Column("某列", kind=kind)
    texts = {"yesno": ["是", "?", ""], "date": ["2024-01-01", "?", ""], "text": ["甲", "?", ""]}[kind]

    found = read_texts(texts, column, vocabulary)

    assert list(found.bad) == ([] if kind == "text" else [1])
    assert found.values.is_null().to_list() == [False, kind != "text", True]
