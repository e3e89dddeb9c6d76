"""The one tree every reading reads: nodes with positions, and after binding, types.

The parser makes the first group of nodes. Binding (`bind.py`) replaces names by what they stand for (the second group)
and gives every node its `type`. Both readings, the exact one here and the columns one in `engine`, take bound trees only,
except that full FEEL is evaluated unbound. Nodes are frozen and compare by meaning: span and type do not count, so equal
conditions written in different places are one condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from yanzhen.errors import Span
from yanzhen.language.hashing import Hashed, remember_hashes
from yanzhen.language.types import ANY, Type
from yanzhen.language.workdays import WorkingDays

NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Node(Hashed):
    """Any expression. `span` is its place in the source text, `type` is set by binding."""

    span: Span = field(default=NOWHERE, compare=False, kw_only=True, repr=False)
    type: Type = field(default=ANY, compare=False, kw_only=True, repr=False)


# ---------------------------------------------------------------- written by people, made by the parser
@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number literal, in canonical units once bound; `unit` is the unit as written, empty for a bare number."""

    value: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Text in straight quotes, escapes resolved."""

    value: str


@dataclass(frozen=True, slots=True)
class Boolean(Node):
    """true, false, 是 or 否."""

    value: bool


@dataclass(frozen=True, slots=True)
class Null(Node):
    """FEEL's null; refused in packs."""


@dataclass(frozen=True, slots=True)
class At(Node):
    """A FEEL temporal literal: @"2024-01-01", @"PT5H". The text is between the quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name to be resolved: a column, a term, a register, a variable, a built-in."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`source.name`."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`source[condition]`; bound over rows, the condition is read in the row's own frame."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`function(args)`. `function` is a Name (built-in or in scope) or any expression. `names` when arguments are named."""

    function: Node
    args: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """Arithmetic minus before an operand."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`left op right` with op one of + - * / **."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left op right` with op one of = != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`: each test is a Range, a UnaryTest, a list, or a value to equal."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of two or more, Kleene."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Any of two or more, Kleene."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not x` (packs) or `not(x)` (FEEL): one node for both."""

    operand: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for name in source, … return body`; each source is an expression or a Range that iterates (`a..b`)."""

    iterators: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some|every name in source, … satisfies condition`. Bound: one iterator over rows, read in the row's frame."""

    kind: str
    iterators: tuple[tuple[str, Node], ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b, c]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Context(Node):
    """`{key: value, …}` in written order."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`[low..high]`, `(low..high]`, `]low..high[`; `iterates` marks the bracketless `low..high` of a for loop."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool
    iterates: bool = False


@dataclass(frozen=True, slots=True)
class UnaryTest(Node):
    """`< 5`, `>= 5`, `= 5`, `!= 5` standing as a test or, in brackets, as a range value."""

    op: str
    operand: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`; the type as a normalised FEEL type text, e.g. `list<number>`."""

    value: Node
    type_name: str


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(a, b: number) body`. Parameters are (name, type text or empty)."""

    parameters: tuple[tuple[str, str], ...]
    body: Node


# ---------------------------------------------------------------- made by binding


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """The value of a column of the row in frame, for the period in force there (none if the column is undated)."""

    register: str
    column: str


@dataclass(frozen=True, slots=True)
class OwnerOf(Node):
    """`inner` read in the frame of the row that this row belongs to (or refers to by column `via`)."""

    register: str
    via: str
    inner: Node


@dataclass(frozen=True, slots=True)
class TermOf(Node):
    """A named term; its `body` is bound in the same frame. Only the body decides, the name is for people."""

    name: str = field(compare=False)
    body: Node


@dataclass(frozen=True, slots=True)
class Rows(Node):
    """The rows of a child register that belong to the row in frame; `part` limits the question to one delivered part."""

    register: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Each(Node):
    """`value` of every row of `source` (Rows or Filter), a list."""

    source: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Known(Node):
    """A name every frame knows: 所属期 期初 期末 基准日; and 本期, the period in force as text, which only binding writes."""

    name: str


@dataclass(frozen=True, slots=True)
class CodeIn(Node):
    """属于: the code is one of `nodes` or lies below one of them; ids fixed by the pack."""

    value: Node
    nodes: frozenset[int]
    label: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class CodeValue(Node):
    """A code by id in its list (the type names the list); `text` as written."""

    id: int
    list: str
    text: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Day(Node):
    """A calendar day literal, as days since 1970-01-01."""

    days: int


@dataclass(frozen=True, slots=True)
class ShiftDay(Node):
    """`day` moved by `by` (a whole number): `unit` is 日 or 月."""

    day: Node
    by: Node
    unit: str


@dataclass(frozen=True, slots=True)
class Calendar(Node):
    """The pack's calendar of working days, as an argument of what counts by it; one pack has one."""

    name: str
    days: WorkingDays = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A table of the pack format. `form` is steps, upto, slices, match or every.

    Rows are (bound, value). Binding turns the bounds of a match into conditions, one a row, of which at most one holds. For
    `every`, rows is one row: (step, value per full step) and `above` the start. `first` is highest, each or empty.
    """

    form: str
    by: Node
    rows: tuple[tuple[Node, Node], ...]
    otherwise: Node | None = None
    above: Node | None = None
    first: str = ""
    complete_from: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AtLeast(Node):
    """At least `count` of the items hold."""

    count: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Judged(Node):
    """A condition somebody decides: unknown until a record of register 认定意见 says 是 or 否 for this key."""

    key: str
    question: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Population(Node):
    """名次 占位 均值 中位数 总量 最大 or 最小 of `value` among the rows of the register that are `member`, apart by `apart`.

    `then` breaks ties: (value, smallest first). `skip` leaves out rows whose value, membership or part is missing.
    """

    function: str
    value: Node
    member: Node
    apart: tuple[Node, ...] = ()
    then: tuple[tuple[Node, bool], ...] = ()
    skip: bool = False


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in written order."""
    found: list[Node] = []
    for name in [name for name in type(node).__slots__ if name not in ("span", "type")]:
        _collect(getattr(node, name), found)
    return tuple(found)


def walk(node: Node):
    """The node and everything below it, parents first, without recursion."""
    stack = [node]
    while stack:
        yield (top := stack.pop())
        stack.extend(reversed(children(top)))


def _collect(value: object, found: list[Node]) -> None:
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


remember_hashes(Node)
