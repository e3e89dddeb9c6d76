"""The shell: headers, rooms that exist, clear errors, languages, print size, and the components."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import reverse

from yanzhen.web.frame.rooms import Task
from yanzhen.web.frame.sheets import cell
from yanzhen.web.frame.templatetags.parts import clock, money
from yanzhen.web.today.queries import groups, weeks


def test_every_page_carries_a_strict_policy_and_is_not_kept(town, enter):
    answer = enter(town.accounts["handler", "east"]).get("/")
    policy = answer["Content-Security-Policy"]

    assert "default-src 'none'" in policy and "script-src 'self';" in policy + ";" and "unsafe" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_no_template_writes_a_style_or_a_handler_into_a_page():
    import re
    from pathlib import Path

    import yanzhen.web

    pages = list(Path(yanzhen.web.__file__).parent.rglob("*.html"))
    inline = re.compile(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    outside = re.compile(r"(?:src|href)=\"(?:https?:)?//")

    assert len(pages) > 15
    assert [path.name for path in pages if inline.search(text := path.read_text("utf-8")) or outside.search(text)] == []


def test_the_rail_shows_only_rooms_one_may_enter(town, enter):
    def rail(account):
        return enter(account).get("/").content.decode().partition("<nav")[2].partition("</nav>")[0]

    staff, firm = rail(town.accounts["handler", "east"]), rail(town.firm_users["east"])
    assert "日志" in staff and "组织" in staff and "我的资料" not in staff
    assert "我的资料" in firm and "日志" not in firm


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "没有找到"), ("en", "Not found")])
def test_a_page_that_is_not_there_is_told_clearly(town, enter, language, word):
    client = enter(town.accounts["handler", "east"])
    client.cookies["language"] = language
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert word in answer.content.decode() and "YZ-S62" in answer.content.decode()


def test_a_form_without_the_token_is_told_that_nothing_was_lost(town):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x", "password": "y"})

    assert answer.status_code == 403 and "YZ-S63" in answer.content.decode()


def test_a_broken_view_gives_a_number_that_is_in_the_log_and_no_inner_words(town, enter, monkeypatch, caplog):
    import re

    client = enter(town.accounts["handler", "east"])
    client.raise_request_exception = False
    monkeypatch.setattr("yanzhen.web.today.queries.weeks", lambda *_: 1 / 0)
    answer = client.get("/")
    page = answer.content.decode()

    assert answer.status_code == 500 and "ZeroDivision" not in page
    assert re.search(r"YZ-S64-\w{6}", page)[0] in caplog.text


def test_the_language_is_switched_and_kept_and_goes_back_to_the_page(town, enter):
    client = enter(town.accounts["handler", "east"])
    answer = client.post("/language/", {"language": "en", "next": "/people/"})

    assert answer["Location"] == "/people/"
    assert "Journal" in client.get("/").content.decode()
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"})["Location"] == "/"


def test_chinese_comes_first_whatever_the_browser_prefers(town):
    page = Client().get("/sign-in/", headers={"accept-language": "en-GB,en"}).content.decode()

    assert 'lang="zh-hans"' in page and "工作人员登录" in page


def test_large_print_is_switched_on_and_off(town, enter):
    client = enter(town.accounts["handler", "east"])
    for shown in (True, False):
        client.post("/print-size/", {"next": "/"})
        assert ('class="large"' in client.get("/").content.decode()) is shown


def test_scripts_are_served_from_here_for_ever_under_an_address_that_changes_with_them(town):
    from django.conf import settings

    answer = Client().get(f"{settings.STATIC_URL}yanzhen/site.css")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    answer.close()


def test_components_are_for_a_demonstration_or_for_system_administrators(town, enter, settings):
    address = reverse("frame:components")
    assert enter(town.accounts["handler", "east"]).get(address).status_code == 403

    settings.OPTIONS = settings.OPTIONS.model_copy(update={"demo": True})
    page = enter(town.accounts["handler", "east"]).get(address).content.decode()
    assert all(word in page for word in ("应享", "差一步", "待补", "待评审", "不符", "正常", "预警", "滞后", "无数据"))


@pytest.mark.parametrize(
    ("fen", "unit", "plus", "shown"),
    [
        (17_070_000, "万元", False, "17.07"),
        (5_000, "万元", False, "0.01"),
        (4_999, "万元", False, "0.00"),
        (28_800_000, "万元", True, "+28.80"),
        (17_072_000, "元", False, "170,720.00"),
        (-100, "元", False, "-1.00"),
        (0, "万元", False, "0.00"),
    ],
)
def test_money_is_shown_with_commas_two_decimals_and_its_unit(fen, unit, plus, shown):
    assert f">{shown}<small> {unit}</small>" in money(fen, unit, plus)


def test_no_money_is_a_dash_and_not_a_zero():
    assert "—" in money(None) and "0" not in money(None)


@pytest.mark.parametrize(("days", "state"), [(-1, "late"), (0, "soon"), (1, "soon"), (2, "soon"), (3, "running")])
def test_a_clock_is_late_soon_or_running_by_working_days(days, state, monkeypatch):
    from yanzhen.web.frame.place import city

    day = date(2025, 3, 3)
    due = city().calendar.after(day, days)
    assert f"clock-{state}" in clock(due, day)


def test_a_clock_says_when_it_counts_calendar_days(db):
    day = date(2150, 1, 1)

    assert "自然日" in clock(day + timedelta(9), day)


def test_a_clock_counts_the_working_days_of_the_pack_s_calendar():
    assert "剩 5 个工作日" in clock(date(2025, 3, 10), date(2025, 3, 3))


def test_a_field_ties_its_error_to_itself():
    from django import forms

    class Asking(forms.Form):
        name = forms.CharField(label="名称", help_text="写全")

    shown = Template("{% field form.name %}").render(Context({"form": Asking({})}))

    assert 'aria-describedby="id_name-hint id_name-error"' in shown and 'aria-invalid="true"' in shown
    assert 'id="id_name-error"' in shown and '<label for="id_name"' in shown


def test_tasks_fall_into_their_groups_by_clock():
    day = date(2026, 3, 4)
    due = {"late": -1, "today": 0, "sunday": 4, "monday": 5}
    told = [Task(name, "", "", "", day + timedelta(days)) for name, days in due.items()]
    told += [Task("never", "", "", ""), Task("stopped", "", "", "", day, stopped=True)]
    found = groups(told, day)

    assert [task.title for task in found.today] == ["late", "today"]
    assert [task.title for task in found.week] == ["sunday"]
    assert [task.title for task in found.later] == ["monday", "never"]
    assert [task.title for task in found.waiting] == ["stopped"]


def test_the_calendar_shows_three_weeks_and_knows_shifted_days():
    from yanzhen.web.frame.place import city

    calendar = city().calendar
    shown = [one for week in weeks(date(2025, 10, 1), calendar, []) for one in week]

    assert len(shown) == 21 and sum(one.now for one in shown) == 1
    assert all(one.rest != calendar.works(one.day) for one in shown)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t1", "＝1", "－1"])
def test_a_cell_a_spreadsheet_would_run_goes_out_as_text(text):
    assert cell(text) == "'" + text


def test_numbers_go_out_as_they_are():
    assert cell(-3) == -3


@override_settings(ALLOWED_HOSTS=["only.example"])
def test_another_host_s_name_is_refused(town):
    answer = Client(raise_request_exception=False).get("/alive/")

    assert answer.status_code == 400
