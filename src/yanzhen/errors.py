"""Every way to fail: one tree, each error with a code, where, why, and what to do.

    YanzhenError
    ├── LanguageError    YZ-L…  an expression: letters, grammar, names, types, units, bounds
    ├── PackError        YZ-P…  a folder of rules that cannot be read at all
    ├── FactsError       YZ-F…  deliveries of facts: cells, keys, periods, contradictions
    ├── EngineError      YZ-E…  a run: unknown clause, cycle, nothing to decide
    ├── ReadingError     YZ-R…  a document that cannot be read: too large, of another kind, without text
    ├── VoucherError     YZ-V…  a voucher: not signed, not trusted, not in its time, revoked
    ├── CommandError     YZ-C…  how the command was called
    └── SiteError        YZ-S…  the site: its settings, keys, who may do what, what somebody else changed meanwhile

A `Problem` is not raised: checks collect problems, sort them by place and print them all. A `PackError` carries the
problems that stopped a pack from being used.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: 1-based line and column; columns count characters, not bytes."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters `[start, end)` of one expression's own text."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the start of this to the end of the other."""
        return Span(self.start, other.end)


class YanzhenError(Exception):
    """Something could not be done; `str()` of it says what, where, why and what to do.

    `code` is stable and documented; `place` is the file position when known; `hint` says what to do.
    """

    code = "YZ-000"

    def __init__(self, what: str, *, code: str | None = None, place: Place | None = None, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.code = code or type(self).code
        self.place = place
        self.hint = hint

    def __str__(self) -> str:
        lines = [f"{self.code}  {self.what}"]
        if self.place is not None:
            lines.append(f"  {self.place}")
        if self.hint:
            lines.append(f"  → {self.hint}")
        return "\n".join(lines)


class LanguageError(YanzhenError):
    """An expression could not be read or does not make sense; `span` points into `text`."""

    code = "YZ-L00"

    def __init__(
        self,
        what: str,
        *,
        code: str | None = None,
        text: str = "",
        span: Span | None = None,
        hint: str = "",
        place: Place | None = None,
    ) -> None:
        super().__init__(what, code=code, place=place, hint=hint)
        self.text = text
        self.span = span

    def __str__(self) -> str:
        lines = [f"{self.code}  {self.what}"]
        if self.place is not None:
            lines.append(f"  {self.place}")
        if self.text and self.span is not None:
            lines += excerpt(self.text, self.span)
        if self.hint:
            lines.append(f"  → {self.hint}")
        return "\n".join(lines)


class PackError(YanzhenError):
    """A pack cannot be used; `problems` holds everything that was found, sorted by place."""

    code = "YZ-P00"

    def __init__(self, what: str, *, problems: Iterable[Problem] = (), **rest: Any) -> None:
        super().__init__(what, **rest)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *(str(problem) for problem in self.problems)])


class FactsError(YanzhenError):
    """Facts could not be taken in or do not agree with each other."""

    code = "YZ-F00"


class EngineError(YanzhenError):
    """A run could not be made."""

    code = "YZ-E00"


class ReadingError(YanzhenError):
    """A document could not be read."""

    code = "YZ-R00"


class VoucherError(YanzhenError):
    """A voucher cannot be issued, or does not count."""

    code = "YZ-V00"


class CommandError(YanzhenError):
    """The command was called in a way it cannot follow."""

    code = "YZ-C00"


class SiteError(YanzhenError):
    """The site cannot start so, or may not do what was asked."""

    code = "YZ-S00"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a check found. Levels: E refuses, W asks for a reason, I informs."""

    id: str
    level: str
    sentence: str
    place: Place
    hint: str = ""

    def __str__(self) -> str:
        tail = f"\n  → {self.hint}" if self.hint else ""
        return f"{self.place}: {self.level} {self.id} {self.sentence}{tail}"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, or None when nothing is close."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or an empty string."""
    close = nearest(word, known)
    return f"是否想写「{close}」？ did you mean {close}?" if close else ""


def excerpt(text: str, span: Span) -> list[str]:
    """The line of `text` that holds the span, with carets under it (two columns for a wide character)."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.start)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > 120:
        cut = max(0, span.start - start - 60)
        line, start = line[cut : cut + 120], start + cut
    before = line[: span.start - start]
    under = line[span.start - start : max(span.end, span.start + 1) - start] or " "
    return [f"    {line}", "    " + " " * _width(before) + "^" * max(1, _width(under))]


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
