"""`yanzhen score --publish`: what is made public, what each firm is told, what is handed on; and the loop of a correction."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta

import polars as pl
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from yanzhen.engine.schemes.publishing import PERSONAL, masked, objection_until, refuse_personal
from yanzhen.errors import EngineError
from yanzhen.language.workdays import WorkingDays
from yanzhen.pack.evaluation import Scheme

PACK = {
    "pack.yaml": "pack: 镇\ntitle: 某镇（虚构）\nformat: 1\nversion: 1.0\ncalendar: 历\n",
    "calendars/历.yaml": "calendar: 历\nfile: 历.csv\nfrom: 2025-01-01\nuntil: 2026-01-01\n",
    "calendars/历.csv": "日期,安排,事由\n2025-07-04,休,虚构\n",
    "registers/企业.yaml": "register: 企业\nkey: 编号\naccepts: [本册编号]\nname: 名称\ncolumns:\n  名称: {type: text}\n"
    "  税: {unit: 万元, period: year, measure: flow, show: unit}\n  地: {unit: 亩, period: year, measure: stock}\n"
    "  联系: {type: text}\n  户号: {type: text, show: unit}\n",
    "schemes/评价.yaml": "scheme: 评价\nbasis: assumed\nin_force: {from: 2020-01-01, until: 未载明, by: 期末}\n"
    "groups:\n  - group: 全部\n    items:\n"
    "      - {item: 亩均, value: 税 / 地, weight: 100 分, shape: ratio, against: 10 万元/亩}\n"
    "cuts: {A: 20%, B: 60%, C: 80%, D: 100%}\nrefill: 否\ndepartment: 某镇经济发展办\n"
    "publish: {due: 公布日 + 3 工作日, objection: 书面提出, silence: 逾期视为同意, columns: [地, 税, 联系],\n"
    "  handed: [{to: 供电所, classes: [C, D], columns: [户号]}]}\n",
}  # fmt: skip
HEAD = "编号,名称,税,地,联系,户号\n"
ROWS = [
    "F1,甲厂,500,10,一楼,11\n", "F2,乙厂,400,10,二楼,12\n", "F3,丙厂,300,10,三楼,13\n",
    "F4,丁厂,200,10,四楼,14\n", "F5,戊厂,100,10,五楼,\n",
]  # fmt: skip


@pytest.fixture
def town(tmp_path):
    for name, text in PACK.items():
        path = tmp_path / "镇" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def deliver(call, town):
    def take(rows: list[str], known: str) -> None:
        file = town / f"{known}.csv"
        file.write_text(HEAD + "".join(rows), encoding="utf-8")
        code, out, err = call(
            "intake", town / "镇", "企业", file, "--period", 2024, "--known", known,
            "--out", town / "facts", "--rejects", town / "退回.xlsx",
        )  # fmt: skip
        assert code == 0, out + err

    (town / "facts").mkdir()
    return take


def scored(call, town, out, *more):
    return call(
        "score", town / "镇", "评价", "--facts", town / "facts", "--year", 2024, "--on", "2025-07-01",
        "--out", town / out, *more,
    )  # fmt: skip


def words(path):
    paper = Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([line.text for line in paper.paragraphs] + cells)


def test_the_list_the_letters_and_the_list_handed_on_say_what_each_reader_may_know(call, town, deliver):
    deliver(ROWS, "2025-02-01")
    code, _, err = scored(call, town, "a.parquet", "--publish", town / "公布")
    assert code == 0, err

    public = words(town / "公布" / "公布名单.docx")
    assert "甲厂" in public and "2025年7月7日前" in public and "一楼" in public
    assert "500" not in public and "11" not in public
    letter = words(town / "公布" / "通知书" / "F5.docx")
    assert "戊厂：" in letter and "总分100分" in letter and "等次为D" in letter and "第5名" in letter
    assert "10.00 万元/亩" in letter and "书面提出" in letter and "某镇经济发展办" in letter
    sheet = CalamineWorkbook.from_path(str(town / "公布" / "交办名单" / "供电所.xlsx")).get_sheet_by_index(0)
    text = "|".join(str(cell) for row in sheet.to_python() for cell in row)
    assert "丁厂" in text and "14" in text and "戊厂" in text and "甲厂" not in text and "1 户缺户号" in text


def test_the_same_run_publishes_the_same_bytes_and_never_over_an_earlier_one(call, town, deliver):
    deliver(ROWS, "2025-02-01")
    for name in "ab":
        assert scored(call, town, "a.parquet", "--publish", town / name)[0] == 0
    files = sorted(path.relative_to(town / "a") for path in (town / "a").rglob("*") if path.is_file())

    assert len(files) == 8
    assert [(town / "a" / one).read_bytes() == (town / "b" / one).read_bytes() for one in files] == [True] * 8
    code, _, err = scored(call, town, "a.parquet", "--publish", town / "a")
    assert code == 2 and "YZ-C57" in err


def test_synthetic_firms_are_called_so_in_every_paper(call, town):
    assert call("sample", town / "镇", "--enterprises", 8, "--out", town / "facts")[0] == 0
    assert scored(call, town, "a.parquet", "--publish", town / "公布")[0] == 0

    papers = [path for path in (town / "公布").rglob("*") if path.is_file()]
    assert len(papers) > 3
    for path in papers:
        with zipfile.ZipFile(path) as held:
            assert "合成数据" in "".join(held.read(name).decode("utf-8", "ignore") for name in held.namelist()), path


@pytest.mark.parametrize(
    "told", ["430421199003071234", "４３０４２１１９９００３０７１２３Ｘ", "138 0747 1234", "6222020200112233445"]
)
def test_a_public_list_with_somebodys_number_in_it_is_not_written(call, town, deliver, told):
    deliver([ROWS[0].replace("一楼", told), *ROWS[1:]], "2025-02-01")
    code, _, err = scored(call, town, "a.parquet", "--publish", town / "公布")

    assert code == 2 and "YZ-E57" in err and told not in err
    assert not (town / "公布").exists() and not (town / "a.parquet").exists()


@pytest.mark.parametrize("told", ["91110000600037341L", "2025-06-30", "430421", "12345678901", "0734-8866123"])
def test_other_numbers_may_be_published(told):
    refuse_personal(pl.DataFrame({"栏": [told, ""]}))
    with pytest.raises(EngineError):
        refuse_personal(pl.DataFrame({"栏": [f"{told} 电话13907341234"]}))
    assert len(PERSONAL) == 3


def test_a_correction_ranks_the_whole_group_again_and_both_versions_stay(call, town, deliver):
    deliver(ROWS, "2025-02-01")
    assert scored(call, town, "a.parquet", "--publish", town / "初")[0] == 0
    first = (town / "a.parquet").read_bytes()
    deliver([ROWS[4].replace("100", "450")], "2025-07-05")
    code, out, err = scored(call, town, "b.parquet", "--against", town / "a.parquet", "--publish", town / "更正")

    assert code == 0, err
    after = {row["subject"]: row for row in pl.read_parquet(town / "b.parquet").iter_rows(named=True)}
    assert [after[key]["rank"] for key in ("F1", "F2", "F3", "F4", "F5")] == [1, 3, 4, 5, 2]
    assert [after[key]["class"] for key in ("F1", "F2", "F3", "F4", "F5")] == list("ABCDB")
    assert "4 户有变，其中 3 户换了等次" in out and "本户 亩均 改变" in out and "别的企业名次改变" in out
    assert (town / "a.parquet").read_bytes() == first and "等次为D" in words(town / "初" / "通知书" / "F5.docx")
    assert "等次为B" in words(town / "更正" / "通知书" / "F5.docx")
    code, _, _ = scored(call, town, "c.parquet", "--known", "2025-02-01")
    assert code == 0 and pl.read_parquet(town / "c.parquet").equals(pl.read_parquet(town / "a.parquet"))


CALENDAR = WorkingDays("历", date(2025, 1, 1), date(2025, 12, 31), frozenset({date(2025, 7, 4)}), frozenset())


@pytest.mark.parametrize(("due", "on", "last"), [
    ("公布日 + 3 日", "2025-06-30", "2025-07-03"),
    ("公布日 + 3 日", "2025-07-01", "2025-07-07"),
    ("公布日 + 3 工作日", "2025-06-30", "2025-07-03"),
    ("公布日 + 3 工作日", "2025-07-01", "2025-07-07"),
    ("公布日 + 5 工作日", "2025-12-29", None),
    ("另行通知", "2025-07-01", None),
])  # fmt: skip
def test_the_last_day_to_object_is_counted_by_the_scheme_and_the_calendar(due, on, last):
    scheme = Scheme(id="t/a", name="a", title="a", place=None, cite=None, register="企业", period="year", in_force=None,
                    area=None, conditions=(), unrated=(), groups=(), publish={"due": due})  # fmt: skip
    found, told = objection_until(scheme, date.fromisoformat(on), CALENDAR)

    assert found == (date.fromisoformat(last) if last else None) and told
    if found:
        assert CALENDAR.works(found) and found - date.fromisoformat(on) >= timedelta(days=3)


def test_a_name_is_masked_but_for_its_first_character():
    assert masked("张三丰") == "张＊＊" and masked("") == ""
