"""The workbook a person opens."""

from __future__ import annotations

import openpyxl
import pytest

from yanzhen.command.workbook import write_workbook

ARGUMENTS = {"year": "2024", "on": "2025-06-30", "known": None, "all": False}
SHEETS = ["应享清单", "差一步", "可申报", "待补数据", "待评审", "按条款汇总", "条款目录"]


@pytest.fixture
def write(pack, run, tmp_path):
    def written(**options):
        write_workbook(pack, run, ARGUMENTS, tmp_path / "w.xlsx", lambda *step: None, **options)
        return openpyxl.load_workbook(tmp_path / "w.xlsx")

    return written


def rows(sheet) -> list[dict[str, object]]:
    """The rows under the header, by its names."""
    lines = list(sheet.iter_rows(values_only=True))
    return [dict(zip(lines[1], line, strict=True)) for line in lines[2:]]


def test_it_has_the_seven_sheets_each_with_frozen_header_and_filter(write):
    book = write()

    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "C3"
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$2:$2"


def test_each_finding_stands_on_its_sheet_under_names_people_know(write):
    book = write()

    met = rows(book["应享清单"])
    assert [(row["名称"], row["条款"]) for row in met] == [("吴记机械", "甲奖"), ("吴记机械", "丁担保")]
    assert [(row["名称"], row["差在"]) for row in rows(book["差一步"])] == [("吴记机械", "研发投入")]
    assert [row["条款"] for row in rows(book["可申报"])] == ["乙奖[新]"]
    assert [row["缺什么"] for row in rows(book["待补数据"])] == ["企业.营业收入(2024) 未报送"]
    assert [(row["名称"], row["等待"]) for row in rows(book["待评审"])] == [("=陈记化工", "是否先进")]
    assert [row["范围内"] for row in rows(book["按条款汇总"])] == [2, 2, 2]
    assert [row["条款"] for row in rows(book["条款目录"])] == ["甲奖", "乙奖[新]", "丙称号", "丁担保"]
    assert rows(book["条款目录"])[0]["终止"] == "未载明"


def test_money_is_a_number_of_yuan_with_two_decimals(write):
    sheet = write()["应享清单"]

    first, second = rows(sheet)
    assert (first["金额(元)"], first["实得(元)"], first["上限(元)"]) == (12_345_678.9, 12_000_000, None)
    assert (second["金额(元)"], second["上限(元)"], second["金额口径"]) == (None, 500_000, "最高不超过")
    assert sheet["F3"].number_format == "#,##0.00"


def test_a_text_that_looks_like_a_formula_stays_a_text(write):
    book = write()

    cell = next(cell for row in book["差一步"].iter_rows(min_row=3) for cell in row if cell.value == "=差 2 万元")
    assert cell.data_type == "s"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_every_sheet_says_synthetic_first_when_the_subjects_are(write, run):
    assert all(sheet["A1"].value.startswith("合成数据") for sheet in write())

    run.synthetic = False
    assert not any("合成数据" in sheet["A1"].value for sheet in write())


def test_a_sheet_that_is_too_long_says_how_many_rows_it_left_out(write):
    sheet = write(most_rows=1)["应享清单"]

    lines = list(sheet.iter_rows(values_only=True))
    assert len(lines) == 4
    assert lines[-1][0].startswith("另有 1 行未列出")


def test_a_sheet_exactly_at_the_limit_leaves_nothing_out(write):
    assert "另有" not in str(list(write(most_rows=2)["应享清单"].iter_rows(values_only=True)))
