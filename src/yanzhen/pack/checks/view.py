"""What the checks look at: a pack's own clauses with the documents they were written in, and their cases tried out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from yanzhen.errors import Place
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.assembling import Assembly
from yanzhen.pack.evaluation import Scheme
from yanzhen.pack.model import Case, Clause, Pack
from yanzhen.pack.plan.model import Duty, NamedList, Project, Target
from yanzhen.pack.text import FREE_TEXT, Entry
from yanzhen.pack.trials import Trial, trials_of

NOTHING = Entry({}, Place(""))
PROSE = FREE_TEXT | {"cite", "ticks", "basis", "department"}
"""Keys under which no rule stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the source: a quote, or the title of a clause that only restates."""

    text: str
    place: Place
    quoted: bool


@dataclass
class View:
    """One pack, whole. What is derived from a clause is derived once."""

    assembly: Assembly
    pack: Pack
    _said: dict[Place, tuple[Said, ...]] = field(default_factory=dict)
    _trials: dict[str, tuple[Trial, ...]] = field(default_factory=dict)

    @cached_property
    def own(self) -> tuple[Clause, ...]:
        """The clauses of the pack itself, not of those it depends on."""
        return tuple(clause for clause in self.pack.clauses if clause.id.startswith(f"{self.pack.own}/"))

    @cached_property
    def planned(self) -> tuple[Target | NamedList | Project | Duty, ...]:
        """What the pack itself has promised: targets, lists, projects, duties."""
        plan = self.pack.plan
        lines = (*plan.targets, *plan.lists, *plan.projects, *plan.duties)
        return tuple(line for line in lines if line.id.startswith(f"{self.pack.own}/"))

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes of the pack itself."""
        return tuple(scheme for scheme in self.pack.schemes if scheme.id.startswith(f"{self.pack.own}/"))

    @cached_property
    def cases(self) -> dict[str, list[Case]]:
        """Element id → its cases."""
        found: dict[str, list[Case]] = defaultdict(list)
        for case in self.pack.cases:
            found[case.of].append(case)
        return found

    def entry(self, clause: Clause) -> Entry:
        """The document of the clause."""
        return self.assembly.written.get(clause.place, NOTHING)

    def policy(self, clause: Clause) -> Entry:
        """The document of its policy."""
        return self.assembly.written.get(clause.policy.place, NOTHING)

    def key(self, clause: Clause, *names: str) -> Place:
        """Where the first of these keys stands in the clause or else its policy; the clause's place when neither has it."""
        for document in (self.entry(clause), self.policy(clause)):
            for name in names:
                if name in document.map:
                    return document.map[name].key or document.map[name].place
        return clause.place

    def pays(self, clause: Clause) -> Place:
        """Where the amount of the clause (or of its line) is written."""
        line = clause.id.split("/")[3:]
        place = self.key(clause, "pays", "charges")
        for name in ("pays", "charges"):
            written = self.entry(clause).map.get(name)
            for item in written.items if written is not None and line else ():
                if "line" in item.map and item.map["line"].text == line[0]:
                    place = item.place
        return place

    def said(self, clause: Clause) -> tuple[Said, ...]:
        """The quotes of the clause in order; its title when it restates and quotes nothing."""
        if clause.place not in self._said:
            document = self.entry(clause)
            found = tuple(_quotes(document))
            if not found and "title" in document.map:
                title = document.map["title"]
                found = (Said(title.text, title.place, False),)
            self._said[clause.place] = found
        return self._said[clause.place]

    def considered(self, clause: Clause, *words: str) -> bool:
        """Whether the doubts or notes of the clause, its terms or its policy speak of one of the words: it was thought of."""
        return any(word in text for text in self.remarks(clause) for word in words)

    def remarks(self, clause: Clause) -> Iterator[str]:
        """Every doubt and note that stands beside the clause."""
        yield from _remarks(self.entry(clause))
        yield from (*clause.policy.doubts, clause.policy.note)

    def trials(self, clause: Clause) -> tuple[Trial, ...]:
        """The clause's cases as trials."""
        if clause.id not in self._trials:
            self._trials[clause.id] = tuple(trials_of(self.pack, clause, self.cases.get(clause.id, [])))
        return self._trials[clause.id]

    @cached_property
    def _begins(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for place in sorted(self.assembly.written):
            found[place.file].append(place)
        return found

    def document_at(self, place: Place) -> Place | None:
        """The document in which a place lies: the last one of its file that begins at or before its line."""
        begins = self._begins.get(place.file, [])
        at = bisect_right(begins, place.line, key=lambda begin: begin.line)
        return begins[at - 1] if at else None

    def clause_at(self, place: Place) -> str:
        """The id of the own clause in whose document the place lies, empty elsewhere."""
        home = self.document_at(place)
        return next((clause.id for clause in self.own if clause.place == home), "")

    def names(self, clause: Clause) -> str:
        """The clause as a message names it."""
        return f"「{clause.id.partition('/')[2]}」"


def trees(clause: Clause) -> Iterator[tuple[Node, Place]]:
    """Every bound tree of the clause: conditions, amount, caps, ceiling."""
    for condition in clause.conditions:
        yield condition.node, condition.place
    yield from ((node, clause.place) for node in amounts(clause))
    for cap in clause.every_cap:
        yield cap.most, cap.place
    for limit in clause.limits:
        if limit.when is not None:
            yield limit.when, limit.place
    if clause.top is not None:
        yield clause.top.most, clause.top.place


def amounts(clause: Clause) -> tuple[Node, ...]:
    """The trees of the amount, each once."""
    if clause.amount is None:
        return ()
    ends = (clause.amount.low, clause.amount.high)
    return tuple(dict.fromkeys(end for end in ends if end is not None))


def bare(node: Node) -> Node:
    """The tree without the name it was given."""
    while isinstance(node, tree.TermOf):
        node = node.body
    return node


def constant(node: Node) -> Fraction | None:
    """The number a tree always is, through terms; None for anything that depends on the subject."""
    node = bare(node)
    if isinstance(node, tree.Negative):
        inner = constant(node.operand)
        return None if inner is None else -inner
    return node.value if isinstance(node, tree.Number) else None


def rule_texts(entry: Entry, within: str = "", besides: tuple[str, ...] = ()) -> Iterator[tuple[str, Entry]]:
    """(text, entry) of every expression, table bound and value of a document; prose and assumed terms are left out."""
    if isinstance(entry.value, str):
        yield entry.text, entry
        return
    if "basis" in entry.map and entry.map["basis"].text == "assumed" and within:
        return
    if isinstance(entry.value, list):
        for item in entry.items:
            yield from rule_texts(item, within or "-")
    for name, value in entry.map.items():
        if name not in PROSE and name not in besides:
            if within in ("steps", "upto", "slices", "match"):
                yield name, value
            yield from rule_texts(value, name)


def _quotes(entry: Entry) -> Iterator[Said]:
    if isinstance(entry.value, list):
        for item in entry.items:
            yield from _quotes(item)
    for name, value in entry.map.items():
        if name == "cite" and "quote" in value.map and value.map["quote"].text:
            yield Said(value.map["quote"].text, value.map["quote"].place, True)
        elif name != "cite":
            yield from _quotes(value)


def _remarks(entry: Entry) -> Iterator[str]:
    if isinstance(entry.value, list):
        for item in entry.items:
            yield from _remarks(item)
    for name, value in entry.map.items():
        if name in ("doubts", "note"):
            yield from (item.text for item in value.items)
        else:
            yield from _remarks(value)


def squeezed(text: str) -> str:
    """The text without spaces, for comparing words."""
    return re.sub(r"\s+", "", text)
