"""How the exact reading steps back in time and the other functions a pack may call."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.subjects import dated, picking, rows, tables
from yanzhen.language.subjects.facts import base_reasons
from yanzhen.language.values import BASE_NOT_POSITIVE, OUTSIDE_HISTORY, Between, Missing, reasons_of, settled, unknown


def call(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """The value of a pack function."""
    return CALLS[node.function.name](interpreter, node, env)


def _back(env: Env, years: int) -> Env:
    return env.at(period=env.period.years_back(years))


def last_year(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """上年."""
    return interpreter.evaluate(node.args[0], _back(env, 1))


def periods_back(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """前."""
    return interpreter.evaluate(node.args[0], env.at(period=env.period.shift(-int(node.args[1].value))))


NO_ROWS = rows.Selection((), (), True, True, frozenset())


def lately(interpreter: Interpreter, node: tree.Call, env: Env) -> rows.Column:
    """近: the last n periods, newest first; a gap is a Missing in the list, a period before existence holds nothing."""
    ago = int(node.args[2].value) if len(node.args) > 2 else 0
    values = tuple(
        interpreter.evaluate(node.args[0], env.at(period=env.period.shift(-ago - step)))
        for step in range(int(node.args[1].value))
    )
    return rows.Column(NO_ROWS, values, ())


def _now_and_before(interpreter: Interpreter, node: tree.Call, env: Env) -> tuple[object, object]:
    return interpreter.evaluate(node.args[0], env), interpreter.evaluate(node.args[0], _back(env, 1))


def increase(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """增量: without last year's value there is nothing to subtract, and that is said rather than counted as zero."""
    now, before = _now_and_before(interpreter, node, env)
    if now is None:
        return None
    without = base_reasons(node.args[0], env.period.years_back(1), OUTSIDE_HISTORY) if before is None else frozenset()
    if unknown(now) or unknown(before) or without:
        return Missing(reasons_of(now, before) | without)
    return now - before


def growth(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """增长率: now ÷ last year − 1, where last year is above zero; with a second argument, nothing where it is not."""
    ratio = _ratio(interpreter, node.args[0], env, 1, dismissed=len(node.args) > 1)
    return ratio - 1 if isinstance(ratio, Fraction) else ratio


def multiple(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """复合增长倍数: now ÷ n years ago, which a compound growth is compared by."""
    return _ratio(interpreter, node.args[0], env, int(node.args[1].value), dismissed=len(node.args) > 2)


def _ratio(interpreter: Interpreter, value: tree.Node, env: Env, years: int, *, dismissed: bool) -> object:
    """now ÷ before; without a base above zero Missing with that as the reason, or nothing when the text dismisses it."""
    now, before = interpreter.evaluate(value, env), interpreter.evaluate(value, _back(env, years))
    if now is None:
        return None
    kind = _no_base(before)
    if kind and dismissed:
        return None
    without = base_reasons(value, env.period.years_back(years), kind) if kind else frozenset()
    if unknown(now) or unknown(before) or without:
        return Missing(reasons_of(now, before) | without)
    return now / before


def _no_base(before: object) -> str:
    """Why a known earlier value is no base, as a kind of reason; empty when it is one, or not known."""
    if before is None:
        return OUTSIDE_HISTORY
    return BASE_NOT_POSITIVE if isinstance(before, Fraction) and before <= 0 else ""


def without_base(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """无基数: there is a value now, and surely none above zero n years ago."""
    now = interpreter.evaluate(node.args[0], env)
    before = interpreter.evaluate(node.args[0], _back(env, int(node.args[1].value)))
    if now is None:
        return False
    return Missing(reasons_of(before)) if unknown(before) else bool(_no_base(before))


def compounded(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """复合倍数: (1 + rate) to the n-th, its sign kept, so that it rises with the rate below −100 % too."""
    rate = interpreter.evaluate(node.args[0], env)
    if unknown(rate):
        return Missing(reasons_of(rate))
    return None if rate is None else (1 + rate) * abs(1 + rate) ** (int(node.args[1].value) - 1)


def in_each(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """连续: one sure no settles it."""
    values = [
        interpreter.evaluate(node.args[0], env.at(period=env.period.shift(-step)))
        for step in range(int(node.args[1].value))
    ]
    if any(value is False for value in values):
        return False
    return Missing(reasons_of(*values)) if any(map(unknown, values)) else True


LONGEST_RUN = 20
"""How far back 连续年数 looks; longer runs are not told apart."""


def run_length(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """连续年数, in months: exact up to the first gap, then only a lower bound."""
    for step in range(LONGEST_RUN):
        held = interpreter.evaluate(node.args[0], _back(env, step))
        if unknown(held):
            return Between(Fraction(12 * step), None, reasons_of(held))
        if not held:
            return Fraction(12 * step)
    return Fraction(12 * LONGEST_RUN)


def _history(interpreter: Interpreter, node: tree.Call, env: Env) -> list[object]:
    since = int(node.args[1].value)
    return [
        interpreter.evaluate(node.args[0], _back(env, env.period.year - year)) for year in range(since, env.period.year)
    ]


def first_time(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """首次: now, and in no earlier year since records are complete."""
    now = interpreter.evaluate(node.args[0], env)
    if now is False:
        return False
    earlier = _history(interpreter, node, env)
    if any(value is True for value in earlier):
        return False
    if unknown(now) or any(map(unknown, earlier)):
        return Missing(reasons_of(now, *earlier))
    return True


def highest_before(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """历史最高: the largest earlier value; None when there is none."""
    earlier = _history(interpreter, node, env)
    if any(map(unknown, earlier)):
        return Missing(reasons_of(*earlier))
    return max((value for value in earlier if value is not None), default=None)


def year_number(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """年次."""
    day = interpreter.evaluate(node.args[0], env)
    if unknown(day) or day is None:
        return day
    return Fraction(env.period.year - day.year + 1)


def days_between(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """天数."""
    first, last = (interpreter.evaluate(arg, env) for arg in node.args)
    if first is None or last is None:
        return None
    if unknown(first) or unknown(last):
        return Missing(reasons_of(first, last))
    return Fraction((last - first).days)


def _aggregate(answer: Callable) -> Callable[[Interpreter, tree.Call, Env], object]:
    return lambda interpreter, node, env: answer(interpreter.evaluate(node.args[0], env))


def counted(found: rows.Selection | rows.Column) -> object:
    """计数 of rows, or of the values of rows."""
    return rows.count(found.selection if isinstance(found, rows.Column) else found)


def choice(largest: bool) -> Callable[[Interpreter, tree.Call, Env], object]:
    """较高 and 较低: values that are nothing are left out; a missing one leaves an interval bounded by the known ones."""

    def pick(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
        values = [interpreter.evaluate(arg, env) for arg in node.args]
        values = [value for value in values if value is not None]
        if not values:
            return None
        lows = [value.low if isinstance(value, Between) else None if unknown(value) else value for value in values]
        highs = [value.high if isinstance(value, Between) else None if unknown(value) else value for value in values]
        if largest:
            low = max((value for value in lows if value is not None), default=None)
            high = None if None in highs else max(highs)
        else:
            low = None if None in lows else min(lows)
            high = min((value for value in highs if value is not None), default=None)
        reasons = reasons_of(*values)
        if low is not None and low == high:
            return low
        return Missing(reasons) if low is None and high is None else Between(low, high, reasons)

    return pick


def whole_steps(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """整倍数."""
    value = interpreter.evaluate(node.args[0], env)
    if unknown(value):
        return Missing(reasons_of(value))
    return None if value is None else Fraction(max(0, floor(value / node.args[1].value)))


def rounded(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """取整."""
    value, step = interpreter.evaluate(node.args[0], env), node.args[1].value
    if unknown(value):
        return Missing(reasons_of(value))
    return None if value is None else round_to(value, step, node.args[2].value)


def round_to(value: Fraction, step: Fraction, mode: str) -> Fraction:
    """The multiple of `step` by mode up, down (both towards the number line), half_up (away from zero) or half_even."""
    scaled = value / step
    if mode == "up":
        return ceil(scaled) * step
    if mode == "down":
        return floor(scaled) * step
    if mode == "half_even":
        return round(scaled) * step
    size = floor(abs(scaled) + Fraction(1, 2))
    return (size if scaled >= 0 else -size) * step


def is_known(interpreter: Interpreter, node: tree.Call, env: Env) -> bool:
    """已知."""
    value = interpreter.evaluate(node.args[0], env)
    return value is not None and not unknown(value)


def is_nothing(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """无值: known to be nothing."""
    value = interpreter.evaluate(node.args[0], env)
    return Missing(reasons_of(value)) if unknown(value) else value is None


def default(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """缺省."""
    value = interpreter.evaluate(node.args[0], env)
    return settled(interpreter.evaluate(node.args[1], env)) if unknown(value) else value


def has_value(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """有值."""
    return tables.has_value(interpreter, node.args[0], env)


def _parts(interpreter: Interpreter, node: tree.Call, env: Env) -> list[object]:
    fact, kind = node.args
    return [interpreter.evaluate(fact, env.at(period=part)) for part in env.period.parts(kind.value)]


def sum_of_parts(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """各期合计: a finer flow added over the period; one part missing makes it Missing."""
    parts = _parts(interpreter, node, env)
    if any(map(unknown, parts)):
        return Missing(reasons_of(*parts))
    known = [value for value in parts if value is not None]
    return sum(known, Fraction(0)) if known else None


def mean_of_parts(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """平均值."""
    parts = _parts(interpreter, node, env)
    if any(map(unknown, parts)):
        return Missing(reasons_of(*parts))
    known = [value for value in parts if value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def last_part(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """末期值."""
    return _parts(interpreter, node, env)[-1]


CALLS: dict[str, Callable[[Interpreter, tree.Call, Env], object]] = {
    "上年": last_year, "上年同期": last_year, "上一年度": dated.year_before, "最近": dated.latest,
    "前": periods_back, "近": lately, "增量": increase, "增长率": growth, "连续": in_each,
    "连续年数": run_length, "首次": first_time, "历史最高": highest_before, "年次": year_number, "天数": days_between,
    "合计": _aggregate(rows.total), "计数": _aggregate(counted),
    "最大": _aggregate(lambda column: rows.extreme(column, True)),
    "最小": _aggregate(lambda column: rows.extreme(column, False)),
    "较高": choice(True), "较低": choice(False), "整倍数": whole_steps, "取整": rounded,
    "已知": is_known, "无值": is_nothing, "缺省": default, "有值": has_value,
    "复合增长倍数": multiple, "复合倍数": compounded, "无基数": without_base, "工作日数": dated.working_days,
    "工作日后": dated.working_day_after, "载明": dated.stated, "取前": picking.top_rows, "均值": _aggregate(picking.mean),
    "不重复计数": _aggregate(picking.distinct), "最前": picking.outermost, "最后": picking.outermost,
    "类别差": picking.places_between, "评价所得": picking.evaluated, "各期合计": sum_of_parts, "末期值": last_part, "平均值": mean_of_parts,
}  # fmt: skip

HANDLERS = {tree.Call: call}
