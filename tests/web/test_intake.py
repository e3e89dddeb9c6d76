"""Intake: hostile files, lines beside the plan, answers undone, a plan written whole or not at all, by one person once."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from tests.web.pages import PAGE, POLICY
from yanzhen.errors import SiteError
from yanzhen.web.intake import queries
from yanzhen.web.intake.actions import answering, taking
from yanzhen.web.intake.actions.taking import Given, take_in
from yanzhen.web.intake.editing import tried
from yanzhen.web.intake.marking import Mark, runs
from yanzhen.web.intake.models import NO, OPEN, YES, Line, Sheet
from yanzhen.web.journal.models import Entry
from yanzhen.web.working.models import Version
from yanzhen.web.working.store import change, current


@pytest.fixture
def lead(town):
    return town.person("lead", "city")


@pytest.fixture
def sheet(lead) -> Sheet:
    return take_in(lead, Given("计划.txt", PAGE.encode()))


def line(sheet: Sheet, kind: str, name: str) -> Line:
    return next(one for one in sheet.lines.all() if one.kind == kind and str(one.document[kind]).startswith(name))


def accept(person, *lines: Line) -> None:
    for one in lines:
        answering.answer(person, one, YES, one.version)


def plan(kind: str) -> str:
    file = current().path / "plan" / f"{kind}s.yaml"
    return file.read_text("utf-8") if file.is_file() else ""


def versions(settings) -> set[str]:
    folder = Path(settings.OPTIONS.data) / "packs"
    return {name.name for name in folder.iterdir() if "-" in name.name} if folder.is_dir() else set()


def told(verb: str) -> list[dict]:
    return [json.loads(entry.details) for entry in Entry.objects.filter(verb=verb).order_by("number")]


def test_a_page_becomes_lines_with_spans_of_its_text_and_doubts_shown(sheet, lead):
    kinds = {one.kind for one in sheet.lines.all()}
    assert kinds == {"indicator", "target", "list", "project", "duty"}
    opened = queries.opened(lead, sheet)
    assert "".join(run.text for run in opened.runs) == PAGE
    for shown in opened.lines:
        runs_of = [run.text for run in opened.runs if str(shown.line.number) in run.lines.split()]
        assert "".join(runs_of) == PAGE[shown.line.start : shown.line.end] != ""
    assert any("落地" in one.words for one in opened.anomalies)
    assert told("intake.read")[0]["lines"] == len(opened.lines)


def test_the_bytes_are_kept_under_a_name_nobody_chose(sheet, lead):
    kept = taking.folder() / sheet.stored
    assert kept.read_bytes() == PAGE.encode() and kept.stat().st_mode & 0o077 == 0
    again = take_in(lead, Given("../../etc/另一个名字.txt", PAGE.encode()))
    assert again.pk == sheet.pk and Sheet.objects.count() == 1
    other = take_in(lead, Given("..\\..\\x/计划.txt", PAGE.encode() + b" "))
    assert other.name == "计划.txt"


HOSTILE = {
    "an empty file": (b"", "YZ-R03"),
    "a picture": (b"\x89PNG\r\n" + b"\x00" * 40, "YZ-R02"),
    "a damaged archive": (b"PK\x03\x04" + b"\x00" * 40, "YZ-R04"),
    "a pdf without an inside": (b"%PDF-1.7\n%%EOF", "YZ-R0"),
    "bytes of no encoding": (b"\x00\x81\xff" * 200, "YZ-R05"),
    "too many bytes": (b"a" * 5_000_001, "YZ-R01"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_with_a_reason_and_leaves_nothing(lead, data, code):
    kept = set(taking.folder().iterdir()) if taking.folder().is_dir() else set()
    with pytest.raises(SiteError) as refused:
        take_in(lead, Given("x.bin", data))
    assert code in refused.value.what and refused.value.hint
    assert not Sheet.objects.exists()
    assert (set(taking.folder().iterdir()) if taking.folder().is_dir() else set()) == kept


def test_a_text_too_long_for_a_page_is_sent_to_the_command(lead):
    with pytest.raises(SiteError, match="200,000"):
        take_in(lead, Given("x.txt", "长".encode() * (taking.MOST_CHARACTERS + 1)))


def test_the_upload_form_reads_and_refuses_in_place(town, enter):
    client = enter(town.accounts["handler", "city"])
    good = client.post(
        reverse("intake:sheets"), {"file": SimpleUploadedFile("a.txt", PAGE.encode()), "purpose": "plan"}
    )
    assert good.status_code == 302 and client.get(good["Location"]).status_code == 200
    bad = client.post(reverse("intake:sheets"), {"file": SimpleUploadedFile("a.zip", b"PK\x03\x04"), "purpose": "plan"})
    assert bad.status_code == 200 and "YZ-R04" in bad.content.decode()


def test_exactly_what_was_accepted_is_written_and_only_the_working_copy_changes(sheet, lead, settings):
    before = {file: file.read_bytes() for file in Path(settings.OPTIONS.pack).rglob("*") if file.is_file()}
    chosen = [
        line(sheet, "indicator", "规模工业企业"),
        line(sheet, "target", "规模工业企业"),
        line(sheet, "duty", "制定"),
    ]
    accept(lead, *chosen)
    answering.answer(lead, line(sheet, "list", "三大重点项目"), NO, 0)
    number = answering.close(lead, sheet)

    assert number == current().number == 1
    assert plan("target").count("target:") == 1 and "least: 250 家" in plan("target")
    assert plan("indicator").count("indicator:") == 1
    assert "制定年度清单" in (current().path / "plan" / "duties.yaml").read_text("utf-8")
    assert plan("list") == plan("project") == ""
    assert {file: file.read_bytes() for file in before} == before
    assert not (Path(settings.OPTIONS.pack) / "plan").exists()
    assert told("intake.write")[0]["accepted"] == 3
    assert len(told("intake.accept")) == 3 and len(told("intake.reject")) == 1
    assert Entry.objects.filter(verb="intake.accept", who=lead.username).count() == 3


def test_a_second_sheet_of_the_same_page_finds_it_all_there(sheet, lead):
    accept(lead, line(sheet, "indicator", "规模工业企业"), line(sheet, "target", "规模工业企业"))
    answering.close(lead, sheet)
    again = take_in(lead, Given("计划.txt", PAGE.encode()))
    assert again.pk != sheet.pk
    assert line(again, "target", "规模工业企业").state == "same"
    accept(lead, line(again, "target", "规模工业企业"))
    assert answering.close(lead, again) is None
    assert current().number == 1


def test_another_source_with_another_figure_stands_beside_the_first(sheet, lead):
    accept(lead, line(sheet, "indicator", "规模工业企业"), line(sheet, "target", "规模工业企业"))
    answering.close(lead, sheet)
    other = take_in(
        lead,
        Given("二.txt", PAGE.replace("250家", "300家").replace("样例市发展计划发布", "样例市工业方案发布").encode()),
    )
    rival = line(other, "target", "规模工业企业")
    assert rival.state == "conflicting"
    shown = queries.shown(rival)
    assert "250 家" in shown.rival and "300 家" in shown.yaml
    accept(lead, rival)
    answering.close(lead, other)
    assert "250 家" in plan("target") and "300 家" in plan("target")


def test_answers_are_undone_until_the_sheet_is_closed_and_never_after(sheet, lead):
    one = line(sheet, "duty", "制定")
    one = answering.answer(lead, one, YES, 0)
    one = answering.answer(lead, one, OPEN, 1)
    one = answering.answer(lead, one, NO, 2)
    assert [told(verb)[0]["line"] for verb in ("intake.accept", "intake.undo", "intake.reject")] == [one.number] * 3
    assert answering.close(lead, sheet) is None
    with pytest.raises(SiteError) as refused:
        answering.answer(lead, one, YES, 3)
    assert refused.value.code == "YZ-S107"
    assert Version.objects.count() == 0


def test_the_same_answer_twice_is_one_and_a_late_one_is_refused(sheet, lead, town):
    one = line(sheet, "duty", "制定")
    answering.answer(lead, one, YES, 0)
    answering.answer(lead, one, YES, 0)
    assert len(told("intake.accept")) == 1
    with pytest.raises(SiteError) as refused:
        answering.answer(town.person("handler", "city"), one, NO, 0)
    assert refused.value.code == "YZ-S108"
    assert sheet.lines.get(number=one.number).answer == YES


def test_closing_twice_writes_once(sheet, lead):
    accept(lead, line(sheet, "duty", "制定"))
    answering.close(lead, sheet)
    with pytest.raises(SiteError) as refused:
        answering.close(lead, sheet)
    assert refused.value.code == "YZ-S107"
    assert Version.objects.count() == 1 and len(told("intake.write")) == 1


def test_a_line_rewritten_is_written_as_rewritten(sheet, lead):
    one = line(sheet, "duty", "制定")
    text = queries.shown(one).yaml.replace("department: 市样局", "department: 市新局")
    answering.answer(lead, one, YES, 0, text)
    answering.close(lead, sheet)
    assert "department: 市新局" in (current().path / "plan" / "duties.yaml").read_text("utf-8")
    assert len(told("intake.edit")) == 1


WRONG = {
    "no YAML": ("duty: [", "YZ-S104"),
    "another kind": ("target: 样\nof: 样", "YZ-S104"),
    "two documents": ("duty: 甲\ndoes: 甲\n---\nduty: 乙\ndoes: 乙", "YZ-S104"),
    "nothing": ("", "YZ-S104"),
    "an unknown key": ("duty: 甲\ndoes: 甲\nhue: 红", "YZ-S104"),
    "a quote that is not in the page": (
        "duty: 甲\ndoes: 甲\ncite: {title: 样, issuer: 样, date: 未载明, quote: 没有这句}",
        "YZ-S104",
    ),
    "too long": ("duty: 甲\ndoes: " + "长" * 20_001, "YZ-S104"),
}


@pytest.mark.parametrize(("text", "code"), WRONG.values(), ids=WRONG.keys())
def test_a_line_rewritten_wrongly_is_refused_and_nothing_is_kept(sheet, lead, text, code):
    one = line(sheet, "duty", "制定")
    with pytest.raises(SiteError) as refused:
        answering.answer(lead, one, YES, 0, text)
    assert refused.value.code == code
    assert sheet.lines.get(number=one.number).answer == OPEN


def test_any_row_taken_away_or_spoiled_while_typing_is_told_and_never_a_crash(sheet):
    for one in sheet.lines.all():
        rows = queries.shown(one).yaml.splitlines(keepends=True)
        for at, row in enumerate(rows):
            for instead in ("", row.partition(":")[0] + ":\n", row.partition(":")[0] + ": [甲, 乙]\n", "\t" + row):
                text = "".join([*rows[:at], instead, *rows[at + 1 :]])
                document, told = tried(text, one.kind, PAGE)
                assert (document is None) == bool(told)


def test_rewriting_is_tried_while_typing_and_keeps_nothing(sheet, town, enter):
    client = enter(town.accounts["lead", "city"])
    one = line(sheet, "duty", "制定")
    address = reverse("intake:try", args=[sheet.pk, one.number])
    assert "refused" not in client.post(address, {"edited": queries.shown(one).yaml}).content.decode()
    assert "hue" in client.post(address, {"edited": queries.shown(one).yaml + "hue: 红\n"}).content.decode()
    assert sheet.lines.get(number=one.number).version == 0


def test_a_target_without_its_indicator_is_refused_with_the_place_and_nothing_is_half_written(sheet, lead, settings):
    one = line(sheet, "target", "规模工业企业")
    assert queries.shown(one).needs == ("规模工业企业",)
    accept(lead, one, line(sheet, "duty", "制定"))
    before = versions(settings)
    with pytest.raises(SiteError) as refused:
        answering.close(lead, sheet)
    assert refused.value.code == "YZ-S102" and "plan/targets.yaml" in refused.value.what
    assert Version.objects.count() == 0 and current().number == 0
    assert versions(settings) == before
    assert Sheet.objects.get(pk=sheet.pk).closed is None and told("intake.write") == []


def test_when_the_journal_cannot_be_written_the_plan_is_not_either(sheet, lead, monkeypatch):
    accept(lead, line(sheet, "duty", "制定"))

    def broken(*_args, **_words):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(answering, "append", broken)
    with pytest.raises(RuntimeError):
        answering.close(lead, sheet)
    assert current().number == 0 and Sheet.objects.get(pk=sheet.pk).closed is None


def test_a_plan_that_changed_meanwhile_is_not_overwritten_and_the_sheet_is_compared_anew(sheet, town, lead, enter):
    target = line(sheet, "target", "规模工业企业")
    accept(lead, line(sheet, "indicator", "规模工业企业"), target, line(sheet, "duty", "制定"))
    other = take_in(town.person("handler", "office"), Given("计划.txt", PAGE.replace("250家", "300家").encode()))
    accept(lead, line(other, "indicator", "规模工业企业"), line(other, "target", "规模工业企业"))
    answering.close(lead, other)

    client = enter(town.accounts["lead", "city"])
    assert "重新比对" in client.get(reverse("intake:sheet", args=[sheet.pk])).content.decode()
    answer = client.post(reverse("intake:close", args=[sheet.pk]), follow=True).content.decode()
    assert "YZ-S101" in answer
    assert current().number == 1 and "300 家" in plan("target")
    target.refresh_from_db()
    assert (target.state, target.answer) == ("changed", OPEN)
    assert line(sheet, "duty", "制定").answer == YES
    assert client.post(reverse("intake:close", args=[sheet.pk]), follow=True).status_code == 200
    assert current().number == 2 and "300 家" in plan("target")


def test_two_lines_of_one_name_do_not_take_each_others_place(sheet, lead):
    one, two = line(sheet, "indicator", "规模工业企业"), line(sheet, "indicator", "空气质量")
    accept(lead, one)
    answering.answer(
        lead, two, YES, 0, queries.shown(two).yaml.replace(str(two.document["indicator"]), "规模工业企业", 1)
    )
    with pytest.raises(SiteError) as refused:
        answering.close(lead, sheet)
    assert refused.value.code == "YZ-S111" and current().number == 0


def test_a_county_reads_and_answers_but_does_not_write_the_citys_plan(town):
    person = town.person("handler", "east")
    sheet = take_in(person, Given("计划.txt", PAGE.encode()))
    accept(person, line(sheet, "duty", "制定"))
    with pytest.raises(SiteError) as refused:
        answering.close(person, sheet)
    assert refused.value.code == "YZ-S109"
    assert answering.close(town.person("lead", "city"), sheet) == 1


def test_an_action_asks_for_the_right_itself(sheet, town):
    for act in (
        lambda person: take_in(person, Given("x.txt", b"x")),
        lambda person: answering.answer(person, sheet.lines.first(), YES, 0),
        lambda person: answering.close(person, sheet),
        lambda person: answering.recompare(person, sheet),
    ):
        with pytest.raises(SiteError) as refused:
            act(town.person("reviewer", "city"))
        assert refused.value.code == "YZ-S20"


def test_an_answer_by_htmx_brings_back_the_line_and_the_counts(sheet, town, enter):
    one = line(sheet, "duty", "制定")
    address = reverse("intake:answer", args=[sheet.pk, one.number])
    answer = enter(town.accounts["lead", "city"]).post(
        address, {"answer": "yes", "seen": "0"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert f'id="line-{one.number}"' in page and 'hx-swap-oob="true"' in page and "撤回" in page


def test_a_policy_is_shown_split_and_leaves_as_the_folder_of_a_policy(lead, town, enter, tmp_path, settings):
    sheet = take_in(lead, Given("措施.txt", POLICY.encode(), "policy"))
    client = enter(town.accounts["lead", "city"])
    page = client.get(reverse("intake:sheet", args=[sheet.pk])).content.decode()
    assert "第一条" in page and "20万元" in page and "clauses/草稿.yaml" in page
    answer = client.get(reverse("intake:draft", args=[sheet.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    folder = f"draft-{sheet.pk}"
    assert {f"{folder}/policy.yaml", f"{folder}/clauses/草稿.yaml"} <= set(archive.namelist())
    assert "20 万元" in archive.read(f"{folder}/clauses/草稿.yaml").decode()
    assert client.get(reverse("intake:draft", args=[sheet.pk])).content == answer.content
    assert client.post(reverse("intake:close", args=[sheet.pk])).status_code == 302
    assert current().number == 0 and len(told("intake.draft")) == 2


def test_the_working_copy_refuses_names_outside_itself_and_changes_outside_a_transaction(lead, settings):
    for name in ("../x.yaml", "/etc/x", "", ".hidden", "plan/../../x"):
        with pytest.raises(SiteError) as refused, transaction.atomic():
            change(lead, {name: "x"}, 0)
        assert refused.value.code == "YZ-S103"
    with pytest.raises(SiteError) as refused, transaction.atomic():
        change(lead, {}, 7)
    assert refused.value.code == "YZ-S101"


def test_a_model_points_only_where_one_is_set(lead, settings):
    from tests.reading.test_suggesting import stub

    start = PAGE.index("到2026年")
    spans = [
        {"kind": "targets", "quote": "到2026年", "start": start, "end": start + 6},
        {"kind": "targets", "quote": "没有这句", "start": 0, "end": 4},
    ]
    content = json.dumps({"spans": spans}, ensure_ascii=False)
    with stub(json.dumps({"choices": [{"message": {"content": content}}]}).encode()) as (url, asked):
        take_in(lead, Given("a.txt", PAGE.encode()))
        assert asked == []
        settings.OPTIONS = settings.OPTIONS.model_copy(update={"suggest_url": url, "suggest_model": "m"})
        sheet = take_in(lead, Given("b.txt", PAGE.encode() + b"\n"))
    assert len(asked) == 1
    opened = queries.opened(lead, sheet)
    assert [one.words for one in opened.pointed] == ["到2026年"] and sheet.marks["refused"] == 1
    silent = take_in(lead, Given("c.txt", PAGE.encode() + b"\n\n"))
    assert "YZ-R31" in silent.marks["silent"] and silent.lines.exists()


@pytest.mark.parametrize(
    "marks",
    [(), ((0, 3),), ((0, 5), (2, 8)), ((2, 2), (5, 99), (-1, 3)), ((0, 10), (0, 10), (3, 4))],
)
def test_runs_joined_are_the_text_and_each_mark_is_covered_once(marks):
    text = "一二三四五六七八九十"
    found = runs(text, [Mark(start, end, "lines", at) for at, (start, end) in enumerate(marks, start=1)])
    assert "".join(run.text for run in found) == text
    for at, (start, end) in enumerate(marks, start=1):
        good = 0 <= start < end <= len(text)
        covered = "".join(run.text for run in found if str(at) in run.lines.split())
        assert covered == (text[start:end] if good else "")
