"""Text functions of FEEL (DMN 1.5, 10.3.4.3). Positions count characters, not UTF-16 units; the first is 1, the last −1."""

from __future__ import annotations

from fractions import Fraction

from yanzhen.errors import LanguageError
from yanzhen.language.bounds import CHARACTERS
from yanzhen.language.feel import patterns
from yanzhen.language.feel.table import declare


@declare("substring(string: string, start position: number, length?: number)")
def substring(string: str, start: Fraction, length: Fraction | None) -> object:
    """The part that begins at the position; null when that lies outside or the length is below 1."""
    at = int(start)
    if not 1 <= abs(at) <= len(string) or (length is not None and length < 1):
        return None
    begin = at - 1 if at > 0 else len(string) + at
    return string[begin:] if length is None else string[begin : begin + int(length)]


@declare("string length(string: string)")
def string_length(string: str) -> object:
    """How many characters."""
    return Fraction(len(string))


@declare("upper case(string: string)")
def upper_case(string: str) -> object:
    """In capitals."""
    return string.upper()


@declare("lower case(string: string)")
def lower_case(string: str) -> object:
    """In small letters."""
    return string.lower()


@declare("substring before(string: string, match: string)")
def substring_before(string: str, match: str) -> object:
    """What stands before the first match, empty when there is none."""
    return string.partition(match)[0] if match and match in string else ""


@declare("substring after(string: string, match: string)")
def substring_after(string: str, match: str) -> object:
    """What stands after the first match, empty when there is none."""
    return string.partition(match)[2] if match else string


@declare("contains(string: string, match: string)")
def contains(string: str, match: str) -> object:
    """Whether the match occurs."""
    return match in string


@declare("starts with(string: string, match: string)")
def starts_with(string: str, match: str) -> object:
    """Whether it begins so."""
    return string.startswith(match)


@declare("ends with(string: string, match: string)")
def ends_with(string: str, match: str) -> object:
    """Whether it ends so."""
    return string.endswith(match)


@declare("matches(input: string, pattern: string, flags?: string?)")
def matches(text: str, pattern: str, flags: str | None) -> object:
    """Whether the pattern occurs anywhere."""
    program = patterns.compiled(pattern, flags or "")
    return None if program is None else patterns.search(program, text, 0) is not None


@declare("replace(input: string, pattern: string, replacement: string, flags?: string?)")
def replace(text: str, pattern: str, replacement: str, flags: str | None) -> object:
    """Every match replaced; $1 … $9 stand for groups. Null for a pattern that matches nothing at all (XPath FORX0003)."""
    program = patterns.compiled(pattern, flags or "")
    if program is None or patterns.search(program, "", 0) is not None:
        return None
    pieces = patterns.replacement_pieces(replacement, program.groups, literal="q" in (flags or ""))
    if pieces is None:
        return None
    parts: list[str] = []
    at = size = 0
    for found in patterns.find_all(program, text):
        parts.append(text[at : found[0]])
        parts += [piece if isinstance(piece, str) else _group(text, found, piece) for piece in pieces]
        at = found[1]
        size += sum(map(len, parts[-len(pieces) - 1 :]))
        if size > CHARACTERS:
            raise LanguageError(f"文字超过 {CHARACTERS} 个字符", code="YZ-L24")
    return "".join(parts) + text[at:]


def _group(text: str, found: list[int | None], group: int) -> str:
    start, end = found[2 * group], found[2 * group + 1]
    return "" if start is None or end is None else text[start:end]


@declare("split(string: string, delimiter: string)")
def split(string: str, delimiter: str) -> object:
    """The parts between matches of the delimiter, a pattern."""
    program = patterns.compiled(delimiter, "")
    if program is None:
        return None
    parts: list[object] = []
    at = 0
    for found in patterns.find_all(program, string):
        if found[1] > found[0]:
            parts.append(string[at : found[0]])
            at = found[1]
    return [*parts, string[at:]]


@declare("string join(list: list, delimiter?: string?)")
def string_join(items: list[object], delimiter: str | None) -> object:
    """The texts joined, nulls left out."""
    if not all(item is None or isinstance(item, str) for item in items):
        return None
    texts = [item for item in items if item is not None]
    if sum(map(len, texts)) + len(texts) * len(delimiter or "") > CHARACTERS:
        raise LanguageError(f"文字超过 {CHARACTERS} 个字符", code="YZ-L24")
    return (delimiter or "").join(texts)
