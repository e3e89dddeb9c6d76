"""The tree of values behind one answer: each expression a person would check, with its value, its period and who holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.engine.levers import is_table
from yanzhen.engine.subject import SnapshotSubject
from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.render import canonical
from yanzhen.language.subjects.dated import periods_before
from yanzhen.language.subjects.rows import Column as RowValues
from yanzhen.language.subjects.rows import Selection
from yanzhen.language.types import Type
from yanzhen.language.values import KIND_WORDS, Between, Missing, unknown
from yanzhen.periods import Period
from yanzhen.registers import Vocabulary
from yanzhen.units import show

LITERALS = (tree.Number, tree.Text, tree.Boolean, tree.Day, tree.CodeValue, tree.Known, tree.Calendar)
LONGEST = 6
"""Rows of a register shown at most."""


@dataclass(frozen=True)
class Traced:
    """One expression and its value in words; `parts` are what it was made of; `period` and `held_by` for facts."""

    text: str
    value: str
    parts: tuple[Traced, ...] = ()
    period: str = ""
    held_by: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines."""
        when = f"（{self.period}）" if self.period else ""
        held = f"  [{self.held_by}]" if self.held_by else ""
        yield f"{'  ' * depth}{self.text}{when} = {self.value}{held}"
        for part in self.parts:
            yield from part.lines(depth + 1)

    def below(self) -> tuple[Traced, ...]:
        """What stands under the answer: its parts, or itself when it has none."""
        return self.parts or (self,)

    def as_json(self) -> dict[str, object]:
        """The tree as plain maps."""
        found: dict[str, object] = {"text": self.text, "value": self.value}
        if self.period:
            found["period"] = self.period
        if self.held_by:
            found["held_by"] = self.held_by
        if self.parts:
            found["parts"] = [part.as_json() for part in self.parts]
        return found


OF_ROWS = frozenset({"计数", "合计", "最大", "最小", "均值", "不重复计数", "最前", "最后", "取前", "评价所得"})
"""Functions whose rows stand under them instead of their arguments."""


class Tracer:
    """Traces expressions about subjects of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.interpreter = Interpreter(full=False)

    def trace(self, node: tree.Node, env: Env) -> Traced:
        """The tree of values of a bound expression."""
        value = self.interpreter.evaluate(node, env)
        if isinstance(node, tree.TermOf):
            parts = () if isinstance(node.body, LITERALS) else (self.trace(node.body, env),)
            return Traced(node.name, self.words(value, node.type), parts)
        if is_table(node):
            return self.trace(node.args[0], env)
        if isinstance(node, tree.Fact):
            return self._fact(node, value, env)
        if isinstance(node, tree.OwnerOf):
            owner = env.subject.owner(node.register, node.via)
            if isinstance(owner, Missing):
                return Traced(canonical(node), self.words(value, node.type))
            return self.trace(node.inner, env.at(subject=owner))
        parts = tuple(self.trace(part, where) for part, where in self._parts(node, env))
        rows = self._rows(node, env)
        text = f"按「{canonical(node.by)}」查表" if isinstance(node, tree.Table) else canonical(node)
        return Traced(text, self.words(value, node.type), parts + rows)

    def _fact(self, node: tree.Fact, value: object, env: Env) -> Traced:
        column = self.vocabulary.column(node.register, node.column)
        when = str(env.period) if column.period else ""
        return Traced(column.title or node.column, self.words(value, node.type), (), when, column.held_by)

    def _parts(self, node: tree.Node, env: Env) -> Iterator[tuple[tree.Node, Env]]:
        """What the value is made of, each where and when it is read; literals explain themselves."""
        plain = (tree.Compare, tree.Arithmetic, tree.And, tree.Or, tree.Not, tree.Negative, tree.If, tree.AtLeast)
        if isinstance(node, tree.Call):
            yield from self._call_parts(node, env)
        elif isinstance(node, tree.CodeIn):
            yield node.value, env
        elif isinstance(node, tree.Table):
            yield node.by, env
        elif isinstance(node, plain):
            for part in tree.children(node):
                if not isinstance(
                    part, tree.Number | tree.Text | tree.Boolean | tree.Day | tree.CodeValue | tree.Known
                ):
                    yield part, env

    def _call_parts(self, node: tree.Call, env: Env) -> Iterator[tuple[tree.Node, Env]]:
        name = node.function.name
        back = env.at(period=env.period.years_back(1))
        if name in ("增长率", "增量"):
            yield from ((node.args[0], env), (node.args[0], back))
        elif name in ("复合增长倍数", "无基数"):
            years = int(node.args[1].value)
            yield from ((node.args[0], env), (node.args[0], env.at(period=env.period.years_back(years))))
        elif name in ("上年", "上年同期"):
            yield node.args[0], back
        elif name == "上一年度":
            yield node.args[0], env.at(period=Period.year_of(env.period.year - 1))
        elif name == "前":
            yield node.args[0], env.at(period=env.period.shift(-int(node.args[1].value)))
        elif name == "最近":
            yield node.args[0], env.at(period=self._newest(node, env))
        elif name == "载明":
            yield node.args[2], env
        elif name in ("首次", "历史最高"):
            for year in range(max(int(node.args[1].value), env.period.year - LONGEST), env.period.year + 1):
                yield node.args[0], env.at(period=env.period.years_back(env.period.year - year))
        elif name in ("近", "连续"):
            ago = int(node.args[2].value) if len(node.args) > 2 else 0
            for step in range(int(node.args[1].value)):
                yield node.args[0], env.at(period=env.period.shift(-ago - step))
        elif name in OF_ROWS and _lately(node.args[0]):
            yield node.args[0], env
        elif name not in OF_ROWS and name != "连续年数":
            for part in node.args:
                if not isinstance(part, LITERALS):
                    yield part, env

    def _newest(self, node: tree.Call, env: Env) -> Period:
        """The period whose value 最近 took; the newest one while none is known."""
        periods = periods_before(node.args[2].value, self.interpreter.evaluate(node.args[1], env))
        for period in periods:
            if not unknown(self.interpreter.evaluate(node.args[0], env.at(period=period))):
                return period
        return periods[0]

    def _rows(self, node: tree.Node, env: Env) -> tuple[Traced, ...]:
        """The rows that were counted or asked, each by the columns it was asked for."""
        source = node.iterators[0][1] if isinstance(node, tree.Quantified) else None
        if isinstance(node, tree.Call) and node.function.name in OF_ROWS and not _lately(node.args[0]):
            source = node.args[0]
        if source is None:
            return ()
        asked = node.condition if isinstance(node, tree.Quantified) else source
        found = self.interpreter.evaluate(source, env)
        chosen = found.selection if isinstance(found, RowValues) else found
        assert isinstance(chosen, Selection)
        rows = [*chosen.sure, *(row for row, _ in chosen.possible)]
        shown = tuple(self._row(asked, row, env) for row in rows[:LONGEST])
        more = (Traced(f"另有 {len(rows) - LONGEST} 行", "…"),) if len(rows) > LONGEST else ()
        return shown + more if rows else (Traced("台账中的行", "无" if chosen.closed else "无（台账未报送或不完整）"),)

    def _row(self, asked: tree.Node, row: SnapshotSubject, env: Env) -> Traced:
        columns = {
            part.column: part
            for part in tree.walk(asked)
            if isinstance(part, tree.Fact) and part.register == row.register
        }
        cells = [f"{name} {self.words(row.value(name, env.period), part.type)}" for name, part in columns.items()]
        return Traced(row.key, "，".join(cells) or "一行")

    def words(self, value: object, type_: Type) -> str:
        """A value as a person reads it."""
        if isinstance(value, Missing):
            kinds = sorted({KIND_WORDS[reason.kind] for reason in value.reasons})
            return f"未知（{'、'.join(kinds)}）"
        if isinstance(value, Between):
            low = "" if value.low is None else show(value.low, type_.dimension)
            high = "" if value.high is None else show(value.high, type_.dimension)
            return f"未定，在 [{low or '…'}, {high or '…'}] 之间"
        if value is None:
            return "无"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Fraction):
            return show(value, type_.dimension)
        if isinstance(value, date):
            return value.isoformat()
        if type_.kind == "code" and isinstance(value, int):
            return self.vocabulary.codes[type_.code].codes[value].name
        if isinstance(value, RowValues):
            item = type_.item or type_
            return "、".join(self.words(part, item) for part in value.sure)
        return "" if isinstance(value, Selection) else str(value)


def _lately(node: tree.Node) -> bool:
    """Whether the list is of periods, not of rows."""
    return isinstance(node, tree.Call) and node.function.name == "近"


def mark(value: object) -> str:
    """✓ for true, ✗ for false, ？ for unknown."""
    return "？" if unknown(value) else "✓" if value is True else "✗"
