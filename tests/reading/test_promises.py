"""What holds for any text: no crash, true offsets, digits kept, time in proportion."""

from __future__ import annotations

import json
import re
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yanzhen.reading import KINDS, MOST_CHARACTERS, read
from yanzhen.reading.letters import plain
from yanzhen.reading.numerals import value_of

WORDS = [
    "到2025年,", "达到", "突破", "5500亿元", "1,500", "三千个", "以上", "左右",
    "分别增长8.6%、9.2%", "、", "和", "以及", "等", "十大重点项目", "“五制一平台”", "。",
    ",", ":", "\n", "\n\n", "本报讯 ", "■本报记者 王明", "# ", "**", "——",
    "市委书记张三", "主持召开", "会议", "一是", "二是", "加快推进", "第三", "全覆盖", "“", "”",
    "(", ")", "《", "》", "<p>", "</p>", "&nbsp;", "　", "１２", "萬",
    "G107", "5A级", "\r", "\t", "市领导李四、王五出席。", "七十", "百分之", "10月18日",
    "三年内", "每年", "均", "「", "」", ">>> 详见第七版", "长江生生态", "0", "零", "点",
]  # fmt: skip

TEXTS = st.one_of(
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
    st.text(max_size=120),
    st.text(alphabet="零一二三十百千万亿点.0123456789,%、和等大个年月日“”", max_size=80),
)
SMALL = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _digits(words: str) -> list[str]:
    return re.findall(r"\d+", words)


def _check(text: str) -> None:
    page = read(text)
    for kind in KINDS:
        for item in page.items(kind):
            passage = item.passage
            assert 0 <= passage.start <= passage.end <= len(text)
            assert text[passage.start : passage.end] == passage.quote, kind
            assert item.confidence == "high" or item.reason or kind == "anomalies"
    for article in page.articles:
        for block in article.body:
            whole = "".join(text[start:end] for start, end in block.segments)
            assert block.role != "p" or "<" in whole or "".join(_digits(block.text)) == "".join(_digits(whole))
    for target in page.targets:
        assert all(_is_said(value, target.passage.quote) for value in (target.value, target.upper) if value is not None)
    json.dumps(page.as_dict(), ensure_ascii=False, allow_nan=False)


def _is_said(value, quote: str) -> bool:
    """Whether the number stands in the words, in either writing, or is what a rank or a coverage says."""
    words = plain(re.sub(r"&[a-z]+;|</?\w+>|[\n*#]", "", quote))
    found = {
        value_of(one)
        for one in re.findall(
            r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?",
            words,
        )
    }
    return (
        value in found
        or (value in (100, 1000, 1) and re.search("覆盖|百强|千强|首位", words) is not None)
        or _parts(value, words)
    )


def _parts(value, words: str) -> bool:
    """A shorter run of numerals inside a longer one (二〇二五 … 三千)."""
    runs = re.findall(r"[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?", words)
    return any(
        value_of(run[at:end]) == value for run in runs for at in range(len(run)) for end in range(at + 1, len(run) + 1)
    )


@SMALL
@given(TEXTS)
def test_any_text_is_read_with_true_offsets_and_its_own_digits(text):
    _check(text)


@pytest.mark.parametrize("name", ["plan", "paper"])
def test_the_invented_pages_keep_every_digit(name, request):
    page = request.getfixturevalue(name)
    _check(page.text)

    told = "".join(
        f" {part.text} "
        for article in page.articles
        for part in (article.kicker, article.subtitle, *article.body)
        if part is not None
    ) + " ".join(article.title for article in page.articles)
    assert Counter(_digits(told)) == Counter(_digits(page.text))


def test_scanned_pages_keep_their_offsets_and_digits(scanned):
    for text in scanned:
        _check(text)


def test_scanned_pages_are_read_within_two_seconds_each(scanned):
    for text in scanned:
        began = time.perf_counter()
        read(text)
        assert time.perf_counter() - began < 2


@pytest.mark.parametrize("shape", ["lines", "one endless line"])
def test_time_grows_with_the_length_and_no_faster(plan, shape):
    text = plan.text if shape == "lines" else plan.text.replace("\n", "")
    short, long = text * 20, text * 80
    read(short)

    taken = {}
    for words in (short, long):
        began = time.process_time()
        read(words)
        taken[len(words)] = time.process_time() - began
    assert taken[len(long)] < 12 * max(taken[len(short)], 0.05)  # four times the length


@pytest.mark.parametrize("letter", ["一", "1", "“", "(", "、", ",", "a", "《", "年", "领", "<", "等", "*", "\n"])
def test_one_letter_two_hundred_thousand_times_ends(letter):
    began = time.process_time()
    read(letter * 200_000)
    assert time.process_time() - began < 20


def test_an_empty_text_says_so():
    page = read("")

    assert page.articles == () and page.notes == ("文件里没有文字",)


def test_an_english_page_says_so():
    page = read("The city council met on Monday and approved 3 plans worth 5 million dollars.\n\nNothing else.")

    assert page.notes == ("正文大多不是中文，读不出指标和任务",)
    assert page.lists == page.tasks == page.people == ()


def test_traditional_characters_are_understood_and_quoted_as_they_are():
    page = read("到2025年,高新技術企業達到1500家以上。")

    (target,) = page.targets
    assert target.passage.quote == "到2025年,高新技術企業達到1500家以上" and target.comparator == ">="
    assert page.notes == ("繁体字按简体理解，引文仍为原文",)


def test_html_pasted_in_is_read_without_its_tags():
    page = read(
        "<html><body><h1>大标题在此</h1><p>到2025年,企业达到<b>1500</b>家以上。</p><script>var a = 90家;</script></body></html>"
    )

    (target,) = page.targets
    assert (target.value, target.passage.quote) == (1500, "到2025年,企业达到<b>1500</b>家以上")
    assert page.articles[0].title == "大标题在此" and page.articles[0].body[0].text == "到2025年,企业达到1500家以上。"


def test_a_text_beyond_the_bound_is_refused():
    from yanzhen.errors import ReadingError

    with pytest.raises(ReadingError, match="YZ-R01"):
        read("一" * (MOST_CHARACTERS + 1))
