"""How the exact reading steps back in time and the other functions a pack may call."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.subjects import rows, tables
from yanzhen.language.subjects.facts import base_reasons
from yanzhen.language.values import OUTSIDE_HISTORY, Between, Missing, reasons_of, settled, unknown


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
    """增长率: now ÷ last year − 1, where last year is above zero."""
    now, before = _now_and_before(interpreter, node, env)
    if now is None:
        return None
    without = frozenset()
    if before is None:
        without = base_reasons(node.args[0], env.period.years_back(1), OUTSIDE_HISTORY)
    elif isinstance(before, Fraction) and before <= 0:
        without = base_reasons(node.args[0], env.period.years_back(1))
    if unknown(now) or unknown(before) or without:
        return Missing(reasons_of(now, before) | without)
    return now / before - 1


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
    "上年": last_year, "前": periods_back, "近": lately, "增量": increase, "增长率": growth, "连续": in_each,
    "连续年数": run_length, "首次": first_time, "历史最高": highest_before, "年次": year_number, "天数": days_between,
    "合计": _aggregate(rows.total), "计数": _aggregate(counted),
    "最大": _aggregate(lambda column: rows.extreme(column, True)),
    "最小": _aggregate(lambda column: rows.extreme(column, False)),
    "较高": choice(True), "较低": choice(False), "整倍数": whole_steps, "取整": rounded,
    "已知": is_known, "无值": is_nothing, "缺省": default, "有值": has_value,
    "各期合计": sum_of_parts, "末期值": last_part, "平均值": mean_of_parts,
}  # fmt: skip

HANDLERS = {tree.Call: call}
