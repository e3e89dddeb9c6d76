"""What a page promises becomes lines of a plan; the plan as it stands says which are new and which are at odds with it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal

import pytest

from yanzhen.errors import ReadingError
from yanzhen.pack.checks import check
from yanzhen.reading.proposals import (
    CHANGED,
    CONFLICTING,
    NEW,
    SAME,
    Origin,
    accepted,
    compare,
    propose,
    read_sheet,
    sheet_text,
)
from yanzhen.reading.proposals.figures import measure_of
from yanzhen.reading.proposals.quoting import LONGEST, short

from .conftest import TEXT, TOWN


@pytest.fixture
def lines(page, town):
    return {(line.kind, line.name): line for line in propose(page, town.vocabulary, town.area)}


def test_a_promised_figure_is_a_target_of_an_indicator_with_its_citation(lines):
    document = lines["target", "企业总数2025"].document

    assert document["goal"] == {"least": "700000 家"}
    assert (document["of"], document["place"], document["due"]) == ("企业总数", "0101", "2025-12-31")
    assert document["cite"] == {
        "title": "某镇规划发布", "issuer": "某报", "date": "2024-03-01", "quote": "到2025年,企业总数达到70万家以上",
    }  # fmt: skip
    assert lines["indicator", "企业总数"].document["basis"] == "assumed"


def test_about_yearly_and_ranks_keep_their_meaning(lines):
    assert lines["target", "占比2025"].document["goal"] == {"about": "30%"}
    assert lines["target", "占比2025"].document["doubts"] == ["年份承前"]
    yearly = lines["target", "引进人才"].document
    assert (yearly["goal"], yearly["each"], yearly["due"]) == ({"least": "10000 人"}, "year", "未载明")
    ranked = lines["target", "全镇排名2025"].document
    assert (ranked["goal"], ranked["doubts"]) == ({"rank": "3"}, ["文中的范围是「全镇工业」"])


def test_what_is_reported_and_lists_that_do_not_count_themselves_are_left_alone(lines):
    assert ("indicator", "实绩") not in lines
    assert ("list", "水厂") not in lines


def test_a_list_of_projects_brings_its_projects_and_a_bare_name_says_it_is_not_unfolded(lines):
    named = lines["list", "两大重点项目"].document

    assert (named["count"], named["members"], named["of"]) == ("2", ["东水厂", "西水厂"], "project")
    assert lines["project", "东水厂"].document["cite"]["quote"] == "东水厂"
    assert lines["list", "三统一"].document["members"] == "未载明"


def test_a_task_is_a_duty_with_whoever_the_text_names(lines):
    document = lines["duty", "申报示范镇"].document

    assert (document["department"], document["due"], document["note"]) == ("办公室", "未载明", "文中写「年底前」")


def test_an_origin_given_goes_over_what_the_page_says_of_itself(page, town):
    line = propose(page, town.vocabulary, town.area, Origin("另题", "另报", "2024-04-01"))[1]

    assert line.document["cite"]["title"] == "另题"


def test_all_accepted_is_a_plan_without_a_mistake_and_accepting_again_changes_nothing(page, town, tmp_path):
    shutil.copytree(TOWN.parent, tmp_path / "packs")
    folder = tmp_path / "packs" / "town"
    shutil.rmtree(folder / "plan")
    (folder / "mechanisms.yaml").unlink()
    found = compare(propose(page, town.vocabulary, town.area), [])
    files = accepted(found, {})
    (folder / "plan").mkdir()
    for name, text in files.items():
        (folder / "plan" / name).write_text(text, encoding="utf-8")

    assert {line.state for line in found} == {NEW}
    assert [str(problem) for problem in check(folder).problems if problem.level != "I"] == []
    again = compare(propose(page, town.vocabulary, town.area), [line.document for line in found])
    assert {line.state for line in again} == {SAME}
    assert accepted(again, files) == {}


def test_the_same_source_changes_a_line_in_its_place_and_comments_stay(page, town):
    found = compare(propose(page, town.vocabulary, town.area), [])
    files = {"targets.yaml": "# 由规划处维护\n" + accepted(found, {})["targets.yaml"]}
    more = replace(page, targets=(replace(page.targets[0], value=Decimal(80)), *page.targets[1:]))
    changed = compare(propose(more, town.vocabulary, town.area), [line.document for line in found])
    line = next(line for line in changed if line.name == "企业总数2025")

    assert (line.state, line.against) == (CHANGED, "企业总数2025")
    text = accepted([line], files)["targets.yaml"]
    assert text.startswith("# 由规划处维护\ntarget: 企业总数2025\n")
    assert "800000 家" in text and "700000 家" not in text
    assert text.count("target: ") == files["targets.yaml"].count("target: ")


def test_another_source_that_says_another_figure_stands_beside_the_first(page, town):
    standing = [line.document for line in propose(page, town.vocabulary, town.area)]
    less = replace(page, targets=(replace(page.targets[0], value=Decimal(65)),), lists=(), tasks=())
    found = compare(propose(less, town.vocabulary, town.area, Origin("另一规划", "某镇", "2023-05-01")), standing)

    assert [(line.kind, line.state) for line in found] == [("indicator", SAME), ("target", CONFLICTING)]
    assert (found[1].name, found[1].against) == ("企业总数2025（2023-05-01）", "企业总数2025")
    again = compare([replace(found[1], document=found[1].document | {"target": "企业总数2025"})],
                    [*standing, found[1].document])  # fmt: skip
    assert again[0].state == SAME


def test_a_list_named_in_one_page_and_unfolded_in_another_is_one_list(page, town):
    named = {"list": "两大重点项目", "cite": {"title": "另题", "date": "2024-01-01"}, "count": "2", "members": "未载明"}
    [line] = [line for line in propose(page, town.vocabulary, town.area) if line.name == "两大重点项目"]

    assert compare([line], [named])[0].state == CHANGED
    bare = replace(line, document={key: named.get(key, value) for key, value in line.document.items()})
    assert compare([bare], [line.document])[0].state == SAME


def test_a_task_that_names_nobody_and_no_day_is_no_duty(page, town):
    idle = replace(page, tasks=(replace(page.tasks[0], actor=None, deadline=None),))

    assert not [line for line in propose(idle, town.vocabulary, town.area) if line.kind == "duty"]


def test_a_sheet_comes_back_with_the_answers_a_person_wrote(page, town, tmp_path):
    found = compare(propose(page, town.vocabulary, town.area), [])
    path = tmp_path / "拟稿.yaml"
    text = sheet_text("town", [("版面.txt", "ab")], found)
    path.write_text(text.replace("accept: 未定", "accept: 是", 1), encoding="utf-8")
    sheet = read_sheet(path)

    assert (sheet.pack, sheet.pages) == ("town", (("版面.txt", "ab"),))
    assert [line.document for line, _ in sheet.lines] == [line.document for line in found]
    assert [answer for _, answer in sheet.lines] == ["是", *["未定"] * (len(found) - 1)]
    assert [line.passage.start for line, _ in sheet.lines] == [line.passage.start for line in found]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: 别的\n", "YZ-R20"),
        ("proposals: [\n", "YZ-R20"),
        ("proposals: town\n---\nline: 1\naccept: 好\npropose: {duty: 甲}\n", "YZ-R21"),
        ("proposals: town\n---\nline: 1\naccept: 是\n", "YZ-R21"),
    ],
)
def test_what_is_no_sheet_or_was_spoiled_is_told(tmp_path, text, code):
    path = tmp_path / "拟稿.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingError) as error:
        read_sheet(path)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("printed", "unit", "times", "yearly"),
    [("万户", "户", 10000, False), ("万名/年", "人", 10000, True), ("个/年", "个", 1, True), ("亿元", "亿元", 1, False),
     ("%", "%", 1, False), ("名次", "名次", 1, False), ("公里", "公里", 1, False)],
)  # fmt: skip
def test_a_printed_unit_is_one_a_pack_knows(printed, unit, times, yearly):
    measure = measure_of(printed)

    assert (measure.unit, measure.times, measure.yearly) == (unit, times, yearly)


def test_a_unit_no_pack_knows_is_not_guessed():
    assert measure_of("摊") is None and measure_of("") is None


def test_a_long_quote_is_cut_where_the_sentence_breaks_and_keeps_its_figure():
    long = "围绕打造先进制造业高地这一总目标,到2025年全市规模以上工业企业总数突破7000家,工业税收占比持续提高,结构更加优化合理"

    cut = short(long, "7000")
    assert len(cut) <= LONGEST and cut in long and "7000" in cut
    assert short("短句", "") == "短句"
    assert short("上半句\n\n下半句含30%", "30") == "下半句含30%"
    assert len(short("无" * 100)) == LONGEST


def test_every_quote_is_words_of_the_page(lines):
    assert [line.document["cite"]["quote"] for line in lines.values() if "cite" in line.document
            and line.document["cite"]["quote"] not in TEXT] == []  # fmt: skip
