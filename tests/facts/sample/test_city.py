"""The folder as a whole: the same again, labelled, by block, and with registers nobody described."""

import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from yanzhen.errors import FactsError
from yanzhen.facts import Folder, build_snapshot
from yanzhen.facts.sample import LABEL
from yanzhen.facts.sample import city as city_module
from yanzhen.periods import Period
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import parse_unit


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(vocabulary, folder):
    return build_snapshot(Folder(folder, vocabulary), vocabulary)


def same(one, other, column, period):
    first, second = one.stored(column, period), other.stored(column, period)
    return np.array_equal(first.present, second.present) and np.array_equal(
        first.values[first.present], second.values[second.present]
    )


def test_the_same_arguments_give_the_same_bytes(write, tmp_path):
    write("one")
    write("two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_gives_another_city(write, tmp_path):
    write("one")
    write("two", seed=8)

    assert not set(contents(tmp_path / "one").values()) & set(contents(tmp_path / "two").values())


def test_every_file_says_that_it_is_synthetic(write, vocabulary, tmp_path):
    write()

    folder = Folder(tmp_path / "facts", vocabulary)
    batches = [batch for register in vocabulary.registers for batch in folder.batches(register)]
    assert len(batches) > 20
    assert all(batch.synthetic and "合成数据，不代表任何真实企业；种子 7" in batch.note for batch in batches)
    label = (tmp_path / "facts" / LABEL).read_text(encoding="utf-8")
    assert "种子 7，600 户" in label and "不代表任何真实企业" in label


def test_facts_of_a_year_are_known_on_the_day_that_the_caller_says(write, vocabulary, tmp_path):
    write(known_of=lambda year: date(year + 1, 2, 1))

    folder = Folder(tmp_path / "facts", vocabulary)
    early = build_snapshot(folder, vocabulary, known=date(2024, 2, 1)).frames["企业"]
    assert early.stored("营业收入", Period.year_of(2023)) is not None
    assert early.stored("营业收入", Period.year_of(2024)) is None


def test_one_more_column_moves_no_other(write, vocabulary, tmp_path):
    firm = vocabulary.registers["企业"]
    more = {"早年产值": Column("早年产值", unit=parse_unit("万元"), period="year", complete_from=2015)} | firm.columns
    wider = Vocabulary(vocabulary.registers | {"企业": replace(firm, columns=more)}, vocabulary.codes)

    write("one")
    write("two", words=wider)

    one, two = read(vocabulary, tmp_path / "one"), read(wider, tmp_path / "two")
    for name, column in firm.columns.items():
        assert same(one.frames["企业"], two.frames["企业"], name, Period.year_of(2024) if column.period else None)
    assert two.frames["企业"].stored("早年产值", Period.year_of(2015)) is not None
    assert one.frames["贷款"].keys == two.frames["贷款"].keys


def test_a_new_register_needs_no_hints(write, vocabulary, tmp_path):
    columns = [
        Column("月份用电", unit=parse_unit("万千瓦时"), period="month", measure="flow"),
        Column("累计用电", unit=parse_unit("万千瓦时"), period="month", measure="ytd"),
        Column("受理日", kind="date"),
        Column("办结日", kind="date"),
        Column("备注", kind="text"),
        Column("是否并网", kind="yesno"),
        Column("装机容量", unit=parse_unit("台")),
        Column("行业", kind="code", code="行业"),
    ]
    meter = Register(
        "电表", ("企业编号", "表号"), {"表号": Column("表号", kind="text")}, belongs_to={"企业": "企业编号"}
    )
    meter = replace(meter, columns=meter.columns | {column.name: column for column in columns})
    deeper = Register("读数", ("电表编号", "次"), {"次": Column("次", kind="text")}, belongs_to={"电表": "电表编号"})
    wider = Vocabulary(vocabulary.registers | {"电表": meter, "读数": deeper}, vocabulary.codes)

    summary = write(words=wider)

    frame = read(wider, tmp_path / "facts").frames["电表"]
    assert summary.rows["电表"] == frame.n > 100
    assert summary.rows["读数"] == 0
    accepted, done = frame.stored("受理日", None), frame.stored("办结日", None)
    both = accepted.present & done.present
    assert np.all(done.values[both] > accepted.values[both])
    march, april = (frame.stored("累计用电", Period.parse(f"2024-0{month}")) for month in (3, 4))
    shown = march.present & april.present
    assert np.all(april.values[shown] >= march.values[shown])
    assert frame.stored("装机容量", None).values.min() >= 0


def test_blocks_together_hold_every_firm_once(write, vocabulary, tmp_path, monkeypatch):
    monkeypatch.setattr(city_module, "BLOCK", 256)
    steps = []

    write(subjects=600, progress=lambda *step: steps.append(step))

    frame = read(vocabulary, tmp_path / "facts").frames["企业"]
    assert frame.keys == [f"S{at + 1:07d}" for at in range(600)]
    assert steps[-1][1] == steps[-1][2] == 4


def test_time_grows_no_faster_than_the_number_of_firms(write):
    def taken(folder, subjects):
        begun = time.process_time()
        write(folder, subjects=subjects)
        return time.process_time() - begun

    taken("warm", 100)
    small = min(taken(f"small-{turn}", 2_000) for turn in range(2))
    large = min(taken(f"large-{turn}", 16_000) for turn in range(2))
    assert large < 12 * small


@pytest.mark.parametrize(("subjects", "years"), [(0, (2024,)), (5, ()), (5, (2022, 2024))])
def test_it_refuses_no_subjects_and_years_with_gaps(write, subjects, years):
    with pytest.raises(FactsError, match="YZ-F34"):
        write(subjects=subjects, years=years)


def test_three_firms_are_enough(write, vocabulary, tmp_path):
    write(subjects=3)

    assert read(vocabulary, tmp_path / "facts").frames["企业"].n == 3
