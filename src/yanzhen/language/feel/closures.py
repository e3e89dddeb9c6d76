"""Functions as values: written ones with their own environment, and what parameters a function takes."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.language.exact import Env
from yanzhen.language.feel.table import TABLE, Function
from yanzhen.language.tree import Node


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """`function(a, b: number) body`, with the variables it was written among."""

    parameters: tuple[tuple[str, str], ...]
    body: Node
    env: Env


def parameters_of(function: object) -> tuple[tuple[str, str], ...] | None:
    """Names and types of the parameters; None when it is no function. Of several forms the shortest."""
    if isinstance(function, Closure):
        return function.parameters
    if isinstance(function, Function):
        forms = sorted(TABLE[function.name], key=lambda form: len(form.parameters))
        return tuple((parameter.name, "") for parameter in forms[0].parameters)
    return None


def arity(function: object) -> int:
    """How many parameters a function takes; −1 when it is none."""
    parameters = parameters_of(function)
    return -1 if parameters is None else len(parameters)
