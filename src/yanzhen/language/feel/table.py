"""How a built-in function is declared, and how arguments are given to it.

    @declare("substring(string: string, start position: number, length?: number)")

A `?` after a name: may be left out. After a kind: may be null. Dots after a name: any number of them, at least one, handed
over as a list. One name may be declared several times; the first form that fits is called. Wrong arity, wrong kind or an
unknown named parameter give null (DMN 1.5, 10.3.2.13.2), and a single value stands for a list of one and the other way
round (10.3.2.9.4). A function returns None for null.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.language.feel.temporal_text import is_plain_date
from yanzhen.language.interval import Interval
from yanzhen.language.temporal import DateTime, DaysTime, Time, YearsMonths

UNFIT = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter."""

    name: str
    kind: str
    optional: bool
    nullable: bool
    many: bool

    def fit(self, value: object) -> object:
        """The value as this parameter takes it, or UNFIT."""
        if value is None:
            return None if self.nullable else UNFIT
        if self.kind == "any" or KINDS[self.kind](value):
            return value
        if self.kind == "list":
            return [value]
        if isinstance(value, list) and len(value) == 1 and value[0] is not None and KINDS[self.kind](value[0]):
            return value[0]
        return UNFIT


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """One form of a built-in function; `calls` says that it is handed the interpreter, to call functions itself."""

    name: str
    parameters: tuple[Parameter, ...]
    run: Callable[..., object]
    calls: bool
    signature: str

    def bind(self, args: Sequence[object], names: Sequence[str]) -> list[object] | None:
        """The arguments in the order of the parameters, or None when they do not fit this form."""
        given = self._named(args, names) if names else self._positional(args)
        if given is None:
            return None
        bound: list[object] = []
        for parameter in self.parameters:
            if parameter.name not in given:
                if not parameter.optional:
                    return None
                bound.append(None)
                continue
            value = given[parameter.name]
            if parameter.many:
                fitted: object = [parameter.fit(item) for item in value]
                if any(item is UNFIT for item in fitted):
                    return None
            else:
                fitted = parameter.fit(value)
            if fitted is UNFIT:
                return None
            bound.append(fitted)
        return bound

    def _positional(self, args: Sequence[object]) -> Mapping[str, object] | None:
        last = self.parameters[-1] if self.parameters else None
        if last is not None and last.many:
            before = len(self.parameters) - 1
            if len(args) <= before:
                return None
            given = dict(zip((parameter.name for parameter in self.parameters), args[:before]))
            given[last.name] = list(args[before:])
            return given
        if len(args) > len(self.parameters):
            return None
        return dict(zip((parameter.name for parameter in self.parameters), args))

    def _named(self, args: Sequence[object], names: Sequence[str]) -> Mapping[str, object] | None:
        known = {parameter.name for parameter in self.parameters if not parameter.many}
        if len(set(names)) != len(names) or not known.issuperset(names):
            return None
        return dict(zip(names, args))


KINDS: Mapping[str, Callable[[object], bool]] = {
    "number": lambda value: type(value) is Fraction,
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "date": is_plain_date,
    "time": lambda value: isinstance(value, Time),
    "moment": lambda value: isinstance(value, DateTime),
    "day": lambda value: isinstance(value, DateTime) or is_plain_date(value),
    "months": lambda value: isinstance(value, YearsMonths),
    "seconds": lambda value: isinstance(value, DaysTime),
    "list": lambda value: isinstance(value, list),
    "context": lambda value: isinstance(value, dict),
    "range": lambda value: isinstance(value, Interval),
    "function": lambda value: type(value).__name__ in ("Closure", "Function"),
    "point": lambda value: not isinstance(value, Interval | list | dict),
}
"""Kinds of the declarations: moment is a date and time, day a date or a moment, point anything that may stand in a range."""

TABLE: dict[str, list[Builtin]] = {}
"""Every built-in function by name, filled by the modules of this package when they are imported."""

_SPEC = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\)")
_PARAMETER = re.compile(r"(?P<name>[\w ]+?)(?P<mark>\?|\.\.\.)?: (?P<kind>\w+)(?P<null>\?)?")


def declare(signature: str, *, calls: bool = False) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Enters the decorated function into the table under this signature."""
    match = _SPEC.fullmatch(signature)
    parameters = []
    for part in match["parameters"].split(", ") if match["parameters"] else ():
        found = _PARAMETER.fullmatch(part)
        kind = found["kind"]
        parameters.append(
            Parameter(
                found["name"], kind, found["mark"] == "?", bool(found["null"]) or kind == "any", found["mark"] == "..."
            )
        )

    def enter(run: Callable[..., object]) -> Callable[..., object]:
        forms = TABLE.setdefault(match["name"], [])
        forms.append(Builtin(match["name"], tuple(parameters), run, calls, signature))
        # A list given alone is the list meant, not one of any number of arguments: forms with dots come last.
        forms.sort(key=lambda form: any(parameter.many for parameter in form.parameters))
        return run

    return enter


@dataclass(frozen=True, slots=True)
class Function:
    """A built-in function as a value."""

    name: str
