"""The rules read, written, tried, reviewed and published, in the invented town of packs/template."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.town import Town
from yanzhen.errors import SiteError

CLAUSES = "policies/yl-2024/clauses/三条.yaml"
CASES = "policies/yl-2024/cases/实习岗位奖.yaml"
FIVE = ("接收实习人数 >= 5 人", "接收实习人数 >= 6 人")


@pytest.fixture
def handler(town: Town):
    return town.person("handler", "office")


@pytest.fixture
def reviewer(town: Town):
    return town.person("reviewer", "office")


def read(path: str) -> str:
    from yanzhen.web.rulebook.editions import newest, text_of

    return text_of(newest(), path)


def raised(handler):
    """A draft that raises the threshold to 6, with cases for it."""
    from yanzhen.web.rulebook.actions import drafts

    draft = drafts.begin(handler, "实习人数改为六人", CLAUSES)
    clauses = draft.files.get(path=CLAUSES)
    drafts.save(handler, clauses, clauses.version, clauses.text.replace(*FIVE))
    cases = drafts.add_file(handler, draft, CASES)
    text = cases.text.replace("接收实习人数: 5 人", "接收实习人数: 6 人").replace(
        "接收实习人数: 4 人", "接收实习人数: 5 人"
    )
    drafts.save(handler, cases, cases.version, text.replace("正好5人", "正好6人"))
    draft.refresh_from_db()
    return draft


def publish(reviewer, draft, start=None, today=None):
    from yanzhen.web.rulebook.actions import publishing

    draft.refresh_from_db()
    day = today or timezone.localdate()
    return publishing.publish(reviewer, draft, draft.version, start or day, day)


# ------------------------------------------------------------------ reading


def test_a_stranger_finds_a_clause_by_words_and_reads_it_with_its_citation_and_what_is_assumed(db):
    client = Client()
    found = client.get(reverse("rulebook:clauses"), {"words": "实习 奖励", "on": "2025-06-30"}).content.decode()
    page = client.get(reverse("rulebook:clause", args=["template/yl-2024/实习岗位奖"])).content.decode()

    assert "接收实习生奖励" in found and "采购本地产品奖励" not in found
    assert "接收实习人数" in page and "第一条" in page and "样例发〔2024〕0号" in page
    assert "转述，非原文" in page and "假定" in page
    assert "YAML 原样" not in page, "the working parts are for officers"


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        ({"least": "12"}, "采购本地产品奖励", "接收实习生奖励"),
        ({"least": "20"}, "节能改造投资补助", "采购本地产品奖励"),
        ({"least": "20.01"}, "", "节能改造投资补助"),
        ({"department": "市工信局"}, "接收实习生奖励", "企业所得税"),
        ({"nature": "tax_relief"}, "", "接收实习生奖励"),
        ({"on": "2023-12-31"}, "", "接收实习生奖励"),
        ({"on": "2024-01-01"}, "接收实习生奖励", ""),
        ({"on": "2026-12-31"}, "接收实习生奖励", ""),
        ({"on": "2027-01-01"}, "", "接收实习生奖励"),
    ],
)
def test_a_list_holds_what_answers_and_nothing_else(db, asked, there, not_there):
    text = Client().get(reverse("rulebook:export"), {"on": "2025-06-30", **asked})
    rows = b"".join(text.streaming_content).decode()

    assert there in rows
    assert not not_there or not_there not in rows


def test_a_rule_and_its_article_share_their_numbers(db):
    from yanzhen.web.rulebook.book import book
    from yanzhen.web.rulebook.clause_lines import lines, papers

    rules = book()
    one = rules.clauses["template/yl-2024/节能改造补助"]
    numbered = lines(rules, one)
    marks = {
        piece.number: piece.text for paper in papers(rules, one, numbered) for piece in paper.pieces if piece.number
    }

    assert [(line.number, line.label) for line in numbered] == [(1, "谁"), (2, "给多少"), (3, "封顶")]
    assert set(marks) == {1, 2, 3}
    assert "50 万元" in marks[1] and "10%" in marks[2] and "20 万元" in marks[3]


def test_an_officer_sees_the_cases_decided_the_checks_and_the_text(town, enter):
    page = enter(town.accounts["handler", "office"]).get(
        reverse("rulebook:clause", args=["template/yl-2024/采购".replace("采购", "本地采购额")])
    )
    assert page.status_code == 404
    text = (
        enter(town.accounts["handler", "office"])
        .get(reverse("rulebook:clause", args=["template/yl-2024/本地采购奖"]))
        .content.decode()
    )

    assert text.count("一致") == 5
    assert "YAML 原样" in text and "差一分到200万" in text


# ------------------------------------------------------------------ writing


def test_a_draft_is_checked_as_the_command_checks_it(handler):
    from yanzhen.web.rulebook.checking import check
    from yanzhen.web.rulebook.editions import newest

    text = read(CLAUSES)
    wrong = check(newest(), {CLAUSES: text.replace("接收实习人数 >= 5 人", "接收实习人 >= 5 人")})
    first = wrong.problems[0]

    assert not wrong.clean
    assert (first.id, first.level, first.path, first.here) == ("P03", "E", CLAUSES, True)
    assert text.split("\n")[first.line - 1].strip().startswith("- is: 接收实习人数")
    assert "/" not in first.sentence.replace(CLAUSES, "")
    assert check(newest(), {CLAUSES: text}, cases=True).why_not == ""


def test_a_case_that_the_engine_decides_otherwise_keeps_a_draft_from_review(handler):
    from yanzhen.web.rulebook.actions import drafts

    draft = drafts.begin(handler, "改错", CASES)
    file = draft.files.get()
    drafts.save(handler, file, file.version, file.text.replace("amount: 1 万元", "amount: 2 万元"))

    with pytest.raises(SiteError, match="正好5人"):
        drafts.send(handler, draft)


@pytest.mark.parametrize(
    "path",
    ["../cn/pack.yaml", "/etc/passwd.yaml", "policies/x.py", "policies/../../x.yaml", ".git/x.yaml", "", "a\\b.yaml"],
)
def test_a_draft_never_leaves_the_pack(handler, path):
    from yanzhen.web.rulebook.actions import drafts

    with pytest.raises(SiteError, match="YZ-S70"):
        drafts.begin(handler, "x", path)


def test_a_text_too_long_is_refused_before_it_is_read(handler):
    from yanzhen.web.rulebook.checking import LONGEST, check
    from yanzhen.web.rulebook.editions import newest

    with pytest.raises(SiteError, match="YZ-S72"):
        check(newest(), {CLAUSES: "a" * (LONGEST + 1)})


def test_two_officers_in_one_draft_overwrite_nothing(town, handler, enter):
    from yanzhen.web.rulebook.actions import drafts

    draft = drafts.begin(handler, "两人", CLAUSES)
    file = draft.files.get()
    lead = enter(town.accounts["lead", "office"])
    address = reverse("rulebook:save", args=[draft.pk, file.pk])
    first = lead.post(address, {"version": "1", "text": file.text + "# 先\n"}, HTTP_HX_REQUEST="true")
    second = enter(town.accounts["handler", "office"]).post(address, {"version": "1", "text": file.text + "# 后\n"})
    file.refresh_from_db()

    assert first.status_code == 200 and second.status_code == 409
    assert "# 先" in file.text and "# 后" not in file.text
    told = second.content.decode()
    assert "# 先" in told and "# 后" in told, "both texts are shown"


def test_the_same_text_saved_twice_is_one_save(handler):
    from yanzhen.web.rulebook.actions import drafts

    file = drafts.begin(handler, "两次", CLAUSES).files.get()
    once = drafts.save(handler, file, 1, file.text + "# 注\n")
    twice = drafts.save(handler, file, 1, once.text)

    assert (once.version, twice.version) == (2, 2)


# ------------------------------------------------------------------ review and publication


def test_a_clause_goes_from_text_to_publication_by_two_people_and_is_in_the_journal(handler, reviewer, town, enter):
    from yanzhen.web.journal.chain import verify
    from yanzhen.web.journal.models import Entry
    from yanzhen.web.rulebook.actions import drafts

    draft = raised(handler)
    drafts.send(handler, draft)
    made = publish(reviewer, draft)
    draft.refresh_from_db()
    verbs = list(Entry.objects.filter(kind="draft").order_by("number").values_list("verb", flat=True))
    page = Client().get(reverse("rulebook:clause", args=["template/yl-2024/实习岗位奖"])).content.decode()

    assert (made.number, draft.state, made.reviewer.username) == (1, "published", "reviewer-office")
    assert "不低于 6 人" in page
    assert verbs == ["rule.begin", "rule.file", "rule.send", "rule.publish"]
    assert verify().faults == ()
    told = enter(town.accounts["handler", "office"]).get(reverse("rulebook:versions", args=[CLAUSES])).content.decode()
    assert "5 人" in told and "6 人" in told


def test_the_programs_own_pack_is_never_written(handler, reviewer, settings):
    from yanzhen.web.rulebook.actions import drafts
    from yanzhen.web.rulebook.editions import store

    before = {path: path.read_bytes() for path in Path(settings.OPTIONS.pack).rglob("*") if path.is_file()}
    draft = raised(handler)
    drafts.send(handler, draft)
    made = publish(reviewer, draft)

    assert {path: path.read_bytes() for path in Path(settings.OPTIONS.pack).rglob("*") if path.is_file()} == before
    assert (store() / made.digest / "template" / "pack.yaml").is_file()
    assert not list(store().glob(".draft-*")), "nothing passing is left behind"


def test_who_wrote_any_of_it_cannot_publish_it(town, handler):
    from yanzhen.web.rulebook.actions import drafts

    draft = raised(handler)
    lead = town.person("lead", "office")
    file = draft.files.get(path=CLAUSES)
    drafts.save(lead, file, file.version, file.text + "# 负责人改\n")
    drafts.send(handler, draft)

    with pytest.raises(SiteError, match="另一人复核"):
        publish(lead, draft)
    assert publish(town.person("reviewer", "office"), draft).number == 1


def test_a_reviewer_elsewhere_or_without_the_role_cannot_publish(town, handler):
    from yanzhen.web.rulebook.actions import drafts

    draft = raised(handler)
    drafts.send(handler, draft)

    for role, place in (("reviewer", "east"), ("handler", "city"), ("finance", "office")):
        with pytest.raises(SiteError):
            publish(town.person(role, place), draft)
    draft.refresh_from_db()
    assert draft.state == "review"


def test_a_pack_with_an_error_is_not_published_and_the_page_says_why(town, handler, enter):
    from yanzhen.web.rulebook.actions import drafts
    from yanzhen.web.rulebook.models import Draft, Edition

    draft = raised(handler)
    Draft.objects.filter(pk=draft.pk).update(state="review")
    file = draft.files.get(path=CLAUSES)
    file.text = file.text.replace("pays: 1 万元", "pays: 1 亩")
    file.save()
    page = enter(town.accounts["reviewer", "office"]).get(reverse("rulebook:draft", args=[draft.pk])).content.decode()

    assert "还有" in page and "处必须改" in page and "disabled" in page
    with pytest.raises(SiteError, match="必须改"):
        publish(town.person("reviewer", "office"), draft)
    assert not Edition.objects.filter(number=1).exists()
    assert drafts.stale(draft) == []


def test_a_published_change_in_between_is_told_and_nothing_is_overwritten(town, handler, reviewer, enter):
    from yanzhen.web.rulebook.actions import drafts

    other = drafts.begin(handler, "另一份", CLAUSES)
    draft = raised(handler)
    drafts.send(handler, draft)
    publish(reviewer, draft)
    file = other.files.get()
    drafts.save(handler, file, file.version, file.text + "# 另\n")

    with pytest.raises(SiteError, match="YZ-S75"):
        drafts.send(handler, other)
    client = enter(town.accounts["handler", "office"])
    page = client.get(reverse("rulebook:rebase", args=[other.pk, file.pk])).content.decode()
    assert "6 人" in page and "5 人" in page and "# 另" in page
    file.refresh_from_db()
    done = client.post(
        reverse("rulebook:rebase", args=[other.pk, file.pk]),
        {"version": file.version, "text": read(CLAUSES) + "# 另\n"},
    )
    assert done.status_code == 302
    drafts.send(handler, other)
    assert publish(reviewer, other).number == 2
    assert "6 人" in read(CLAUSES) and "# 另" in read(CLAUSES)


def test_an_edition_of_a_later_day_is_read_only_from_that_day(handler, reviewer):
    from yanzhen.web.rulebook.actions import drafts
    from yanzhen.web.rulebook.editions import current

    today = timezone.localdate()
    draft = raised(handler)
    drafts.send(handler, draft)
    with pytest.raises(SiteError, match="YZ-S79"):
        publish(reviewer, draft, start=today - timedelta(1))
    made = publish(reviewer, draft, start=today + timedelta(10))

    assert current(today).number == 0 and current(today + timedelta(9)).number == 0
    assert current(today + timedelta(10)) == made
    follow = drafts.begin(handler, "接着改", CLAUSES)
    file = follow.files.get()
    assert "6 人" in file.text, "the next draft stands on the newest edition"
    drafts.save(handler, file, 1, file.text + "# 注\n")
    drafts.send(handler, follow)
    with pytest.raises(SiteError, match="YZ-S79"):
        publish(reviewer, follow, start=today)


def test_a_crash_while_publishing_leaves_the_old_rules_and_a_lost_folder_is_built_again(handler, reviewer, monkeypatch):
    from yanzhen.web.rulebook.actions import drafts, publishing
    from yanzhen.web.rulebook.editions import current, folder, store

    draft = raised(handler)
    drafts.send(handler, draft)

    def broken(*_args, **_words):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "append", broken)
        with pytest.raises(RuntimeError):
            publish(reviewer, draft)
    draft.refresh_from_db()
    assert (draft.state, current().number) == ("review", 0)

    made = publish(reviewer, draft)
    for edition in (made.digest, current(date(2000, 1, 1)).digest):
        shutil.rmtree(store() / edition)
    assert "6 人" in (folder(made) / CLAUSES).read_text("utf-8")
    assert (store() / made.digest).is_dir()


def test_a_second_press_publishes_nothing_twice(town, handler, enter):
    from yanzhen.web.rulebook.actions import drafts
    from yanzhen.web.rulebook.models import Edition

    draft = raised(handler)
    drafts.send(handler, draft)
    draft.refresh_from_db()
    client = enter(town.accounts["reviewer", "office"])
    sent = {"version": draft.version, "start": timezone.localdate().isoformat()}
    for _press in range(2):
        client.post(reverse("rulebook:publish", args=[draft.pk]), sent)

    assert Edition.objects.filter(draft=draft).count() == 1


def test_a_draft_sent_back_is_open_again_with_the_reason(handler, reviewer):
    from yanzhen.web.rulebook.actions import drafts, publishing
    from yanzhen.web.rulebook.telling import tasks

    draft = raised(handler)
    drafts.send(handler, draft)
    draft.refresh_from_db()
    assert [task.verb for task in tasks(reviewer)] == ["复核"]
    assert tasks(handler) == []
    publishing.send_back(reviewer, draft, draft.version, "请补依据")
    draft.refresh_from_db()

    assert (draft.state, draft.said) == ("open", "请补依据")
    assert [task.verb for task in tasks(handler)] == ["去改"]


# ------------------------------------------------------------------ trying


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> Path:
    """Synthetic facts of three hundred firms."""
    from yanzhen.command.sample import sample

    out = tmp_path_factory.mktemp("facts") / "facts"
    sample(Path("packs/template"), out, 300, 1)
    return out


@pytest.fixture
def with_facts(sample, monkeypatch):
    """The site has those facts; the worker is not there, its work is done when the test says so."""
    from yanzhen.web.rulebook import trying
    from yanzhen.web.rulebook.actions import trials

    monkeypatch.setattr(trying, "facts", lambda: sample)
    monkeypatch.setattr(trials, "facts", lambda: sample)
    monkeypatch.setattr(trials, "async_task", lambda *_args: None)
    return sample


def test_a_trial_says_what_a_draft_costs_and_whom_it_helps_and_is_run_once(handler, with_facts, town, enter):
    from yanzhen.web.rulebook.actions import trials
    from yanzhen.web.rulebook.trying import run_trial

    draft = raised(handler)
    trial = trials.ask(handler, draft, 2024, date(2025, 6, 30))
    again = trials.ask(handler, draft, 2024, date(2025, 6, 30))
    run_trial(trial.pk)
    run_trial(trial.pk)
    trial.refresh_from_db()
    told = {one["clause"]: one for one in trial.result["clauses"]}["template/yl-2024/实习岗位奖"]
    page = enter(town.accounts["handler", "office"]).get(reverse("rulebook:trial", args=[trial.pk])).content.decode()

    assert again == trial and (trial.state, trial.progress) == ("done", 100)
    assert told["lost"] > 0 and told["gained"] == 0, "a higher threshold gives nobody more"
    assert told["met_after"] == told["met_before"] - told["lost"]
    assert told["low_after"] == told["met_after"] * 1_000_000, "one 万元 each, in fen"
    assert trial.result["synthetic"] is True and "示例" in page and "谁受益" in page


def test_a_rule_that_checks_and_is_absurd_is_held_by_the_plausible_range(handler, with_facts):
    from yanzhen.web.rulebook.actions import drafts, trials
    from yanzhen.web.rulebook.trying import run_trial

    draft = drafts.begin(handler, "多写了几个零", CLAUSES)
    file = draft.files.get()
    drafts.save(handler, file, 1, file.text.replace("pays: 1 万元", "pays: 90000 万元"))
    cases = drafts.add_file(handler, draft, CASES)
    drafts.save(handler, cases, 1, cases.text.replace("amount: 1 万元", "amount: 90000 万元"))
    trial = trials.ask(handler, draft, 2024, date(2025, 6, 30))
    run_trial(trial.pk)
    trial.refresh_from_db()

    assert trial.state == "held", trial.result
    assert "试算变动幅度上限" in trial.result["breaks"][0]
    with pytest.raises(SiteError, match="合理区间"):
        drafts.send(handler, draft)


def test_one_firm_is_explained_and_another_units_firm_is_not_told(town, with_facts, handler):
    from yanzhen.web.rulebook.trying import on_firm

    draft = raised(handler)
    texts = dict(draft.files.values_list("path", "text"))
    file = next(one for one in sorted(with_facts.rglob("*.parquet")) if "企业" in one.relative_to(with_facts).parts[0])
    key = pl.read_parquet(file)["主体"][0]
    told = on_firm(handler, texts, key, 2024, date(2025, 6, 30))

    assert {one.title for one in told} >= {"接收实习生奖励"}
    assert all("依据" in one.text for one in told)
    with pytest.raises(SiteError, match="YZ-S81"):
        on_firm(town.person("handler", "east"), texts, key, 2024, date(2025, 6, 30))


def test_a_county_cannot_try_on_the_whole_city(town, with_facts):
    from yanzhen.web.rulebook.actions import trials

    east = town.person("handler", "east")
    draft = raised(east)
    with pytest.raises(SiteError, match="YZ-S83"):
        trials.ask(east, draft, 2024, date(2025, 6, 30))


# ------------------------------------------------------------------ differences


def test_two_texts_stand_beside_each_other_line_by_line():
    from yanzhen.web.rulebook.differing import counted, pairs

    before, after = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n", "a\nb\nc\nd\ne\nf\ng\nh\nI\nj\nk\n"
    rows = pairs(before, after)

    assert [row.kind for row in rows] == ["gap", "same", "same", "same", "changed", "same", "added"]
    assert rows[0].before_at == 5
    assert counted(before, after) == (2, 1)
    assert pairs("a\n", "a\n") == [pairs("a\n", "a\n")[0]] and pairs("a\n", "a\n")[0].kind == "same"


def test_the_editor_completes_the_keys_of_the_published_schema():
    from yanzhen.web.rulebook.completing import keys_of_file

    clause = {one["key"]: one["words"] for one in keys_of_file(CLAUSES)}
    case = {one["key"] for one in keys_of_file(CASES)}

    assert {"clause", "who", "pays", "cap", "matter"} <= clause.keys()
    assert "award" in clause["nature"]
    assert {"case", "of", "given", "expect"} <= case and "cap" not in case
    assert keys_of_file("readme.yaml") == []
