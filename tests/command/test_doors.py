"""`template` and `intake`: from an empty workbook to a snapshot, and from refused rows back in."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import openpyxl
import pytest

from yanzhen.facts import Folder, build_snapshot
from yanzhen.facts.intake import intake
from yanzhen.facts.template import fields_of, write_template
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

A, B = "91350100M000100Y43", "91512081MA62K0260E"
Y2024 = Period.parse("2024")
KEY = "统一社会信用代码"


@pytest.fixture(scope="module")
def pack(request):
    return request.config.rootpath / "packs" / "hengyang"


@pytest.fixture(scope="module")
def vocabulary(pack):
    return read_pack(pack).vocabulary


@pytest.fixture
def template(call, pack, tmp_path):
    """Ask for an empty workbook; answers where it is."""

    def ask(*more, register="企业", period="2024"):
        out = tmp_path / f"{register}空表.xlsx"
        when = ("--period", period) if period else ()
        code, _, err = call("template", pack, register, "--out", out, *when, *more)
        assert (code, err) == (0, "")
        return out

    return ask


@pytest.fixture
def fill(tmp_path):
    """Fill in rows by heading (the unit left away), as a person does, from row 3 on; answers the file."""

    def with_rows(path, *rows, sheet=0):
        book = openpyxl.load_workbook(path)
        page = book.worksheets[sheet]
        places = {str(cell.value).partition("(")[0]: cell.column for cell in page[1]}
        for at, row in enumerate(rows, start=3):
            for name, value in row.items():
                page.cell(at, places[name]).value = value
        filled = tmp_path / "填好.xlsx"
        book.save(filled)
        return filled

    return with_rows


@pytest.fixture
def take(call, pack, tmp_path):
    """Take a file in; answers exit code and what was said."""

    def run(file, *more, register="企业", out="facts", rejects="退回.xlsx"):
        return call("intake", pack, register, file, "--out", tmp_path / out, "--rejects", tmp_path / rejects, *more)

    return run


def page_of(path, name=None):
    book = openpyxl.load_workbook(path)
    return book[name] if name else book.worksheets[0]


def test_a_template_explains_itself(template):
    path = template()

    page, guide = page_of(path), page_of(path, "填表说明")
    headings = [cell.value for cell in page[1]]
    assert headings[0] == KEY
    assert {"营业收入(万元)", "入库税收(元)", "从业人员(人)", "县区"} <= set(headings)
    assert str(page["A2"].value).startswith("示例：")
    assert page.freeze_panes == "B2"
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    lists = [rule.formula1 for rule in rules.values() if rule.type == "list"]
    assert '"是,否"' in lists
    assert any(source.startswith("代码表!") for source in lists)
    told = {row[0]: row for row in guide.iter_rows(values_only=True) if row[0]}
    assert told["营业收入(万元)"][3:6] == ("2024，全期合计", "统计", "不知道（不是 0，也不是否）")
    assert told["倍增培育企业"][5] == "读作「否」"
    assert openpyxl.load_workbook(path)["代码表"].sheet_state == "hidden"


def test_every_register_has_a_template_that_comes_back_empty(vocabulary, tmp_path):
    out = tmp_path / "空表.xlsx"
    assert len(vocabulary.registers) > 5
    for register in vocabulary.registers.values():
        write_template(out, register, vocabulary, None, fields_of(register, vocabulary, None))
        came = intake(out, register, vocabulary, period=None, known=date(2025, 3, 1))
        assert [one.why for one in came.problems] == ["没有数据行"], register.name


def test_the_same_template_has_the_same_bytes(template):
    first = template().read_bytes()

    assert template().read_bytes() == first


def test_the_words_after_a_template_of_undated_facts_are_enough_to_take_it_in(call, fill, pack, tmp_path):
    out = tmp_path / "专利.xlsx"
    _, said, _ = call("template", pack, "专利", "--out", out)
    assert "--known" in said

    filled = fill(out, {KEY: A, "专利号": "1", "授权日期": date(2024, 5, 1)})
    code, _, _ = call(
        "intake", pack, "专利", filled, "--out", tmp_path / "facts", "--rejects", tmp_path / "退回.xlsx", "--known", "2025-01-31"
    )  # fmt: skip
    assert code == 0


def test_one_holder_is_asked_for_no_others_columns(template, vocabulary):
    headings = [str(cell.value).partition("(")[0] for cell in page_of(template("--held-by", "税务"))[1]]

    columns = vocabulary.registers["企业"].columns
    assert headings[:2] == [KEY, "企业名称"]
    assert {columns[name].held_by for name in headings[2:]} == {"税务"}


def test_without_a_period_every_row_says_its_own(template, fill, take, vocabulary, tmp_path):
    rows = [{KEY: A, "期间": year, "营业收入": year} for year in (2023, 2024)]
    code, said, err = take(fill(template(period=""), *rows), "--known", "2025-03-01")

    assert (code, err) == (0, ""), said
    frame = build_snapshot(Folder(tmp_path / "facts", vocabulary), vocabulary).frame("企业")
    assert frame.stored("营业收入", Period.parse("2023")).values[0] == 2023 * 1_000_000


def test_what_was_filled_in_stands_in_the_snapshot(template, fill, take, vocabulary, tmp_path):
    rows = [
        {
            KEY: A,
            "企业名称": "甲厂",
            "营业收入": 500.25,
            "入库税收": "１.２亿",
            "倍增培育企业": "是",
            "成立日期": "2001.5.6",
        },
        {KEY: B, "企业名称": "乙厂", "营业收入": "3,000", "县区": "北京市"},
    ]
    code, said, err = take(fill(template(), *rows))

    assert (code, err) == (0, "")
    assert "第 2 行是示例，没有读" in said
    assert "「１.２亿」读作 1.2 亿元" in said
    assert "2024-12-31 获知" in said
    assert not (tmp_path / "退回.xlsx").exists()
    frame = build_snapshot(Folder(tmp_path / "facts", vocabulary), vocabulary).frame("企业")
    at = frame.keys.index(A)
    assert frame.stored("营业收入", Y2024).values[at] * Fraction(1, 100) == Fraction(50_025 * 100)
    assert frame.stored("入库税收", Y2024).values[at] == 12_000_000_000
    assert frame.stored("倍增培育企业", Y2024).values[at]
    assert not frame.stored("入库税收", Y2024).present[frame.keys.index(B)]


def test_the_same_file_again_changes_nothing_and_says_so(template, fill, take, tmp_path):
    file = fill(template(), {KEY: A, "营业收入": 1})
    take(file)
    before = {path: path.read_bytes() for path in (tmp_path / "facts").rglob("*.parquet")}
    copy = tmp_path / "另一个名字.xlsx"
    copy.write_bytes(file.read_bytes())

    code, said, _ = take(copy)

    assert (code, "什么也没有变" in said) == (0, True)
    assert {path: path.read_bytes() for path in (tmp_path / "facts").rglob("*.parquet")} == before


@pytest.mark.parametrize("keep_good", [False, True])
def test_refused_rows_come_back_mended(template, fill, take, vocabulary, tmp_path, keep_good):
    rows = [{KEY: A, "营业收入": "12，5", "企业名称": "甲厂"}, {KEY: B, "营业收入": 7, "企业名称": "乙厂"}]
    option = ("--keep-good",) if keep_good else ()

    code, said, _ = take(fill(template(), *rows), *option)

    assert code == 3
    assert "第 3 行 L 列「营业收入(万元)」：填了「12，5」，逗号不是小数点；12.5" in said
    assert len(list((tmp_path / "facts").rglob("*.parquet"))) == keep_good
    page = page_of(tmp_path / "退回.xlsx")
    headings = [cell.value for cell in page[1]]
    assert headings[-2:] == ["原因", "原行号"]
    bad = page.cell(2, headings.index("营业收入(万元)") + 1)
    assert bad.value == "12，5"
    assert bad.fill.fgColor.rgb == "FFFFC7CE"
    assert "逗号不是小数点" in page.cell(2, len(headings) - 1).value
    assert page.cell(2, len(headings)).value == "3"
    assert page.max_row == (2 if keep_good else 3)

    mended = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    mended.worksheets[0].cell(2, bad.column).value = 12.5
    mended.save(tmp_path / "改好.xlsx")
    code, said, err = take(tmp_path / "改好.xlsx", rejects="再退回.xlsx")

    assert (code, err) == (0, ""), said
    frame = build_snapshot(Folder(tmp_path / "facts", vocabulary), vocabulary).frame("企业")
    stored = frame.stored("营业收入", Y2024)
    assert {key: int(stored.values[at]) for at, key in enumerate(frame.keys)} == {A: 12_500_000, B: 7_000_000}


def test_a_row_refused_twice_keeps_its_number(template, fill, take, tmp_path):
    rows = [{KEY: A, "营业收入": 1}, {KEY: B, "营业收入": "约七"}]
    take(fill(template(), *rows), "--keep-good")

    code, _, _ = take(tmp_path / "退回.xlsx", rejects="再退回.xlsx")

    page = page_of(tmp_path / "再退回.xlsx")
    headings = [cell.value for cell in page[1]]
    assert code == 3
    assert (headings.count("原因"), headings.count("原行号")) == (1, 1)
    assert page.cell(2, len(headings)).value == "4"


def test_rejects_hold_no_formula(template, fill, take, tmp_path):
    code, _, _ = take(fill(template(), {KEY: A, "企业名称": "＝cmd", "营业收入": "=cmd|' /C calc'!A0"}))

    assert code == 3
    book = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    assert [cell for page in book for row in page for cell in row if cell.data_type == "f"] == []


def test_a_jump_against_earlier_facts_is_asked_about(template, fill, take, tmp_path):
    file = fill(template(period="2023"), {KEY: A, "营业收入": 500})
    assert take(file)[0] == 0

    code, said, _ = take(fill(template(), {KEY: A, "营业收入": 5_000_000}), "--facts", tmp_path / "facts")

    assert code == 0
    assert "的 10,000 倍；是否把元填成了万元" in said


def test_unreadable_files_end_with_2_and_write_nothing(take, tmp_path):
    file = tmp_path / "报表.xlsx"
    file.write_bytes(b"%PDF-1.7")

    code, out, err = take(file, "--period", "2024")

    assert (code, out) == (2, "")
    assert "YZ-F11" in err and "PDF" in err
    assert [path.name for path in tmp_path.iterdir()] == ["报表.xlsx"]


def test_a_file_of_another_delivery_is_not_written_over(template, fill, take, tmp_path):
    assert take(fill(template(), {KEY: A, "营业收入": 1}), out="good.parquet")[0] == 0
    before = (tmp_path / "good.parquet").read_bytes()

    code, _, err = take(fill(template(), {KEY: A, "营业收入": 2}), out="good.parquet")

    assert (code, "YZ-F14" in err) == (2, True)
    assert (tmp_path / "good.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--period", "2023"), 2, "是 2024 的表，不是 2023 的"),
        (("--period", "二〇二四"), 2, "不是期间"),
        (("--known", "昨天"), 2, "YZ-C02"),
        (("--sheet", "别的"), 2, "没有工作表"),
        (("--facts", "nowhere"), 2, "YZ-C04"),
    ],
)
def test_what_does_not_fit_the_file_is_refused(template, fill, take, more, code, words):
    found, _, err = take(fill(template(), {KEY: A, "营业收入": 1}), *more)

    assert found == code
    assert words in err


def test_a_workbook_of_another_register_is_refused(template, take):
    code, _, err = take(template(register="专利"), register="企业")

    assert (code, "是台账「专利」的表" in err) == (2, True)


def test_the_file_itself_is_never_written_over(template, fill, take, tmp_path):
    file = fill(template(), {KEY: A, "营业收入": "x"})
    before = file.read_bytes()

    code, _, err = take(file, rejects=file.name)

    assert (code, "YZ-C08" in err) == (2, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("企业", "--out", "x.xls"), "YZ-C01"),
        (("企页", "--out", "x.xlsx"), "是否想写「企业」"),
        (("企业", "--out", "x.xlsx", "--held-by", "税物"), "是否想写「税务」"),
        (("企业", "--out", "x.xlsx", "--period", "24"), "不是期间"),
    ],
)
def test_a_template_that_cannot_be_made_is_refused(call, pack, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, _, err = call("template", pack, *arguments)

    assert code == 2
    assert words in err
    assert list(tmp_path.iterdir()) == []
