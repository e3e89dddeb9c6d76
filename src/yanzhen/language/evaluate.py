"""Full FEEL from text: one expression, or a file of cases, each answered as typed JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TextIO

from yanzhen.errors import LanguageError
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.feel import nodes  # noqa: F401  registers the handlers of full FEEL
from yanzhen.language.feel.conversion import text_of
from yanzhen.language.feel.temporal_text import is_plain_date, temporal_text
from yanzhen.language.feel.type_names import SIMPLE, conforms
from yanzhen.language.numbers import number_text
from yanzhen.language.parser import parse
from yanzhen.language.quantity import Quantity
from yanzhen.language.temporal import DateTime, DaysTime, Time, YearsMonths
from yanzhen.units import SHARE, canonical_unit

LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of an expression, or null; `messages` say why it (or a part of it) is null.

    `error` is set when the text could not be read, or could not be evaluated at all (units that do not go together, a
    bound reached); the value is null then.
    """

    value: object
    messages: tuple[str, ...] = ()
    error: LanguageError | None = None


def evaluate_text(
    expr: str, variables: Mapping[str, object] | None = None, *, expected_type: str | None = None
) -> Outcome:
    """The value of a full FEEL expression. A simple `expected_type` coerces it as a decision's declared type does."""
    try:
        tree = parse(expr, full=True, names=variables or ())
        interpreter = Interpreter(full=True)
        value = interpreter.evaluate(tree, Env(variables or {}))
    except LanguageError as error:
        if not error.text:
            error.text = expr
        return Outcome(None, (error.what,), error)
    except RecursionError:
        error = LanguageError("求值嵌套太深", code="YZ-L21", text=expr, hint="减少函数互相调用")
        return Outcome(None, (error.what,), error)
    messages = [str(note) for note in interpreter.messages]
    if expected_type in SIMPLE and value is not None:
        value, why = _coerced(value, expected_type)
        messages += why
    return Outcome(value, tuple(messages))


def _coerced(value: object, type_name: str) -> tuple[object, list[str]]:
    """The value as that type: itself, the only item of a list, or null."""
    if conforms(value, type_name):
        return value, []
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_name):
        return value[0], []
    return None, [f"结果不是 {type_name}"]


def as_typed(value: object) -> dict[str, object]:
    """The value as typed JSON: {"t": "decimal", "v": "0.872"}, {"list": […]}, {"context": {…}}, {"t": "null", "v": null}."""
    return _typed(value, [LARGEST])


def _typed(value: object, left: list[int]) -> dict[str, object]:
    left[0] -= 1
    if left[0] < 0:
        raise LanguageError(f"结果超过 {LARGEST} 个值", code="YZ-L24", hint="缩小列表")
    if isinstance(value, list):
        return {"list": [_typed(item, left) for item in value]}
    if isinstance(value, dict):
        return {"context": {key: _typed(item, left) for key, item in value.items()}}
    if isinstance(value, Quantity):
        shown = value.value * 100 if value.dimension == SHARE else value.value
        return {"t": "decimal", "v": number_text(shown), "unit": canonical_unit(value.dimension)}
    if value is None:
        return {"t": "null", "v": None}
    kind, text = _scalar(value)
    return {"t": kind, "v": text}


def _scalar(value: object) -> tuple[str, str | None]:
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, Fraction):
        return "decimal", number_text(value)
    if isinstance(value, str):
        return "string", value
    if is_plain_date(value):
        return "date", temporal_text(value)
    for kind, name in ((Time, "time"), (DateTime, "dateTime"), (YearsMonths, "duration"), (DaysTime, "duration")):
        if isinstance(value, kind):
            return name, temporal_text(value)
    return "string", text_of(value)


def evaluate_jsonl(
    source: Iterable[str], out: TextIO, progress: Callable[[int], None] | None = None
) -> tuple[int, int]:
    """Writes a line {"id", "value"} for each case line {"id", "expr"}; returns how many cases and how many with errors.

    A line that is no case, and a case that cannot be evaluated, give a null value with `error`; the others go on. A case
    may carry `type`, the declared type of the result.
    """
    cases = errors = 0
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        answer = _answer(line, number)
        cases += 1
        errors += "error" in answer
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
        if progress is not None:
            progress(cases)
    return cases, errors


def _answer(line: str, number: int) -> dict[str, object]:
    null = {"t": "null", "v": None}
    try:
        case = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "value": null, "error": f"第 {number} 行不是 JSON"}
    if not isinstance(case, dict) or not isinstance(case.get("expr"), str):
        name = case.get("id") if isinstance(case, dict) else None
        return {"id": name, "value": null, "error": f'第 {number} 行没有 "expr"'}
    kind = case.get("type")
    try:
        outcome = evaluate_text(case["expr"], expected_type=kind if isinstance(kind, str) else None)
        answer = {"id": case.get("id"), "value": as_typed(outcome.value)}
        if outcome.error is not None:
            answer["error"] = str(outcome.error)
    except (LanguageError, RecursionError) as error:
        answer = {"id": case.get("id"), "value": null, "error": str(error)}
    return answer
