"""One frame's binding: names resolved against a scope, columns read at the right grain, values lifted from owners."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yanzhen.errors import LanguageError, did_you_mean
from yanzhen.language import tree
from yanzhen.language.scope import Scope, Symbol
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, DATE, PERIOD, Type
from yanzhen.periods import PER_YEAR
from yanzhen.units import addable, dimension_name

KNOWN_NAMES = {"所属期": PERIOD, "期初": DATE, "期末": DATE, "基准日": DATE}
GRAIN_WORDS = {"year": "年", "half": "半年", "quarter": "季", "month": "月", "none": "一次"}


class Binder:
    """Binds in one scope; `outer` is the binder of the frame this one is nested in, `variables` are names of its rows."""

    def __init__(
        self, handlers: Mapping[type[Node], Handler], scope: Scope, outer: Binder | None = None, variable: str = ""
    ) -> None:
        self.handlers = handlers
        self.scope = scope
        self.outer = outer
        self.variable = variable

    def bind(self, node: Node, want: Type | None = None) -> Node:
        """The node bound in this frame."""
        handler = self.handlers.get(type(node))
        if handler is None:
            raise fail(
                "L40",
                "这种写法不能按列计算，规则里不能用",
                node,
                "可用：算术、比较、且或非、if、some/every、台账行与期间函数",
            )
        return handler(self, node, want)

    def truth(self, node: Node) -> Node:
        """The node bound as a condition."""
        bound = self.bind(node, BOOLEAN)
        demand(bound, BOOLEAN)
        return bound

    def inside(self, register: str, variable: str = "") -> Binder:
        """The binder for the rows of another register, nested in this frame."""
        scope = self.scope.rows_of(register)
        if scope is None:
            raise LanguageError(f"没有台账「{register}」", code="YZ-L42")
        return Binder(self.handlers, scope, self, variable)

    def narrowed(self, column: str, codes: frozenset[int]) -> Binder:
        """The binder of those rows of this frame that hold one of these codes."""
        return Binder(self.handlers, self.scope.narrowed(column, codes), self.outer, self.variable)

    def resolve(self, node: tree.Name) -> Node | None:
        """What the name stands for in this frame, or through its owner in the frame around it; None if nothing."""
        symbol = self.scope.lookup(node.name)
        if symbol is not None:
            return self.stand_for(node, symbol)
        if node.name in KNOWN_NAMES:
            return tree.Known(node.name, span=node.span, type=KNOWN_NAMES[node.name])
        if self.outer is not None:
            found = self.outer.resolve(node)
            return found if found is None else self.lifted(found)
        return None

    def stand_for(self, node: tree.Name, symbol: Symbol) -> Node:
        """The node a symbol becomes."""
        if symbol.kind == "fact":
            return self.fact(node, symbol)
        if symbol.kind == "term" and symbol.body is not None:
            return tree.TermOf(node.name, symbol.body, span=node.span, type=symbol.body.type)
        if symbol.kind == "rows":
            return tree.Rows(symbol.register, span=node.span, type=symbol.type)
        what = "一组代码，只能用在 属于(…, 这里)" if symbol.kind == "codes" else "另一本台账的行，要写出取它的哪一栏"
        raise fail("L43", f"「{node.name}」是{what}", node, f"如 {node.name}.栏目" if symbol.kind == "owner" else "")

    def fact(self, node: tree.Name, symbol: Symbol) -> Node:
        """A column read at the grain of this decision: monthly flows add up over the year, a stock must say how."""
        found = tree.Fact(symbol.register, node.name, span=node.span, type=symbol.type)
        grain = self.scope.grain
        if symbol.period in (None, grain):
            return found
        how = {"flow": "各期合计", "ytd": "末期值"}.get(symbol.measure or "")
        if finer(symbol.period, grain) and how:
            kind = tree.Text(symbol.period or "")
            return tree.Call(tree.Name(how), (found, kind), span=node.span, type=symbol.type)
        raise fail(
            "L44",
            f"「{node.name}」按{GRAIN_WORDS[symbol.period or 'none']}记，这里按{GRAIN_WORDS[grain]}判断",
            node,
            f"写明取法：期末值({node.name}) 或 平均值({node.name})"
            if finer(symbol.period, grain)
            else f"写明哪一期：上年({node.name}) 或 最近({node.name}, 期末)",
        )

    def lifted(self, found: Node) -> Node:
        """A value of the frame around this one, read from a row inside it."""
        if is_constant(found):
            return found
        outer = self.outer.scope.register if self.outer else ""
        owner = self.scope.lookup(outer)
        if owner is None or owner.kind != "owner":
            raise fail("L45", f"{self.scope.register}的行里不能取{outer}这一行的值", found, "两本台账须有从属关系")
        return tree.OwnerOf(outer, owner.via, found, span=found.span, type=found.type)

    def code(self, node: Node, wanted: Type) -> Node:
        """A name or text read as a code of the wanted list."""
        text = node.name if isinstance(node, tree.Name) else getattr(node, "value", "")
        if isinstance(node, tree.Number):
            text = str(node.value)
        found = self.scope.code_id(wanted.code, str(text))
        if found is None:
            raise fail(
                "L46",
                f"代码表「{wanted.code}」里没有「{text}」",
                node,
                did_you_mean(str(text), self.scope.code_names(wanted.code)),
            )
        return tree.CodeValue(found, wanted.code, str(text), span=node.span, type=wanted)


def fail(code: str, what: str, node: Node, hint: str = "") -> LanguageError:
    """A LanguageError at the node's place."""
    return LanguageError(what, code=f"YZ-{code}", span=node.span, hint=hint)


def is_constant(node: Node) -> bool:
    """Whether the node means the same in every frame: literals and what is built of them."""
    frames = (tree.Fact, tree.OwnerOf, tree.Rows, tree.Judged, tree.Population)
    return not any(isinstance(part, frames) for part in tree.walk(node))


def demand(bound: Node, want: Type) -> None:
    """Nothing, or a LanguageError when the bound node is not of the wanted type."""
    have = bound.type
    if have.kind == want.kind and (want.kind != "number" or addable(have.dimension, want.dimension) is not None):
        return
    if want.kind == "number" and have.kind == "number":
        per_each = have.dimension != want.dimension and "·" in dimension_name(have.dimension)
        hint = "每一份多少，单位写成两段，如 300 元/人" if per_each else "检查单位"
        raise fail("L51", f"这里要的是{want}，得到的是{have}", bound, hint)
    hint = "条件要写成比较，如 营业收入 >= 2000 万元" if want.kind == "boolean" else ""
    raise fail("L50", f"这里要的是{want}，得到的是{have}", bound, hint)


def finer(period: str | None, grain: str) -> bool:
    """Whether the first kind of period is shorter than the second."""
    return PER_YEAR.get(period or "", 0) > PER_YEAR.get(grain, 99)


Handler = Callable[[Binder, Node, Type | None], Node]
