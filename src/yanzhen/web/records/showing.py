"""Stored values as people read them: numbers in the unit of their column, without rounding what can be said exactly."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from yanzhen.registers import Column, Register

HIDDEN = "•••"
_PLACES = 8


def heading(column: Column) -> str:
    """The column's name with its unit, as a template has it."""
    return f"{column.name}({column.unit.name})" if column.kind == "number" and column.unit else column.name


def number(value: int, column: Column) -> Fraction:
    """A stored count of steps as a number of the column's unit."""
    return value * column.step / (column.unit.factor if column.unit else 1)


def written(value: object, column: Column | None) -> str:
    """A cell: `1,234.50`, `是`, `2025-01-05`; nothing is a dash."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if column is not None and column.kind == "number" and isinstance(value, int):
        return digits(number(value, column))
    return str(value)


def digits(value: Fraction) -> str:
    """With commas, at most eight decimals; one that does not end within them is marked ≈."""
    scaled = value * 10**_PLACES
    whole = round(scaled)
    front, back = divmod(abs(whole), 10**_PLACES)
    text = f"{front:,}.{back:0{_PLACES}d}".rstrip("0").rstrip(".")
    return ("" if whole == scaled else "≈") + ("-" if value < 0 else "") + text


def title(register: Register) -> str:
    """What a register is called."""
    return register.title or register.name
