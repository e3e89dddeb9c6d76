"""Headings of a table → columns of a register: by name or title, with the unit a heading states behind it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from yanzhen.errors import nearest
from yanzhen.facts.shape import own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT
from yanzhen.registers import Column, Register
from yanzhen.units import Unit, dimension_name, is_unit, parse_unit


@dataclass(frozen=True, slots=True)
class Heading:
    """What one column of the table is: 主体, 期间, 获知 or a declared column; `unit` is the one its heading states."""

    at: int
    name: str
    column: Column | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class HeadingProblem:
    """Why a heading cannot be used; `at` is None when one is missing."""

    at: int | None
    why: str
    suggestion: str = ""


REASON, ORIGINAL_ROW = ("原因", "退回原因"), ("原行号", "退回行号")
"""What a rejects workbook adds, the second word where the register has a column of the first name; read past."""


def added(register: Register) -> tuple[str, str]:
    """The headings that a rejects workbook of this register adds: why a row was refused, its row number in the file."""
    known = _known(register)
    reason, number = (next(word for word in words if word not in known) for words in (REASON, ORIGINAL_ROW))
    return reason, number


def has_subject(texts: list[str], register: Register) -> bool:
    """Whether one of the texts is a heading of the key."""
    known = _known(register)
    return any(known.get(_plain(text)) == SUBJECT for text in texts if text)


def match_headings(texts: list[str], register: Register) -> tuple[list[Heading], list[HeadingProblem]]:
    """Every heading that names something, and everything wrong with the others.

    Blank headings and those that a rejects workbook adds are left out.
    """
    known = _known(register)
    past = added(register)
    found: list[Heading] = []
    problems: list[HeadingProblem] = []
    for at, text in enumerate(texts):
        plain = _plain(text)
        if not plain or plain in past:
            continue
        heading = _match(at, plain, known, register)
        if isinstance(heading, HeadingProblem):
            problems.append(heading)
            continue
        twin = next((other for other in found if other.name == heading.name), None)
        if twin is not None:
            problems.append(
                HeadingProblem(at, f"与第 {twin.at + 1} 列「{texts[twin.at].strip()}」是同一列", "删去其中一列")
            )
        else:
            found.append(heading)
    have = {heading.name for heading in found}
    for name in (SUBJECT, *own_keys(register)):
        if name not in have:
            wanted = "或".join(dict.fromkeys((register.key[0], *register.accepts))) if name == SUBJECT else name
            problems.append(HeadingProblem(None, f"缺少主键列「{wanted}」", "加上这一列"))
    return found, problems


def _known(register: Register) -> dict[str, str]:
    """Everything a heading may say → 主体, 期间, 获知 or a column's name."""
    known = {_plain(column.title): name for name, column in register.columns.items() if column.title}
    known |= {_plain(name): name for name in register.columns}
    keys = [name for name in (register.key[0], *register.accepts) if name not in register.columns]
    return known | dict.fromkeys(keys, SUBJECT) | {name: name for name in (SUBJECT, PERIOD, KNOWN)}


def _match(at: int, text: str, known: dict[str, str], register: Register) -> Heading | HeadingProblem:
    name, unit = known.get(text), None
    if name is None:
        bare, said = _with_unit(text)
        name = known.get(bare)
        if name is None:
            close = nearest(bare, known)
            return HeadingProblem(
                at, f"台账「{register.name}」没有列「{bare}」", f"是否为「{close}」" if close else "删去此列"
            )
        if said and not is_unit(said):
            return HeadingProblem(at, f"「{said}」不是计量单位", "如 营业收入(万元)")
        unit = parse_unit(said) if said else None
    column = register.columns.get(name)
    if unit is not None:
        declared = column.unit if column is not None else None
        if declared is None:
            return HeadingProblem(at, f"列「{name}」没有计量单位", "去掉括号里的单位")
        if unit.dimension != declared.dimension:
            wanted = dimension_name(declared.dimension)
            return HeadingProblem(at, f"单位「{unit.name}」不合列「{name}」（{wanted}）", f"用 {declared.name}")
    return Heading(at, name, column, unit)


def _with_unit(text: str) -> tuple[str, str]:
    """`营业收入(万元)` → (营业收入, 万元); the unit itself may hold brackets: 能耗(吨标煤(等价值))."""
    if not text.endswith(")"):
        return text, ""
    starts = [at for at, sign in enumerate(text) if sign == "("]
    for at in starts:
        if is_unit(text[at + 1 : -1]):
            return text[:at].strip(), text[at + 1 : -1]
    return (text[: starts[-1]].strip(), text[starts[-1] + 1 : -1]) if starts else (text, "")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*")
