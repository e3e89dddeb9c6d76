"""What stands in a pack's maps becomes language trees: texts are parsed, groups and tables become nodes, all are bound.

A tree is made of many texts of a file. Each node's span is remembered with the text it came from, so that whatever the
language says against a node is reported at its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from yanzhen.errors import LanguageError, Place, Span, YanzhenError
from yanzhen.language import tree
from yanzhen.language.bind import bind
from yanzhen.language.parser import parse
from yanzhen.language.scope import Scope
from yanzhen.language.tree import Node
from yanzhen.language.types import Type
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import FORMS
from yanzhen.pack.text import Entry
from yanzhen.registers.vocabulary import parse_date

_PERIOD = re.compile(r"\d{4}(-(H[12]|Q[1-4]|\d{2}))?\Z")
_CODE_LIKE = re.compile(r"0\d+\Z")
_CHECKS = {"YZ-U01": "P04", "YZ-L61": "H01"}
_CHECKS |= {f"YZ-L{number}": "P02" for number in ("02", "03")}
_CHECKS |= {f"YZ-L{number}": "P03" for number in ("41", "42", "46", "47")}
_CHECKS |= {f"YZ-L{number}": "P04" for number in ("05", "32", "51")}


class BrokenTerm(LanguageError):
    """An expression reads a term that is wrong itself; the term's own problem is recorded already."""


class Expressions:
    """Reads and binds the expressions of one pack.

    `tables` lists every bound table map with the map it was written as, for the checks that look at bounds; `terms` gives
    the type of every bound term by where it is written.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.tables: list[tuple[Entry, Node]] = []
        self.terms: dict[Place, Type] = {}
        self._origin: dict[int, tuple[Span, Entry]] = {}

    # ------------------------------------------------------------ reading

    def expression(self, entry: Entry) -> Node | None:
        """The unbound tree of a text; an ISO date is a day. None when it cannot be read, which is recorded."""
        if entry.broken or not isinstance(entry.value, str):
            return None
        if parse_date(entry.text) is not None:
            return self._born(tree.At(entry.text, span=Span(0, len(entry.text))), entry)
        try:
            return self._born(parse(entry.text), entry)
        except YanzhenError as error:
            self.report(error, entry)
            return None

    def value(self, entry: Entry) -> Node | None:
        """The unbound tree of an expression or a table map."""
        return self.table(entry) if isinstance(entry.value, dict) else self.expression(entry)

    def table(self, entry: Entry) -> Node | None:
        """The unbound table of a map with `by` and one form; a map with only `value` is that value."""
        keys = entry.map
        form = next((form for form in FORMS if form in keys), None)
        if form is None:
            return self.value(keys["value"]) if "value" in keys else None
        if "by" not in keys:
            return None
        by = self.expression(keys["by"])
        otherwise = self.value(keys["else"]) if "else" in keys else None
        above = self.expression(keys["above"]) if "above" in keys else None
        rows = self._rows(keys, form)
        failed = (
            by is None or rows is None or ("else" in keys and otherwise is None) or ("above" in keys and above is None)
        )
        if failed:
            return None
        first = keys["first"].text if "first" in keys else ""
        return tree.Table(form, by, rows, otherwise, above, first, span=by.span)

    def _rows(self, keys: dict[str, Entry], form: str) -> tuple[tuple[Node, Node], ...] | None:
        if form == "every":
            step, value = self.expression(keys["every"]), self.value(keys["value"]) if "value" in keys else None
            return None if step is None or value is None else ((step, value),)
        rows = []
        for written, entry in keys[form].map.items():
            bound = self._bound(written, entry, form, keys["by"].text)
            rows.append((bound, self.value(entry)))
        if any(bound is None or value is None for bound, value in rows):
            return None
        return tuple(rows)

    def _bound(self, written: str, entry: Entry, form: str, by: str) -> Node | None:
        """A bound as an expression; a code, a code's name, a period or other text as text."""
        place = entry.key or entry.place
        key = Entry(written, place)
        as_text = self._born(tree.Text(written, span=Span(0, len(written))), key)
        if parse_date(written) is not None:
            return self.expression(key)
        if _CODE_LIKE.match(written) or (_PERIOD.match(written) and (by == "所属期" or not written.isdigit())):
            return as_text
        if form != "match":
            return self.expression(key)
        try:
            parsed = parse(written)
        except YanzhenError:
            return as_text
        inner = parsed.operand if isinstance(parsed, tree.Negative) else parsed
        if isinstance(inner, tree.Number | tree.Text | tree.Boolean | tree.At):
            return self._born(parsed, key)
        return as_text

    # ------------------------------------------------------------ conditions

    def condition(self, entry: Entry, key: str, name: str) -> Node | None:
        """The unbound tree of one condition. `key` is the element's id, `name` the condition's own id within it."""
        if isinstance(entry.value, str):
            return self.expression(entry)
        keys = entry.map
        name = keys["id"].text if "id" in keys else name
        node = self._said(entry, key, name)
        if node is not None and "when" in keys:
            guard = self.condition(keys["when"], key, f"{name}-when")
            if guard is None:
                return None
            node = tree.Or((tree.Not(guard, span=guard.span), node), span=node.span)
        return node

    def _said(self, entry: Entry, key: str, name: str) -> Node | None:
        keys = entry.map
        if "is" in keys:
            return self.expression(keys["is"])
        if "judged" in keys:
            if "id" not in keys:
                self.problems.add("P01", entry.place, "judged 的条件要有固定的 id", "补上 id: …，定下后不再改")
                return None
            return self._born(tree.Judged(f"{key}/{name}", keys["judged"].text, span=Span(0, 1)), keys["judged"])
        if "at_least" in keys:
            inner = keys["at_least"].map
            count = inner["count"].text if "count" in inner else ""
            if not count.isdigit() or "any" not in inner:
                if "count" in inner and not count.isdigit():
                    self.problems.add("P01", inner["count"].place, f"count 要写成整数，不是「{count}」")
                return None
            items = self._group(inner["any"], key, name)
            return items and tree.AtLeast(int(count), items, span=items[0].span)
        kind = next((kind for kind in ("any", "all", "none") if kind in keys), None)
        items = self._group(keys[kind], key, name) if kind else None
        if not items:
            return None
        group = tree.And if kind == "all" else tree.Or
        joined = items[0] if len(items) == 1 else group(items, span=items[0].span)
        return tree.Not(joined, span=joined.span) if kind == "none" else joined

    def _group(self, entry: Entry, key: str, name: str) -> tuple[Node, ...] | None:
        items = [self.condition(item, key, f"{name}.{at}") for at, item in enumerate(entry.items, start=1)]
        return None if not items or any(item is None for item in items) else tuple(items)

    # ------------------------------------------------------------ binding

    def bind(self, node: Node | None, scope: Scope, entry: Entry, want: Type | None = None) -> Node | None:
        """The bound tree; None when it does not make sense, which is recorded at the text concerned."""
        if node is None:
            return None
        try:
            bound = bind(node, scope, want=want)
        except BrokenTerm:
            return None
        except YanzhenError as error:
            self.report(error, entry)
            return None
        if isinstance(entry.value, dict):
            self.tables.append((entry, bound))
        return bound

    def makes_sense(self, node: Node, scope: Scope, want: Type | None = None) -> bool:
        """Whether the tree can be bound in the scope; nothing is recorded."""
        try:
            bind(node, scope, want=want)
        except YanzhenError:
            return False
        return True

    def report(self, error: YanzhenError, entry: Entry) -> None:
        """What the language says, at the place of the text it speaks of."""
        origin, place = entry, entry.place
        span = getattr(error, "span", None)
        if span is not None:
            origin = self._origin.get(id(span), (span, entry))[1]
            place = origin.at(span.start) if isinstance(origin.value, str) else origin.place
        check = _CHECKS.get(error.code, "P07")
        self.problems.add(check, place, f"{error.what}（{error.code}）", error.hint)

    def place_of(self, node: Node, entry: Entry) -> Place:
        """Where a node was written."""
        known = self._origin.get(id(node.span))
        return known[1].at(node.span.start) if known else entry.place

    def _born(self, node: Node, entry: Entry) -> Node:
        for part in tree.walk(node):
            if part.span is not tree.NOWHERE:
                self._origin[id(part.span)] = (part.span, entry)
        return node


def show_condition(entry: Entry) -> str:
    """The condition as a person reads it, on one line."""
    if isinstance(entry.value, str):
        return " ".join(entry.text.split())
    keys = entry.map
    text = ""
    if "is" in keys:
        text = show_condition(keys["is"])
    elif "judged" in keys:
        text = f"评审：{keys['judged'].text}"
    elif "at_least" in keys:
        inner = keys["at_least"].map
        text = (
            f"至少 {inner['count'].text} 项（{_joined(inner['any'].items)}）"
            if {"count", "any"} <= inner.keys()
            else ""
        )
    for kind, word in (("any", "任一"), ("all", "全部"), ("none", "均不")):
        if kind in keys:
            text = f"{word}（{_joined(keys[kind].items)}）"
    return f"当 {show_condition(keys['when'])} 时：{text}" if "when" in keys else text


def _joined(items: Iterable[Entry]) -> str:
    return "；".join(show_condition(item) for item in items)


def plain_number(node: Node) -> Fraction | None:
    """The value of a tree that is only a number, through terms; None for anything else."""
    while isinstance(node, tree.TermOf):
        node = node.body
    if isinstance(node, tree.Negative) and isinstance(node.operand, tree.Number):
        return -node.operand.value
    return node.value if isinstance(node, tree.Number) else None
