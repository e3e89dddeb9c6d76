from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest

from yanzhen.facts import build_snapshot, read_batch, write_batch
from yanzhen.facts.intake import intake
from yanzhen.facts.tables import letter
from yanzhen.periods import Period

Y2024 = Period.parse("2024")
MARCH = date(2025, 3, 1)
A, B = "91350100M000100Y43", "91512081MA62K0260E"


@pytest.fixture
def take(vocabulary, tmp_path):
    """Take in a file: text (or bytes) of a csv, or a frame as Parquet."""

    def run(content, register="企业", period=Y2024, **options):
        path = tmp_path / "报表.csv"
        if isinstance(content, pl.DataFrame):
            content.write_parquet(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return intake(
            path, vocabulary.registers[register], vocabulary, period=period, known=MARCH, source="统计", **options
        )

    return run


def only(result):
    assert result.batch is None
    assert len(result.problems) == 1, [str(problem) for problem in result.problems]
    return result.problems[0]


def test_a_csv_becomes_one_batch_for_its_period(take):
    result = take(f"统一社会信用代码,营业收入,研究开发费用（合计）,县区\n{A},500,12.5,东区\n{B},,3,02\n")

    assert result.problems == ()
    assert (result.rows, result.taken) == (2, 2)
    assert result.batch.covers == {"2024"}
    assert result.batch.rows["营业收入"].to_list() == [500_000_000, None]
    assert result.batch.rows["研发投入"].to_list() == [12_500_000, 3_000_000]
    assert result.batch.rows["县区"].to_list() == ["01", "02"]
    assert (result.batch.known, result.batch.source) == (MARCH, "统计")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_in_use_are_read(take, encoding):
    result = take("本册编号,企业名称\nHY1,㐂甲厂\n".encode(encoding))

    assert result.batch.rows["企业名称"].to_list() == ["㐂甲厂"]
    assert any("GB18030" in note for note in result.understood) is (encoding == "gb18030")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "是空的"),
        ("\n\n", "是空的"),
        ("统一社会信用代码,营业收入\n", "没有数据行"),
        ("统一社会信用代码,营业收入\n,\n", "没有数据行"),
        ("统一社会信用代码;营业收入\nA;1\n", "不是用逗号分隔"),
        ("统一社会信用代码,营业收入".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04....", "已损坏"),
        (b"\xff\xff,\xff\n", "编码读不出"),
        ('统一社会信用代码,营业收入\n"A"x,1\n', "读不下去"),
        (b"PAR1....", "不是可读的 Parquet"),
    ],
)
def test_a_file_that_holds_no_table_is_refused_as_a_whole(take, content, why):
    assert why in only(take(content, keep_good=True)).why


def test_the_unit_in_a_heading_is_converted_exactly(take):
    result = take(f"统一社会信用代码,营业收入(亿元),研发占比（‰）,亩均税收(元/平方米)\n{A},1.2,30,15\n")

    row = result.batch.rows.row(0, named=True)
    assert (row["营业收入"], row["研发占比"], row["亩均税收"]) == (12_000_000_000, 30_000, 100_000_000)


@pytest.mark.parametrize(
    ("headings", "column", "why", "suggestion"),
    [
        ("统一社会信用代码,营业收人", "B", "没有列「营业收人」", "营业收入"),
        ("统一社会信用代码,营业收入(亩)", "B", "单位「亩」不合列", "万元"),
        ("统一社会信用代码,营业收入(大元)", "B", "「大元」不是计量单位", "万元"),
        ("统一社会信用代码,企业名称(元)", "B", "没有计量单位", "去掉"),
        ("统一社会信用代码,营业收入,营业收入(元)", "C", "与第 2 列「营业收入」是同一列", "删去"),
        ("统一社会信用代码,本册编号,营业收入", "B", "与第 1 列", "删去"),
        ("企业名称,营业收入", "", "缺少主键列「统一社会信用代码或证券代码或本册编号」", "加上"),
        ("统一社会信用代码,用电量", "B", "此列按 month 报送，不能用于 2024", "单独报送"),
        ("统一社会信用代码,,营业收入", "B", "有数据却没有列名", "写上列名"),
    ],
)
def test_a_heading_that_cannot_be_used_refuses_the_file_and_is_addressed(take, headings, column, why, suggestion):
    cells = ",".join([A, *"1" * headings.count(",")])

    problem = only(take(f"{headings}\n{cells}\n", keep_good=True))

    assert (problem.column, problem.row) == (column, 1 if column else 0)
    assert why in problem.why
    assert suggestion in problem.suggestion


@pytest.mark.parametrize(
    ("row", "column", "heading", "value", "why"),
    [
        (f"{A},12，5,东区", "B", "营业收入", "12，5", "逗号不是小数点"),
        (f"{A},1,东去", "C", "县区", "东去", "不在代码表"),
        ("91350100M000100Y4Z,1,东区", "A", "统一社会信用代码", "91350100M000100Y4Z", "不含「Z」"),
        (",1,东区", "A", "统一社会信用代码", "", "没有填"),
        (f"{A},1", "", "", "", "有 2 格，列名有 3 个"),
        (f"{A},1,东区,多", "", "", "", "有 4 格，列名有 3 个"),
        (f"{B},1,东区", "A", "统一社会信用代码", B, "与第 2 行重复"),
    ],
)
def test_a_bad_cell_is_addressed_by_row_letter_and_heading(take, row, column, heading, value, why):
    content = f"统一社会信用代码,营业收入,县区\n{B},1,西区\n\n{row}\n"

    problem = only(take(content))

    assert (problem.file, problem.row, problem.column, problem.heading, problem.value) == (
        "报表.csv", 4, column, heading, value,
    )  # fmt: skip
    assert why in problem.why
    assert str(problem).startswith("报表.csv 第 4 行")


def test_one_bad_cell_refuses_the_file_and_with_keep_good_only_its_row(take):
    content = f"统一社会信用代码,营业收入,员工\n{A},x,1.5\n{B},2,3\n"

    whole, kept = take(content), take(content, keep_good=True)

    assert (whole.batch, whole.taken) == (None, 0)
    assert [problem.column for problem in whole.problems] == ["B", "C"]
    assert kept.problems == whole.problems
    assert kept.batch.rows["主体"].to_list() == [B]
    assert (kept.rows, kept.taken) == (2, 1)


def test_a_trailing_blank_column_is_left_out(take):
    assert take(f"统一社会信用代码,营业收入,\n{A},1,\n").problems == ()


def test_rows_keep_the_number_they_have_in_a_spreadsheet_even_with_line_breaks_in_cells(take):
    content = f'统一社会信用代码,企业名称,员工\n{A},"甲\n厂",1\n{B},乙,x\n'

    assert only(take(content)).row == 3


def test_a_period_column_says_the_period_of_each_row(take):
    result = take(f"统一社会信用代码,员工,期间\n{A},1,2023\n{A},2,2024年\n", period=None)

    assert result.batch.covers == {"2023", "2024"}
    assert result.batch.rows["期间"].to_list() == ["2023", "2024"]


@pytest.mark.parametrize(
    ("content", "period", "why"),
    [
        (f"统一社会信用代码,员工\n{A},1\n", None, "没有期间，而「员工」按期间报送"),
        (f"统一社会信用代码,员工,期间\n{A},1,2023\n", Y2024, "这份数据说明是 2024 的"),
        (f"统一社会信用代码,员工,期间\n{A},1,去年\n", None, "不是期间"),
        (f"统一社会信用代码,员工,期间\n{A},1,2024-07\n", None, "此列按 year 报送，这一行的期间是 2024-07"),
        (f"统一社会信用代码,员工,期间\n{A},1,\n", None, "这一行的期间是空的"),
        (f"统一社会信用代码,企业名称,期间\n{A},甲,2023\n{A},乙,2024\n", None, "与第 2 行同一主体的值不同"),
    ],
)
def test_a_period_that_does_not_fit_is_a_problem(take, content, period, why):
    assert why in only(take(content, period=period)).why


def test_undated_columns_need_no_period(take):
    result = take(f"统一社会信用代码,成立日期\n{A},2020.2.29\n", period=None)

    assert result.batch.covers == {""}
    assert result.batch.rows["成立日期"].to_list() == [date(2020, 2, 29)]


def test_child_rows_need_their_own_key_and_may_repeat_their_owner(take):
    content = "统一社会信用代码,专利号,授权日期\n{A},P1,2024-01-01\n{A},P2,2024-01-01\n".replace("{A}", A)

    assert take(content, register="专利", period=None).taken == 2

    problem = only(take(content.replace("P2", "P1"), register="专利", period=None))
    assert (problem.row, problem.why) == (3, "与第 2 行重复")
    assert "主键不能空" in only(take(content.replace("P2", ""), register="专利", period=None)).why
    assert "缺少主键列「专利号」" in only(take(f"统一社会信用代码\n{A}\n", register="专利", period=None)).why


def test_the_parts_of_a_list_are_those_of_its_rows_unless_said(take):
    content = f"统一社会信用代码,名单\n{A},严重失信主体名单\n"

    assert take(content, register="名单", period=None).batch.parts == {"失信"}
    assert take(content, register="名单", period=None, parts=["失信", "安全"]).batch.parts == {"失信", "安全"}


def test_a_doubtful_body_check_is_said_and_does_not_refuse(take):
    from yanzhen.registers.checks import check_digit

    code = A[:16] + "5"
    code += check_digit(code)

    result = take(f"统一社会信用代码,员工\n{code},1\n")

    assert result.taken == 1
    assert any("GB 11714" in note for note in result.understood)


def test_what_was_understood_is_said_once_for_each_way_of_writing(take):
    result = take(f"统一社会信用代码,营业收入,员工\n{A.lower()},1.2亿,1\n{B},1.2亿,2\n")

    assert result.understood == (
        f"A 列「统一社会信用代码」「{A.lower()}」读作 {A}",
        "B 列「营业收入」「1.2亿」读作 1.2 亿元，共 2 处",
    )


def test_a_typed_parquet_file_is_read_as_its_values_would_be_written(take):
    frame = pl.DataFrame(
        {
            "本册编号": ["HY1", "HY2"],
            "营业收入": [0.1 + 0.2, None],
            "研发投入": [Decimal("1.5"), Decimal("2")],
            "员工": [3, 4],
            "规模以上": [True, None],
            "成立日期": [date(2020, 1, 1), None],
            "注销日期": [None, datetime(2024, 5, 6)],
        }
    )

    result = take(frame)

    assert result.problems == ()
    assert result.batch.rows["营业收入"].to_list() == [300_000, None]
    assert result.batch.rows["研发投入"].to_list() == [1_500_000, 2_000_000]
    assert result.batch.rows["员工"].to_list() == [3, 4]
    assert result.batch.rows["注销日期"].to_list() == [None, date(2024, 5, 6)]


def test_a_parquet_file_of_texts_is_read_like_a_csv_and_rows_count_from_the_first(take):
    problem = only(take(pl.DataFrame({"本册编号": ["HY1", "HY2"], "员工": ["3", "三"]})))

    assert (problem.row, problem.column, problem.why) == (2, "B", "应为数字")


def test_a_batch_already_accepted_is_not_taken_in_again(take, vocabulary, tmp_path):
    batch = take(f"统一社会信用代码,员工\n{A},1\n").batch
    path = write_batch(tmp_path, batch, vocabulary.registers["企业"])

    result = intake(path, vocabulary.registers["企业"], vocabulary, period=Y2024, known=MARCH, source="")

    assert "已经是一批雁阵数据" in only(result).why


def test_from_csv_to_snapshot_nothing_is_lost(take, vocabulary, tmp_path, said):
    batch = take(f"统一社会信用代码,营业收入,县区\n{A},500.000001,东区\n{B},,西区\n").batch

    class One:
        def batches(self, register):
            path = write_batch(tmp_path, batch, vocabulary.registers["企业"])
            return [read_batch(path, vocabulary)] if register == "企业" else []

    snapshot = build_snapshot(One(), vocabulary)

    assert said(snapshot, "企业", A, "营业收入", "2024") == Fraction(500_000_001, 100)
    assert said(snapshot, "企业", B, "营业收入", "2024") is None
    assert said(snapshot, "企业", B, "县区", "2024") == "02"


@pytest.mark.parametrize(("at", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (255, "IV")])
def test_columns_are_lettered_as_spreadsheets_do(at, name):
    assert letter(at) == name
