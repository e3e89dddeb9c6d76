"""Reads an XPath pattern into a program for `patterns.py`.

Orders: class (a test of one character), split (two ways, the first preferred), jump, save (a group's end), back (a group's
text again), moved (fails when a loop's turn consumed nothing), assert (^ and $), match.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

LARGEST = 20_000
_DEEPEST = 40


class PatternError(Exception):
    """Not a pattern."""


@dataclass(frozen=True, slots=True)
class Program:
    """Orders, how many groups, how many places to remember in all, and whether upper and lower case are one."""

    code: tuple[tuple[str, object, object], ...]
    groups: int
    slots: int
    fold: bool


Test = Callable[[str], bool]
Code = list[tuple[str, object, object]]


def read_pattern(pattern: str, flags: str) -> Program:
    """The program of a pattern; PatternError when it is none."""
    if "x" in flags and "q" not in flags:
        pattern = _without_blanks(pattern)
    reader = _Reader(pattern, flags)
    code = reader.literal() if "q" in flags else reader.alternatives()
    if reader.at < len(pattern):
        raise PatternError
    after = 2 + 2 * reader.groups
    placed = [(order, after - 1 - first if isinstance(first, int) and first < 0 else first, second)
              for order, first, second in code]  # fmt: skip
    return Program((*placed, ("match", None, None)), reader.groups, after + reader.guards, "i" in flags)


def _without_blanks(pattern: str) -> str:
    """The pattern without white space outside classes (flag x)."""
    kept: list[str] = []
    inside = escaped = False
    for sign in pattern:
        if sign in " \t\n\r" and not inside:
            continue
        if not escaped:
            inside = sign == "[" or (inside and sign != "]")
        escaped = sign == "\\" and not escaped
        kept.append(sign)
    return "".join(kept)


class _Reader:
    """Recursive descent over one pattern; addresses inside a piece are relative to it until it is placed."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.text = pattern
        self.flags = flags
        self.at = 0
        self.groups = 0
        self.guards = 0
        self.closed: set[int] = set()
        self.depth = 0

    def peek(self) -> str:
        """The character here, empty at the end."""
        return self.text[self.at : self.at + 1]

    def literal(self) -> Code:
        """The pattern as plain text (flag q)."""
        self.at = len(self.text)
        return [("class", self._same(sign), None) for sign in self.text]

    def alternatives(self) -> Code:
        """a|b|c."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError
        code = self._sequence()
        while self.peek() == "|":
            self.at += 1
            other = self._sequence()
            code = [("split", 1, len(code) + 2), *_moved(code, 1), ("jump", len(code) + 2 + len(other), None),
                    *_moved(other, len(code) + 2)]  # fmt: skip
            self._check(code)
        self.depth -= 1
        return code

    def _sequence(self) -> Code:
        code: Code = []
        while (sign := self.peek()) and sign not in "|)":
            piece = self._quantified(self._atom())
            code += _moved(piece, len(code))
            self._check(code)
        return code

    def _check(self, code: Code) -> None:
        if len(code) > LARGEST:
            raise PatternError

    # ------------------------------------------------------------ atoms

    def _atom(self) -> Code:
        sign = self.text[self.at]
        self.at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return [("class", self._class(), None)]
        if sign == ".":
            return [("class", (lambda _: True) if "s" in self.flags else (lambda found: found not in "\n\r"), None)]
        if sign in "^$":
            return [("assert", _edge(sign, "m" in self.flags), None)]
        if sign == "\\":
            return self._escaped()
        if sign in "*+?{}])":
            raise PatternError
        return [("class", self._same(sign), None)]

    def _group(self) -> Code:
        if self.text.startswith("?:", self.at):
            self.at += 2
            code = self.alternatives()
            number = 0
        else:
            self.groups += 1
            number = self.groups
            code = self.alternatives()
            self.closed.add(number)
        if self.peek() != ")":
            raise PatternError
        self.at += 1
        return [("save", 2 * number, None), *_moved(code, 1), ("save", 2 * number + 1, None)] if number else code

    def _escaped(self) -> Code:
        sign = self.text[self.at : self.at + 1]
        if sign.isascii() and sign.isdigit():
            self.at += 1
            number = int(sign)
            while self.text[self.at : self.at + 1].isdigit() and number * 10 + int(self.text[self.at]) <= self.groups:
                number, self.at = number * 10 + int(self.text[self.at]), self.at + 1
            if number not in self.closed:
                raise PatternError
            return [("back", number, None)]
        return [("class", self._escape_class(), None)]

    def _escape_class(self) -> Test:
        sign = self.text[self.at : self.at + 1]
        self.at += 1
        if sign in ESCAPES and sign:
            return self._same(ESCAPES[sign])
        if sign and sign in CLASSES:
            return CLASSES[sign]
        if sign and sign.lower() in CLASSES:
            test = CLASSES[sign.lower()]
            return lambda found: not test(found)
        if sign in ("p", "P") and self.text[self.at : self.at + 1] == "{":
            end = self.text.find("}", self.at)
            test = _category(self.text[self.at + 1 : end] if end > 0 else "")
            self.at = end + 1
            return test if sign == "p" else lambda found: not test(found)
        raise PatternError

    def _same(self, sign: str) -> Test:
        if "i" not in self.flags:
            return lambda found: found == sign
        forms = _cases(sign)
        return lambda found: found in forms or not forms.isdisjoint(_cases(found))

    # ------------------------------------------------------------ classes

    def _class(self) -> Test:
        """[…], with ranges, escapes and subtraction -[…]."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError
        negative = self.text[self.at : self.at + 1] == "^"
        self.at += negative
        tests: list[Test] = []
        without: Test | None = None
        while True:
            sign = self.text[self.at : self.at + 1]
            if not sign:
                raise PatternError
            if sign == "]" and tests:
                self.at += 1
                break
            if sign == "-" and self.text[self.at + 1 : self.at + 2] == "[" and tests:
                self.at += 2
                without = self._class()
                if self.text[self.at : self.at + 1] != "]":
                    raise PatternError
                self.at += 1
                break
            tests.append(self._member())
        self.depth -= 1
        return lambda found: any(test(found) for test in tests) != negative and not (without and without(found))

    def _member(self) -> Test:
        low = self._single()
        if callable(low):
            return low
        if self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", "["):
            self.at += 1
            high = self._single()
            if callable(high) or high < low:
                raise PatternError
            if "i" in self.flags:
                return lambda found: any(low <= form <= high for form in _cases(found))
            return lambda found: low <= found <= high
        return self._same(low)

    def _single(self) -> str | Test:
        sign = self.text[self.at : self.at + 1]
        if sign in ("", "["):
            raise PatternError
        self.at += 1
        if sign != "\\":
            return sign
        following = self.text[self.at : self.at + 1]
        if following and following in ESCAPES:
            self.at += 1
            return ESCAPES[following]
        return self._escape_class()

    # ------------------------------------------------------------ quantifiers

    def _quantified(self, piece: Code) -> Code:
        sign = self.peek()
        if not sign or sign not in "*+?{":
            return piece
        self.at += 1
        low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self._counts()
        lazy = self.peek() == "?"
        self.at += lazy
        if self.peek() and self.peek() in "*+{":
            raise PatternError
        return self._repeat(piece, low, high, lazy=lazy)

    def _counts(self) -> tuple[int, int | None]:
        end = self.text.find("}", self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        if not (low.isascii() and low.isdigit()) or (high and not (high.isascii() and high.isdigit())) or end < 0:
            raise PatternError
        if max(len(low), len(high)) > 5:
            raise PatternError
        self.at = end + 1
        most = (int(high) if high else None) if comma else int(low)
        if most is not None and most < int(low):
            raise PatternError
        return int(low), most

    def _repeat(self, piece: Code, low: int, high: int | None, *, lazy: bool) -> Code:
        if len(piece) * max(low, high or 0, 1) > LARGEST:
            raise PatternError
        code: Code = []
        for _ in range(low):
            code += _moved(piece, len(code))
        if high is None:
            return self._endless(code, piece, lazy=lazy)
        for _ in range(high - low):
            start = len(code)
            body = _moved(piece, start + 1)
            code += [("split", 0, 0), *body]
        total = len(code)
        size = len(piece) + 1
        for turn in range(high - low):
            start = low * len(piece) + turn * size
            code[start] = ("split", total, start + 1) if lazy else ("split", start + 1, total)
        return code

    def _endless(self, code: Code, piece: Code, *, lazy: bool) -> Code:
        """Any number of turns; a hidden place remembers where a turn began, so that an empty turn ends the loop."""
        start = len(code)
        body = _moved(piece, start + 1)
        if len(piece) > 1:
            self.guards += 1
            body = [("save", -self.guards, None), *_moved(piece, start + 2), ("moved", -self.guards, None)]
        end = start + len(body) + 2
        ways = (end, start + 1) if lazy else (start + 1, end)
        return [*code, ("split", *ways), *body, ("jump", start, None)]


def _moved(code: Code, by: int) -> Code:
    """The piece with its addresses shifted."""
    moved: Code = []
    for order, first, second in code:
        if order == "split":
            moved.append((order, first + by, second + by))
        elif order == "jump":
            moved.append((order, first + by, None))
        else:
            moved.append((order, first, second))
    return moved


def _cases(sign: str) -> frozenset[str]:
    return frozenset((sign, sign.lower(), sign.upper(), sign.casefold()))


def _edge(sign: str, many: bool) -> Callable[[str, int], bool]:
    if sign == "^":
        return lambda text, at: at == 0 or (many and text[at - 1] == "\n" and at < len(text))
    return lambda text, at: at == len(text) or (many and text[at] == "\n")


def _category(name: str) -> Test:
    """Characters of a Unicode category (L, Lu, Nd …) or block (IsBasicLatin …)."""
    if name.startswith("Is") and name[2:] in BLOCKS:
        low, high = BLOCKS[name[2:]]
        return lambda found: low <= ord(found) <= high
    if not name or name[0] not in "LMNPZSC" or len(name) > 2 or (len(name) == 2 and name not in SUBCATEGORIES):
        raise PatternError
    return lambda found: unicodedata.category(found).startswith(name)


ESCAPES = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.?*+(){}-[]^$"}
CLASSES: dict[str, Test] = {
    "d": lambda found: unicodedata.category(found) == "Nd",
    "s": lambda found: found in " \t\n\r",
    "w": lambda found: unicodedata.category(found)[0] not in "PZC",
    "i": lambda found: found.isalpha() or found in "_:",
    "c": lambda found: found.isalnum() or found in "_:.-·",
}
SUBCATEGORIES = frozenset({
    "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs", "Zl",
    "Zp", "Sm", "Sc", "Sk", "So", "Cc", "Cf", "Co", "Cn",
})  # fmt: skip
BLOCKS = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "Greek": (0x370, 0x3FF), "Cyrillic": (0x400, 0x4FF), "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF), "Thai": (0xE00, 0xE7F), "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF), "HangulSyllables": (0xAC00, 0xD7AF),
    "GeneralPunctuation": (0x2000, 0x206F), "CurrencySymbols": (0x20A0, 0x20CF), "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF), "CJKSymbolsandPunctuation": (0x3000, 0x303F),
}  # fmt: skip
