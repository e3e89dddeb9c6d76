"""D03 a last day that is no working day, D04 no end, or a span that begins or ends inside a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from yanzhen.errors import Place, Problem
from yanzhen.language import subjects, tree  # noqa: F401  the first fills the handlers of packs
from yanzhen.language.exact import Env, Interpreter
from yanzhen.pack.checks.view import NOTHING, View
from yanzhen.pack.model import Clause
from yanzhen.periods import Period

YEARS_AHEAD = 4
SATURDAY = 5
WEEKDAYS = "一二三四五六日"
PERIOD_WORDS = {"year": "年度", "half": "半年", "quarter": "季度", "month": "月份"}


def due_on_rest_days(view: View) -> Iterator[Problem]:
    """D03: the last day of claiming falls on a Saturday or Sunday, and nothing says whether it moves."""
    for clause in view.own:
        due = clause.claim.due
        if (
            due is None
            or clause.in_force.start is None
            or view.considered(clause, "顺延", "休息日", "节假日", "工作日")
        ):
            continue
        if any(isinstance(part, tree.Fact | tree.OwnerOf | tree.Call) for part in tree.walk(due)):
            continue
        resting = []
        kind = clause.period if clause.period in PERIOD_WORDS else "year"
        period = Period.of(clause.in_force.start, kind)
        last = clause.in_force.until or date(clause.in_force.start.year + YEARS_AHEAD, 1, 1)
        while period.start < last and len(resting) < YEARS_AHEAD:
            day = Interpreter(full=False).evaluate(due, Env(period=period, variables={"基准日": period.end}))
            if isinstance(day, date) and day.weekday() >= SATURDAY:
                resting.append(f"{day}（星期{WEEKDAYS[day.weekday()]}）")
            period = period.shift(1)
        if resting:
            what = f"{view.names(clause)}的申报截止日遇休息日：{'、'.join(resting)}"
            yield Problem(
                "D03", "W", what, view.key(clause, "claim"), "在 doubts 写明顺延到下一工作日还是不顺延，依据哪部法"
            )


def spans(view: View) -> Iterator[Problem]:
    """D04, once for each place where a span is written."""
    seen: set[Place] = set()
    for clause in view.own:
        own = "in_force" in view.entry(clause).map
        holder = (view.entry(clause) if own else view.policy(clause)).map.get("in_force", NOTHING)
        place = holder.key or holder.place
        if place in seen or not holder.map:
            continue
        seen.add(place)
        if clause.in_force.until is None and not view.considered(
            clause, "终止", "截止", "失效", "有效期", "废止", "起止", "长期", "此前年度不判", "未写止", "是否仍然适用"
        ):
            what = "没有终止日（未载明）：会一直判下去" if clause.in_force.start else "起止日都未载明：任何一天都判"
            yield Problem("D04", "W", what, place, "查文本的有效期；确实没有的在 doubts 写明")
        yield from _inside(view, clause, place)


def _inside(view: View, clause: Clause, place: Place) -> Iterator[Problem]:
    by, kind = clause.in_force.by, clause.period
    words = ("所属期", "期末", "期初", "全年", "年度", "按年", "起止", "公布之日", "印发之日")
    if by not in ("期末", "期初") or kind not in PERIOD_WORDS or view.considered(clause, *words):
        return
    for name, day in (("自", clause.in_force.start), ("至", clause.in_force.until)):
        if day is None:
            continue
        period = Period.of(day, kind)
        if period.start == day:
            continue
        tested = period.end if by == "期末" else period.start
        holds = (tested >= day) if name == "自" else (tested < day)
        change = "起始日" if name == "自" else "终止日"
        what = (
            f"{change} {day} 在 {period} 这个{PERIOD_WORDS[kind]}之中：按{by}判断，{period} 整个"
            f"{PERIOD_WORDS[kind]}{'适用' if holds else '不适用'}，"
            f"连同 {period.start} 至 {day - timedelta(days=1)} 与 {day} 至 {period.end} 的事实"
        )
        yield Problem("D04", "W", what, place, "按发生之日算的写 event；读法写进 doubts")
