"""The nodes that only full FEEL evaluates: literals with @, contexts, paths, filters, loops, functions and their calls."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.language import operators, tree
from yanzhen.language.exact import FULL_HANDLERS, HANDLERS, Env, Interpreter
from yanzhen.language.feel import contexts, conversion, dates, lists, numeric, ranges, strings  # noqa: F401  fill TABLE
from yanzhen.language.feel.calls import Closure, NoValueError, apply
from yanzhen.language.feel.table import TABLE, Function
from yanzhen.language.feel.temporal_text import is_plain_date, read_temporal
from yanzhen.language.feel.type_names import conforms
from yanzhen.language.interval import Interval
from yanzhen.language.temporal import TEMPORAL, Date, as_date
from yanzhen.language.values import Missing, reasons_of, unknown


def at_literal(interpreter: Interpreter, node: tree.At, env: Env) -> object:
    """@"…": a date, time, date and time, or duration."""
    value = read_temporal(node.text)
    return interpreter.nothing(f"@「{node.text}」不是日期、时间或时长", node) if value is None else value


def name(interpreter: Interpreter, node: tree.Name, env: Env) -> object:
    """A variable, else a built-in function as a value."""
    if node.name in env.variables:
        return env.variables[node.name]
    if node.name in TABLE:
        return Function(node.name)
    return _plain_name(interpreter, node, env)


_plain_name = HANDLERS[tree.Name]


def call(interpreter: Interpreter, node: tree.Call, env: Env) -> object:
    """A function called; null with a note when there is none or its arguments do not fit."""
    named = node.function.name if isinstance(node.function, tree.Name) else ""
    if named and named not in env.variables and named not in TABLE:
        return interpreter.nothing(f"没有函数「{named}」{did_you_mean(named, TABLE)}", node)
    function = interpreter.evaluate(node.function, env)
    args = [interpreter.evaluate(arg, env) for arg in node.args]
    try:
        return apply(interpreter, function, args, node.names)
    except NoValueError as why:
        return interpreter.nothing(str(why), node)


def function_of(interpreter: Interpreter, node: tree.FunctionOf, env: Env) -> object:
    """A function with the variables around it."""
    return Closure(node.parameters, node.body, env)


def context(interpreter: Interpreter, node: tree.Context, env: Env) -> object:
    """Entries in order, each seeing those before it; null when a key occurs twice."""
    values: dict[str, object] = {}
    for key, entry in node.entries:
        if key in values:
            return interpreter.nothing(f"键「{key}」写了两次", node)
        values[key] = interpreter.evaluate(entry, env.with_variables(values))
    return values


def path(interpreter: Interpreter, node: tree.Path, env: Env) -> object:
    """An entry of a context, a property of a value, or of every item of a list."""
    source = interpreter.evaluate(node.source, env)
    if unknown(source):
        return Missing(reasons_of(source))
    if isinstance(source, list):
        return [_property(item, node.name) for item in source]
    value = _property(source, node.name)
    return interpreter.nothing(f"没有「{node.name}」", node) if value is None else value


_ENDS = {"start": "low", "end": "high", "start included": "low_closed", "end included": "high_closed"}


def _property(value: object, wanted: str) -> object:
    if isinstance(value, dict):
        return value.get(wanted)
    if isinstance(value, Interval):
        return getattr(value, _ENDS[wanted]) if wanted in _ENDS else None
    if isinstance(value, TEMPORAL):
        try:
            return dates.property_of(value, wanted)
        except KeyError:
            return None
    return None


def filtered(interpreter: Interpreter, node: tree.Filter, env: Env) -> object:
    """source[n]: the n-th item; source[condition]: the items for which it is true. A single value is a list of one."""
    source = interpreter.evaluate(node.source, env)
    if source is None or unknown(source):
        return source
    items = source if isinstance(source, list) else [source]
    index = _index(interpreter, node, env)
    if index is not None:
        at = int(index)
        if index.denominator != 1 or not 1 <= abs(at) <= len(items):
            return interpreter.nothing(f"列表没有第 {at} 项", node)
        return items[at - 1 if at > 0 else at]
    kept: list[object] = []
    interpreter.spend(len(items), node)
    for item in items:
        inner = {"item": item, **item} if isinstance(item, dict) else {"item": item}
        answer = interpreter.evaluate(node.condition, env.with_variables(inner))
        if answer is True:
            kept.append(item)
        elif answer is not False and answer is not None:
            return interpreter.nothing("筛选条件不是是否", node)
    return kept


def _index(interpreter: Interpreter, node: tree.Filter, env: Env) -> Fraction | None:
    """The position asked for, when the condition is a number without looking at an item."""
    if isinstance(node.condition, tree.Compare | tree.And | tree.Or | tree.Boolean | tree.Not | tree.In | tree.Within):
        return None
    noted = len(interpreter.messages)
    value = interpreter.evaluate(node.condition, env)
    del interpreter.messages[noted:]
    return value if type(value) is Fraction else None


# ---------------------------------------------------------------- loops


def loop(interpreter: Interpreter, node: tree.For, env: Env) -> object:
    """The body for every combination; `partial` holds the values so far."""
    results: list[object] = []
    looks_back = "partial" in _names_in(node)
    try:
        for inner in _turns(interpreter, node.iterators, env, node):
            if looks_back:
                interpreter.spend(len(results) // 256, node)
                inner = inner.with_variables({"partial": list(results)})
            results.append(interpreter.evaluate(node.body, inner))
    except NoValueError as why:
        return interpreter.nothing(str(why), node)
    return results


def _names_in(node: tree.For) -> frozenset[str]:
    """The names the body uses, found once per node."""
    found = _USED.get(id(node))
    if found is None or found[0] is not node:
        names = frozenset(part.name for part in tree.walk(node.body) if isinstance(part, tree.Name))
        if len(_USED) > 256:
            _USED.clear()
        found = _USED[id(node)] = (node, names)
    return found[1]


_USED: dict[int, tuple[tree.For, frozenset[str]]] = {}


def quantified(interpreter: Interpreter, node: tree.Quantified, env: Env) -> object:
    """some: or over all turns; every: and over them."""
    settled = node.kind == "some"
    answers: list[object] = []
    try:
        for inner in _turns(interpreter, node.iterators, env, node):
            answer = interpreter.evaluate(node.condition, inner)
            if answer is settled:
                return settled
            answers.append(answer)
    except NoValueError as why:
        return interpreter.nothing(str(why), node)
    combine = operators.disjunction if settled else operators.conjunction
    return combine(answers, full=interpreter.full)


def _turns(
    interpreter: Interpreter, iterators: tuple[tuple[str, tree.Node], ...], env: Env, node: tree.Node
) -> Iterator[Env]:
    """One environment for each combination; a later iterator sees the variables of those before it."""
    variable, source = iterators[0]
    for item in _items(interpreter, source, env, node):
        interpreter.spend(1, node)
        inner = env.with_variables({variable: item})
        if len(iterators) == 1:
            yield inner
        else:
            yield from _turns(interpreter, iterators[1:], inner, node)


def _items(interpreter: Interpreter, source: tree.Node, env: Env, node: tree.Node) -> Iterator[object]:
    if isinstance(source, tree.Range) and source.iterates:
        low, high = interpreter.evaluate(source.low, env), interpreter.evaluate(source.high, env)
        return _counted(low, high, True, True, falling=True)
    value = interpreter.evaluate(source, env)
    if isinstance(value, Interval):
        return _counted(value.low, value.high, value.low_closed, value.high_closed, falling=False)
    if value is None:
        raise NoValueError("循环的来源是 null")
    return iter(value if isinstance(value, list) else [value])


def _counted(low: object, high: object, low_closed: bool, high_closed: bool, *, falling: bool) -> Iterator[object]:
    """The whole numbers, or the days, from one end to the other."""
    if is_plain_date(low) and is_plain_date(high):
        numbers = _counted(
            Fraction(as_date(low).days), Fraction(as_date(high).days), low_closed, high_closed, falling=falling
        )
        return (Date(int(number)) for number in numbers)
    if type(low) is not Fraction or type(high) is not Fraction or low.denominator != 1 or high.denominator != 1:
        raise NoValueError("只能在整数或日期的范围里循环")
    first, last = int(low) + (not low_closed), int(high) - (not high_closed)
    if low > high and falling:
        return map(Fraction, range(int(low), int(high) - 1, -1))
    return map(Fraction, range(first, last + 1))


def instance_of(interpreter: Interpreter, node: tree.InstanceOf, env: Env) -> object:
    """Whether the value is of the type; null is of no type but Null."""
    value = interpreter.evaluate(node.value, env)
    answer = conforms(value, node.type_name)
    return interpreter.nothing(f"没有类型「{node.type_name}」", node) if answer is None else answer


FULL_HANDLERS.update(
    {
        tree.At: at_literal,
        tree.Name: name,
        tree.Call: call,
        tree.FunctionOf: function_of,
        tree.Context: context,
        tree.Path: path,
        tree.Filter: filtered,
        tree.For: loop,
        tree.Quantified: quantified,
        tree.InstanceOf: instance_of,
    }
)
