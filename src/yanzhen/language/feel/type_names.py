"""FEEL types after `instance of` and in function parameters: their text read, values asked (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from yanzhen.language.feel.closures import parameters_of
from yanzhen.language.feel.table import KINDS
from yanzhen.language.interval import Interval

SIMPLE: Mapping[str, Callable[[object], bool]] = {
    "Any": lambda value: value is not None,
    "Null": lambda value: value is None,
    "number": KINDS["number"],
    "string": KINDS["string"],
    "boolean": KINDS["boolean"],
    "date": KINDS["date"],
    "time": KINDS["time"],
    "date and time": KINDS["moment"],
    "years and months duration": KINDS["months"],
    "days and time duration": KINDS["seconds"],
    "day time duration": KINDS["seconds"],
    "list": KINDS["list"],
    "context": KINDS["context"],
    "range": KINDS["range"],
    "function": KINDS["function"],
}


def conforms(value: object, type_name: str) -> bool | None:
    """Whether the value is of the type; None when there is no such type."""
    name, inner, result = _parts(type_name)
    if name not in SIMPLE:
        return None
    if not SIMPLE[name](value):
        return False
    if inner is None:
        return True
    if name == "list":
        return _all([conforms(item, inner[0]) if item is not None else inner[0] in ("Any", "Null") for item in value])
    if name == "range":
        ends = [end for end in (value.low, value.high) if end is not None] if isinstance(value, Interval) else []
        return _all([conforms(end, inner[0]) for end in ends])
    if name == "context":
        fields = dict(part.split(": ", 1) for part in inner)
        if not fields.keys() <= value.keys():
            return False
        return _all([value[key] is None or conforms(value[key], kind) for key, kind in fields.items()])
    return _function(value, inner, result)


def _all(answers: list[bool | None]) -> bool | None:
    return None if None in answers else all(answers)


def _function(value: object, inner: tuple[str, ...], result: str) -> bool:
    """A function takes the parameters it is asked with: as many, and of no narrower declared type."""
    declared = parameters_of(value)
    if declared is None or len(declared) != len(inner):
        return False
    return all(not kind or kind in ("Any", asked) for (_, kind), asked in zip(declared, inner)) and bool(result)


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, tuple[str, ...] | None, str]:
    """`list<number>` → (list, (number,), ""); `function<a> -> b` → (function, (a,), b)."""
    name, opening, rest = text.partition("<")
    if not opening:
        return text, None, ""
    depth, start, parts, at = 0, 0, [], 0
    for at, sign in enumerate(rest):
        if sign == ">" and at and rest[at - 1] == "-":
            continue
        if sign == "<":
            depth += 1
        elif sign == ">" and depth:
            depth -= 1
        elif sign == ">" or (sign == "," and not depth):
            if rest[start:at].strip():
                parts.append(rest[start:at].strip())
            start = at + 1
            if sign == ">":
                break
    return name, tuple(parts), rest[at + 1 :].removeprefix(" -> ").strip()
