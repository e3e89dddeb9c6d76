"""How the exact reading looks up a table: which row fits, and what it gives."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.operators import compare
from yanzhen.language.values import Missing, reasons_of, settled, unknown

NONE_FITS = -1


def table(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    """The value of the row that fits; the `else`, or None, when none does; Missing when that is open."""
    if node.form == "slices":
        return _slices(interpreter, node, env)
    if node.form == "every":
        return _every(interpreter, node, env)
    at = fitting(interpreter, node, env)
    if isinstance(at, Missing):
        return at
    if at == NONE_FITS:
        return _otherwise(interpreter, node, env)
    if node.first == "each":
        reached = _reached_before(interpreter, node, env)
        assert not isinstance(reached, Missing), "the row that fits is settled only once every earlier year is"
        values = [interpreter.evaluate(value, env) for _, value in node.rows[reached + 1 : at + 1]]
        if None in values:
            return None
        return Missing(reasons_of(*values)) if any(map(unknown, values)) else sum(values, Fraction(0))
    return settled(interpreter.evaluate(node.rows[at][1], env))


def fitting(interpreter: Interpreter, node: tree.Table, env: Env) -> int | Missing:
    """The index of the row that fits now (and, with `first`, was never reached before), NONE_FITS, or Missing."""
    value = interpreter.evaluate(node.by, env)
    at = _row_at(interpreter, node, value, env)
    if isinstance(at, Missing) or not node.first or at == NONE_FITS:
        return at
    reached = _reached_before(interpreter, node, env, below=at)
    if isinstance(reached, Missing):
        return reached
    return NONE_FITS if reached >= at else at


def _row_at(interpreter: Interpreter, node: tree.Table, value: object, env: Env) -> int | Missing:
    if value is None:
        return NONE_FITS
    if node.form == "match" and unknown(value):
        return Missing(reasons_of(value))
    held = [interpreter.evaluate(bound, env) for bound, _ in node.rows]
    if node.form != "match":
        op = "<=" if node.form == "upto" else ">="
        held = [compare(op, value, bound, full=False) for bound in held]  # an interval within one band is settled
    if any(map(unknown, held)):
        return Missing(reasons_of(*held))
    fitting_rows = [at for at, fits in enumerate(held) if fits is True]
    if not fitting_rows:
        return NONE_FITS
    return fitting_rows[-1] if node.form == "steps" else fitting_rows[0]


def _reached_before(interpreter: Interpreter, node: tree.Table, env: Env, below: int | None = None) -> int | Missing:
    """The highest row reached in any earlier year of the complete history; Missing if an open year could reach `below`."""
    highest, open_years = NONE_FITS, []
    for year in range(node.complete_from, env.period.year):
        earlier = env.at(period=env.period.years_back(env.period.year - year))
        at = _row_at(interpreter, node, interpreter.evaluate(node.by, earlier), env)
        if isinstance(at, Missing):
            open_years.append(at)
        else:
            highest = max(highest, at)
    settled = below is not None and highest >= below
    if open_years and not settled:
        return Missing(reasons_of(*open_years))
    return highest


def _slices(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    """Each slice of the value at its own rate, summed."""
    value = interpreter.evaluate(node.by, env)
    bounds = [interpreter.evaluate(bound, env) for bound, _ in node.rows]
    rates = [interpreter.evaluate(rate, env) for _, rate in node.rows]
    if value is None or None in bounds or None in rates:
        return None
    if any(map(unknown, (value, *bounds, *rates))):
        return Missing(reasons_of(value, *bounds, *rates))
    if value < bounds[0]:
        return _otherwise(interpreter, node, env)
    tops = [*bounds[1:], None]
    amount = Fraction(0)
    for low, top, rate in zip(bounds, tops, rates, strict=True):
        if value > low:
            amount += ((value if top is None else min(value, top)) - low) * rate
    return amount


def full_steps(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    """How many full steps above the start are reached now (with `first`: beyond those reached before), at least 0."""
    now = _steps_at(interpreter, node, env)
    if unknown(now) or now is None or not node.first or now < 1:
        return now
    before, open_years = 0, []
    for year in range(node.complete_from, env.period.year):
        earlier = _steps_at(interpreter, node, env.at(period=env.period.years_back(env.period.year - year)))
        if unknown(earlier):
            open_years.append(earlier)
        elif earlier is not None:
            before = max(before, earlier)
    if before >= now:
        return 0
    return Missing(reasons_of(*open_years)) if open_years else now - before


def _steps_at(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    value = interpreter.evaluate(node.by, env)
    start, step = interpreter.evaluate(node.above, env), interpreter.evaluate(node.rows[0][0], env)
    if value is None or start is None or step is None:
        return None
    if any(map(unknown, (value, start, step))):
        return Missing(reasons_of(value, start, step))
    return max(0, floor((value - start) / step))


def _every(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    steps = full_steps(interpreter, node, env)
    if unknown(steps):
        return steps
    if not steps:
        return _otherwise(interpreter, node, env)
    value = interpreter.evaluate(node.rows[0][1], env)
    if unknown(value):
        return Missing(reasons_of(value))
    return None if value is None else steps * value


def _otherwise(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    return None if node.otherwise is None else settled(interpreter.evaluate(node.otherwise, env))


def has_value(interpreter: Interpreter, node: tree.Node, env: Env) -> object:
    """Whether an amount has a value at all: every table in it has a fitting row. A fact that is missing has one."""
    if isinstance(node, tree.TermOf):
        return has_value(interpreter, node.body, env)
    if isinstance(node, tree.Table):
        return _table_has_value(interpreter, node, env)
    if isinstance(node, tree.Arithmetic):
        return _all([has_value(interpreter, part, env) for part in (node.left, node.right)])
    value = interpreter.evaluate(node, env)
    return unknown(value) or value is not None


def _table_has_value(interpreter: Interpreter, node: tree.Table, env: Env) -> object:
    if node.otherwise is not None:
        return True
    if node.form == "slices":
        value = table(interpreter, node, env)
        return value if unknown(value) else value is not None
    if node.form == "every":
        steps = full_steps(interpreter, node, env)
        return steps if unknown(steps) else bool(steps)
    at = fitting(interpreter, node, env)
    if isinstance(at, Missing):
        return at
    return at != NONE_FITS and has_value(interpreter, node.rows[at][1], env)


def _all(values: list[object]) -> object:
    if any(value is False for value in values):
        return False
    return Missing(reasons_of(*values)) if any(map(unknown, values)) else True


HANDLERS = {tree.Table: table}
