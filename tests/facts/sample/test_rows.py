"""Firms and what belongs to them hang together: dates, kinds, missing facts, what nobody delivered."""

from datetime import date

import numpy as np
import pytest

from yanzhen.facts import Folder, build_snapshot
from yanzhen.periods import Period

EPOCH = date(1970, 1, 1)


def day(year, month=1, of=1):
    return (date(year, month, of) - EPOCH).days


def read(vocabulary, folder):
    return build_snapshot(Folder(folder, vocabulary), vocabulary)


def year(number):
    return Period.year_of(number)


def test_keys_are_numbers_of_this_register_and_never_credit_codes(city):
    assert city.frames["企业"].keys[0] == "S0000001"
    assert all(len(key) == 8 for key in city.frames["企业"].keys)
    assert city.frames["机构"].keys[0] == "合成机构0001"


def test_names_are_plainly_synthetic(city):
    assert city.frames["企业"].words["企业名称"][0] == "合成企业000001"


def test_areas_are_leaves_below_the_place(city, vocabulary):
    held = city.frames["企业"].stored("县区", year(2024))
    named = {vocabulary.codes["县市区"].codes[at].name for at in np.unique(held.values[held.present])}
    assert named == {"东区", "西区"}


def test_some_firms_are_founded_within_the_years_and_some_end(city):
    founded = city.frames["企业"].stored("成立日期", None)
    ended = city.frames["企业"].stored("注销日期", None)
    share = (founded.values >= day(2022)).mean()
    assert 0.05 < share < 0.2
    assert 0 < ended.present.sum() < 200
    assert np.all(ended.values[ended.present] >= founded.values[ended.present])


@pytest.mark.parametrize("number", [2022, 2023, 2024])
def test_a_firm_has_no_facts_of_years_in_which_it_did_not_exist(city, number):
    frame = city.frames["企业"]
    founded, ended = frame.stored("成立日期", None), frame.stored("注销日期", None)
    held = frame.stored("营业收入", year(number)).present
    assert not np.any(held & (founded.values > day(number, 12, 31)))
    assert not np.any(held & ended.present & (ended.values < day(number)))


def test_only_a_column_with_a_declared_history_reaches_further_back(city):
    frame = city.frames["企业"]
    assert frame.stored("税收", year(2019)).present.any()
    assert frame.stored("税收", year(2018)) is None
    assert frame.stored("营业收入", year(2021)) is None
    assert not frame.delivered("营业收入", year(2021))


@pytest.mark.parametrize(("is_large", "low", "high"), [(True, 0.01, 0.06), (False, 0.30, 0.40)])
def test_facts_are_missing_by_kind_of_firm(city, is_large, low, high):
    frame = city.frames["企业"]
    large, founded = frame.stored("规上", year(2024)), frame.stored("成立日期", None).values
    ended = frame.stored("注销日期", None)
    kind = (large.present & large.values) == is_large
    alive = kind & (founded <= day(2024)) & ~ended.present
    share = 1 - frame.stored("净利润", year(2024)).present[alive].mean()
    assert low < share < high


def test_one_department_misses_a_firm_in_all_its_columns(city):
    frame = city.frames["企业"]
    revenue, staff = (frame.stored(name, year(2024)).present for name in ("营业收入", "从业人员"))
    tax = frame.stored("税收", year(2024)).present
    assert (revenue == staff).mean() > 0.93
    assert (revenue == tax).mean() < 0.8


def test_a_condition_decides_exactly_who_has_a_mark(city, vocabulary):
    frame = city.frames["企业"]
    large, revenue = frame.stored("规上", year(2024)), frame.stored("营业收入", year(2024))
    trade, listed = frame.stored("行业", year(2024)), vocabulary.codes["行业"]
    makes = np.array([listed.within(at, 0) for at in range(len(listed.codes))])[trade.values]
    known = revenue.present & trade.present
    fits = known & makes & (revenue.values >= 2_000_000_000)
    assert np.all(large.values[large.present])
    assert not np.any(large.present & known & ~fits)
    assert 0.9 < large.present[fits].mean() < 1


def test_a_code_follows_another_code(city, vocabulary):
    frame = city.frames["企业"]
    trade, kind = frame.stored("行业", year(2024)), frame.stored("大类", year(2024))
    names = [entry.code for entry in vocabulary.codes["大类"].codes]
    listed = [entry.code for entry in vocabulary.codes["行业"].codes]
    pairs = {(listed[a][0], names[b]) for a, b in zip(trade.values[kind.present], kind.values[kind.present])}
    assert pairs == {("C", "工业"), ("F", "商业"), ("F", "其他")}


def test_child_rows_stand_in_the_order_of_their_owners_and_only_where_hinted(city):
    frame, firms = city.frames["资质"], city.frames["企业"]
    owners = frame.owners["企业"]
    assert frame.n > 100
    assert np.all(np.diff(owners) >= 0)
    assert owners.min() >= 0
    assert np.bincount(owners).max() <= 3
    trade = firms.stored("行业", year(2024))
    assert np.all(trade.values[owners][trade.present[owners]] < 3)


def test_child_rows_happen_while_their_owner_exists_and_end_after_they_begin(city):
    frame, firms = city.frames["资质"], city.frames["企业"]
    owners = frame.owners["企业"]
    begun, ends = frame.stored("认定日期", None), frame.stored("有效期至", None)
    founded = firms.stored("成立日期", None).values[owners]
    shown = ends.present & begun.present
    assert np.all(begun.values >= founded)
    assert np.all(begun.values >= day(2022)) and np.all(begun.values <= day(2024, 12, 31))
    assert np.all((ends.values - begun.values)[shown] >= 3 * 365)
    assert np.all((ends.values - begun.values)[shown] <= 3 * 365 + 1)


def test_a_reference_names_a_row_that_is_there(city):
    frame = city.frames["贷款"]
    held = frame.stored("机构", None)
    assert np.all(frame.owners["机构"][held.present] >= 0)


def test_dated_columns_of_child_rows_begin_with_the_row(city):
    frame = city.frames["贷款"]
    begun = frame.stored("起始日", None)
    early = begun.present & (begun.values > day(2022, 12, 31))
    assert not frame.stored("利息", year(2022)).present[early].any()
    assert frame.stored("利息", year(2024)).present.mean() > 0.7


def test_a_text_may_be_the_year_before_a_date(city):
    frame = city.frames["兑付"]
    text, paid = frame.stored("所属期", None), frame.stored("日期", None)
    both = text.present & paid.present
    said = np.array([int(word) for word in frame.words["所属期"]])[text.values[both]]
    real = (np.datetime64("1970-01-01") + paid.values[both]).astype("datetime64[Y]").astype(int) + 1970
    assert np.all(said == real - 1)


def test_an_empty_text_is_an_empty_cell(city):
    assert city.frames["兑付"].words["事项"] == ["技改"]


def test_what_nobody_delivered_is_not_covered(write, vocabulary, hints, tmp_path):
    firm = hints["企业"] | {"undelivered": [{"column": "税收", "year": "2023"}, {"column": "足额缴费"}]}
    listed = hints["名单"] | {"undelivered": [{"part": "失信"}]}

    write(given=hints | {"企业": firm, "名单": listed, "兑付": {"undelivered": "是"}})

    frames = read(vocabulary, tmp_path / "facts").frames
    firms = frames["企业"]
    assert [firms.delivered("税收", year(at)) for at in (2022, 2023, 2024)] == [True, False, True]
    assert not any(firms.delivered("足额缴费", year(at)) for at in (2022, 2023, 2024))
    assert firms.delivered("营业收入", year(2023))
    assert frames["名单"].delivered_parts == {"百强"}
    assert frames["名单"].n > 0
    assert all("|百强|" in key for key in frames["名单"].keys)
    assert not frames["兑付"].delivered_rows


def test_all_parts_are_delivered_unless_a_hint_withholds_one(city):
    assert city.frames["名单"].delivered_parts == {"失信", "百强"}
    assert city.frames["名单"].delivered_rows


def test_a_register_may_be_delivered_empty(write, vocabulary, hints, tmp_path):
    write(given=hints | {"资质": {"rows": "0"}})

    frame = read(vocabulary, tmp_path / "facts").frames["资质"]
    assert frame.n == 0
    assert frame.delivered_rows
