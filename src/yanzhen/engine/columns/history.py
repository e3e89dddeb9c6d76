"""The functions a pack may call, over all rows: steps back in time, counting and adding rows, choosing and rounding."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from yanzhen.engine.columns import arithmetic, dated, logic, lookup, picking, selection
from yanzhen.engine.columns.reader import Reader
from yanzhen.engine.columns.vectors import (
    Codes,
    Days,
    Mask,
    Numbers,
    Truths,
    Vector,
    Why,
    because,
    broadcast,
    constant,
    masked,
    none_of,
    nothing_missing,
    plain,
    united,
    without,
)
from yanzhen.language import tree
from yanzhen.language.subjects.facts import base_reasons
from yanzhen.language.subjects.history import LONGEST_RUN
from yanzhen.language.values import OUTSIDE_HISTORY
from yanzhen.periods import Period

Answer = Callable[["Reader", tree.Call, str, Period], Vector]


def _last_year(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return reader.read(node.args[0], register, period.years_back(1))


def _periods_back(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return reader.read(node.args[0], register, period.shift(-int(node.args[1].value)))


def _lately(reader: Reader, node: tree.Call, register: str, period: Period) -> list[Vector]:
    ago = int(node.args[2].value) if len(node.args) > 2 else 0
    steps = range(int(node.args[1].value))
    return [plain(reader.read(node.args[0], register, period.shift(-ago - step))) for step in steps]


def _change(
    reader: Reader, node: tree.Call, register: str, period: Period, years: int = 1
) -> tuple[Numbers, Numbers, Mask, Why]:
    """Now, that many years before, where that is nothing while now is something, and that reason."""
    now = plain(reader.numbers(node.args[0], register, period))
    before = plain(reader.numbers(node.args[0], register, period.years_back(years)))
    bare = np.zeros_like(now.ok) if before.none is None else before.none
    bare = without(bare, now.none)
    why = because(base_reasons(node.args[0], period.years_back(years), OUTSIDE_HISTORY), bare)
    return now, before, bare, why if bare.any() else nothing_missing


def _increase(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    now, before, bare, why = _change(reader, node, register, period)
    found = arithmetic.add(now, _something(before), -1)
    return _lacking(found, now, before, bare, why)


def _growth(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    ratio = _ratio(reader, node, register, period, 1, dismissed=len(node.args) > 1)
    return arithmetic.add(ratio, constant(Fraction(1)), -1)


def _multiple(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return _ratio(reader, node, register, period, int(node.args[1].value), dismissed=len(node.args) > 2)


def _ratio(reader: Reader, node: tree.Call, register: str, period: Period, years: int, *, dismissed: bool) -> Numbers:
    """now ÷ before; without a base above zero missing for that reason, or nothing when the text dismisses it."""
    now, before, bare, why = _change(reader, node, register, period, years)
    refused = without(before.ok & (before.num <= 0), now.none)
    base = because(base_reasons(node.args[0], period.years_back(years)), refused)
    ratio = arithmetic.divide(now, _something(before), nothing_missing if dismissed else base)
    if not dismissed:
        return _lacking(ratio, now, before, bare | refused, united((why, base), bare | refused))
    none = bare | refused if now.none is None else bare | refused | now.none
    ok = ratio.ok & ~none
    whys = united((now.why, before.why), ~ok & ~none)
    return Numbers(np.where(ok, ratio.num, 0), ratio.quantum, ok, none, ratio.den, ratio.peak, whys)


def _without_base(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    now, before, bare, _ = _change(reader, node, register, period, int(node.args[1].value))
    sure = bare | without(before.ok & (before.num <= 0), now.none)
    lost = without(without(~before.ok, before.none), now.none)
    return Truths(sure, sure | lost, masked(before.why, lost))


def _compounded(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    rate = plain(reader.numbers(node.args[0], register, period))
    factor = arithmetic.add(rate, constant(Fraction(1)))
    size = Numbers(np.abs(factor.num), factor.quantum, factor.ok, factor.none, factor.den, factor.peak, factor.why)
    for _ in range(int(node.args[1].value) - 1):
        factor = arithmetic.multiply(factor, size)
    return factor


def _something(vector: Numbers) -> Numbers:
    """The same numbers with nothing counted as missing."""
    return Numbers(vector.num, vector.quantum, vector.ok, None, vector.den, vector.peak, vector.why)


def _lacking(found: Numbers, now: Numbers, before: Numbers, bare: Mask, why: Why) -> Numbers:
    """The result missing also where the base lacks, nothing where now is nothing."""
    ok = without(found.ok & ~bare, now.none)
    whys = united((now.why, before.why, why), without(~ok, now.none))
    return Numbers(np.where(ok, found.num, 0), found.quantum, ok, now.none, found.den, found.peak, whys)


def _in_each(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    steps = range(int(node.args[1].value))
    return logic.conjunction([reader.truths(node.args[0], register, period.shift(-step)) for step in steps])


def _run_length(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    """连续年数, in months: a lower bound from the first open year on."""
    rows = reader.rows(register)
    length = np.zeros(rows, dtype=np.int64)
    running, opened = np.ones(rows, dtype=bool), np.zeros(rows, dtype=bool)
    whys: list[Why] = []
    for step in range(LONGEST_RUN):
        held = broadcast(reader.truths(node.args[0], register, period.years_back(step)), rows)
        assert isinstance(held, Truths)
        gap = running & held.maybe & ~held.sure
        whys.append(masked(held.why, gap))
        opened = opened | gap
        running = running & held.sure
        length += running
    low = Numbers(length, Fraction(12), np.ones(rows, dtype=bool), None, None, LONGEST_RUN)
    return arithmetic.ranged(low, low, np.zeros(rows, dtype=bool), opened, None, united(whys))


def _earlier(reader: Reader, node: tree.Call, register: str, period: Period) -> list[Vector]:
    since = int(node.args[1].value)
    return [
        reader.read(node.args[0], register, period.years_back(period.year - year)) for year in range(since, period.year)
    ]


def _first_time(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    now = reader.truths(node.args[0], register, period)
    earlier = [item for item in _earlier(reader, node, register, period) if isinstance(item, Truths)]
    return logic.conjunction([now, *(logic.negation(item) for item in earlier)])


def _highest_before(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    earlier = [plain(item) for item in _earlier(reader, node, register, period)]
    if not earlier:
        rows = reader.rows(register)
        never = np.zeros(rows, dtype=bool)
        return Numbers(np.zeros(rows, dtype=np.int64), Fraction(1), never, ~never)
    return _settled_extreme(earlier, largest=True)


def _settled_extreme(values: list[Vector], largest: bool) -> Numbers:
    """The extreme of several values, missing when one of them is."""
    found = arithmetic.least(values, largest)
    lost = np.logical_or.reduce([without(~value.ok, value.none) for value in values])
    ok = without(found.ok & ~lost, found.none)
    best = found.low if largest else found.high
    none = None if found.none is None else found.none & ~lost
    whys = united([value.why for value in values], lost)
    den = None if best.den is None else np.where(ok, best.den, 1)
    return Numbers(np.where(ok, best.num, 0), best.quantum, ok, none, den, best.peak, whys)


def _year_number(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    day = reader.read(node.args[0], register, period)
    assert isinstance(day, Days)
    year = np.where(day.ok, day.days, 0).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return Numbers(np.where(day.ok, period.year - year + 1, 0), Fraction(1), day.ok, day.none, None, 1 << 20, day.why)


def _days_between(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    first, last = (reader.read(arg, register, period) for arg in node.args)
    assert isinstance(first, Days) and isinstance(last, Days)
    none = none_of(first, last)
    ok = without(first.ok & last.ok, none)
    why = united((first.why, last.why), without(~ok, none))
    return Numbers(np.where(ok, last.days - first.days, 0), Fraction(1), ok, none, None, 1 << 40, why)


def _over_rows(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    name, source = node.function.name, node.args[0]
    if isinstance(source, tree.Call) and source.function.name == "近":
        return _over_periods(name, node, _lately(reader, source, register, period))
    rows = source.source if isinstance(source, tree.Each) else source
    chosen = reader.chosen(rows, register, period)
    if name == "计数":
        return selection.count(chosen)
    values = broadcast(reader.read(source.value, chosen.register, period), len(chosen.owner))
    if name in ("最前", "最后"):
        assert isinstance(values, Codes)
        return picking.outermost(chosen, values, node.args[1].id, name == "最后")
    if name in ("最大", "最小"):
        return selection.extreme(chosen, values, name == "最大")
    return {"合计": selection.total, "均值": picking.mean, "不重复计数": picking.distinct}[name](chosen, values)


def _over_periods(name: str, node: tree.Call, values: list[Vector]) -> Vector:
    """What is asked of the values of the last periods."""
    if name == "合计":
        return _sum(values)
    if name == "均值":
        return _mean(values)
    if isinstance(values[0], Codes):
        ids = [Numbers(v.ids.astype(np.int64), Fraction(1), v.ok, v.none, None, 1 << 31, v.why) for v in values]
        return picking.outermost_of(_settled_extreme(ids, name == "最后"), values, node.args[1].id)
    if isinstance(values[0], Days):
        numbers = [Numbers(v.days.astype(np.int64), Fraction(1), v.ok, v.none, None, 1 << 40, v.why) for v in values]
        found = _settled_extreme(numbers, name == "最大")
        return Days(found.num, found.ok, found.none, found.why)
    return _settled_extreme(values, name == "最大")


def _mean(values: list[Vector]) -> Numbers:
    """The mean of those that are something; nothing where none is."""
    there = sum((without(np.ones_like(value.ok), value.none)).astype(np.int64) for value in values)
    count = Numbers(np.maximum(there, 1), Fraction(1), np.ones_like(values[0].ok), None, None, len(values))
    return _all_nothing(arithmetic.divide(_sum(values), count, nothing_missing), values)


def _places_between(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    left, right = (reader.read(arg, register, period) for arg in node.args)
    assert isinstance(left, Codes) and isinstance(right, Codes)
    return picking.places_between(left, right)


def _sum(values: list[Vector]) -> Numbers:
    """The sum of several values; those that are nothing add nothing."""
    whole = constant(Fraction(0))
    for value in values:
        assert isinstance(value, Numbers)
        nothing = np.zeros_like(value.ok) if value.none is None else value.none
        whole = arithmetic.add(
            whole, Numbers(value.num, value.quantum, value.ok | nothing, None, value.den, value.peak, value.why)
        )
    return whole


def _choice(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    values = [reader.numbers(arg, register, period) for arg in node.args]
    return arithmetic.least(values, node.function.name == "较高")


def _whole_steps(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    value, step = (plain(reader.numbers(arg, register, period)) for arg in node.args)
    return arithmetic.whole_quotient(value, step, reader.rows(register))


def _rounded(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    value = plain(reader.numbers(node.args[0], register, period))
    return arithmetic.rounded(value, node.args[1].value, node.args[2].value)


def _is_known(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    ok = plain(reader.read(node.args[0], register, period)).ok
    return Truths(ok, ok)


def _is_nothing(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    value = plain(reader.read(node.args[0], register, period))
    none = np.zeros_like(value.ok) if value.none is None else value.none
    return Truths(none, none | ~value.ok, masked(value.why, ~value.ok & ~none))


def _default(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    value, other = (plain(reader.read(arg, register, period)) for arg in node.args)
    lost = without(~value.ok, value.none)
    return lookup.pick(np.where(lost, 1, 0), [value, other], np.zeros_like(lost), nothing_missing)


def _has_value(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return lookup.has_value(reader, node.args[0], register, period)


def _parts(reader: Reader, node: tree.Call, register: str, period: Period) -> list[Vector]:
    fact, kind = node.args
    return [plain(reader.read(fact, register, part)) for part in period.parts(kind.value)]


def _sum_of_parts(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    parts = _parts(reader, node, register, period)
    return _all_nothing(_sum(parts), parts)


def _mean_of_parts(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return _mean(_parts(reader, node, register, period))


def _all_nothing(found: Numbers, parts: list[Vector]) -> Numbers:
    """Nothing where every part is nothing."""
    if any(part.none is None for part in parts):
        return found
    none = np.logical_and.reduce([part.none for part in parts])
    return Numbers(found.num, found.quantum, found.ok & ~none, none, found.den, found.peak, found.why)


def _last_part(reader: Reader, node: tree.Call, register: str, period: Period) -> Vector:
    return _parts(reader, node, register, period)[-1]


CALLS: dict[str, Answer] = {
    "上年": _last_year, "上年同期": _last_year, "上一年度": dated.year_before, "最近": dated.latest,
    "前": _periods_back, "增量": _increase, "增长率": _growth, "连续": _in_each,
    "连续年数": _run_length, "首次": _first_time, "历史最高": _highest_before, "年次": _year_number,
    "复合增长倍数": _multiple, "复合倍数": _compounded, "无基数": _without_base, "工作日数": dated.working_days,
    "工作日后": dated.working_day_after, "载明": dated.stated, "均值": _over_rows, "不重复计数": _over_rows,
    "最前": _over_rows, "最后": _over_rows, "类别差": _places_between, "评价所得": picking.evaluated,
    "天数": _days_between, "合计": _over_rows, "计数": _over_rows, "最大": _over_rows, "最小": _over_rows,
    "较高": _choice, "较低": _choice, "整倍数": _whole_steps, "取整": _rounded, "已知": _is_known,
    "无值": _is_nothing, "缺省": _default, "有值": _has_value, "各期合计": _sum_of_parts, "末期值": _last_part,
    "平均值": _mean_of_parts,
}  # fmt: skip
