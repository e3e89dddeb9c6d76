"""The names an expression of a pack may use: columns, owners, child rows, and terms, bound when first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field

from yanzhen.errors import Place, did_you_mean
from yanzhen.language import tree, types
from yanzhen.language.scope import Over, Scope, Symbol
from yanzhen.language.tree import Node
from yanzhen.language.types import Type
from yanzhen.language.workdays import WorkingDays
from yanzhen.pack.defaults import refuse_bare_defaults
from yanzhen.pack.expressions import BrokenTerm, Expressions
from yanzhen.pack.populations import read_over
from yanzhen.pack.table_values import as_texts, leaves
from yanzhen.pack.text import Entry
from yanzhen.pack.versions import chain_of, dated, refuse_versions
from yanzhen.registers import CodeList, Column, Register, Vocabulary
from yanzhen.units import Dimension, UnitError, parse_unit, varying

KINDS = {"date": types.DATE, "text": types.TEXT, "yesno": types.BOOLEAN}


@dataclass(frozen=True)
class Term:
    """A definition as written. `register` is set when it is a derived column of one register; `layer` is where it stands."""

    name: str
    entry: Entry
    register: str
    place: Place
    pack: str
    layer: TermLayer = field(repr=False)


@dataclass
class TermLayer:
    """Terms of one place (packs, a policy, a clause) and, through `outer`, of what it stands in.

    `packs`, when not None, are the packs whose terms may be seen from here.
    """

    expressions: Expressions
    vocabulary: Vocabulary
    outer: TermLayer | None = None
    packs: frozenset[str] | None = None
    terms: dict[str, Term] = field(default_factory=dict)
    bound: dict[tuple[str, str, str], Symbol | None] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)
    peers: bool = False
    """Whether `over: 本组` means something here: within a scheme."""

    def inside(self, packs: frozenset[str] | None = None, *, peers: bool = False) -> TermLayer:
        """A layer within this one."""
        return TermLayer(self.expressions, self.vocabulary, self, packs or self.packs, open=self.open, peers=peers)

    def declare(self, terms: Entry | None, pack: str, register: str, home: TermLayer | None = None) -> None:
        """The terms of a map are added; a name that already stands for something in sight is recorded as a problem.

        `register` is the one whose columns a term without `for` must not hide; `home` is the layer from which the terms
        themselves look out, when it is not this one.
        """
        for name, entry in (terms.map if terms else {}).items():
            place = entry.key or entry.place
            own = entry.map["for"].text if "for" in entry.map else ""
            taken = self._taken(name, own or register)
            if taken:
                self.expressions.problems.add("P03", place, f"名称「{name}」已是{taken}", "换一个名称，不遮蔽已有的")
                continue
            if own and own not in self.vocabulary.registers:
                hint = did_you_mean(own, self.vocabulary.registers)
                self.expressions.problems.add("P03", entry.map["for"].place, f"没有台账「{own}」", hint)
                continue
            self.terms[name] = Term(name, entry, own, place, pack, home or self)
            refuse_bare_defaults(entry, self.expressions.problems)
        if terms is not None:
            refuse_versions(terms.map, self.expressions.problems)

    def _taken(self, name: str, register: str) -> str:
        """What the name already stands for in sight, as words of a message; empty when it is free."""
        known = self.find(name, None)
        if known is not None:
            return f"一个定义，见 {known.place}"
        if name in self.vocabulary.registers:
            return "一本台账"
        frame = self.vocabulary.registers.get(register)
        return f"台账「{register}」的栏目" if frame is not None and name in frame.columns else ""

    def find(self, name: str, register: str | None) -> Term | None:
        """The term in sight; with a register, only one that may be read in its rows."""
        layer: TermLayer | None = self
        while layer is not None:
            term = layer.terms.get(name)
            seen = term is not None and (self.packs is None or term.pack in self.packs)
            if seen and (register is None or term.register in ("", register)):
                return term
            layer = layer.outer
        return None

    def names(self, register: str) -> Iterable[str]:
        """Names of all terms that may be read in rows of the register."""
        layer: TermLayer | None = self
        while layer is not None:
            yield from (name for name in layer.terms if self.find(name, register))
            layer = layer.outer

    def symbol(self, term: Term, register: str, grain: str) -> Symbol:
        """What the term stands for in rows of the register; BrokenTerm when it is wrong (which is recorded)."""
        store = term.layer.bound
        key = (term.name, register, grain)
        if key not in store:
            if (term.name, register) in self.open:
                self._refuse_cycle(term, register)
            else:
                self.open.append((term.name, register))
                try:
                    store[key] = self._bind(term, register, grain)
                finally:
                    self.open.pop()
        found = store.get(key)
        if found is None:
            raise BrokenTerm(f"定义「{term.name}」本身有误", code="YZ-L41")
        return found

    def _refuse_cycle(self, term: Term, register: str) -> None:
        path = [name for name, _ in self.open[self.open.index((term.name, register)) :]]
        start = path.index(min(path))
        path = path[start:] + path[:start]
        first = self.find(path[0], register) or term
        shown = " → ".join([*path, path[0]])
        self.expressions.problems.add("P06", first.place, f"定义绕成圈：{shown}", "让其中一个不再引用下一个")

    def _bind(self, term: Term, register: str, grain: str) -> Symbol | None:
        entry = term.entry
        listed = entry.map.get("value")
        if listed is not None and isinstance(listed.value, list):
            return self._codes(term, listed)
        beside = self._beside(term)
        chain = [beside[name] for name in chain_of(term.name, {name: one.entry for name, one in beside.items()})]
        bodies = [self._body(one, PackScope(self.vocabulary, one.layer, register, grain)) for one in chain]
        versions = [(one.entry, body) for one, body in zip(chain, bodies, strict=True) if body is not None]
        if len(versions) < len(chain):
            return None
        kind = versions[0][1].type
        other = next((one for one, body in versions if body.type != kind), None)
        if other is not None:
            what = f"「{term.name}」的两版不是同一类值：一版{kind}，另一版不是"
            self.expressions.problems.add("P04", other.key or other.place, what, "两版的单位或代码表要一样")
            return None
        plain = len(versions) == 1 and "in_force" not in entry.map
        return Symbol("term", kind, register, body=versions[0][1] if plain else dated(versions))

    def _body(self, term: Term, scope: PackScope) -> Node | None:
        if "over" in term.entry.map:
            scope.over = read_over(term.entry, scope, self.expressions, term.layer.peers)
            if scope.over is None:
                return None
        node = self.expressions.table(term.entry)
        if node is None:
            return None
        node, want = self._settled(term, node, scope)
        bound = self.expressions.bind(node, scope, term.entry, want)
        if bound is not None:
            self.expressions.terms[term.place] = bound.type
        return bound

    def _beside(self, term: Term) -> dict[str, Term]:
        """The terms that stand in the same place as this one, itself included."""
        layer: TermLayer | None = self
        while layer is not None:
            if layer.terms.get(term.name) is term:
                return {name: one for name, one in layer.terms.items() if one.pack == term.pack}
            layer = layer.outer
        return {term.name: term}

    def _wanted(self, term: Term) -> Type | None:
        """The type a term says it has by `unit` or `code`."""
        keys = term.entry.map
        if "unit" in keys:
            try:
                return types.number(parse_unit(keys["unit"].text).dimension)
            except UnitError as error:
                self.expressions.problems.add("P04", keys["unit"].place, f"{error.what}（{error.code}）", error.hint)
                return None
        if "code" in keys:
            if keys["code"].text in self.vocabulary.codes:
                return types.code(keys["code"].text)
            hint = did_you_mean(keys["code"].text, self.vocabulary.codes)
            self.expressions.problems.add("P03", keys["code"].place, f"没有代码表「{keys['code'].text}」", hint)
        return None

    def _settled(self, term: Term, node: Node, scope: PackScope) -> tuple[Node, Type | None]:
        """The tree and the type it must have.

        A table whose values are all bare words gives codes of the list that bears the term's name, else text.
        """
        want = self._wanted(term)
        if want is not None or not isinstance(node, tree.Table):
            return node, want
        values = leaves(node)
        if not all(_is_word(leaf, scope) for leaf in values):
            return node, None
        codes = self.vocabulary.codes.get(term.name)
        words = [leaf.name if isinstance(leaf, tree.Name) else leaf.value for leaf in values]
        if codes is not None and all(codes.id_of(word) is not None for word in words):
            return node, types.code(codes.name)
        return as_texts(node), None

    def _codes(self, term: Term, listed: Entry) -> Symbol | None:
        """The codes a term lists: of the one list that has them all, or of the list named by `code`."""
        texts = [item.text for item in listed.items]
        lists = self.vocabulary.codes
        if "code" in term.entry.map:
            name = term.entry.map["code"].text
            fitting = [lists[name]] if name in lists else []
        else:
            fitting = [one for one in lists.values() if all(one.id_of(text) is not None for text in texts)]
        if len(fitting) != 1:
            self._refuse_codes(term, listed, fitting)
            return None
        return self._symbol_of_codes(listed, fitting[0])

    def _symbol_of_codes(self, listed: Entry, codes: CodeList) -> Symbol | None:
        ids: set[int] = set()
        for item in listed.items:
            at = codes.id_of(item.text)
            if at is None:
                what = f"代码表「{codes.name}」里没有「{item.text}」"
                self.expressions.problems.add("P03", item.place, what, did_you_mean(item.text, codes.names()))
                return None
            ids |= codes.below(at)
        return Symbol("codes", types.code(codes.name), codes=frozenset(ids))

    def _refuse_codes(self, term: Term, listed: Entry, fitting: list[CodeList]) -> None:
        add, lists = self.expressions.problems.add, self.vocabulary.codes
        if fitting:
            names = "、".join(one.name for one in fitting)
            add(
                "P03",
                listed.place,
                f"「{term.name}」的代码在几个代码表里都有：{names}",
                f"补上 code: {fitting[0].name}",
            )
            return
        for item in listed.items:
            if not any(one.id_of(item.text) is not None for one in lists.values()):
                known = [name for one in lists.values() for name in one.names()]
                add("P03", item.place, f"没有一个代码表有「{item.text}」", did_you_mean(item.text, known))
                return
        add("P03", listed.place, f"没有一个代码表含有「{term.name}」的全部代码", "一组代码须出自同一个代码表")


class PackScope(Scope):
    """What names mean in rows of one register, for decisions of one grain."""

    def __init__(self, vocabulary: Vocabulary, terms: TermLayer, register: str, grain: str) -> None:
        self.vocabulary = vocabulary
        self.terms = terms
        self.register = register
        self.grain = grain
        self.over: Over | None = None
        self.held: dict[str, frozenset[int]] = {}

    @property
    def frame(self) -> Register:
        """The register whose rows are judged."""
        return self.vocabulary.registers[self.register]

    def lookup(self, name: str) -> Symbol | None:
        """A column, an owner, child rows (of the row or of its owner), or a term, in this order."""
        frame, registers = self.frame, self.vocabulary.registers
        if name in frame.columns:
            return self._column(frame.columns[name])
        if name in frame.belongs_to and name in registers:
            return Symbol("owner", types.ANY, name, frame.belongs_to[name])
        child = registers.get(name)
        if child is not None:
            if self.register in child.belongs_to:
                return Symbol("rows", types.rows(name), name)
            owner = next((owner for owner in frame.belongs_to if owner in child.belongs_to), "")
            return Symbol("rows", types.rows(name), name, owner) if owner else None
        term = self.terms.find(name, self.register)
        return self.terms.symbol(term, self.register, self.grain) if term is not None else None

    def knows(self, name: str) -> bool:
        """Whether the name stands for something here, whatever is wrong with it."""
        frame, registers = self.frame, self.vocabulary.registers
        stands = name in frame.columns or name in frame.belongs_to or name in registers
        return stands or self.terms.find(name, self.register) is not None

    def body_of(self, name: str) -> Node | None:
        """The bound body of a term; None when the name is no term or its term is wrong."""
        try:
            symbol = self.lookup(name)
        except BrokenTerm:
            return None
        return symbol.body if symbol is not None else None

    def _column(self, column: Column) -> Symbol:
        if column.kind == "ref":
            return Symbol("owner", types.ANY, column.ref or "", column.name)
        if column.kind == "number":
            kind = types.number(self._dimension(column))
        else:
            kind = types.code(column.code or "") if column.kind == "code" else KINDS[column.kind]
        return Symbol(
            "fact",
            kind,
            self.register,
            period=column.period,
            measure=column.measure,
            complete_from=column.complete_from or 0,
        )

    def _dimension(self, column: Column) -> Dimension:
        """The kind of number: where the unit follows a code, that of the codes the rows are known to hold."""
        if column.unit_by is None:
            return column.unit.dimension if column.unit else ()
        codes = self.vocabulary.codes.get(self.frame.columns[column.unit_by].code or "")
        held = self.held.get(column.unit_by, frozenset())
        units = {codes.codes[at].unit for at in held} if codes is not None else set()
        kinds = {unit.dimension for unit in units if unit is not None}
        return kinds.pop() if len(kinds) == 1 and None not in units else varying(column.unit_by)

    def narrowed(self, column: str, codes: frozenset[int]) -> PackScope:
        """The scope of those of its rows that hold one of these codes."""
        inside = copy(self)
        inside.held = {**self.held, column: codes}
        return inside

    def names(self) -> Iterable[str]:
        """All names that `lookup` knows."""
        frame = self.frame
        yield from frame.columns
        yield from frame.belongs_to
        above = {self.register, *frame.belongs_to}
        yield from (name for name, child in self.vocabulary.registers.items() if above & child.belongs_to.keys())
        yield from self.terms.names(self.register)

    def rows_of(self, register: str) -> PackScope | None:
        """The scope in rows of that register."""
        if register not in self.vocabulary.registers:
            return None
        return PackScope(self.vocabulary, self.terms, register, self.grain)

    def code_id(self, list_name: str, text: str) -> int | None:
        """The id of a code or name in a list."""
        codes = self.vocabulary.codes.get(list_name)
        return codes.id_of(text) if codes else None

    def code_below(self, list_name: str, at: int) -> frozenset[int]:
        """Ids of a code and all below it."""
        return self.vocabulary.codes[list_name].below(at)

    def code_ordered(self, list_name: str) -> bool:
        """Whether codes of the list may be compared with < and >."""
        codes = self.vocabulary.codes.get(list_name)
        return codes is not None and codes.ordered

    def code_names(self, list_name: str) -> Iterable[str]:
        """Codes and names of the list; empty when there is no such list."""
        codes = self.vocabulary.codes.get(list_name)
        return codes.names() if codes else ()

    def part_of(self, register: str) -> str | None:
        """The column by whose values deliveries of the register are told apart, or None."""
        known = self.vocabulary.registers.get(register)
        return known.parts if known else None

    def workdays(self) -> WorkingDays | None:
        """The pack's calendar, or None."""
        return self.vocabulary.calendar

    def population(self) -> Over | None:
        """The population looked over here, or None."""
        return self.over


def _is_word(leaf: Node, scope: PackScope) -> bool:
    return isinstance(leaf, tree.Text) or (isinstance(leaf, tree.Name) and not scope.knows(leaf.name))
