"""What is wrong in a workbook that can be read is told by sheet, row, column and heading, with what to do."""

from __future__ import annotations

from datetime import datetime

import pytest

A, B = "91350100M000100Y43", "91512081MA62K0260E"
KEY = "统一社会信用代码"
HEAD = [KEY, "企业名称", "营业收入(万元)", "研发占比", "县区"]
ROW = [A, "甲厂", 500, "3.5%", "东区"]
DAY = "yyyy-mm-dd"
NUMBER_CELL = '<table:table-cell office:value-type="float" office:value="500.25">'


def rows(*cells, **options):
    return lambda m: m.book(cells, **options)


def row(*cells):
    """A sound heading over these cells and those of a sound row behind them."""
    return rows(HEAD, [*cells, *ROW[len(cells) :]])


def merged(*corners: int):
    return lambda m: m.written(lambda page, _: page.merge_range(*corners, "营业收入(万元)"))


def written(write, *cells):
    return lambda m: m.written(write, cells or (HEAD, ROW))


def failed(page, _):
    page.write_formula(1, 2, "=1/0", None, "#DIV/0!")


def misnamed(page, _):
    page.write_formula(1, 1, "=x", None, "#NAME?")


TOLD = {
    "no key": (rows(HEAD[1:3], ROW[1:3]), 0, "", "缺少主键列"),
    "no headings": (rows(ROW, ROW), 0, "", "缺少主键列"),
    "unknown heading": (rows([*HEAD[:2], "营业收人"], ROW[:3]), 1, "C", "没有列「营业收人」；是否为「营业收入」"),
    "heading twice": (rows([*HEAD[:3], "营业收入(元)"], ROW[:3]), 1, "D", "是同一列"),
    "wrong unit": (rows([KEY, "营业收入(亩)"], ROW[:2]), 1, "B", "单位「亩」不合列"),
    "cells without a heading": (rows(HEAD, [*ROW, "多的"]), 1, "F", "没有列名"),
    "only headings": (rows(HEAD), 0, "", "没有数据行"),
    "merged headings": (merged(0, 2, 0, 3), 1, "C", "C1:D1 是合并的单元格；取消合并"),
    "headings of two rows": (merged(0, 1, 1, 1), 1, "B", "B1:B2 是合并的单元格"),
    "merged rows": (merged(1, 2, 2, 2), 2, "C", "C2:C3 是合并的单元格，只有左上角有值"),
    "ods merged rows": (
        lambda m: m.ods_with(NUMBER_CELL, NUMBER_CELL.replace(" ", ' table:number-rows-spanned="2" ', 1)),
        2, "C", "C2:C3 是合并的单元格",
    ),
    "a heading that is a formula": (lambda m: m.with_formula(1, 3, "=A1"), 1, "C", "公式没有算出的值"),
    "formula without a value": (
        lambda m: m.with_formula(2, 3, "=B9*2"), 2, "C", "「营业收入(万元)」：填了「=B9*2」，公式没有算出的值；用表格软件打开",
    ),
    "ods formula without a value": (
        lambda m: m.ods_with(NUMBER_CELL, '<table:table-cell table:formula="of:=1">'), 2, "C", "公式没有算出的值",
    ),
    "formula that failed": (written(failed), 2, "C", "填了「#DIV/0!」，公式出错"),
    "failed formula in a text column": (written(misnamed), 2, "B", "填了「#NAME?」，公式出错"),
    "error saved as text": (row(A, "#N/A"), 2, "B", "公式出错"),
    "text in a number cell": (row(A, "甲", "约五百"), 2, "C", "填了「约五百」，不是一个确切的数"),
    "a comma for a point": (row(A, "甲", "12，5"), 2, "C", "填了「12，5」，逗号不是小数点；12.5"),
    "a percent format in a column of money": (
        written(lambda page, shape: page.write_number(1, 2, 0.5, shape("0%"))), 2, "C", "单位「%」不合此列",
    ),
    "an unknown code": (row(*ROW[:4], "东去"), 2, "E", "不在代码表「县市区」里；是否为 东区"),
    "a wrong check digit": (row("91350100M000100Y44"), 2, "A", "校验位不符"),
    "a letter O for a zero": (row("9135O100M000100Y43"), 2, "A", "不含「O」；是否为 91350100M000100Y43"),
    "a key as a long number": (row(913501000000100143), 2, "A", "校验位不符"),
    "the same firm twice": (rows(HEAD, ROW, ROW), 3, "A", "与第 2 行重复"),
    "a total below": (rows(HEAD, ROW, ["合计", None, 500]), 3, "A", "不要报送"),
    "a row without a key": (rows(HEAD, ROW, [None, "填表人：张三"]), 3, "A", "没有填"),
    "a date by its number": (rows([KEY, "成立日期"], [A, 45000]), 2, "B", "日期序号，不是日期；是否为 2023-03-15"),
    "a date by its number since 1904": (
        rows([KEY, "成立日期"], [A, 45000], options={"date_1904": True}), 2, "B", "日期序号，不是日期；把格式改为日期",
    ),
    "a date with a time": (
        written(
            lambda page, shape: page.write_datetime(1, 1, datetime(2024, 5, 1, 8), shape(DAY)), [KEY, "成立日期"], [A]
        ),
        2, "B", "应为日期",
    ),
    "one and a half persons": (rows([KEY, "员工"], [A, 1.5]), 2, "B", "比最小单位 1 人 更细"),
    "a number beyond everything": (row(A, "甲", 1e300), 2, "C", "太长|数太大"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_what_is_wrong_is_told_with_its_place(maker, take, name):
    make, number, column, words = TOLD[name]

    came = take(make(maker))

    assert (came.batch, came.error) == (None, None)
    first = came.problems[0]
    assert (first.row, first.column) == (number, column), [str(one) for one in came.problems]
    assert any(part in str(first) for part in words.split("|")), str(first)
    assert first.sheet in ("企业", "Sheet")
    assert f"工作表「{first.sheet}」" in str(first)


NO_TABLE = {
    "empty sheets": (rows(), "都是空的"),
    "two sheets that fit": (rows(HEAD, ROW, more=[("二", (HEAD, ROW))]), "「企业」、「二」 都有"),
    "two sheets, none fits": (rows(["a"], [1], more=[("二", (["b"], [2]))]), "都没有"),
}


@pytest.mark.parametrize("name", NO_TABLE)
def test_it_is_not_guessed_which_sheet_is_meant(refused, name):
    refused(*NO_TABLE[name])


def test_hidden_sheets_are_no_facts(refused, maker):
    def hide(made, _):
        made.get_worksheet_by_name("藏").hide()

    refused(lambda m: m.book((), more=[("藏", (HEAD, ROW))], prepare=hide), "都是空的")


def test_thousands_of_formulas_without_a_value_are_one_message(refused, maker):
    cells = "".join(f'<row r="{at}"><c r="A{at}"><f>1+{at}</f></c></row>' for at in range(1, 10_502))

    refused(lambda m: m.cells(cells), "10,501 个公式没有算出的值")


def test_all_problems_are_told_in_the_order_of_the_file(take, book):
    came = take(book((HEAD, [A, "甲", "x", "y", "z"], [B, "乙", "x", 1, "东区"])))

    assert [(one.row, one.column) for one in came.problems] == [(2, "C"), (2, "D"), (2, "E"), (3, "C")]


def test_one_sheet_of_several_can_be_named(take, book):
    data = book((HEAD, ROW), more=[("二", (HEAD, [B, *ROW[1:]]))])

    assert take(data, sheet="二").batch.rows["主体"].to_list() == [B]
    assert "没有工作表「三」" in take(data, sheet="三").error.what
