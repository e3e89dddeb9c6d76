"""A clerk's morning in a real browser: a workbook with bad rows, its rejects, mended, loaded again, accepted; each page looked at."""

from __future__ import annotations

import os

import pytest
import xlsxwriter

from tests.web.deliveries import code
from tests.web.test_browser import SIZES, browser, open_as, pytestmark, serious, site, site_data
from yanzhen.facts.workbooks import read_workbook

__all__ = ["browser", "open_as", "pytestmark", "site", "site_data"]

HEADS = ("统一社会信用代码", "企业名称", "县区", "营业收入(万元)")
ROWS = (
    (code(1), "样厂一", "东样区", "1200"),
    (code(2), "样厂二", "西样区", "12;5"),
    (code(3), "样厂三", "样区东", "30"),
)
MENDS = {"12;5": "12.5", "样区东": "东样区"}


def write(path, heads, rows):
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("报表")
    for at, row in enumerate((heads, *rows)):
        for column, text in enumerate(row):
            page.write_string(at, column, text)
    book.close()
    return path


def mended(path, target):
    """The rejects with each wrong cell put right, as a clerk would in a spreadsheet."""
    heads, *rows = read_workbook(path.read_bytes(), path.name).sheets[0].rows
    return write(target, heads, [[MENDS.get(text, text) for text in row] for row in rows])


def upload(page, address, path, period="2024"):
    page.goto(f"{address}/data/upload/")
    page.set_input_files("#id_file", path)
    page.select_option("#id_register", "企业")
    page.fill("#id_period", period)
    page.locator("main form[method=post] button.solid").click()
    page.locator(".counts").wait_for(timeout=60_000)


def test_a_clerk_loads_bad_rows_mends_the_rejects_and_accepts_both(open_as, site, tmp_path):
    page = open_as("data")
    upload(page, site[0], write(tmp_path / "九月.xlsx", HEADS, ROWS))
    report = page.url
    assert page.locator(".counts .late .figure").inner_text() == "2"
    assert page.locator(".faults tbody tr").count() == 2
    page.locator(".faults tbody a").nth(1).click()
    page.locator("#sentence").wait_for()
    assert "样区东" in page.locator("#sentence").inner_text()
    assert page.locator(".grid .cell-bad").inner_text() == "样区东"
    with page.expect_download() as got:
        page.get_by_role("link", name="退回表 xlsx").click()
    got.value.save_as(tmp_path / "退回.xlsx")
    page.get_by_role("button", name="接收 1 行").click()
    page.locator(".toast").wait_for()
    assert "/data/batches/" in page.url

    upload(page, site[0], mended(tmp_path / "退回.xlsx", tmp_path / "改好.xlsx"))
    assert page.locator(".counts .late").count() == 0
    page.get_by_role("button", name="接收 2 行").click()
    page.locator(".toast").wait_for()
    page.get_by_role("link", name="看行").click()
    page.locator("table.sheet").wait_for()
    assert page.locator("table.sheet tbody tr").count() == 3

    page.goto(report)
    assert page.get_by_role("button", name="接收 1 行").count() == 0
    page.goto(f"{site[0]}/data/upload/")
    page.set_input_files("#id_file", tmp_path / "九月.xlsx")
    page.select_option("#id_register", "企业")
    page.fill("#id_period", "2024")
    page.locator("main form[method=post] button.solid").click()
    page.locator(".toast").wait_for()
    assert "什么也没有变" in page.locator(".toast").inner_text()
    assert [one for one in page.complaints if "status of 40" not in one] == [] and page.outside == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_records_break_no_policy_fit_and_are_accessible(open_as, site, tmp_path, size, language):
    page = open_as("data", size, language)
    upload(page, site[0], write(tmp_path / "a.xlsx", HEADS, (*ROWS, (code(9), "样厂九", "东样区", f"{os.getpid()}"))))
    paths = [page.url.removeprefix(site[0]), "/", "/data/?owed=1", "/data/upload/", "/data/uploads/", "/data/batches/"]
    page.goto(f"{site[0]}/data/batches/")
    paths += [one.get_attribute("href") for one in page.locator("tbody a").all()[:1]]
    page.goto(f"{site[0]}/data/rows/企业/")
    paths += ["/data/rows/企业/", *(one.get_attribute("href") for one in page.locator("tbody th a").all()[:1])]
    found = []
    for path in paths:
        page.goto(site[0] + path)
        page.locator("#main").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{path} overflows by {wide}"] if wide > 0 else []
        found += [f"{path} {one}" for one in serious(page)]

    assert found == []
    assert page.complaints == [] and page.outside == []


def test_a_half_filled_upload_outlives_the_session(open_as, site):
    page = open_as("data")
    page.goto(f"{site[0]}/data/upload/")
    page.fill("#id_period", "2021")
    page.fill("#id_source", "某局来函")
    page.locator("#id_source").blur()
    page.context.clear_cookies(name="yanzhen")
    page.goto(f"{site[0]}/data/upload/")
    page.locator("#id_password").wait_for()
    page.fill("#id_username", "data")
    page.fill("#id_password", site[1]["data"])
    page.press("#id_password", "Enter")
    page.locator("[data-kept]").wait_for()

    assert page.input_value("#id_period") == "2021" and page.input_value("#id_source") == "某局来函"
