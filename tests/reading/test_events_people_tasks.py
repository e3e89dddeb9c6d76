"""Who did what when: events, people, organisations, tasks, mechanisms, anomalies."""

from __future__ import annotations

import pytest

from yanzhen.reading import NO_NAMES, Lexicon, Tenure, read


def test_a_meeting_has_its_day_its_chair_its_speakers_and_those_present(paper):
    meeting = paper.events[0]

    assert (meeting.name, meeting.type, meeting.date, meeting.chair) == (
        "虚构县“开门红”行动动员大会",
        "动员大会",
        "2024-03-05",
        "李明",
    )
    assert meeting.speakers == ("张大山",) and meeting.attendees == ("赵强", "钱进", "孙立")


def test_a_reception_names_the_guest(paper):
    assert [(one.name, one.type, one.date) for one in paper.events][1] == ("张大山会见周舟一行", "会见", "2024-03-06")


@pytest.mark.parametrize(
    ("words", "kind", "chair"),
    [
        ("本报讯 3月5日,县长李明主持召开县政府2024年第3次常务会议。", "常务会议", "李明"),
        ("本报讯 3月5日,由县教育局、县总工会联合主办的青年教师竞赛在甲城圆满落幕。2024年是大年。", "竞赛", None),
        ("本报讯 3月5日,县委书记张大山赴甲乡调研经济社会发展情况。", "调研", None),
        ("3月5日,县委三届二次全会审议通过了《关于发展的意见》。", "全会", None),
    ],
)
def test_what_took_place_is_told_by_kind(words, kind, chair):
    (event,) = read(words).events

    assert (event.type, event.chair) == (kind, chair)


def test_two_receptions_in_one_sentence_are_two_events():
    events = read("本报讯 3月5日,县委书记张大山先后会见甲公司总经理李崖一行,乙公司董事长刘辉一行。").events

    assert [event.name for event in events] == ["张大山会见李崖一行", "张大山会见刘辉一行"]


def test_people_are_told_once_with_their_office(paper):
    told = {one.name: (one.office, one.org) for one in paper.people}

    assert told["张大山"] == ("县委书记", None) and told["李明"] == ("县委副书记、县长", None)
    assert told["周舟"] == ("董事长", "天海公司") and told["赵强"] == ("县领导", None)
    assert [one.mentions for one in paper.people if one.name == "张大山"] == [3]


def test_a_name_that_the_code_lists_do_not_hold_is_a_suggestion():
    words = "县长李明指出,要抓好工作。县委书记张大山强调,要抓落实。"
    told = {one.name: one.suggested for one in read(words, lexicon=Lexicon(people=("李明",))).people}

    assert told == {"李明": False, "张大山": True}


@pytest.mark.parametrize(
    ("since", "until", "sure"), [(2020, 2024, True), (None, 2022, True), (2023, None, False), (None, 2021, False)]
)
def test_a_person_out_of_office_in_the_page_s_year_is_doubted(since, until, sure):
    lexicon = Lexicon(people=("李明",), tenures=(Tenure("李明", since, until),))
    (person,) = read("县长李明主持召开县政府2022年第1次常务会议。", lexicon=lexicon).people

    assert (person.confidence == "high") is sure and (person.reason is None) is sure


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("天海股份有限公司", "企业"),
        ("省教育厅", "党政机关"),
        ("县总工会", "群团"),
        ("甲县第三中学", "学校"),
        ("国务院安委会", "党政机关"),
        ("水利工作领导小组", "议事协调机构"),
    ],
)
def test_an_organisation_is_told_by_its_ending(name, kind):
    (one,) = read(f"会议由{name}承办。").organisations

    assert (one.name, one.type) == (name, kind)


def test_a_task_has_action_object_actor_and_deadline(paper):
    told = {(one.action, one.object): (one.actor, one.deadline) for one in paper.tasks}

    assert told["建设", "甲水库工程"] == (None, None)
    assert told["完成", "乙路改造"] == (None, "2024-12-31")
    assert told["建立", "清单制度"] == ("各乡镇", None)


@pytest.mark.parametrize("words", ["要提高政治站位,统一思想认识。", "要增强使命感、责任感。", "深入学习贯彻会议精神。"])
def test_attitudes_are_no_tasks(words):
    assert read(words).tasks == ()


def test_a_named_mechanism_keeps_its_purpose():
    (one,) = read("创新运用“五步一规范”机制化解信访问题。").mechanisms

    assert "五步一规范" in one.name and one.purpose.startswith("化解信访问题")


def _flagged(text: str, lexicon: Lexicon = NO_NAMES) -> set[tuple[str, str | None]]:
    return {(one.type, one.suggested) for one in read(text, lexicon=lexicon).anomalies}


def test_slips_of_print_are_flagged_and_not_changed(paper):
    told = {(one.type, one.passage.quote.replace("\n", "")) for one in paper.anomalies}

    assert ("column_break", "建成一批学校和医院。") in told
    assert ("duplicate_word", "落地落地") in told
    assert ("missing_quote", "开发上线便民卡”") in told
    assert "开发上线便民卡”" in paper.articles[0].body[1].text


def test_the_missing_mark_is_suggested_before_the_name(paper):
    assert [one.suggested for one in paper.anomalies if one.type == "missing_quote"] == ["开发上线“便民卡”"]


def test_a_place_with_one_character_of_like_shape_is_flagged_by_the_place_list():
    assert ("wrong_char", "酃湖") in _flagged("推进鄱湖片区开发。", Lexicon(places=("酃湖",)))
    assert _flagged("推进长湖片区开发。", Lexicon(places=("酃湖",))) == set()
    assert _flagged("推进鄱湖片区开发。") == set()


def test_a_character_printed_twice_is_flagged_where_the_page_writes_it_once():
    assert ("duplicate_char", "，长江生态环保"[1:]) in _flagged("长江生态环保集团来访。感谢长江生生态环保集团。")
    assert _flagged("天天向上,人人有责,“县县通”工程。") == set()


def test_two_counts_of_one_name_contradict_each_other():
    assert ("suspicious_fact", None) in _flagged("建设“八大示范基地”。推进“九大示范基地”建设。")


def test_a_numbered_item_that_lacks_a_character_of_its_list_is_flagged():
    words = "开展“大梳理、大摸底、大衔接”这“三大行动”。一是大梳理。说明。二是大摸底。说明。三是衔接。说明。"

    assert ("missing_char", "三是大衔接") in _flagged(words)


def test_a_delegation_s_visit_and_a_fair_have_their_people():
    page = read(
        "调研组来我县调研\n\n本报讯 4月11日至12日,省政协副主席胡国强率调研组来我县,就营商环境开展专题调研。县领导张伟、刘芳陪同。\n\n"
        "签约15个项目\n\n■记者 陈晨\n\n4月10日,全县招商推介会在甲城举行,现场集中签约项目15个。郑明致辞,吴刚主持。"
    )

    visit, fair = page.events
    assert (visit.type, visit.date_text, visit.attendees) == ("调研", "4月11日至12日", ("张伟", "刘芳"))
    assert (fair.name, fair.place, fair.chair) == ("全县招商推介会", "甲城", "吴刚")


def test_people_behind_one_office_all_hold_it():
    told = {one.name: one.office for one in read("副县长王建军,县政协副主席张亮、谢明芳、肖吉顺出席会议。").people}

    assert told == {"王建军": "副县长", "张亮": "县政协副主席", "谢明芳": "县政协副主席", "肖吉顺": "县政协副主席"}
