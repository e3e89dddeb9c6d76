"""Types of bound expressions: what kind of value, in which dimension, from which code list or register."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.units import ANY_COUNT, NUMBER, SHARE, Dimension, dimension_name


@dataclass(frozen=True, slots=True)
class Type:
    """`kind` is number, boolean, text, date, code, rows, list, period or any; the other fields refine it."""

    kind: str
    dimension: Dimension = NUMBER
    code: str = ""
    register: str = ""
    item: Type | None = None

    def __str__(self) -> str:
        if self.kind == "number":
            return dimension_name(self.dimension)
        if self.kind == "code":
            return f"代码({self.code})"
        if self.kind == "rows":
            return f"{self.register}的各行"
        if self.kind == "list":
            return f"一列{self.item}"
        return {"boolean": "是否", "text": "文字", "date": "日期", "period": "期间"}.get(self.kind, "任意")


ANY = Type("any")
BOOLEAN = Type("boolean")
TEXT = Type("text")
DATE = Type("date")
PERIOD = Type("period")
PLAIN = Type("number", NUMBER)
RATIO = Type("number", SHARE)
COUNT = Type("number", ANY_COUNT)


def number(dimension: Dimension) -> Type:
    """A number of this dimension."""
    return Type("number", dimension)


def code(list_name: str) -> Type:
    """A code of this list."""
    return Type("code", code=list_name)


def rows(register: str) -> Type:
    """Rows of this register."""
    return Type("rows", register=register)


def list_of(item: Type) -> Type:
    """A list of values of one type."""
    return Type("list", item=item)
