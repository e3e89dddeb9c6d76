"""Slips people make in YAML: what cannot be read, said in their words, and mended so that the rest can still be read."""

from __future__ import annotations

import re

from yanzhen.errors import Place
from yanzhen.pack.problems import Problems

_VALUE = re.compile(r"^(?P<lead>\s*(?:- +)*(?:[^\s:#\"'{}\[\],-][^:{}\[\]\"']*:\s+)?)(?P<value>[>|\"'@*%`&!].*?)\s*$")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(#.*)?$")
_WIDE_COLON = re.compile(r"^(?P<lead>\s*(?:- +)*)(?P<key>[^\s:：#\"'{}\[\],&*!|>%@`-][^\s:：]*)：\s*(?P<rest>.*)$")
_LATIN_KEY = re.compile(r"[A-Za-z_]+\Z")

_OPENING = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_TWIN = str.maketrans("（）【】", "()[]")

_TRANSLATED = (
    ("found unexpected end of stream", "引号没有配对", "补上另一半引号"),
    ("did not find expected ',' or '}'", "花括号里读不通", "把这一条单独写一行，不用 { }"),
    ("did not find expected ',' or ']'", "方括号里读不通", "把这一条单独写一行，以「- 」开头"),
    ("did not find expected node content", "括号没有配对，或少了一个值", "补上另一半括号，或写明值"),
    ("mapping values are not allowed", "一行里有两个「: 」，或缩进不齐", "冒号是内容时，整句加单引号"),
    ("could not find expected ':'", "键后面没有半角冒号", "写作「键: 值」"),
    ("cannot start any token", "这里不能以这个符号开头", "表达式加单引号；缩进用空格，不用制表符"),
    ("did not find expected key", "缩进不齐，或多出一段", "同一层的键要对齐"),
    ("did not find expected '-' indicator", "列表读不通", "每一条以「- 」开头并对齐"),
    ("expected comment or line break", "以 > 或 | 开头的表达式要加引号", "整句加单引号"),
)


def mend(lines: list[str], file: str, first: int, near: int, problems: Problems) -> dict[int, str]:
    """Line number in the chunk → the line as it was meant, for every slip that is recognised; each one is recorded.

    `first` is the file's line number of the chunk's first line, `near` the chunk's line where YAML gave up.
    """
    mended: dict[int, str] = {}
    inside: int | None = None
    for at, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if inside is not None and (not line.strip() or indent > inside):
            continue
        inside = None
        if line.lstrip().startswith("#"):
            continue
        wide, value = _WIDE_COLON.match(line), _VALUE.match(line)
        if wide and (_LATIN_KEY.match(wide["key"]) or abs(at - near) <= 1):
            place = Place(file, first + at, len(wide["lead"]) + len(wide["key"]) + 1)
            problems.add("P01", place, f"键「{wide['key']}」后面是全角冒号", f"写作「{wide['key']}: 」，冒号后空一格")
            mended[at] = f"{wide['lead']}{wide['key']}: {wide['rest']}"
        elif value and _BLOCK.fullmatch(value["value"]):
            inside = indent
        elif value and _misread(value["value"]):
            place = Place(file, first + at, len(value["lead"]) + 1)
            sign = value["value"][0]
            problems.add("P02", place, f"以「{sign}」开头的内容会被 YAML 误读", "整句加单引号")
            mended[at] = value["lead"] + "'" + value["value"].replace("'", "''") + "'"
    return mended


def _misread(value: str) -> bool:
    """Whether a value that starts with a sign of YAML's own is not what YAML takes it for."""
    if value[0] in "\"'":
        end = _closing(value)
        rest = value[end + 1 :].strip() if end else ""
        return bool(rest) and rest[0] not in "#:,}]"
    return True


def _closing(value: str) -> int:
    """Where the quote that opens the value closes; 0 when it does not."""
    at = 1
    while at < len(value):
        if value[at] == "\\" and value[0] == '"':
            at += 1
        elif value[at] == value[0]:
            if value[0] == '"' or value[at + 1 : at + 2] != "'":
                return at
            at += 1
        at += 1
    return 0


def translate(problem: str) -> tuple[str, str]:
    """What a YAML error says, in Chinese, and what to do."""
    for words, what, hint in _TRANSLATED:
        if words in problem:
            return what, hint
    return f"YAML 读不通：{problem}", "对照 docs 里的写法检查缩进、冒号与引号"


def balanced(text: str) -> bool:
    """Whether brackets and straight quotes pair; brackets inside quotes do not count."""
    open_signs: list[str] = []
    quoted = False
    for sign in text.translate(_TWIN):
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "([{":
            open_signs.append(_OPENING[sign])
        elif sign in ")]}" and (not open_signs or open_signs.pop() != sign):
            return False
    return not quoted and not open_signs
