"""Every check of a pack, as a table: id, level, sentence, and the function that looks.

Checks of the first kind speak while the pack is read (a name cannot be resolved without saying so); the others look at the
pack once it is whole. `check` gives the problems of both and what the pack covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from yanzhen.errors import Place, Problem
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.assembling import Assembly, assemble
from yanzhen.pack.model import Clause, Pack
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.shapes import FORMS
from yanzhen.pack.text import Entry


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `find` is None when it speaks while the pack is read."""

    id: str
    level: str
    sentence: str
    find: Callable[[Assembly], Iterator[Problem]] | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a pack holds, and how far its cases reach."""

    clauses: int = 0
    exact: int = 0
    at_most: int = 0
    unset: int = 0
    judged: int = 0
    assumed: int = 0
    cases: int = 0
    met: int = 0
    not_met: int = 0
    unknown: int = 0

    def __str__(self) -> str:
        return (
            f"{self.clauses} 条：金额确定 {self.exact}，至多 {self.at_most}，未定 {self.unset}；"
            f"需评审 {self.judged}，含假定 {self.assumed}；{self.cases} 个案例，"
            f"有符合案例 {self.met} 条，不符 {self.not_met} 条，待补 {self.unknown} 条"
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All problems by place, and the coverage."""

    problems: list[Problem]
    coverage: Coverage

    @property
    def refused(self) -> bool:
        """Whether any problem of level E was found."""
        return any(problem.level == "E" for problem in self.problems)


def check(path: Path | str) -> Report:
    """Everything wrong with the pack in a folder, and what it covers."""
    assembly = assemble(path)
    return Report(run_checks(assembly), cover(assembly.pack))


def run_checks(assembly: Assembly) -> list[Problem]:
    """The problems found while reading and those of every check of the table, by place."""
    if assembly.pack is not None:
        for row in CHECKS:
            if row.find is not None:
                assembly.problems.extend(list(row.find(assembly)))
    return assembly.problems.sorted()


def cover(pack: Pack | None) -> Coverage:
    """The coverage of a pack; zeros when there is none."""
    if pack is None:
        return Coverage()
    basis = [clause.amount.basis for clause in pack.clauses if clause.amount is not None]
    seen = {(case.of, case.expect.get("outcome")) for case in pack.cases}
    reached = {
        word: sum((clause.id, word) in seen for clause in pack.clauses) for word in ("met", "not_met", "unknown")
    }
    return Coverage(
        clauses=len(pack.clauses),
        exact=basis.count("exact"),
        at_most=basis.count("at_most"),
        unset=basis.count("unset"),
        judged=sum(_is_judged(clause) for clause in pack.clauses),
        assumed=sum(_is_assumed(clause) for clause in pack.clauses),
        cases=len(pack.cases),
        **reached,
    )


def _is_judged(clause: Clause) -> bool:
    parts = (part for condition in clause.conditions for part in tree.walk(condition.node))
    return any(isinstance(part, tree.Judged) for part in parts) or bool(clause.amount and clause.amount.judged)


def _is_assumed(clause: Clause) -> bool:
    return "assumed" in {clause.basis, *(condition.basis for condition in clause.conditions)}


# ---------------------------------------------------------------- T01


def _table_bounds(assembly: Assembly) -> Iterator[Problem]:
    for entry, bound in assembly.tables:
        yield from _bounds_of(entry, bound)


def _bounds_of(entry: Entry, node: Node) -> Iterator[Problem]:
    """Bounds of a table and of the tables within it rise in written order and are never equal."""
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
    while isinstance(bound, tree.TermOf):
        bound = bound.body
    if isinstance(bound, tree.Number | tree.Text | tree.Boolean):
        return bound.value
    if isinstance(bound, tree.CodeValue):
        return bound.id
    if isinstance(bound, tree.Negative) and isinstance(bound.operand, tree.Number):
        return -bound.operand.value
    return bound.days if isinstance(bound, tree.Day) else None


# ---------------------------------------------------------------- S01


def _thresholds_without_cases(assembly: Assembly) -> Iterator[Problem]:
    """Each threshold on a column of the subject has a case exactly on it and one beside it."""
    pack = assembly.pack
    given: dict[str, dict[str, set[Fraction]]] = {}
    for case in pack.cases if pack else ():
        columns = given.setdefault(case.of, {})
        for column, value in case.given.items():
            texts = value.values() if isinstance(value, dict) else [value]
            sizes = (read_quantity(text) for text in texts if isinstance(text, str))
            columns.setdefault(column, set()).update(size[0] for size in sizes if size is not None)
    for clause in pack.clauses if pack else ():
        if not clause.id.startswith(f"{pack.own}/"):
            continue
        for column, threshold, place in _thresholds(clause):
            values = given.get(clause.id, {}).get(column, set())
            lacking = [
                word for word, there in (("正好", threshold in values), ("旁边", values - {threshold})) if not there
            ]
            if lacking:
                what = f"「{clause.id}」的门槛（{column}）没有{'、'.join(lacking)}的案例"
                yield Problem("S01", "W", what, place, "门槛上、门槛两边各写一个案例")


def _thresholds(clause: Clause) -> Iterator[tuple[str, Fraction, Place]]:
    for condition in clause.conditions:
        stack = [condition.node] if condition.source != "pays" else []
        while stack:
            part = stack.pop()
            if not isinstance(part, tree.TermOf):  # a shared term has cases of its own
                stack.extend(tree.children(part))
            if isinstance(part, tree.Compare) and isinstance(part.left, tree.Fact) and part.left.type.kind == "number":
                size = size_of(part.right)
                if isinstance(size, Fraction) and part.left.register == clause.register:
                    yield part.left.column, size, condition.place


CHECKS: tuple[Check, ...] = (
    Check("P01", "E", "键不认识、写重、缺少，或值的样子不对"),
    Check("P02", "E", "括号或引号不配对，表达式被 YAML 切断或误读"),
    Check("P03", "E", "名称、代码、台账、条款没有声明，或同一名称声明了两次"),
    Check("P04", "E", "单位不认识或不能相比、相加；纯数与占比、金额、面积相比"),
    Check("P05", "E", "没有出处；既无原文也未注明转述；引别的文件没有写全"),
    Check("P06", "E", "定义、代码的上级或包的依赖绕成圈"),
    Check("P07", "E", "表达式读不通，或不能按列计算"),
    Check("P08", "E", "两个元素用了同一编号"),
    Check("P90", "E", "格式里有、引擎还不能裁定的内容"),
    Check("T01", "E", "表的界限不是由小到大，或有相等的", _table_bounds),
    Check("C01", "E", "上限缺少多少、按什么、多长时间之一；几行金额没有写如何合计"),
    Check("D01", "E", "没有写按哪一天判断是否有效；条款比政策活得长"),
    Check("D02", "E", "同一天有两版有效；取代的一版判的是另一本台账"),
    Check("H01", "E", "首次、历史最高所看的栏目没有写历史自何年起完整"),
    Check("S01", "W", "门槛上或门槛旁边没有案例", _thresholds_without_cases),
)
"""Every check there is; ids are those of the pack format, P07, P08 and P90 are added to them."""
