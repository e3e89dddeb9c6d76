"""In a real browser, on the real server: nothing the policy refuses, nothing axe finds serious, everything by keyboard, no overflow."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.pages import PAGE, POLICY

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt install chromium fonts-noto-cjk"),
    pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: npm ci"),
    pytest.mark.skipif(os.environ.get("YANZHEN_TEST_DATABASE", "") != "", reason="browser tests run once, on SQLite"),
]

PAGES = {
    "": ("/sign-in/", "/sign-in/?as=firm"),
    "system": ("/", "/components/", "/people/", "/people/posts/1/", "/people/units/990101/add/"),
    "security": (
        "/",
        "/people/accounts/",
        "/people/accounts/add/",
        "/people/accounts/add-firm/",
        "/people/accounts/handler/",
    ),
    "audit": ("/journal/", "/journal/3/", "/search/?q=岗", "/journal/?who=nobody"),
    "leader": ("/plan/intake/", "/plan/mechanisms/", "/plan/mechanisms/?q=nothing"),
    "handler": ("/away/", "/password/", "/nothing/", "/people/accounts/"),
    "firm": ("/", "/my-firm/"),
}
SIZES = {"wide": (1366, 768), "phone": (390, 844)}


@pytest.fixture(scope="module")
def site_data(tmp_path_factory) -> Path:
    """The data folder of the site."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(site_data) -> Iterator[tuple[str, dict[str, str]]]:
    """A demonstration site that is being served: its address, and the passwords that were printed."""
    folder = site_data
    told = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN_", "DJANGO_"))}
    told |= {"YANZHEN_DATA": str(folder), "YANZHEN_PACK": str(ROOT / "packs" / "template"), "YANZHEN_DEMO": "true"}
    command = [sys.executable, "-c", "from yanzhen.command import main; main()"]
    seeded = subprocess.run([*command, "site", "seed"], env=told, capture_output=True, text=True, check=True).stdout
    passwords = dict(re.findall(r"^(\w+) +(\w{14}) ", seeded, re.MULTILINE))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--workers", "1"], env=told, stdout=subprocess.PIPE, text=True
    )
    assert f":{port}/" in server.stdout.readline()
    yield f"http://127.0.0.1:{port}", passwords
    server.terminate()
    assert server.wait(60) == 0
    server.stdout.close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def open_as(browser, site):
    """Opens a page as somebody, with everything the browser complains of gathered in `page.complaints`."""
    address, passwords = site
    contexts = []

    def opening(who: str, size: str = "wide", language: str = "zh-hans"):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=False)
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.outside = []
        page.on("console", lambda told: page.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: page.outside.append(asked.url) if not asked.url.startswith((address, "data:")) else None,
        )
        if who:
            page.goto(f"{address}/sign-in/")
            page.fill("#id_username", who)
            page.fill("#id_password", passwords[who])
            page.press("#id_password", "Enter")
            page.locator("main h1").wait_for()
        return page

    yield opening
    for context in contexts:
        context.close()


def serious(page) -> list[str]:
    """What axe finds serious or critical. Its script is handed over by the tester, so the page's own policy stays as it is."""
    found = page.evaluate(AXE.read_text("utf-8") + ";axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", PAGES)
def test_pages_break_no_policy_load_nothing_from_outside_fit_and_are_accessible(open_as, site, who, size, language):
    page = open_as(who, size, language)
    found = []
    for path in PAGES[who]:
        page.goto(site[0] + path)
        page.locator("#main").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{path} overflows by {wide}"] if wide > 0 else []
        found += [f"{path} {one}" for one in serious(page)]
    complaints = [one for one in page.complaints if "status of 40" not in one]

    assert found == []
    assert complaints == []
    assert page.outside == []


def test_the_chart_is_drawn_and_its_table_holds_the_same_rows(open_as, site):
    page = open_as("system")
    page.goto(f"{site[0]}/components/")
    page.locator("figure.chart svg path").first.wait_for(state="attached")
    page.locator("figure.chart summary").click()

    assert page.locator("figure.chart td").all_inner_texts()[-1] == "310"


def test_everything_goes_by_keyboard(open_as, site):
    page = open_as("system")
    page.goto(f"{site[0]}/people/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tbody') !== null")
    page.keyboard.press("Enter")
    page.locator("dl.facts").first.wait_for()
    assert "/people/posts/" in page.url

    page.keyboard.press("/")
    page.keyboard.type("审计")
    page.keyboard.press("Enter")
    page.locator("table").wait_for()
    assert "/search/" in page.url


def test_opening_a_unit_changes_the_right_side_and_the_address_without_leaving_the_page(open_as, site):
    page = open_as("system")
    page.goto(f"{site[0]}/people/")
    page.evaluate("document.body.dataset.stays = 'yes'")
    page.locator("#tree ul a").first.click()
    page.locator("#tree ul a[aria-current=page]").wait_for()

    assert "/people/units/" in page.url
    assert page.evaluate("document.body.dataset.stays") == "yes"
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "page"
    page.go_back()
    page.locator("#tree > li > a[aria-current=page]").wait_for()


def test_a_half_filled_form_outlives_the_session(open_as, site):
    page = open_as("security")
    form = f"{site[0]}/people/accounts/add/"
    page.goto(form)
    page.fill("#id_username", "half-filled")
    page.fill("#id_name", "半张表")
    page.select_option("#id_home", index=1)
    page.locator("#id_name").blur()
    page.context.clear_cookies(name="yanzhen")
    page.locator("main form button.solid").click()
    page.locator("#id_password").wait_for()
    page.fill("#id_username", "security")
    page.fill("#id_password", site[1]["security"])
    page.press("#id_password", "Enter")
    page.locator("main h1").wait_for()
    page.goto(form)

    page.locator("[data-kept]").wait_for()
    assert page.input_value("#id_username") == "half-filled"


def hand_in(page, address: str, name: str, text: str, purpose: str = "plan"):
    page.goto(f"{address}/plan/intake/")
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/plain", "buffer": text.encode()})
    page.select_option("#id_purpose", purpose)
    page.locator("section.card form button.solid").focus()
    page.keyboard.press("Enter")
    page.locator("#page-text").wait_for()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_a_document_beside_its_reading_fits_and_is_accessible(open_as, site, size, language):
    page = open_as("leader", size, language)
    for text, purpose in ((PAGE + language + size, "plan"), (POLICY, "policy")):
        hand_in(page, site[0], "样.txt", text, purpose)
        row = page.locator("[data-line]").first
        row.hover()
        assert page.locator(".said.lit").count() > 0
        if purpose == "plan":
            row.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert serious(page) == []
    assert page.complaints == [] and page.outside == []


def test_a_page_is_read_answered_and_written_by_keyboard_alone(open_as, site, site_data):
    page = open_as("leader")
    hand_in(page, site[0], "计划.txt", PAGE)

    def go_to(kind: str, name: str):
        """j until the line is reached; the focus goes with it, and its words light up in the text."""
        for _ in range(40):
            row = page.locator("li.line:focus")
            if row.count() and kind in row.inner_text() and name in row.locator("b").inner_text():
                number = row.get_attribute("data-line")
                assert page.locator(f'.said.lit[data-lines~="{number}"]').count() > 0
                return page.locator(f"#line-{number}")
            page.keyboard.press("j")
        raise AssertionError(f"no line {kind} {name}")

    for kind in ("指标", "目标"):
        row = go_to(kind, "规模工业企业")
        page.keyboard.press("a")
        row.locator(".chip-met").wait_for()
        page.locator("li.line:focus").wait_for()
    page.keyboard.press("k")
    page.keyboard.press("j")
    row = go_to("名单", "三大重点项目")
    page.keyboard.press("r")
    row.locator(".chip-not_met").wait_for()
    row = go_to("任务", "制定年度清单")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("duty: 制定")
    row.locator(".tried .refused").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(
        "duty: 制定年度清单\ncite:\n  title: 样例市发展计划发布\n  issuer: 样例日报\n  date: 未载明\n"
        "  quote: 市样局要制定年度清单\ndoes: 制定并公布年度清单\ndepartment: 市样局\ndue: 2026-12-31\n"
    )
    row.locator(".tried .hint").wait_for()
    page.keyboard.press("Control+Enter")
    row.locator(".chip-met").wait_for()
    page.locator("li.line:focus").wait_for()
    page.keyboard.press("r")
    row.locator(".chip-not_met").wait_for()
    page.locator("li.line:focus").wait_for()
    page.keyboard.press("u")
    row.locator(".line-foot .chip").wait_for(state="detached")
    page.locator("li.line:focus").wait_for()
    page.keyboard.press("e")
    page.keyboard.press("Control+End")
    page.keyboard.type("note: 按季通报")
    row.locator(".tried .hint").wait_for()
    page.keyboard.press("Control+Enter")
    row.locator(".edited").wait_for()
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    page.locator(".toast").wait_for()

    (plan,) = site_data.glob("packs/000001-*/template/plan")
    documents = {file.name: file.read_text("utf-8") for file in plan.iterdir()}
    assert sorted(documents) == ["duties.yaml", "indicators.yaml", "targets.yaml"]
    assert [text.count("cite:") + text.count("indicator:") for _name, text in sorted(documents.items())] == [1, 1, 1]
    assert "goal:\n  least: 250 家" in documents["targets.yaml"] and "note: 按季通报" in documents["duties.yaml"]
    assert page.locator("li.line form").count() == 0
    assert page.complaints == [] and page.outside == []


def test_a_password_is_shown_only_while_asked(open_as, site):
    page = open_as("")
    page.goto(f"{site[0]}/sign-in/")
    page.fill("#id_password", "secret")
    shows = page.locator("button[data-shows]")
    shows.click()
    assert page.get_attribute("#id_password", "type") == "text"
    shows.click()
    assert page.get_attribute("#id_password", "type") == "password"


def test_print_hides_the_furniture_and_keeps_the_words(open_as, site):
    page = open_as("system")
    page.goto(f"{site[0]}/people/")
    page.emulate_media(media="print")

    assert not page.locator("header.bar").is_visible() and not page.locator("nav.rail").is_visible()
    assert page.locator(".print-foot").is_visible() and page.locator("main h1").is_visible()


def test_large_print_multiplies_the_letters_by_a_quarter(open_as, site):
    page = open_as("system")

    def size():
        return page.evaluate("parseFloat(getComputedStyle(document.querySelector('main h1')).fontSize)")

    before = size()
    page.get_by_role("button", name="大字版").click()
    page.locator("html.large").wait_for(state="attached")
    assert size() == pytest.approx(before * 1.25)
