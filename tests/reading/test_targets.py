"""What is a target, what is a report, and what only looks like a figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yanzhen.reading import read

# words → (kind, comparator, value, unit, year)
SAID = [
    ("到2025年,全市总产值达到5500亿元左右。", ("target", "~", "5500", "亿元", 2025)),
    ("到2025年,企业总数突破7000家。", ("target", ">=", "7000", "家", 2025)),
    ("确保在校生占比达到95%以上。", ("target", ">=", "95", "%", None)),
    ("到2025年,企业达1500家。", ("target", ">=", "1500", "家", 2025)),
    ("力争失业率控制在5%以内。", ("target", "<=", "5", "%", None)),
    ("全市每年新引进重大项目15个以上。", ("target", ">=", "15", "个/年", None)),
    ("每年至少吸引1万名青年来就业。", ("target", ">=", "1", "万名/年", None)),
    ("过去一年,全年总产值达3840亿元。", ("actual", "=", "3840", "亿元", None)),
    ("过去一年,总产值增长8.1%。", ("actual", "=", "8.1", "%", None)),
    ("到2025年,覆盖率达百分之三十以上。", ("target", ">=", "30", "%", 2025)),
    ("到2025年,新建充电桩三千个以上。", ("target", ">=", "3000", "个", 2025)),
    ("到２０２５年，产值突破６０００亿元。", ("target", ">=", "6000", "亿元", 2025)),
    ("到2025年,產值突破六千億元。", ("target", ">=", "6000", "亿元", 2025)),
    ("到2025年,城镇化率不低于60.5%。", ("target", ">=", "60.5", "%", 2025)),
    ("面向40岁以下的青年教师开展。", ("rule", "<=", "40", "岁", None)),
    ("确保“十四五”末城镇化率达到60%。", ("target", ">=", "60", "%", 2025)),
    ("继续稳定在全国百强。", ("target", "<=", "100", "名次", None)),
    ("稳住财力首次迈进全省第三的格局。", ("target", "<=", "3", "名次", None)),
    ("推动实现设施基本覆盖。", ("target", "~", "100", "%", None)),
    ("力争超过1,500家企业。", ("target", ">=", "1500", "家", None)),
]

NO_FIGURE = [
    "沿G107和G322国道建设。",
    "创建5A级景区和4A级景区。",
    "推广5G网络应用。",
    "引进“三类500强”企业。",
    "65岁的老村干部第一个发言。",
    "推进年产80万吨醋酸项目。",
    "工业4.0智能工厂实验室主任来访。",
    "市委十二届三次全会召开。",
    "市政府2021年第20次常务会议召开。",
    "迎接建党100周年。",
    "7月27日上午9时,大会举行。",
    "建设一批产业合作区。",
    "两名演员表演。",
    "实施“2524”工作方案。",
    "抓好“十年禁渔”和“百村提升”。",
    "推动全覆盖管理、全领域排查。",
    "全长120公里的公路通车。",
    "找第一、盯第一、做第一。",
]


@pytest.mark.parametrize(("words", "told"), SAID, ids=[words for words, _ in SAID])
def test_a_figure_is_told_as_it_is_said(words, told):
    kind, comparator, value, unit, year = told

    (target,) = read(words).targets
    assert (target.kind, target.comparator, target.value, target.unit) == (kind, comparator, Decimal(value), unit)
    assert target.by_year == year


@pytest.mark.parametrize("words", NO_FIGURE)
def test_what_only_looks_like_a_figure_is_left_alone(words):
    assert [target.indicator for target in read(words).targets] == []


def _told(page, kind):
    return {
        (one.indicator, one.comparator, str(one.value), one.unit, one.by_year)
        for one in page.targets
        if one.kind == kind
    }


def test_fenbie_pairs_names_with_figures(plan):
    actual = _told(plan, "actual")

    assert ("固定资产投资增长", "=", "8.6", "%", 2023) in actual
    assert ("社会消费品零售总额增长", "=", "9.2", "%", 2023) in actual
    assert {one.part for one in plan.targets if "分别" in one.passage.quote} == {"固定资产投资", "社会消费品零售总额"}


def test_jun_gives_one_figure_to_every_name(plan):
    assert {("甲税增长", ">=", "10", "%", 2026), ("乙税增长", ">=", "10", "%", 2026)} <= _told(plan, "target")


def test_a_section_says_whether_its_figures_are_promises(plan):
    assert {one.by_year for one in plan.targets if one.kind == "actual"} == {2023}
    assert ("规模工业增加值增长", ">=", "7.5", "%", 2024) in _told(plan, "target")


def test_a_deadline_holds_to_the_end_of_its_sentence(plan):
    told = _told(plan, "target")

    assert ("规模工业企业", ">=", "250", "家", 2026) in told
    assert ("空气质量优良天数比例", ">=", "85", "%", 2026) in told
    assert ("市场主体", ">=", "3", "万户", 2027) in told


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("到2025年,甲率达到60%。乙率达到70%。", [2025, 2025]),
        ("“十四五”时期主要目标。甲率达到60%,乙率达到70%。", [2025, 2025]),
        ("扎实推进改革,到2025年,甲率达到60%。确保乙率达到70%。", [2025, None]),
        ("到2025年,主要目标是:\n\n——甲率达到60%。\n\n——乙率达到70%。", [2025, 2025]),
    ],
)
def test_how_far_a_deadline_reaches(words, years):
    assert [one.by_year for one in read(words).targets] == years


def test_a_bound_that_says_which_things_are_counted_is_no_target_of_its_own():
    targets = read("力争引进投资2亿元以上项目100个、5亿元以上项目30个。").targets

    assert [(str(one.value), one.unit, one.as_dict()["threshold"]["value"]) for one in targets] == [
        ("100", "个", 2),
        ("30", "个", 5),
    ]


def test_a_range_has_both_bounds(plan):
    (between,) = [one for one in plan.targets if one.comparator == "between"]

    assert (between.value, between.upper, between.unit) == (Decimal(10), Decimal(15), "家")


def test_an_elided_subject_is_the_one_before():
    page = read("过去一年,地区生产总值达3840亿元,增长8.1%,增速排全省第三。")

    assert [one.indicator for one in page.targets] == ["地区生产总值", "地区生产总值增长", "地区生产总值增速"]


def test_strictly_more_is_noted(plan):
    assert {one.basis_note for one in plan.targets if "突破" in one.passage.quote} == {"严格大于"}


def test_a_promise_without_a_comparator_is_read_as_at_least_and_says_so():
    (target,) = read("到2025年,培育企业5家。").targets

    assert (target.comparator, target.confidence) == (">=", "medium") and "没有写比较词" in target.reason


def test_a_coverage_keeps_its_threshold():
    (target,) = read("实现2名以上医生卫生院全覆盖。").targets

    assert target.as_dict()["threshold"] == {"comparator": ">=", "value": 2, "unit": "名"}
    assert (target.value, target.unit) == (Decimal(100), "%")


def test_nothing_in_the_invented_plan_s_last_paragraph_is_a_figure(plan):
    start = plan.text.index("沿G107")

    assert [one.passage.quote for one in plan.targets if one.passage.start >= start] == []


def test_a_report_carries_year_and_names_over_semicolons():
    page = read(
        "12月28日,甲县召开2023年经济工作会议。会议指出,2023年,全县完成投资180亿元,增长9.1%;"
        "城乡居民收入分别达到38000元和24000元,分别增长5.5%、7.8%。会议强调,2024年要力争投资突破200亿元。"
    )

    assert [(one.indicator, one.kind, str(one.value), one.by_year) for one in page.targets] == [
        ("完成投资", "actual", "180", 2023),
        ("完成投资增长", "actual", "9.1", 2023),
        ("城镇居民收入", "actual", "38000", 2023),
        ("农村居民收入", "actual", "24000", 2023),
        ("城镇居民收入增长", "actual", "5.5", 2023),
        ("农村居民收入增长", "actual", "7.8", 2023),
        ("投资", "target", "200", 2024),
    ]
    assert [one.object for one in page.tasks] == []
