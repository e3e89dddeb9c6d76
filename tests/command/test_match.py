"""What `match` writes, and what it leaves alone when it cannot."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import polars as pl
import pytest

from yanzhen.command import match as verb
from yanzhen.command.receipt import findings_digest
from yanzhen.engine.result import COLUMNS


@pytest.fixture
def folders(tmp_path):
    for name in ("pack", "facts"):
        (tmp_path / name).mkdir()
    return tmp_path


def arguments(folders, *out, year=2024):
    outs = [word for name in out for word in ("--out", folders / name)]
    return ["match", folders / "pack", "--facts", folders / "facts", "--year", year, *outs]


def test_it_writes_the_columns_of_the_contract_and_a_receipt_beside(call, rooms, folders):
    code, _, err = call(*arguments(folders, "f.parquet"), "--on", "2025-06-30")

    assert (code, err) == (0, "")
    assert pl.read_parquet(folders / "f.parquet").columns == list(COLUMNS)
    receipt = json.loads((folders / "f.parquet.receipt.json").read_text("utf-8"))
    assert receipt["output"]["sha256"] == hashlib.sha256((folders / "f.parquet").read_bytes()).hexdigest()
    assert receipt["arguments"] == {"year": "2024", "on": "2025-06-30", "known": None, "all": False}
    assert receipt["pack"] == {"id": "t", "version": "1.0", "digest": "dd"}
    assert receipt["facts"] == [{"sha256": "aa", "file": "企业.parquet"}, {"sha256": "bb", "file": ""}]
    assert receipt["synthetic"] is True


def test_the_date_of_decision_is_the_last_day_of_the_year_unless_given(call, rooms, folders):
    call(*arguments(folders, "f.csv"))

    (_, _, period, on, known), options = rooms.calls[0]
    assert (str(period), on, known) == ("2024", date(2024, 12, 31), None)
    assert options["all_findings"] is False


def test_all_formats_bear_the_same_digest_of_findings(call, rooms, folders):
    call(*arguments(folders, "f.parquet", "f.csv", "f.xlsx"))

    digests = {json.loads(path.read_text("utf-8"))["findings"]["digest"] for path in folders.glob("*.receipt.json")}
    assert len(digests) == 1


def test_the_digest_of_findings_does_not_depend_on_the_order_of_rows(run):
    assert findings_digest(run.table) == findings_digest(run.table.reverse())
    assert findings_digest(run.table) != findings_digest(run.table.head(3))


def test_the_same_run_gives_the_same_bytes_twice(call, rooms, folders):
    names = [f"f{end}" for end in verb.FORMATS]
    call(*arguments(folders, *names))
    first = {path.name: path.read_bytes() for path in folders.glob("f.*")}
    call(*arguments(folders, *names))

    assert {path.name: path.read_bytes() for path in folders.glob("f.*")} == first
    assert len(first) == 6


def test_the_parquet_file_says_that_its_subjects_are_synthetic(call, rooms, folders):
    call(*arguments(folders, "f.parquet"))

    assert pl.read_parquet_metadata(folders / "f.parquet")["yanzhen.synthetic"] == "yes"


def test_nothing_in_a_csv_is_run_by_a_spreadsheet_and_numbers_stay_numbers(call, rooms, folders, run):
    starts = "=+-@\t＝＋－＠"
    reasons = [start + "cmd" for start in starts][: run.table.height]
    run.table = run.table.with_columns(pl.Series("reason", reasons), amount_fen=pl.lit(-5, pl.Int64))
    call(*arguments(folders, "f.csv"))

    written = pl.read_csv(folders / "f.csv", infer_schema_length=None)
    assert written["reason"].to_list() == ["'" + reason for reason in reasons]
    assert written["amount_fen"].to_list() == [-5] * run.table.height


@pytest.mark.parametrize("name", ["f.txt", "f", "f.parq", "f.XLSX"])
def test_a_format_it_does_not_write_is_refused_before_any_work(call, rooms, folders, name):
    code, out, err = call(*arguments(folders, name))

    assert code == 2
    assert "YZ-C01" in err and name in err
    assert not rooms.calls and out == ""


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [("--on", "2025-6-31", "YZ-C02"), ("--known", "昨天", "YZ-C02"), ("--year", "24", "YZ-C03")],
)
def test_a_date_that_is_none_is_refused_by_name(call, rooms, folders, option, value, error):
    code, _, err = call(*arguments(folders, "f.csv"), option, value)

    assert code == 2
    assert error in err and option in err and "Traceback" not in err


def test_a_folder_that_is_not_there_is_named(call, rooms, folders):
    (folders / "facts").rmdir()
    code, _, err = call(*arguments(folders, "f.csv"))

    assert code == 2
    assert "YZ-C04" in err and str(folders / "facts") in err


def test_a_run_that_fails_leaves_what_stood_there(call, rooms, folders, monkeypatch):
    (folders / "f.csv").write_text("earlier")
    monkeypatch.setattr("yanzhen.command.tables.write_csv", _breaks)
    code, _, err = call(*arguments(folders, "f.parquet", "f.csv"))

    assert code == 2
    assert "YZ-C07" in err and "No space left" in err
    assert (folders / "f.csv").read_text() == "earlier"
    assert sorted(path.name for path in folders.iterdir()) == ["f.csv", "facts", "pack"]


def _breaks(table, path):
    raise OSError(28, "No space left on device", str(path))


def test_the_summary_keeps_exact_money_and_ceilings_apart(call, rooms, folders):
    _, out, _ = call(*arguments(folders, "f.parquet"))

    owed = next(line for line in out.splitlines() if line.strip().startswith("应享合计"))
    assert "12,345.68" not in owed and "1,234.57" in owed and "1,200.00" in owed and "0.00" in owed
    guarantee = next(line for line in out.splitlines() if line.strip().startswith("担保"))
    assert "50.00" in guarantee
    for words in ("合成数据", "乙奖[新]", "企业.营业收入[上年]", "统计", "用时", "吴记机械"):
        assert words in out


def test_progress_is_silent_when_nobody_watches(call, rooms, folders):
    _, _, err = call(*arguments(folders, "f.parquet"))

    assert err == ""


def test_by_subject_each_one_is_a_line_with_what_it_meets_and_what_it_waits_for(call, rooms, folders):
    code, out, _ = call(*arguments(folders, "f.parquet"), "--by", "subject")

    assert code == 0
    assert rooms.calls[0][1]["all_findings"] is True
    lines = out.splitlines()
    first = next(line for line in lines if "吴记机械" in line)
    second = next(line for line in lines if "=陈记化工" in line)
    assert first.split()[:6] == ["吴记机械", "2", "1", "1", "–", "✓甲奖"]
    assert second.split()[:5] == ["=陈记化工", "–", "–", "1", "2"]
    assert "差一步 乙奖[新]：研发投入" in out
    assert "营业收入(2024) 未报送" in out and "企业.营业收入" not in out


def test_of_many_subjects_the_most_helped_are_shown_and_the_others_counted(run):
    from yanzhen.command.by_subject import MOST_SUBJECTS, by_subject

    rows = [dict(row, subject=f"S{at:03d}") for at in range(MOST_SUBJECTS + 2) for row in run.table[:1].to_dicts()]
    table = by_subject(pl.DataFrame(rows, schema=COLUMNS), {}, {}, "2024")

    assert table.row_count == MOST_SUBJECTS
    assert str(table.caption) == "另有 2 户未列出"


def test_a_summary_it_does_not_know_is_refused_with_the_two_it_knows(call, rooms, folders):
    code, _, err = call(*arguments(folders, "f.parquet"), "--by", "subjects")

    assert code == 2 and "YZ-C01" in err and "subject" in err
