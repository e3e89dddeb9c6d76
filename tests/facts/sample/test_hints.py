"""A slip in a pack's hints is named with its place and the nearest right word."""

import re

import pytest

import yanzhen.facts.sample
from yanzhen.facts.sample import HintError
from yanzhen.facts.sample.hints import DOCUMENT, KEYS

SLIPS = {
    "an unknown register": ({"企页": {}}, "没有登记过的台账「企页」", "企业"),
    "an unknown column": ({"企业": {"columns": {"营业收人": {}}}}, "没有「营业收人」", "营业收入"),
    "an unknown key": ({"企业": {"columns": {"营业收入": {"medium": "1 万元"}}}}, "没有「medium」", "median"),
    "a key of another kind": ({"企业": {"columns": {"规上": {"median": "1"}}}}, "没有「median」", ""),
    "a bare number for money": ({"企业": {"columns": {"营业收入": {"median": "2000"}}}}, "是纯数", "单位"),
    "people for money": ({"企业": {"columns": {"营业收入": {"median": "20 人"}}}}, "「20 人」是人", "单位"),
    "an unknown unit": ({"企业": {"columns": {"营业收入": {"median": "20 万园"}}}}, "单位读不出", "万元"),
    "a chance above one": ({"企业": {"columns": {"规上": {"chance": "120%"}}}}, "超过 100%", "0% 到 100%"),
    "a condition it cannot read": ({"企业": {"columns": {"规上": {"when": "营业收入"}}}}, "读不懂「营业收入」", ">="),
    "an unknown code": ({"企业": {"columns": {"行业": {"weights": {"Z9": "1"}}}}}, "没有「Z9」", ""),
    "a map key that is no code": (
        {"企业": {"columns": {"大类": {"follows": "行业", "map": {"X": "工业"}}}}},
        "没有「X」",
        "follows",
    ),
    "a follower of another unit": (
        {"企业": {"columns": {"从业人员": {"follows": "营业收入", "ratio": "3%"}}}},
        "跟不上人",
        "per",
    ),
    "columns that wait for each other": (
        {
            "企业": {
                "columns": {"净利润": {"follows": "税收", "ratio": "1"}, "税收": {"follows": "净利润", "ratio": "1"}}
            }
        },
        "净利润 → 税收 → 净利润",
        "去掉",
    ),
    "a part of a register without parts": ({"资质": {"undelivered": [{"part": "高企"}]}}, "不分部分", "parts"),
    "a date that is none": ({"资质": {"columns": {"认定日期": {"from": "2024-02-30"}}}}, "不是日期", "2024-03-31"),
    "days for months": (
        {"资质": {"columns": {"有效期至": {"after": "认定日期", "by": "30 日"}}}},
        "不是整月数",
        "18 月",
    ),
    "a list where a map belongs": ({"企业": {"columns": ["营业收入"]}}, "应为一组", ""),
}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_named(write, slip):
    given, says, advises = SLIPS[slip]

    with pytest.raises(HintError) as caught:
        write(given=given, subjects=20)

    assert says in str(caught.value)
    assert advises in str(caught.value)


def test_an_area_outside_the_code_list_is_refused(write):
    with pytest.raises(HintError, match="没有这些地方"):
        write(places=frozenset({"999999"}), subjects=20)


def test_a_child_may_read_its_owner(write, hints):
    loan = hints["贷款"] | {"columns": {"金额": {"follows": "企业.营业收入", "ratio": "10%", "if": "企业.规上"}}}

    assert write(given=hints | {"贷款": loan}, subjects=200).rows["贷款"] > 0


def test_every_key_that_a_hint_may_have_is_described():
    described = set(re.findall(r"[a-z_]+", yanzhen.facts.sample.__doc__))

    assert {key for keys in KEYS.values() for key in keys.split()} <= described
    assert {*DOCUMENT} - {"sample", "basis", "note", "title", "cite"} <= described
