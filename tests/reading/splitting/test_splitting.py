"""A policy document (invented) becomes articles, phrases with roles, and draft clauses that a pack takes as they are."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.pack.checks import check
from yanzhen.pack.loading import read_pack
from yanzhen.reading.splitting import ROLES, draft, phrases_of, split_document

HERE = Path(__file__).parent
TEXT = (HERE / "invented-policy.txt").read_text("utf-8")
ROOT = HERE.parents[2]
FACTS = ROOT.parent / "shared" / "facts" / "clauses.jsonl"


@pytest.fixture(scope="module")
def document():
    return split_document(TEXT)


def roles(text: str) -> list[tuple[str, str]]:
    return [(phrase.role, phrase.words) for phrase in phrases_of(text, 0, len(text))]


def test_the_head_gives_title_number_issuer_and_date(document):
    assert document.title == "关于支持制造业高质量发展的若干政策（试行）"
    assert (document.doc, document.issuer, document.date) == (
        "某政办发〔2024〕21号",
        "某某市人民政府办公室",
        "2024-11-05",
    )


def test_articles_keep_their_numbers_headings_and_places(document):
    leaves = [section for section in document.sections if section.leaf]

    assert [section.article for section in leaves][:2] == ["第一章第一条", "第一章第二条"]
    assert [section.heading for section in leaves][:3] == ["技改贴息", "智能制造", "研发补助"]
    assert all(document.text[one.start : one.end] == one.words for one in document.sections)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("对新认定的国家智能制造示范工厂", "who"),
        ("设备投资500万元以上", "threshold"),
        ("研发费用占比不低于3%", "threshold"),
        ("给予20万元奖励", "amount"),
        ("按投资额的10%给予补助", "amount"),
        ("最高不超过100万元", "cap"),
        ("单个企业每年最高50万元", "cap"),
        ("100万元封顶", "cap"),
        ("对专精特新企业再增加2个百分点", "addition"),
        ("视财力情况给予支持", "discretion"),
        ("实行一事一议", "discretion"),
        ("按就高不重复原则执行", "relation"),
        ("不得重复享受", "relation"),
        ("补足差额", "relation"),
        ("发生安全事故的不予支持", "exclusion"),
        ("有效期三年", "time"),
        ("责任单位：市工业和信息化局", "department"),
        ("申报材料另行通知", "claim"),
        ("推动产业升级", "other"),
    ],
)
def test_a_phrase_has_the_role_a_reader_would_give_it(words, role):
    assert roles(words) == [(role, words)]


def test_a_subject_that_runs_over_commas_is_one_phrase():
    told = roles("对列入名单，当年投资500万元以上的企业，给予10万元奖励。")

    assert told[0] == ("who", "对列入名单，当年投资500万元以上的企业")
    assert told[1] == ("amount", "给予10万元奖励")


@pytest.fixture
def pack(document, tmp_path):
    shutil.copytree(ROOT / "packs" / "cn", tmp_path / "packs" / "cn")
    shutil.copytree(ROOT / "packs" / "template", tmp_path / "packs" / "template")
    folder = tmp_path / "packs" / "template" / "policies" / "mz-2024"
    for name, text in draft(document, "mz-2024").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return tmp_path / "packs" / "template"


def test_a_draft_is_part_of_a_pack_as_it_is(pack):
    wrong = [
        str(one) for one in check(pack).problems if one.level == "E" and "mz-2024" in one.place.file and one.id != "S01"
    ]

    assert wrong == []
    assert [clause.id.rsplit("/")[-1] for clause in read_pack(pack).clauses if "mz-2024" in clause.id] == [
        "技改贴息", "智能制造", "智能制造2", "研发补助",
    ]  # fmt: skip


def test_one_figure_is_the_amount_and_anything_else_a_range_to_settle(pack):
    clauses = {clause.id.rsplit("/")[-1]: clause for clause in read_pack(pack).clauses if "mz-2024" in clause.id}

    assert clauses["智能制造"].amount.basis == "exact"
    assert clauses["技改贴息"].amount.basis == "at_most"
    assert "50%" in clauses["技改贴息"].amount.judged
    assert [cap.span for cap in clauses["研发补助"].caps] == ["year"]
    assert (clauses["技改贴息"].nature, clauses["技改贴息"].department) == ("interest", "市工业和信息化局")


def test_conditions_stay_in_the_words_of_the_text_until_somebody_writes_them(pack):
    clauses = {clause.id.rsplit("/")[-1]: clause for clause in read_pack(pack).clauses if "mz-2024" in clause.id}

    asked = {condition.judged for condition in clauses["智能制造2"].conditions}
    assert asked == {"省级标杆车间", "当年发生重大安全事故的，不予支持"}


def test_what_found_no_place_in_a_clause_is_told(pack):
    clauses = {clause.id.rsplit("/")[-1]: clause for clause in read_pack(pack).clauses if "mz-2024" in clause.id}

    assert any("再增加2个百分点" in doubt for doubt in clauses["研发补助"].doubts)
    assert any("第六条" in doubt for doubt in clauses["研发补助"].policy.doubts)


def test_a_text_without_numbers_or_money_is_told_and_drafts_nothing():
    document = split_document("为推动发展，制定本意见。")

    assert [section.words for section in document.sections] == ["为推动发展，制定本意见。"]
    assert list(draft(document, "x")) == ["policy.yaml"]
    assert split_document("").sections == ()


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="第一二三条章、（）().1234567890 对给予奖励万元%以上不超过最高每年，。；\n企业项目的", max_size=200
    )
)
def test_any_text_splits_with_true_offsets_and_keeps_every_digit(text):
    document = split_document(text)
    for section in document.sections:
        assert document.text[section.start : section.end] == section.words
        phrases = phrases_of(document.text, section.start, section.end)
        assert all(document.text[one.start : one.end] == one.words and one.role in ROLES for one in phrases)
        assert re.findall(r"\d+", section.words) == re.findall(r"\d+", " ".join(one.words for one in phrases))
    draft(document, "x")


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts are not here")
def test_the_clauses_of_real_documents_are_split_and_their_money_is_found():
    rows = [json.loads(line) for line in FACTS.read_text("utf-8").splitlines()]
    money = [row for row in rows if re.fullmatch(r"\d+万", row["pays"])]
    found = 0
    for number, row in enumerate(money, start=1):
        text = f"第{number}条 {row['title'].replace('/', '或')}。对{row['who']}，给予{row['pays']}元奖励。"
        document = split_document(text)
        amounts = [one for one in phrases_of(text, 0, len(text)) if one.role == "amount"]
        assert len(amounts) == 1 and row["pays"] in amounts[0].words, text
        found += f"pays: {row['pays'][:-1]} 万元" in draft(document, "x")["clauses/草稿.yaml"]

    assert len(money) >= 10 and found == len(money)
