"""In a real browser: a clause from text to publication by two people, a stranger who finds it, and every page of the rulebook."""

from __future__ import annotations

import re

import pytest

from tests.web.test_browser import browser, open_as, pytestmark, serious, site  # noqa: F401

CLAUSE = "/policies/clause/template/yl-2024/实习岗位奖/"
FILE = "三条.yaml"
CHANGED = {"接收实习人数 >= 5 人": "接收实习人数 >= 6 人"}


def settled(page) -> None:
    """The last pause was saved and checked."""
    page.locator("#saved", has_text="自动保存").wait_for(timeout=60_000)
    page.locator("#checked:not([aria-busy])").wait_for(timeout=60_000)


def write(page, old: str, new: str) -> None:
    """The officer replaces words in the text; the page saves by itself."""
    text = page.input_value("#text")
    assert old in text
    version = page.input_value("#version")
    page.fill("#text", text.replace(old, new))
    page.locator(f'#version:not([value="{version}"])').wait_for(state="attached", timeout=60_000)
    settled(page)


def test_a_clause_goes_from_text_to_publication_and_a_stranger_finds_it(open_as):  # noqa: F811
    officer = open_as("handler")
    officer.goto(officer.url.split("/", 3)[0] + "//" + officer.url.split("/")[2] + CLAUSE)
    officer.get_by_role("button", name="起草修改").click()
    officer.locator("#text").wait_for()
    address = officer.url

    write(officer, "接收实习人数 >= 5 人", "接收实习人 >= 6 人")
    assert officer.locator("#checked .found-E").count() > 0
    assert "必须改" in officer.inner_text("#why") and officer.locator("#send").is_disabled()
    write(officer, "接收实习人 >= 6 人", "接收实习人数 >= 6 人")
    assert officer.locator("#send").is_disabled(), "its cases are of the old threshold"

    officer.get_by_text("再加一个文件").click()
    officer.select_option("#id_kind", "cases")
    officer.fill("#id_name", "实习岗位奖")
    officer.get_by_role("button", name="加入").click()
    officer.locator("#text").wait_for()
    text = officer.input_value("#text")
    later = text.replace("接收实习人数: 5 人", "接收实习人数: 6 人").replace("接收实习人数: 4 人", "接收实习人数: 5 人")
    officer.fill("#text", later)
    officer.locator('#version[value="2"]').wait_for(state="attached", timeout=60_000)
    settled(officer)
    officer.locator("#send:not([disabled])").wait_for(timeout=60_000)
    officer.click("#send")
    officer.locator(".toast").wait_for()
    assert officer.get_by_role("button", name=re.compile("发布")).count() == 0, "the drafter cannot publish"
    assert officer.complaints == []

    second = open_as("reviewer")
    assert second.get_by_text("复核「接收实习生奖励」").count() >= 1, "it waits in the reviewer's day"
    second.goto(address)
    second.get_by_role("button", name="复核通过并发布").click()
    second.locator(".toast", has_text="已发布为第 1 版").wait_for(timeout=60_000)

    stranger = open_as("")
    stranger.goto(address.split("/policies/")[0] + "/policies/?on=2025-06-30")
    stranger.fill("#id_words", "实习")
    stranger.get_by_role("button", name="查", exact=True).click()
    stranger.get_by_role("link", name="接收实习生奖励").click()
    stranger.locator(".lines").wait_for()
    read = stranger.inner_text("main")
    assert "不低于 6 人" in read and "转述，非原文" in read and "假定" in read
    assert [*second.complaints, *stranger.complaints, *officer.outside, *stranger.outside] == []


def test_a_key_is_completed_by_keyboard(open_as):  # noqa: F811
    page = open_as("handler")
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + CLAUSE)
    page.get_by_role("button", name="起草修改").click()
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("cei")
    page.keyboard.press("Control+ ")
    page.locator("#keys li", has_text="ceiling").wait_for()
    page.keyboard.press("Enter")

    assert page.input_value("#text").rstrip(" ").endswith("ceiling:")
    assert page.complaints == []


PAGES = {
    "": ("/policies/", CLAUSE, "/policies/document/template/yl-2024/"),
    "handler": (
        CLAUSE,
        "/policies/drafts/",
        "/policies/drafts/begin/",
        "/policies/versions/policies/yl-2024/clauses/三条.yaml/",
    ),
    "security": ("/policies/keys/",),
    "firm": ("/policies/",),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", ["wide", "phone"])
def test_pages_of_the_rulebook_break_no_policy_fit_and_are_accessible(open_as, site, size, language):  # noqa: F811
    wrong = []
    for who, addresses in PAGES.items():
        page = open_as(who, size, language)
        for address in addresses:
            page.goto(site[0] + address)
            page.locator("main h1").wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{address}: {one}" for one in serious(page)]
            wrong += [f"{address}: {wide} px too wide"] if wide > 0 else []
        wrong += [*page.complaints, *page.outside]
    assert wrong == []
