"""Goals, bases, paces and lights of a target: figures checked for their unit, tables for their order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from yanzhen.pack.plan.model import ABOUT, BETWEEN, LEAST, MOST, RANK, Base, Goal, Lights, Pace
from yanzhen.pack.problems import Problems
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.shapes import UNSTATED
from yanzhen.pack.text import Entry
from yanzhen.periods import Period, PeriodError
from yanzhen.registers.vocabulary import parse_date
from yanzhen.units import NUMBER, SHARE, Dimension

KINDS = (LEAST, MOST, ABOUT, BETWEEN, RANK)
WITHIN = Fraction(3, 100)
"""How far `about` may be missed when nothing is written: an assumed parameter of the format."""
COLOURS = ("红", "黄", "绿")
NAMES = ("完成值", "基期值", "序时值", "目标值")


def read_goal(entry: Entry, problems: Problems) -> Goal | None:
    """The goal written; None when it is not one, with what is wrong recorded."""
    said = [kind for kind in KINDS if kind in entry.map]
    if len(said) != 1:
        problems.add("P01", entry.place, f"goal 要写 {'、'.join(KINDS)} 中的一个", "如 goal: {least: 1500 家}")
        return None
    kind, written = said[0], entry.map[said[0]]
    items = written.items if kind == BETWEEN else [written]
    if kind == BETWEEN and len(items) != 2:
        return None  # said by the shape
    figures = [_figure(item, problems) for item in items]
    if any(figure is None for figure in figures):
        return None
    low, high = figures[0], figures[-1]
    assert low is not None and high is not None
    if low[1] != high[1] or low[0] > high[0]:
        problems.add("P04", written.place, "between 的两个数要同一单位，先小后大", "如 [3%, 5%]")
        return None
    if kind == RANK and (low[1] != NUMBER or low[0].denominator != 1 or low[0] < 1):
        problems.add("P04", written.place, f"rank 要写名次，不是「{written.text}」", "如 rank: 3")
        return None
    within = WITHIN if kind == ABOUT else Fraction(0)
    if "within" in entry.map:
        share = read_quantity(entry.map["within"].text)
        if kind != ABOUT or share is None or share[1] != SHARE:
            problems.add("P04", entry.map["within"].place, "within 只与 about 同用，写占比", "如 within: 3%")
        else:
            within = share[0]
    growth = entry.map["growth_from"].text if "growth_from" in entry.map else ""
    if growth and low[1] != SHARE:
        problems.add("P04", entry.map["growth_from"].place, "growth_from 只用于增长率", "目标值写占比，如 least: 8%")
    return Goal(kind, low[0], high[0], low[1], within, growth)


def _figure(entry: Entry, problems: Problems) -> tuple[Fraction, Dimension] | None:
    found = read_quantity(entry.text)
    if found is None:
        hint = "写数和单位，如 1500 家；万户、万人写成 700000 户、10000 人"
        problems.add("P04", entry.place, f"「{entry.text}」不是带单位的数", hint)
    return found


def read_base(entry: Entry, goal: Goal, problems: Problems) -> Base | None:
    """The base period and its value, in the unit of the goal."""
    period, value = entry.map["period"].text, read_quantity(entry.map["value"].text)
    if not _is_period(period):
        problems.add("P01", entry.map["period"].place, f"「{period}」不是期间", "写作 2023、2023-Q4 或 2023-12")
    if value is None or value[1] != goal.dimension:
        problems.add("P04", entry.map["value"].place, "基期值与目标值单位不同", "两处写同一类单位")
        return None
    return Base(period, value[0], entry.map["basis"].text if "basis" in entry.map else "cited")


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except PeriodError:
        return False
    return True


def read_pace(entry: Entry, goal: Goal, problems: Problems) -> Pace | None:
    """What should be reached by when: a `steps` table by 日期."""
    if not entry.map or entry.map.get("by", entry).text != "日期" or "steps" not in entry.map:
        problems.add("P01", entry.place, "pace 要写 by: 日期 和 steps", "如 steps: {2024-12-31: 1250 家}")
        return None
    steps: list[tuple[date, Fraction]] = []
    for name, value in entry.map["steps"].map.items():
        day, figure = parse_date(name), read_quantity(value.text)
        if day is None:
            problems.add("P01", value.key or value.place, f"「{name}」不是日期", "写作 2024-12-31")
        elif figure is None or figure[1] != goal.dimension:
            problems.add("P04", value.place, f"序时值「{value.text}」与目标值单位不同", "两处写同一类单位")
        else:
            steps.append((day, figure[0]))
    if [day for day, _ in steps] != sorted({day for day, _ in steps}):
        problems.add("T01", entry.map["steps"].place, "日期要由早到晚，每一天只写一次", "按日期重排")
    return Pace(tuple(steps), _basis(entry))


def read_lights(entry: Entry, problems: Problems) -> Lights | None:
    """Red, yellow, green by how far behind: a `steps` table of shares with `else`."""
    if not {"by", "steps", "else"} <= entry.map.keys():
        problems.add("P01", entry.place, "lights 要写 by、steps 和 else", "如 steps: {-10%: 黄, 0%: 绿}，else: 红")
        return None
    by = entry.map["by"].text
    if not any(name in by for name in NAMES):
        problems.add(
            "P03", entry.map["by"].place, f"lights 的 by 没有用到 {'、'.join(NAMES)}", "如 完成值 / 序时值 - 100%"
        )
    steps: list[tuple[Fraction, str]] = []
    for name, value in entry.map["steps"].map.items():
        share = read_quantity(name)
        if share is None or share[1] != SHARE:
            problems.add("P04", value.key or value.place, f"「{name}」不是占比", "如 -10%")
            continue
        steps.append((share[0], value.text))
    for colour, place in [(value.text, value.place) for value in (*entry.map["steps"].map.values(), entry.map["else"])]:
        if colour not in COLOURS:
            problems.add("P01", place, f"灯只有 {'、'.join(COLOURS)}，不是「{colour}」", "改成其中一个")
    bounds = [bound for bound, _ in steps]
    if bounds != sorted(set(bounds)):
        problems.add("T01", entry.map["steps"].place, "界限要由小到大，每一界限只写一次", "按大小重排")
    return Lights(by, tuple(steps), entry.map["else"].text, _basis(entry))


def _basis(entry: Entry) -> str:
    return entry.map["basis"].text if "basis" in entry.map else "cited"


def read_day(entry: Entry | None) -> date | None:
    """The day written, None for 未载明 or none."""
    return parse_date(entry.text) if entry is not None and entry.text != UNSTATED else None
