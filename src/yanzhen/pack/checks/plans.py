"""P03, Q02, G01, G02 for a plan: links that lead somewhere, figures that stand in the quote, parts and members that add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from yanzhen.errors import Place, Problem, did_you_mean
from yanzhen.pack.checks.view import View
from yanzhen.pack.figures import Figure, figures
from yanzhen.pack.plan.counts import counts_in
from yanzhen.pack.plan.model import RANK, NamedList, Target
from yanzhen.units import SHARE


def links_lead_somewhere(view: View) -> Iterator[Problem]:
    """P03: an indicator, a project of a list, a step of a cascade or an element of a mechanism that nothing declares."""
    plan, elements = view.pack.plan, view.assembly.elements
    indicators = {indicator.id.partition("/")[2]: indicator for indicator in plan.indicators}
    projects = {project.id.partition("/")[2] for project in plan.projects}
    for target in plan.targets:
        indicator = indicators.get(target.of)
        if indicator is None:
            yield _unknown(view, target.place, "of", f"没有指标「{target.of}」", target.of, indicators)
        elif target.goal.kind != RANK and target.goal.dimension != indicator.dimension:
            what = f"目标「{target.title}」的单位与指标「{target.of}」（{indicator.unit}）不同"
            yield Problem("P04", "E", what, _key(view, target.place, "goal"), "两处写同一类单位")
        for step in target.cascade:
            if step.clause and step.clause not in elements:
                yield _unknown(view, target.place, "cascade", f"没有条款「{step.clause}」", step.clause, elements)
    for named in plan.lists:
        for member in named.members or ():
            if named.of == "project" and member not in projects:
                yield _unknown(view, named.place, "members", f"没有项目「{member}」", member, projects)
    for mechanism in plan.mechanisms:
        for element in mechanism.by:
            if element not in elements:
                hint = did_you_mean(element, elements) or "写元素的编号，如 包/政策/条款、包/目标"
                yield Problem("P03", "E", f"机制「{mechanism.name}」所指的「{element}」不存在", mechanism.place, hint)


def figures_stand_in_quotes(view: View) -> Iterator[Problem]:
    """Q02: the goal of a target is a figure its quote does not have."""
    for target in view.planned:
        if not isinstance(target, Target) or not target.cite.quote or target.goal.kind == RANK:
            continue
        said = figures(target.cite.quote)
        missing = [value for value in {target.goal.low, target.goal.high} if not _said(target, value, said)]
        if missing and not target.doubts and "原文" not in target.note:
            what = f"目标「{target.title}」的数在引文里没有"
            hint = "改目标值、改引文，或在 doubts 写明怎样读出"
            yield Problem("Q02", "W", what, _key(view, target.place, "goal"), hint)


def _said(target: Target, value: Fraction, said: list[Figure]) -> bool:
    return any(figure.equals(value, target.goal.dimension) for figure in said)


def parts_add_up(view: View) -> Iterator[Problem]:
    """G01: the parts of a target do not meet how they should add up; a rate or a rank split into a sum."""
    targets = view.pack.plan.targets
    codes = view.pack.vocabulary.codes
    for target in targets:
        if target.split is None or not target.id.startswith(f"{view.pack.own}/") or target.split.over not in codes:
            continue
        place = _key(view, target.place, "split")
        if target.split.sum != "same" and (target.goal.kind == RANK or target.goal.dimension == SHARE):
            what = f"目标「{target.title}」是占比或名次，各份不能相加"
            yield Problem("G01", "W", what, place, "写 sum: same，各单位同一比率")
            continue
        areas = codes[target.split.over]
        parts = [
            other
            for other in targets
            if other is not target and other.of == target.of and other.due == target.due and other.area
            and areas.id_of(other.area) is not None and other.area != target.area
        ]  # fmt: skip
        if not parts:
            continue
        total = sum((part.goal.low for part in parts), Fraction(0))
        if target.split.sum == "same":
            if any(part.goal.low != target.goal.low for part in parts):
                yield Problem("G01", "W", f"目标「{target.title}」的各份不是同一比率", place, "核对各份，或改 sum")
        elif total < target.goal.low and len({part.area for part in parts}) >= _leaves(view, target):
            yield Problem("G01", "W", f"目标「{target.title}」各份之和少于总数", place, "核对各份，或在 ticks 写明理由")
        elif total != target.goal.low and target.split.sum == "exact":
            yield Problem(
                "G01", "W", f"目标「{target.title}」各份之和不等于总数", place, "核对各份，或改 sum: at_least"
            )


def _leaves(view: View, target: Target) -> int:
    """How many areas stand directly below the target's own."""
    assert target.split is not None
    codes = view.pack.vocabulary.codes[target.split.over]
    return sum(code.parent == target.area for code in codes.codes) or len(codes.codes)


def lists_hold_what_they_say(view: View) -> Iterator[Problem]:
    """G02: a list whose members are not as many as its name or `count` says."""
    for named in view.planned:
        if isinstance(named, NamedList):
            yield from _list(view, named)


def _list(view: View, named: NamedList) -> Iterator[Problem]:
    told = named.id.partition("/")[2]
    if named.parts and named.count is not None and sum(named.parts) != named.count:
        what = f"名单「{told}」的 parts 合计 {sum(named.parts)}，count 写 {named.count}"
        yield Problem("G02", "W", what, _key(view, named.place, "parts"), "两处要一致")
    by_name = counts_in(told)
    if named.count is not None and by_name and not named.parts and named.count not in (*by_name, sum(by_name)):
        what = f"名单「{told}」的名称说 {'、'.join(map(str, by_name))}，count 写 {named.count}"
        yield Problem("G02", "W", what, _key(view, named.place, "count"), "核对原文；确是如此的在 ticks 写明理由")
    declared = named.count if named.count is not None else (by_name[0] if len(by_name) == 1 else None)
    if named.members is None or declared is None:
        return
    if len(named.members) > declared or (named.complete and len(named.members) != declared):
        what = f"名单「{told}」应有 {declared} 项，列了 {len(named.members)} 项"
        yield Problem("G02", "W", what, _key(view, named.place, "members"), "补全；文本没有列全的写 complete: 否")
    elif not named.complete and len(named.members) == declared:
        what = f"名单「{told}」写 complete: 否，却列满了 {declared} 项"
        yield Problem("G02", "W", what, _key(view, named.place, "complete"), "删去 complete")
    if len(set(named.members)) != len(named.members) != declared:
        yield Problem("G02", "W", f"名单「{told}」有重复的项", _key(view, named.place, "members"), "删去重复的")


def _key(view: View, document: Place, name: str) -> Place:
    entry = view.assembly.written.get(document)
    value = entry.map.get(name) if entry is not None else None
    return (value.key or value.place) if value is not None else document


def _unknown(view: View, document: Place, key: str, what: str, name: str, known: Iterable[str]) -> Problem:
    hint = did_you_mean(name, known) or "先声明它"
    return Problem("P03", "E", what, _key(view, document, key), hint)
