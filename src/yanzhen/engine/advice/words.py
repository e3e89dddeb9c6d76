"""A proved step in words and as plain maps: what to do, by when, how much, and both sides as they were decided again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from yanzhen.engine.advice.amount_along import AmountAlong, Segment
from yanzhen.engine.advice.missing import ALONE, DEPARTMENT, FIRM, JUDGE, NOBODY, PERHAPS, TOGETHER, UNTRIED
from yanzhen.engine.advice.steps import Step
from yanzhen.engine.finding import AT_MOST, EXACT, MET, NOT_MET, OUTCOME_WORDS, UNSET, Finding
from yanzhen.units import MONEY, Dimension, show

BY_WORDS = {FIRM: "企业提供", DEPARTMENT: "部门提供", JUDGE: "须认定", NOBODY: "补不出"}
SETTLES_WORDS = {ALONE: "补上即定", PERHAPS: "有的值可定", TOGETHER: "须同时补别的", UNTRIED: "未逐值试"}


def fact_words(value: Fraction | bool, dimension: Dimension) -> str:
    """A value of a fact as a person writes it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return show(value, dimension)


def does(step: Step) -> str:
    """What to do: 增加 23.2 万元, 减少 1 人, 办成."""
    if isinstance(step.after, bool):
        return "办成" if step.after else "消除"
    assert step.change is not None
    return f"{'增加' if step.change > 0 else '减少'} {show(abs(step.change), step.dimension)}"


def fact_name(step: Step) -> str:
    """The fact, with whose it is when it is not the row judged itself."""
    whose = "" if step.holder == step.subject else f"{step.holder} 的"
    return whose + (step.column.title or step.column.name)


def award_words(finding: Finding) -> str:
    """What a finding says, in short: 应享 27.9 万元, 最高 50 万元, 待评审, 仍不符."""
    if finding.outcome == NOT_MET:
        return "仍不符"
    if finding.outcome != MET:
        return "只待评审" if finding.pending == "judgement" else "待补事实"
    if finding.clause.amount is None:
        return f"符合，{finding.clause.gives}"
    if finding.basis == UNSET or finding.high is None:
        return "符合，金额另定"
    money = show(finding.high, MONEY)
    return f"符合，{money}" if finding.basis == EXACT else f"符合，最高 {money}" if finding.basis == AT_MOST else "符合"


def step_lines(step: Step, on: date) -> list[str]:
    """Three lines of a card: verb, date and amount; from where to where; both sides recomputed."""
    until = step.until
    when = (
        "" if until is None else f"{until.isoformat()} 前" if on <= until else f"（{step.cell.period} 已结束，供参考）"
    )
    name, dimension = fact_name(step), step.dimension
    found = [f"{when}{name} {does(step)}（现 {fact_words(step.before, dimension)}）"]
    if step.opens:
        found.append(f"使之成立：{'；'.join(step.opens)}")
    found.append(
        f"已重算：{fact_words(step.after, dimension)} → {award_words(step.finding)}；"
        f"{fact_words(step.less, dimension)} → {award_words(step.short)}"
    )
    return found


def plain(value: Fraction | bool | None) -> object:
    """A number as text that loses nothing: decimals where they end, else a fraction."""
    if value is None or isinstance(value, bool):
        return value
    whole = value.denominator
    for prime in (2, 5):
        while whole % prime == 0:
            whole //= prime
    if whole != 1:
        return str(Fraction(value))
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = f"{abs(value * 10**places).numerator:0{places + 1}d}"
    text = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{text}" if value < 0 else text


def step_map(step: Step, on: date) -> dict[str, object]:
    """The step as a plain map; money and facts as text in canonical units."""
    return {
        "clause": step.clause.id, "title": step.clause.title, "subject": step.subject, "period": str(step.period),
        "fact": f"{step.cell.register}.{step.cell.column}", "fact_of": step.holder,
        "fact_period": "" if step.cell.period is None else str(step.cell.period), "does": does(step),
        "before": plain(step.before), "after": plain(step.after), "less": plain(step.less),
        "change": plain(step.change), "grain": plain(step.grain), "unit": unit_of(step.dimension),
        "until": None if step.until is None else step.until.isoformat(),
        "over": step.until is not None and step.until < on, "opens": list(step.opens),
        "outcome_after": step.finding.outcome, "outcome_less": step.short.outcome, "basis": step.finding.basis,
        "exact": plain(step.exact), "ceiling": plain(step.ceiling), "effort": plain(step.effort),
        "nature": step.clause.nature, "citation": str(step.clause.cite),
    }  # fmt: skip


def unit_of(dimension: Dimension) -> str:
    """The canonical unit by name; a share is told as 1."""
    from yanzhen.units import NUMBER, SHARE, dimension_name

    return "" if dimension == NUMBER else "1" if dimension == SHARE else dimension_name(dimension)


def segment_words(segment: Segment, dimension: Dimension) -> tuple[str, str, str]:
    """A stretch in words: from where to where, what the clause says there, and how the amount goes."""
    last = "以上" if segment.last is None else f"至 {show(segment.last, dimension)}"
    where = show(segment.first, dimension) + (f" {last}" if segment.last != segment.first else "")
    if segment.outcome != MET:
        return where, OUTCOME_WORDS[segment.outcome], "–"
    return where, OUTCOME_WORDS[MET], _course(segment, dimension)


def _course(segment: Segment, dimension: Dimension) -> str:
    if segment.high is None:
        return "金额另定" if segment.starts is None else "给予"
    bound = "最高 " if segment.open or segment.low != segment.high else ""
    assert segment.starts is not None and segment.ends is not None
    if segment.flat:
        return f"{bound}{show(segment.starts, MONEY)}（不变）"
    straight = segment.high.straight
    if straight is None:
        return f"{bound}{show(segment.starts, MONEY)} 起，按曲线变化"
    unit = unit_of(dimension) or "1"
    return f"{bound}{show(segment.starts, MONEY)} 起，每 {unit} {'增' if straight[1] > 0 else '减'} {show(abs(straight[1]), MONEY)}"


def along_map(along: AmountAlong) -> dict[str, object]:
    """The whole function as a plain map a page can draw: stretches with their formulas, jumps, cliffs."""
    return {
        "fact": f"{along.cell.register}.{along.cell.column}", "unit": unit_of(_dimension(along)),
        "grain": plain(along.grain), "value": plain(along.value), "cut": along.cut, "checked": along.checked,
        "segments": [
            {
                "from": plain(part.first), "to": plain(part.last), "outcome": part.outcome,
                "low": _formula_map(part.low), "high": _formula_map(part.high), "open": part.open, "flat": part.flat,
                "starts": plain(part.starts), "ends": plain(part.ends),
            }
            for part in along.segments
        ],
        "jumps": [
            {"at": plain(jump.at), "before": plain(jump.before), "after": plain(jump.after), "cliff": jump.cliff}
            for jump in along.jumps
        ],
    }  # fmt: skip


def _formula_map(formula) -> dict[str, object] | None:
    return None if formula is None else {"top": [*map(plain, formula.top)], "bottom": [*map(plain, formula.bottom)]}


def _dimension(along: AmountAlong) -> Dimension:
    return along.column.unit.dimension if along.column.unit is not None else ()
