"""How the exact reading picks among rows: the largest few, different values, the mean, the last code, the newest result."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.subjects.rows import Column, Selection
from yanzhen.language.values import NOT_DELIVERED, TIED, Between, Missing, Reason, missing, reasons_of, unknown
from yanzhen.periods import Period


def top_rows(interpreter: Interpreter, node: tree.Call, env: Env) -> Selection:
    """取前: a row surely belongs when fewer than n others could come before it, possibly while fewer than n surely do.

    Rows whose value is nothing are left out. Of equal values the sure row comes first, then the earlier one, where ties are
    harmless; else each may stand before the other.
    """
    source: Selection = interpreter.evaluate(node.args[0], env)
    count, harmless = int(node.args[1].value), node.args[3].value
    rows = [(row, frozenset(), interpreter.evaluate(node.args[2], env.at(subject=row))) for row in source.sure]
    rows += [(row, why, interpreter.evaluate(node.args[2], env.at(subject=row))) for row, why in source.possible]
    rows = [entry for entry in rows if entry[2] is not None]
    open_reasons = source.unclosed.union(*(why | reasons_of(value) for _, why, value in rows))
    sure, possible = [], []
    for at, (row, why, value) in enumerate(rows):
        ahead = could = 0
        tied = False
        for other, (_, other_why, rival) in enumerate(rows):
            if other == at:
                continue
            if unknown(value) or unknown(rival):
                could += 1
                continue
            equal = rival == value
            tied = tied or (equal and not harmless)
            before = rival > value or (equal and harmless and other < at)
            could += before or (equal and not harmless)
            ahead += before and not other_why
        if could < count and source.closed and not why:
            sure.append(row)
        elif ahead < count:
            reasons = open_reasons | {Reason(node.type.register, "", "", TIED)} if tied else open_reasons
            possible.append((row, reasons))
    return Selection(tuple(sure), tuple(possible), source.closed, source.delivered, source.unclosed)


def distinct(column: Column) -> object:
    """不重复计数: how many different values; a missing value may be another one or one of those known."""
    chosen = column.selection
    if not chosen.delivered:
        return Missing(chosen.unclosed)
    sure = {value for value in column.sure if value is not None and not unknown(value)}
    every = sure | {value for value in column.possible if value is not None and not unknown(value)}
    gaps = sum(map(unknown, (*column.sure, *column.possible)))
    low, high = Fraction(len(sure)), Fraction(len(every) + gaps) if chosen.closed else None
    return low if low == high else Between(low, high, chosen.reasons | reasons_of(*column.sure, *column.possible))


def mean(column: Column) -> object:
    """均值: of the values there are; None for none; Missing while one is missing or a row is open."""
    gaps = reasons_of(*column.sure, *column.possible)
    if gaps or column.possible or not column.selection.closed:
        return Missing(gaps | column.selection.reasons)
    values = [value for value in column.sure if value is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def outermost(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """最前 and 最后: the code at that end; once the list's own end is among the sure ones nothing can move it."""
    column: Column = interpreter.evaluate(node.args[0], env)
    end = interpreter.evaluate(node.args[1], env)
    pick = max if node.function.name == "最后" else min
    sure = [value for value in column.sure if value is not None and not unknown(value)]
    if sure and pick(sure) == end:
        return end
    gaps = reasons_of(*column.sure, *column.possible)
    possible = [value for value in column.possible if value is not None]
    if gaps:
        return Missing(gaps | column.selection.reasons)
    if not sure:
        return None if column.selection.closed and not possible else Missing(column.selection.reasons)
    settled = column.selection.closed and pick(sure) == pick(sure + possible)
    return pick(sure) if settled else Missing(column.selection.reasons)


def places_between(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """类别差: ids are places in the list."""
    first, second = (interpreter.evaluate(arg, env) for arg in node.args)
    if first is None or second is None:
        return None
    if unknown(first) or unknown(second):
        return Missing(reasons_of(first, second))
    return Fraction(first - second)


def evaluated(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """等次, 总分 and 名次: the last result delivered, else what this run itself finds; Missing while there is neither."""
    column: Column = interpreter.evaluate(node.args[0], env)
    if column.possible:
        return Missing(column.selection.reasons)
    if not column.sure:
        value = node.args[0].value
        period = interpreter.evaluate(node.args[1], env)
        own = env.subject.evaluated(node.args[2].value, value.column, Period.parse(period))
        if own is not None:
            return own[0]
        return missing(value.register, value.column, period, NOT_DELIVERED)
    return column.sure[-1]
