"""How the exact reading asks a subject: columns, owners, terms, days, codes and recorded judgements."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.values import BASE_NOT_POSITIVE, Missing, Reason, reasons_of, settled, unknown
from yanzhen.periods import Period, add_months

EPOCH = date(1970, 1, 1)


def fact(interpreter: Interpreter, node: tree.Fact, env: Env) -> object:
    """The column's value for the period in force."""
    return env.subject.value(node.column, env.period)


def owner_of(interpreter: Interpreter, node: tree.OwnerOf, env: Env) -> object:
    """The inner value, read of the owner; Missing when the owner is not known."""
    owner = env.subject.owner(node.register, node.via)
    if isinstance(owner, Missing):
        return owner
    return interpreter.evaluate(node.inner, env.at(subject=owner))


def term_of(interpreter: Interpreter, node: tree.TermOf, env: Env) -> object:
    """The value of the term's body."""
    return interpreter.evaluate(node.body, env)


def known_name(interpreter: Interpreter, node: tree.Known, env: Env) -> date | str:
    """The day a built-in name stands for; 所属期 is compared by its first day. 本期 and 本年 are the period's and its year's text."""
    if node.name in ("本期", "本年"):
        return str(env.period) if node.name == "本期" else str(Period.year_of(env.period.year))
    if node.name == "基准日":
        return env.variables["基准日"]
    return env.period.end if node.name == "期末" else env.period.start


def day(interpreter: Interpreter, node: tree.Day, env: Env) -> date:
    """The calendar day."""
    return EPOCH + timedelta(days=node.days)


def shift_day(interpreter: Interpreter, node: tree.ShiftDay, env: Env) -> object:
    """The day moved by whole months or days; a part of a day or month is cut off."""
    start, by = interpreter.evaluate(node.day, env), interpreter.evaluate(node.by, env)
    if unknown(start) or unknown(by):
        return None if start is None or by is None else Missing(reasons_of(start, by))
    if start is None or by is None:
        return None
    steps = int(by)
    return add_months(start, steps) if node.unit == "月" else start + timedelta(days=steps)


def code_value(interpreter: Interpreter, node: tree.CodeValue, env: Env) -> int:
    """The code's id."""
    return node.id


def code_in(interpreter: Interpreter, node: tree.CodeIn, env: Env) -> object:
    """Whether the code is one of the nodes or below one."""
    value = interpreter.evaluate(node.value, env)
    if unknown(value):
        return Missing(reasons_of(value))
    return value is not None and value in node.nodes


def judged(interpreter: Interpreter, node: tree.Judged, env: Env) -> object:
    """What was decided, or Missing (not judged)."""
    return env.subject.judgement(node.key, env.period)


def at_least(interpreter: Interpreter, node: tree.AtLeast, env: Env) -> object:
    """Whether at least `count` items hold; unknown only while the open ones can tip it."""
    values = [interpreter.evaluate(item, env) for item in node.items]
    sure = sum(value is True for value in values)
    if sure >= node.count:
        return True
    if sure + sum(unknown(value) for value in values) < node.count:
        return False
    return Missing(reasons_of(*values))


def arithmetic(interpreter: Interpreter, node: tree.Arithmetic, env: Env) -> object:
    """The exact result; a divisor that is not above zero makes it Missing and names the facts of the divisor."""
    left, right = interpreter.evaluate(node.left, env), interpreter.evaluate(node.right, env)
    return combine(node, left, right, env.period)


def combine(node: tree.Arithmetic, left: object, right: object, period: Period) -> object:
    """left op right on values: nothing known to be there gives nothing, Missing unites its reasons."""
    if left is None or right is None:
        return None
    refused = node.op == "/" and isinstance(right, Fraction) and right <= 0
    if unknown(left) or unknown(right) or refused:
        return Missing(reasons_of(left, right) | (base_reasons(node.right, period) if refused else frozenset()))
    if node.op == "+":
        return left + right
    if node.op == "-":
        return left - right
    return left * right if node.op == "*" else left / right


def base_reasons(node: tree.Node, period: Period, kind: str = BASE_NOT_POSITIVE) -> frozenset[Reason]:
    """Why a quotient cannot be computed: each fact its divisor reads, for the period in force where it stands."""
    found = {
        Reason(part.register, part.column, str(period), kind) for part in tree.walk(node) if isinstance(part, tree.Fact)
    }
    return frozenset(found or {Reason("", "", str(period), kind)})


def negative(interpreter: Interpreter, node: tree.Negative, env: Env) -> object:
    """The value with its sign turned."""
    value = interpreter.evaluate(node.operand, env)
    if unknown(value):
        return Missing(reasons_of(value))
    return None if value is None else -value


def if_else(interpreter: Interpreter, node: tree.If, env: Env) -> object:
    """The branch chosen; while the condition is open, Missing unless both branches are known and equal."""
    condition = interpreter.evaluate(node.condition, env)
    if not unknown(condition):
        return settled(interpreter.evaluate(node.yes if condition is True else node.no, env))
    yes, no = interpreter.evaluate(node.yes, env), interpreter.evaluate(node.no, env)
    if not unknown(yes) and not unknown(no) and yes == no:
        return yes
    return Missing(reasons_of(condition, yes, no))


def population(interpreter: Interpreter, node: tree.Population, env: Env) -> object:
    """What the row is among its population."""
    return env.subject.among(node, env.period, env.variables["基准日"])


HANDLERS = {
    tree.Population: population,
    tree.Fact: fact,
    tree.OwnerOf: owner_of,
    tree.TermOf: term_of,
    tree.Known: known_name,
    tree.Day: day,
    tree.ShiftDay: shift_day,
    tree.CodeValue: code_value,
    tree.CodeIn: code_in,
    tree.Judged: judged,
    tree.AtLeast: at_least,
    tree.Arithmetic: arithmetic,
    tree.Negative: negative,
    tree.If: if_else,
}
