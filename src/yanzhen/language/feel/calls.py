"""Functions as values and how they are called: built-in ones from the table, written ones with their own environment."""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.language.exact import Interpreter
from yanzhen.language.feel.closures import Closure
from yanzhen.language.feel.table import TABLE, Function
from yanzhen.language.feel.type_names import conforms
from yanzhen.language.values import Missing, reasons_of, unknown


class NoValueError(Exception):
    """The call has no value; the text says why."""


def apply(interpreter: Interpreter, function: object, args: Sequence[object], names: Sequence[str] = ()) -> object:
    """The function's value for these arguments; NoValueError when they do not fit."""
    if isinstance(function, Closure):
        return _apply_closure(interpreter, function, args, names)
    if isinstance(function, Function):
        return _apply_builtin(interpreter, function.name, args, names)
    raise NoValueError("这里不是函数，不能调用")


def _apply_builtin(interpreter: Interpreter, name: str, args: Sequence[object], names: Sequence[str]) -> object:
    if any(unknown(arg) for arg in args):
        return Missing(reasons_of(*args))
    for form in TABLE[name]:
        bound = form.bind(args, names)
        if bound is not None:
            value = form.run(interpreter, *bound) if form.calls else form.run(*bound)
            if value is None:
                raise NoValueError(f"{name} 对这些参数没有值")
            return value
    forms = "；".join(form.signature for form in TABLE[name])
    raise NoValueError(f"{name} 的参数不合，应为 {forms}")


def _apply_closure(interpreter: Interpreter, function: Closure, args: Sequence[object], names: Sequence[str]) -> object:
    expected = [name for name, _ in function.parameters]
    given = dict(zip(names, args)) if names else dict(zip(expected, args))
    if len(args) != len(expected) or set(given) != set(expected):
        raise NoValueError(f"函数的参数是（{', '.join(expected)}）")
    for name, kind in function.parameters:
        value = given[name]
        if kind and value is not None and not conforms(value, kind):
            single = value[0] if isinstance(value, list) and len(value) == 1 else [value]
            if not conforms(single, kind):
                raise NoValueError(f"参数 {name} 应为 {kind}")
            given[name] = single
    return interpreter.evaluate(function.body, function.env.with_variables(given))
