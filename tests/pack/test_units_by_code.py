"""A register of which each row has the unit of its code: 5 毫克/升 of oxygen stands beside pH 9."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from yanzhen.engine.cases import run_cases
from yanzhen.errors import LanguageError
from yanzhen.facts.intake import intake
from yanzhen.facts.template import fields_of, write_template
from yanzhen.language.bind import bind
from yanzhen.language.parser import parse
from yanzhen.pack.checks import check
from yanzhen.pack.loading import read_pack
from yanzhen.pack.scope import PackScope, TermLayer

RIVER = Path(__file__).parent / "river"
HEAD = "断面编码,参数,值\n"


@pytest.fixture(scope="module")
def river():
    return read_pack(RIVER)


@pytest.fixture
def take(river, tmp_path):
    def run(text):
        path = tmp_path / "监测.csv"
        path.write_text(HEAD + text, "utf-8")
        register = river.vocabulary.registers["监测值"]
        return intake(path, register, river.vocabulary, period=None, known=date(2025, 1, 5), source="测试")

    return run


def test_the_pack_is_clean_and_its_cases_pass_in_both_readings(river):
    assert [str(problem) for problem in check(RIVER).problems] == []
    assert [one.differences for one in run_cases(river) if not one.passed] == []


def test_each_row_is_read_in_the_unit_of_its_code(take):
    result = take("S1,溶解氧,5\nS1,pH,7.5\nS1,氨氮,0.0002 毫克/升\nS1,水温,\n")

    assert result.problems == ()
    step = Fraction(1, 10_000)
    litre = 1000  # a milligram in a litre is a gram in a cubic metre: 1000 of the canonical 毫克/立方米
    assert [None if n is None else n * step for n in result.batch.rows["值"].to_list()] == [
        5 * litre,
        Fraction(15, 2),
        Fraction(2, 10_000) * litre,
        None,
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("S1,溶解氧,5 摄氏度", "单位「摄氏度」不合此列（毫克/立方米）"),
        ("S1,,5", "不知道单位：「参数」没有填或没有写单位"),
        ("S1,溶解养,5", "不在代码表「应测参数」里"),
    ],
)
def test_a_number_in_another_unit_or_of_no_code_is_refused(take, row, said):
    result = take(f"{row}\n")

    assert result.batch is None
    assert any(said in str(problem) for problem in result.problems), [str(problem) for problem in result.problems]


def test_the_template_says_the_unit_of_each_code(river, tmp_path):
    path = tmp_path / "监测值.xlsx"
    register = river.vocabulary.registers["监测值"]
    write_template(path, register, river.vocabulary, None, fields_of(register, river.vocabulary, None))
    book = openpyxl.load_workbook(path)
    told = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]

    assert any("单位随「参数」：pH pH、溶解氧 毫克/升" in text for text in told)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("最大(监测值.值) > 5 毫克/升", "L51", "[参数 = …]"),
        ("(some e in 监测值 satisfies e.值 > 5 毫克/升)", "L51", "by: 参数 的 match"),
        ("合计(监测值[参数 = 溶解氧].值) > 5 摄氏度", "L51", ""),
        ('最大(监测值[参数 != "pH"].值) > 5 毫克/升', "L51", "[参数 = …]"),
    ],
)
def test_values_of_different_units_are_never_put_together(river, text, code, hint):
    scope = PackScope(river.vocabulary, TermLayer(None, river.vocabulary), "断面", "year")
    with pytest.raises(LanguageError) as error:
        bind(parse(text), scope)

    assert error.value.code == f"YZ-{code}"
    assert hint in error.value.hint
    bind(parse('最大(监测值[参数 = "溶解氧"].值) > 5 毫克/升'), scope)
    bind(parse('(some e in 监测值[参数 = "溶解氧"] satisfies e.值 > 5 毫克/升)'), scope)
