import json
import os
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yanzhen.errors import FactsError
from yanzhen.facts import Folder, Memory, read_batch, write_batch

MARCH = date(2025, 3, 1)


@pytest.fixture
def batch(vocabulary):
    rows = [
        {"主体": "乙", "期间": "2024", "营业收入": Fraction(123, 100), "研发占比": Fraction(3, 100), "规模以上": True},
        {
            "主体": "甲",
            "期间": "2024",
            "营业收入": None,
            "县区": "01",
            "成立日期": date(2020, 2, 29),
            "企业名称": "甲厂",
        },
    ]
    held = Memory(vocabulary).add("企业", rows, known=MARCH, source="统计", synthetic=True)
    return replace(held, note="合成数据")


@pytest.fixture
def write(vocabulary, tmp_path):
    return lambda batch: write_batch(tmp_path, batch, vocabulary.registers[batch.register])


def rewritten(path, values=None, **about):
    """The file again, with other values of columns or other metadata."""
    table = pq.read_table(path)
    said = json.loads(table.schema.metadata[b"yanzhen"]) | about
    for name, array in (values or {}).items():
        at = table.column_names.index(name) if name in table.column_names else table.num_columns
        table = (table.set_column if name in table.column_names else table.add_column)(at, name, array)
    pq.write_table(table.replace_schema_metadata({b"yanzhen": json.dumps(said).encode()}), path)
    return path


def saying(path, column, said):
    """The file again, its metadata saying something else of one column."""
    columns = json.loads(pq.read_schema(path).metadata[b"yanzhen"])["columns"]
    return rewritten(path, columns=columns | {column: said})


def refused(path, vocabulary):
    with pytest.raises(FactsError) as caught:
        read_batch(path, vocabulary, register="企业")
    return str(caught.value)


def test_a_batch_is_read_back_as_it_was_written_sorted_by_subject(batch, write, vocabulary):
    path = write(batch)

    back = read_batch(path, vocabulary)

    assert back.rows.select(sorted(batch.rows.columns)).equals(
        batch.rows.sort("主体").select(sorted(batch.rows.columns))
    )
    assert (back.covers, back.known, back.source, back.synthetic, back.note) == (
        {"2024"}, MARCH, "统计", True, "合成数据",
    )  # fmt: skip
    assert path.name == f"{back.digest[:16]}.parquet"
    assert path.parent.name == "企业"


def test_the_same_facts_give_the_same_file_whatever_the_order_of_rows(batch, write):
    first = write(batch)
    written = first.stat().st_mtime_ns

    again = write(replace(batch, rows=batch.rows.reverse()))

    assert again == first
    assert again.stat().st_mtime_ns == written
    assert len(list(first.parent.iterdir())) == 1


def test_a_write_that_fails_leaves_nothing_behind(batch, write, tmp_path, monkeypatch):
    def full(_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="disk full"):
        write(batch)
    assert list((tmp_path / "企业").iterdir()) == []


def test_the_metadata_say_register_unit_and_quantum(batch, write):
    said = json.loads(pq.read_schema(write(batch)).metadata[b"yanzhen"])

    assert said["register"] == "企业"
    assert said["columns"]["营业收入"] == {"unit": "元", "quantum": "1/100"}
    assert said["columns"]["研发占比"] == {"unit": "1", "quantum": "1/1000000"}
    assert said["columns"]["县区"] == {"kind": "code"}
    assert (said["synthetic"], said["known"], said["covers"]) == (True, "2025-03-01", ["2024"])


def test_a_file_without_metadata_is_refused(vocabulary, tmp_path):
    path = tmp_path / "企业.parquet"
    pl.DataFrame({"主体": ["甲"]}).write_parquet(path)

    assert "没有元数据" in refused(path, vocabulary)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all"])
def test_a_file_that_is_not_parquet_is_refused(vocabulary, tmp_path, content):
    path = tmp_path / "企业.parquet"
    path.write_bytes(content)

    assert "不是可读的 Parquet 文件" in refused(path, vocabulary)


@pytest.mark.parametrize(("register", "hint"), [("专利", "应为「企业」"), ("企也", "应为「企业」")])
def test_a_file_of_another_register_is_refused(batch, write, vocabulary, register, hint):
    message = refused(rewritten(write(batch), register=register), vocabulary)

    assert f"台账「{register}」" in message
    assert hint in message


def test_an_unknown_column_is_refused_with_the_nearest_name(batch, write, vocabulary):
    path = rewritten(write(batch), {"营业收人": pa.array([1, 2])})

    message = refused(path, vocabulary)

    assert "未登记的列「营业收人」" in message
    assert "「营业收入」" in message


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"unit": "亩", "quantum": "1/100"}, ("单位是 亩", "要求 元")),
        ({"unit": "1", "quantum": "1/100"}, ("单位是 占比", "要求 元")),
        ({"unit": "元"}, ("没有写明单位和最小单位",)),
        ({"unit": "元", "quantum": "0"}, ("营业收入",)),
        ({"unit": "金元", "quantum": "1"}, ("没有写明单位和最小单位",)),
        (None, ("没有写明单位和最小单位",)),
    ],
)
def test_another_unit_is_refused_saying_file_column_found_and_expected(batch, write, vocabulary, said, words):
    path = saying(write(batch), "营业收入", said)

    message = refused(path, vocabulary)

    for word in (path.name, "营业收入", *words):
        assert word in message


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"unit": "元", "quantum": "1"}, 12300),
        ({"unit": "元", "quantum": "1/10"}, 1230),
        ({"unit": "万元", "quantum": "0.01"}, 1_230_000),
        ({"unit": "元", "quantum": "1/300"}, 41),
        ({"unit": "元", "quantum": "1/1000"}, None),
        ({"unit": "亿元", "quantum": "1000000000"}, None),
    ],
)
def test_another_quantum_is_rescaled_where_that_is_exact_and_refused_where_not(
    batch, write, vocabulary, said, expected
):
    path = saying(write(batch), "营业收入", said)

    if expected is None:
        assert "最小单位" in refused(path, vocabulary)
    else:
        assert read_batch(path, vocabulary).rows["营业收入"].drop_nulls().to_list() == [expected]


@pytest.mark.parametrize("values", [pa.array([1.0, None]), pa.array(["1", None]), pa.array([True, None])])
def test_numbers_that_are_not_integers_are_refused(batch, write, vocabulary, values):
    message = refused(rewritten(write(batch), {"营业收入": values}), vocabulary)

    assert "应为整数（以 1/100 元 计数）" in message


def test_small_integers_are_taken(batch, write, vocabulary):
    path = rewritten(write(batch), {"营业收入": pa.array([7, None], pa.int32())})

    assert read_batch(path, vocabulary).rows["营业收入"].to_list() == [7, None]


@pytest.mark.parametrize("about", [{"format": 2}, {"known": "昨天"}, {"covers": None}, {"columns": 3}])
def test_incomplete_metadata_are_refused(batch, write, vocabulary, about):
    assert "YZ-F01" in refused(rewritten(write(batch), **about), vocabulary)


def test_a_column_declared_otherwise_than_the_file_says_is_refused(batch, write, vocabulary):
    assert "列「县区」写明是" in refused(saying(write(batch), "县区", {"kind": "text"}), vocabulary)


def test_a_folder_holds_one_file_or_many_for_a_register_oldest_known_first(batch, write, vocabulary, tmp_path):
    late = write(replace(batch, known=date(2025, 6, 1)))
    write(batch)
    late.rename(tmp_path / "企业.parquet")

    folder = Folder(tmp_path, vocabulary)

    assert [one.known.month for one in folder.batches("企业")] == [3, 6]
    assert folder.registers == ("企业",)
    assert list(folder.batches("专利")) == []


def test_a_folder_with_an_unknown_register_is_refused_with_the_nearest_name(batch, write, vocabulary, tmp_path):
    write(batch).rename(tmp_path / "企业们.parquet")

    with pytest.raises(FactsError, match=r"未登记的台账：企业们\n.*「企业」"):
        Folder(tmp_path, vocabulary)


def test_a_folder_that_is_not_there_is_refused(vocabulary, tmp_path):
    with pytest.raises(FactsError, match="YZ-F02"):
        Folder(tmp_path / "nowhere", vocabulary)


def test_other_and_hidden_files_in_a_folder_are_left_alone(batch, write, vocabulary, tmp_path):
    path = write(batch)
    (path.parent / ".0.draft-abcdefgh.parquet").write_bytes(b"half")
    (path.parent / ".hidden.parquet").write_bytes(b"half")
    (tmp_path / "README.md").write_text("说明")
    (tmp_path / "图").mkdir()

    assert len(list(Folder(tmp_path, vocabulary).batches("企业"))) == 1


def test_a_folders_digest_changes_with_a_file_and_not_with_its_age(batch, write, vocabulary, tmp_path):
    path = write(batch)
    before = Folder(tmp_path, vocabulary).digest()

    os.utime(path, (1, 1))
    assert Folder(tmp_path, vocabulary).digest() == before

    write(replace(batch, source="税务"))
    assert Folder(tmp_path, vocabulary).digest() != before
