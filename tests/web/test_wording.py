"""Both languages are whole: every marked text has English, no template holds unmarked Chinese, the compiled words are the written ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from tests.web.town import STAFF
from tests.web.wording import HAN, marked, unmarked

ROOT = Path(__file__).parents[2] / "src" / "yanzhen" / "web"


@pytest.fixture(scope="module")
def words():
    from yanzhen.web.frame.catalog import WORDS, read

    return read(WORDS.read_text("utf-8"))


def test_every_marked_text_has_english_and_no_english_is_left_over(words):
    found = marked(ROOT)

    assert len(found) > 200
    assert sorted(found - set(words)) == []
    assert sorted(set(words) - found - {""}) == []
    assert [text for text, given in words.items() if not given or HAN.search(given)] == []


def test_what_is_filled_in_is_the_same_in_both_languages(words):
    import re

    def holes(text):
        return set(re.findall(r"%\(\w+\)s", text))

    assert [text for text, given in words.items() if holes(text) != holes(given)] == []


def test_the_compiled_words_are_the_written_ones(words):
    from yanzhen.web.frame.catalog import WORDS, compiled

    assert WORDS.with_suffix(".mo").read_bytes() == compiled(words), "run: python -m yanzhen.web.frame.catalog"


def test_no_template_holds_chinese_that_is_not_marked():
    found = {path.name: texts for path in ROOT.rglob("*.html") if (texts := unmarked(path))}

    assert found == {"switches.html": ["中文"]}, "the name of the language stands in the language"


@pytest.mark.parametrize("page", ["today:day", "people:units", "people:away", "people:password", "frame:search"])
def test_an_english_page_speaks_english(town, enter, page):
    client = enter(town.accounts["security_admin", "city"])
    client.cookies["language"] = "en"
    text = client.get(reverse(page)).content.decode()
    data = {unit.name for unit in town.units.values()} | {"中文", "全国工作日", "样例市（虚构）"}
    head = text.partition("<main")[0].partition("<body")[2]
    for name in sorted(data, key=len, reverse=True):
        head = head.replace(name, "")

    assert 'lang="en"' in text
    assert HAN.findall(head) == []


@pytest.mark.parametrize("role", STAFF)
def test_a_role_has_a_name_in_both_languages(role):
    from yanzhen.web.people.roles import roles

    assert HAN.search(roles()[role].title) and not HAN.search(roles()[role].english)
