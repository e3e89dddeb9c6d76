"""T01 bounds of tables, T02 whole band or slices, T03 cliffs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from yanzhen.errors import Problem
from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.tree import Node
from yanzhen.pack.assembling import Assembly
from yanzhen.pack.checks.view import View, amounts, bare, constant
from yanzhen.pack.model import Clause
from yanzhen.pack.shapes import FORMS
from yanzhen.pack.text import Entry
from yanzhen.periods import Period
from yanzhen.units import MONEY, SHARE, default_quantum, show

ANY_YEAR = Period.year_of(2000)
ORDINARY = Fraction(1000)
"""What a cliff is looked for with: the other facts of the amount are held at this number of their canonical unit."""


def bounds_rise(assembly: Assembly) -> Iterator[Problem]:
    """T01: bounds of every table rise in written order and are never equal."""
    for entry, bound in assembly.tables:
        yield from _bounds_of(entry, bound)


def _bounds_of(entry: Entry, node: Node) -> Iterator[Problem]:
    form = next((form for form in FORMS if form in entry.map), None)
    if not isinstance(node, tree.Table) or form is None or form == "every":
        inner = entry.map.get("value")
        if inner is not None and form is None:
            yield from _bounds_of(inner, node)
        return
    written = list(entry.map[form].map.items())
    before: tuple[str, object] | None = None
    seen: dict[object, str] = {}
    for (name, value), (bound, inner) in zip(written, node.rows, strict=True):
        size, place = size_of(bound), value.key or value.place
        if size is not None and size in seen:
            yield Problem("T01", "E", f"「{name}」与「{seen[size]}」是同一界限", place, "每一界限只写一次")
        elif form != "match" and size is not None and before is not None and size < before[1]:
            yield Problem("T01", "E", f"界限要由小到大：「{name}」排在「{before[0]}」之后", place, "按大小重排")
        if size is not None:
            seen.setdefault(size, name)
            before = (name, size)
        if isinstance(value.value, dict):
            yield from _bounds_of(value, inner)
    if "else" in entry.map and node.otherwise is not None:
        yield from _bounds_of(entry.map["else"], node.otherwise)


def size_of(bound: Node) -> object:
    """What a bound is compared by, or None when that is only known for a subject."""
    bound = bare(bound)
    if isinstance(bound, tree.Text | tree.Boolean):
        return bound.value
    if isinstance(bound, tree.CodeValue):
        return bound.id
    return bound.days if isinstance(bound, tree.Day) else constant(bound)


# ---------------------------------------------------------------- T02, T03


def whole_or_slices(view: View) -> Iterator[Problem]:
    """T02: a table of rates on the very figure it is looked up by; whole band and slices pay differently above its second bound."""
    for clause in view.own:
        if view.considered(clause, "分段", "部分", "整额", "累进", "全额", "跳档"):
            continue
        quoted = "".join(said.text for said in view.said(clause) if said.quoted)
        for table in _rate_tables(clause):
            if table.form == "slices" and "部分" in quoted:
                continue
            second = size_of(table.rows[1][0])
            at = second * Fraction(3, 2)
            whole, sliced = _both(table, at)
            if whole is None or sliced is None or whole == sliced:
                continue
            now, other = ("整档", "分段") if table.form == "steps" else ("分段", "整档")
            here, there = (whole, sliced) if table.form == "steps" else (sliced, whole)
            dimension = table.by.type.dimension
            what = (
                f"{view.names(clause)}按{now}计算：{show(at, dimension)} 时为 {show(here, dimension)}；"
                f"若按{other}计算则为 {show(there, dimension)}"
            )
            yield Problem("T02", "W", what, view.pays(clause))


def _rate_tables(clause: Clause) -> Iterator[tree.Table]:
    """Tables of constant shares that are taken of the figure by which they are looked up."""
    for amount in amounts(clause):
        for part in tree.walk(amount):
            table = bare(part)
            if not isinstance(table, tree.Table) or table.form not in ("steps", "slices") or len(table.rows) < 2:
                continue
            sizes = [(size_of(bound), constant(value)) for bound, value in table.rows]
            if not all(isinstance(size, Fraction) and rate is not None for size, rate in sizes):
                continue
            multiplied = table.form == "slices" or any(
                isinstance(product, tree.Arithmetic)
                and product.op == "*"
                and {bare(product.left), bare(product.right)} == {table, bare(table.by)}
                for product in tree.walk(amount)
            )
            if multiplied and all(value.type.dimension == SHARE for _, value in table.rows):
                yield table
                break


def _both(table: tree.Table, at: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """(whole band, slices) for a figure."""
    rows = [(size_of(bound), constant(value)) for bound, value in table.rows]
    fitting = [rate for size, rate in rows if size <= at]
    whole = fitting[-1] * at if fitting else None
    ends = [size for size, _ in rows[1:]] + [at]
    sliced = sum((max(min(end, at) - size, Fraction(0)) * rate for (size, rate), end in zip(rows, ends, strict=True)))
    return whole, Fraction(sliced)


def cliffs(view: View) -> Iterator[Problem]:
    """T03: one smallest step more at a bound pays less."""
    for clause in view.own:
        if clause.charges:
            continue
        for amount in amounts(clause)[-1:]:
            for fact, bound, upto in _bounds_in(amount):
                step = default_quantum(fact.type.dimension)
                low, high = (bound, bound + step) if upto else (bound - step, bound)
                before, after = _paid(amount, fact, low), _paid(amount, fact, high)
                if before is not None and after is not None and after < before:
                    unit = fact.type.dimension
                    what = (
                        f"{view.names(clause)}在「{fact.column}」{show(bound, unit)} 处，多 {show(step, unit)} 反而少给："
                        f"由 {show(before, MONEY)} 降到 {show(after, MONEY)}"
                    )
                    others = {other.column for other in _numbers(amount)} - {fact.column}
                    if others:
                        what += f"（设{'、'.join(sorted(others))}不变，按 {int(ORDINARY)} 试算）"
                    yield Problem("T03", "W", what, view.pays(clause))


def _bounds_in(amount: Node) -> Iterator[tuple[tree.Fact, Fraction, bool]]:
    """(figure, bound, whether the bound itself belongs below) of every table looked up by a column of the row."""
    for part in tree.walk(amount):
        if isinstance(part, tree.Table) and part.form != "match" and not part.first:
            by = bare(part.by)
            by = by.inner if isinstance(by, tree.OwnerOf) else by
            if isinstance(by, tree.Fact) and by.type.kind == "number" and part.form != "every":
                for bound, _ in part.rows:
                    size = size_of(bound)
                    if isinstance(size, Fraction):
                        yield by, size, part.form == "upto"


def _numbers(node: Node) -> set[tree.Fact]:
    return {part for part in tree.walk(node) if isinstance(part, tree.Fact) and part.type.kind == "number"}


class _Figures:
    """A subject that has one figure and holds all others at the same ordinary number."""

    def __init__(self, fact: tree.Fact, size: Fraction) -> None:
        self.fact, self.size, self.register = fact, size, fact.register

    def value(self, column: str, period: Period) -> object:
        return self.size if column == self.fact.column else ORDINARY

    def owner(self, register: str, via: str) -> _Figures:
        return self

    def existed(self, period: Period) -> bool:
        return True


def _paid(amount: Node, fact: tree.Fact, size: Fraction) -> Fraction | None:
    """The amount for a figure; None when it depends on more than numbers of the row."""
    plain = (
        tree.Fact, tree.OwnerOf, tree.TermOf, tree.Number, tree.Negative, tree.Arithmetic, tree.Table, tree.Call, tree.Name,
    )  # fmt: skip
    if not all(isinstance(part, plain) for part in tree.walk(amount)):
        return None
    if any(isinstance(part, tree.Fact) and part.type.kind != "number" for part in tree.walk(amount)):
        return None
    try:
        value = Interpreter(full=False).evaluate(amount, Env(subject=_Figures(fact, size), period=ANY_YEAR))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return max(value, Fraction(0)) if isinstance(value, Fraction) else None
