"""`yanzhen score`: the file, its receipt, the report that asks for nothing outside itself, who moved."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest

PACK = {
    "pack.yaml": "pack: 镇\ntitle: 某镇（虚构）\nformat: 1\nversion: 1.0\n",
    "registers/企业.yaml": "register: 企业\nkey: 编号\nname: 名称\ncolumns:\n  名称: {type: text}\n"
    "  税: {unit: 万元, period: year, measure: flow, change: subject}\n"
    "  地: {unit: 亩, period: year, measure: stock, change: subject}\n",
    "schemes/评价.yaml": "scheme: 评价\nbasis: assumed\nin_force: {from: 2020-01-01, until: 未载明, by: 期末}\n"
    "groups:\n  - group: 全部\n    items:\n"
    "      - {item: 亩均, value: 税 / 地, weight: 60 分, shape: ratio, against: 总量(税) / 总量(地), most: 150%}\n"
    "      - {item: 税额, value: 税, weight: 40 分, shape: min_max}\n"
    "cuts: {A: 20%, B: 60%, C: 95%, D: 100%}\nrefill: 否\ndoubts: [\"<script>不该执行</script>\"]\n",
    "sample.yaml": "sample: 企业\ncolumns:\n  名称: {prefix: 某企业}\n  税: {median: 100 万元, spread: 1}\n"
    "  地: {median: 20 亩, spread: 0.5}\nmissing:\n  - {chance: 0%}\nbasis: assumed\n",
}  # fmt: skip


@pytest.fixture
def town(tmp_path, call):
    """A pack and synthetic facts of it."""
    for name, text in PACK.items():
        path = tmp_path / "镇" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    code, _, err = call("sample", tmp_path / "镇", "--enterprises", 60, "--out", tmp_path / "facts")
    assert code == 0, err
    return tmp_path


def scored(call, town, *more):
    return call("score", town / "镇", "评价", "--facts", town / "facts", "--year", 2024, *more)


def test_the_file_the_receipt_and_the_summary_agree(call, town):
    code, out, err = scored(call, town, "--out", town / "a.parquet")

    table = pl.read_parquet(town / "a.parquet")
    slip = json.loads((town / "a.parquet.receipt.json").read_text("utf-8"))
    assert code == 0, err
    assert table.height == 60 and slip["findings"]["rows"] == 60 and slip["synthetic"] is True
    assert "合成数据" in out and "假定" in out
    assert table["class"].value_counts().sort("class")["count"].to_list() == [12, 24, 21, 3]
    assert {"value:亩均", "against:亩均", "points:亩均"} <= set(table.columns)
    total = table["points:亩均"] + table["points:税额"]
    assert (total == table["score"]).all()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_other_formats_are_written_and_twice_the_same(call, town, suffix):
    files = [town / f"{name}.{suffix}" for name in "ab"]
    for file in files:
        assert scored(call, town, "--out", file)[0] == 0

    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_report_asks_for_nothing_outside_itself(call, town):
    assert scored(call, town, "--out", town / "a.parquet", "--report", town / "a.html")[0] == 0
    page = (town / "a.html").read_text("utf-8")

    assert not re.search(
        r"https?:|//[a-z]|@import|url\(|<script|\son[a-z]+=|\sstyle=|<link|<img", page.replace("&lt;script", "")
    )
    assert "default-src 'none'" in page and "办法为假定" in page and "合成数据" in page
    assert page.count("线 前") == 3 and "怎样升一等" in page and "看数据表" in page and 'role="img"' in page
    assert "&lt;script&gt;不该执行" in page


def test_who_moved_is_told_against_an_earlier_file(call, town):
    scored(call, town, "--out", town / "a.parquet")
    _, out, _ = scored(call, town, "--out", town / "b.parquet", "--against", town / "a.parquet")

    assert "0 户有变" in out


def test_a_firm_is_explained(call, town):
    scored(call, town, "--out", town / "a.parquet")
    row = pl.read_parquet(town / "a.parquet").row(20, named=True)
    code, out, _ = call(
        "explain",
        town / "镇",
        "--facts",
        town / "facts",
        "--year",
        2024,
        "--scheme",
        "评价",
        "--subject",
        row["subject"],
    )

    assert code == 0 and f"【{row['class']}】" in out and f"第 {row['rank']} 名" in out and "升一等" in out


@pytest.mark.parametrize(("more", "told"), [
    (["--out", "x.pdf"], "YZ-C01"), (["--out", "x.csv", "--report", "x.pdf"], "YZ-C01"),
    (["--out", "x.csv", "--against", "没有.parquet"], "YZ-C04"),
])  # fmt: skip
def test_what_cannot_be_done_is_refused_before_any_work(call, town, more, told):
    code, _, err = scored(call, town, *more)

    assert code == 2 and told in err


def test_a_scheme_the_pack_does_not_have_is_refused(call, town):
    code, _, err = call(
        "score", town / "镇", "评介", "--facts", town / "facts", "--year", 2024, "--out", town / "a.csv"
    )

    assert code == 2 and "YZ-E07" in err and "评价" in err
