"""Regular expressions of XPath (flags s m i x q), run step by step so that no pattern can take for ever.

Python's `re` cannot be interrupted and a pattern such as (a+)+$ can keep it busy for years; it also lacks class subtraction
and Unicode categories. A pattern becomes a small program (`pattern_reader.py`) that this module runs with an explicit stack
and a bound on steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from yanzhen.errors import LanguageError
from yanzhen.language.feel.pattern_reader import PatternError, Program, read_pattern

STEPS = 500_000
PATTERN = 1_000


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Program | None:
    """The program of the pattern, or None when it is no pattern or a flag is unknown."""
    if any(flag not in "smixq" for flag in flags):
        return None
    if len(pattern) > PATTERN:
        raise LanguageError(f"正则表达式超过 {PATTERN} 个字符", code="YZ-L24")
    try:
        return read_pattern(pattern, flags)
    except PatternError:
        return None


def find_all(program: Program, text: str) -> Iterator[list[int | None]]:
    """Every match from left to right, none overlapping."""
    at, budget = 0, [STEPS]
    while at <= len(text):
        found = search(program, text, at, budget)
        if found is None:
            return
        yield found
        at = found[1] if found[1] > found[0] else found[1] + 1


def search(program: Program, text: str, start: int, budget: list[int] | None = None) -> list[int | None] | None:
    """Places of the first match at or after `start`: [start, end, start of group 1, end of group 1, …]."""
    budget = budget or [STEPS]
    for at in range(start, len(text) + 1):
        found = _run(program, text, at, budget)
        if found is not None:
            return found
    return None


def _run(program: Program, text: str, start: int, budget: list[int]) -> list[int | None] | None:
    """One try at one place: a backtracking machine with its own stack."""
    code = program.code
    stack: list[tuple[int, int, tuple[int | None, ...]]] = [(0, start, (start,) + (None,) * (program.slots - 1))]
    steps = budget[0]
    while stack:
        place, at, groups = stack.pop()
        while True:
            steps -= 1
            if steps < 0:
                raise LanguageError("正则表达式太费时", code="YZ-L24", hint="避免嵌套的 + 和 *")
            order, first, second = code[place]
            if order == "class":
                if at < len(text) and first(text[at]):
                    place, at = place + 1, at + 1
                    continue
                break
            if order == "split":
                stack.append((second, at, groups))
                place = first
            elif order == "jump":
                place = first
            elif order == "save":
                groups = (*groups[:first], at, *groups[first + 1 :])
                place += 1
            elif order == "back":
                begin, end = groups[2 * first], groups[2 * first + 1]
                piece = "" if begin is None or end is None else text[begin:end]
                same = text[at : at + len(piece)]
                if piece != same and not (program.fold and piece.casefold() == same.casefold()):
                    break
                place, at = place + 1, at + len(piece)
            elif order == "moved":
                if groups[first] == at:
                    break
                place += 1
            elif order == "assert":
                if not first(text, at):
                    break
                place += 1
            else:
                budget[0] = steps
                return [groups[0], at, *groups[2 : 2 + 2 * program.groups]]
    budget[0] = steps
    return None


def replacement_pieces(text: str, groups: int, *, literal: bool) -> list[str | int] | None:
    """Text and group numbers of a replacement; None when a $ or backslash stands alone."""
    if literal:
        return [text]
    pieces: list[str | int] = []
    at = 0
    while at < len(text):
        sign = text[at]
        following = text[at + 1 : at + 2]
        if sign == "\\":
            if following not in ("\\", "$"):
                return None
            pieces.append(following)
            at += 2
        elif sign == "$":
            if not following.isascii() or not following.isdigit():
                return None
            group, at = int(following), at + 2
            while at < len(text) and text[at].isascii() and text[at].isdigit() and group * 10 + int(text[at]) <= groups:
                group, at = group * 10 + int(text[at]), at + 1
            if group <= groups:
                pieces.append(group)
        else:
            pieces.append(sign)
            at += 1
    return pieces
