"""How the exact reading counts working days, finds the newest known value, and reads dated tables."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.values import NOT_LISTED, Missing, missing, reasons_of, unknown
from yanzhen.periods import PER_YEAR, Period

YEARS_BACK = 10
"""How far back 最近 looks."""


def periods_before(kind: str, day: object) -> list[Period]:
    """The periods of this kind that had ended by the day, newest first, ten years of them."""
    newest = Period.of(day, kind)
    newest = newest if newest.end <= day else newest.shift(-1)
    return [newest.shift(-step) for step in range(YEARS_BACK * PER_YEAR[kind])]


def latest(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """最近: the newest value that is known; without one, what is missing is that of the newest period."""
    fact, day, kind = node.args
    first: Missing | None = None
    for period in periods_before(kind.value, interpreter.evaluate(day, env)):
        value = interpreter.evaluate(fact, env.at(period=period))
        if not unknown(value):
            return first if value is None and first is not None else value
        first = first or Missing(reasons_of(value))
    return first


def year_before(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """上年 of a yearly column, asked in a shorter period."""
    return interpreter.evaluate(node.args[0], env.at(period=Period.year_of(env.period.year - 1)))


def working_days(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """工作日数."""
    first, last = (interpreter.evaluate(arg, env) for arg in node.args[:2])
    if first is None or last is None:
        return None
    if unknown(first) or unknown(last):
        return Missing(reasons_of(first, last))
    calendar = node.args[2]
    found = calendar.days.between(first, last)
    return missing(calendar.name, "", None, NOT_LISTED) if found is None else Fraction(found)


def working_day_after(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """A day moved by whole working days."""
    start, by = (interpreter.evaluate(arg, env) for arg in node.args[:2])
    if start is None or by is None:
        return None
    if unknown(start) or unknown(by):
        return Missing(reasons_of(start, by))
    calendar = node.args[2]
    found = calendar.days.after(start, int(by))
    return missing(calendar.name, "", None, NOT_LISTED) if found is None else found


def stated(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """载明: the value of a dated table; a day the table does not have is missing, not nothing."""
    day = interpreter.evaluate(node.args[2], env)
    if unknown(day):
        return Missing(reasons_of(day))
    if day is None:
        return None
    value = interpreter.evaluate(node.args[0], env)
    return missing(node.args[1].value, "", None, NOT_LISTED) if value is None else value
