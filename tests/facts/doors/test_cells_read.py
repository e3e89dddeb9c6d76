"""What can be read in a workbook is read exactly, and what was not written plainly is said or asked."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yanzhen.facts import Memory

A, B = "91350100M000100Y43", "91512081MA62K0260E"
KEY = "统一社会信用代码"
HEAD = [KEY, "企业名称", "营业收入(万元)", "研发占比", "县区"]
ROW = [A, "甲厂", 500, "3.5%", "东区"]
MONEY, SHARE, DAY = "营业收入", "研发占比", "成立日期"


def rows(*cells, **options):
    return lambda m: m.book(cells, **options)


def row(*cells):
    return rows(HEAD, [*cells, *ROW[len(cells) :]])


def written(write, *cells, **options):
    return lambda m: m.written(write, cells or (HEAD, ROW), **options)


def share_shown_as(code: str, value: float):
    return written(lambda page, shape: page.write_number(1, 3, value, shape(code)))


def day_written(**options):
    def write(page, shape):
        page.write_datetime(1, 1, datetime(2024, 5, 1), shape("yyyy-mm-dd"))

    return written(write, [KEY, DAY], [A], **options)


def text_cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def empty_text_formula(m) -> bytes:
    head = f"<row>{text_cell(KEY)}{text_cell(MONEY)}</row>"
    return m.cells(f'{head}<row>{text_cell(A)}<c t="str"><f>""</f><v></v></c></row>')


def renamed_part(m) -> bytes:
    def renamed(text):
        return text.replace(b"sheet1.xml", b"odd.xml")

    return m.zipped({renamed(name.encode()).decode(): renamed(content) for name, content in m.parts().items()})


READ = {
    "full width, spaces, multiples": (row(f" {A.lower()} ", "甲", "１．２ 亿"), MONEY, 12_000_000_000, "「１．２ 亿」读作 1.2 亿元"),
    "a unit behind the number": (row(A, "甲", "500万元"), MONEY, 500_000_000, "读作 500 万元"),
    "the unit of the heading": (rows([KEY, "营业收入(亿元)"], [A, 1.2]), MONEY, 12_000_000_000, ""),
    "the shortest decimal": (row(A, "甲", 1234567.89), MONEY, 1_234_567_890_000, ""),
    "noise of doubles": (row(A, "甲", 0.1 + 0.2), MONEY, 300_000, ""),
    "a percent format": (share_shown_as("0.0%", 0.035), SHARE, 35_000, ""),
    "a percent format of one's own": (share_shown_as('[Red]0.00"约"%', 0.07), SHARE, 70_000, ""),
    "a sign that is only shown": (share_shown_as('0.0"%"', 3.5), SHARE, 35_000, "没有写 %，读作 3.5%"),
    "a bare share": (row(A, "甲", 1, 3.5), SHARE, 35_000, "没有写 %，读作 3.5%"),
    "ods percentage": (
        lambda m: m.ods_with(
            '<table:table-cell office:value-type="string"><text:p>3.5%',
            '<table:table-cell office:value-type="percentage" office:value="0.07"><text:p>7%',
        ),
        SHARE, 70_000, "",
    ),
    "dates": (day_written(), DAY, date(2024, 5, 1), ""),
    "dates since 1904": (day_written(date_1904=True), DAY, date(2024, 5, 1), "1904 日期系统"),
    "a date as text": (rows([KEY, DAY], [A, "2024.5.1"]), DAY, date(2024, 5, 1), "读作 2024-05-01"),
    "a formula with its value": (written(lambda page, _: page.write_formula(1, 2, "=1+2", None, 3)), MONEY, 3_000_000, ""),
    "a formula with an empty text": (empty_text_formula, MONEY, None, ""),
    "a title above": (
        written(lambda page, _: page.merge_range(0, 0, 0, 4, "二〇二四年报表"), [], [], HEAD, ROW),
        MONEY, 500_000_000, "列名在第 3 行，它上面的第 1 行没有读",
    ),
    "a sheet beside": (rows(HEAD, ROW, more=[("备注", (["说明"],))]), MONEY, 500_000_000, "没有读「备注」"),
    "an address in a cell": (
        written(lambda page, _: page.write_url(1, 1, "https://example.org", None, "甲厂")), "企业名称", "甲厂", "",
    ),
    "blanks to the end of the sheet": (lambda m: m.ods(m.ods_table((HEAD, ROW))), MONEY, 500_000_000, ""),
    "empty columns and rows before": (rows([], [None, *HEAD], [], [None, *ROW]), MONEY, 500_000_000, ""),
    "a heading in two lines": (rows([KEY + "*", "营业收入\n（万元）"], [A, 5]), MONEY, 5_000_000, ""),
    "a sheet in a part of another name": (renamed_part, "企业名称", "甲厂", ""),
    "a key that lost its zeros": (row(1), "主体", "1", "是否为 000001"),
    "a column left empty": (rows([KEY, "规模以上"], [A]), "规模以上", None, "整列是空的，读作每一户都是「否」"),
}  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_exactly_and_said(maker, take, name):
    make, column, expected, words = READ[name]

    came = take(make(maker))

    assert came.batch is not None, [str(one) for one in came.problems]
    assert came.batch.rows[column][0] == expected
    said = "\n".join([*came.understood, *map(str, came.doubts)])
    assert words in said, said


def test_a_share_with_its_sign_is_not_asked_about(take, book):
    assert take(book((HEAD, ROW))).doubts == ()


def test_every_column_says_how_it_was_read(take, book):
    seen = {one.name: one for one in take(book()).seen}

    assert [one.letter for one in seen.values()] == ["A", "B", "C", "D", "E"]
    money = seen[MONEY]
    assert (money.unit, money.filled, money.blank) == ("万元", 2, 0)
    assert (money.least, money.most) == ("1000 元", "500.25 万元")


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        (5_000_000, "的 10,000 倍；是否把元填成了万元"),
        (500_000, "的 1,000 倍"),
        (499_999, ""),
        (0.5, "的 1,000 分之一"),
        (0.51, ""),
        (0, ""),
    ],
)
def test_a_jump_against_last_year_is_asked_about_and_taken_in(take, book, vocabulary, now, asked):
    before = Memory(vocabulary)
    before.add("企业", [{"主体": A, "期间": "2023", MONEY: 5_000_000}])

    came = take(book((HEAD, [A, "甲", now, "1%", "东区"], [B, "乙", 10**6, "1%", "东区"])), before=before)

    assert came.batch.rows.height == 2
    assert len(came.doubts) == bool(asked)
    if asked:
        assert asked in str(came.doubts[0])
        assert (came.doubts[0].row, came.doubts[0].column) == (2, "C")


def test_a_jump_of_a_child_row_is_that_of_the_same_row(take, book, vocabulary):
    assert vocabulary.registers["项目"].columns["投资额"].period is None
    before = Memory(vocabulary)
    before.add("项目", [{"主体": A, "项目编号": "一", "投资额": 5}])

    came = take(book(([KEY, "项目编号", "投资额(万元)"], [A, "一", 10**6])), register="项目", before=before)

    assert came.batch is not None
    assert came.doubts == ()
