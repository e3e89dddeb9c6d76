"""What the language may ask of the world: names when binding, values when evaluating. It knows no packs and no files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from yanzhen.language.tree import Node
from yanzhen.language.types import Type
from yanzhen.language.values import Missing, Reason
from yanzhen.language.workdays import WorkingDays
from yanzhen.periods import Period


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for. `kind` is fact, term, rows, owner or codes.

    fact: `register`, `type`, `period` (its grain, None when undated), `measure`, `complete_from` (0 when not declared);
    term: `body` (bound in the frame of this scope); rows: `register`, a child of the frame's register (`via` empty) or of the
    frame's owner (`via` names the owner register); owner: `register`, and `via`, the column that holds its key; codes:
    `codes`, the ids a term lists with all below them, of list `type.code`.
    """

    kind: str
    type: Type
    register: str = ""
    via: str = ""
    period: str | None = None
    measure: str | None = None
    complete_from: int = 0
    body: Node | None = None
    codes: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Over:
    """The population a definition looks over: who belongs to it, what keeps parts of it apart, how ties are broken.

    `then` are (value, smallest first). `skip` leaves out members whose value is missing.
    """

    member: Node
    apart: tuple[Node, ...] = ()
    then: tuple[tuple[Node, bool], ...] = ()
    skip: bool = False


class Scope(Protocol):
    """Names visible to an expression that judges rows of `register`, one decision per `grain` (year half quarter month)."""

    register: str
    grain: str

    def lookup(self, name: str) -> Symbol | None:
        """What the name stands for here, or None."""
        ...

    def names(self) -> Iterable[str]:
        """All names, for 'did you mean'."""
        ...

    def rows_of(self, register: str) -> Scope | None:
        """The scope inside a filter over rows of that register, or None if there is no such register."""
        ...

    def code_id(self, list_name: str, text: str) -> int | None:
        """The id of a code or name in a list."""
        ...

    def code_below(self, list_name: str, at: int) -> frozenset[int]:
        """Ids of a code and all below it."""
        ...

    def code_ordered(self, list_name: str) -> bool:
        """Whether codes of the list may be compared with < and >."""
        ...

    def code_names(self, list_name: str) -> Iterable[str]:
        """Codes and names of the list, for 'did you mean'; empty when there is no such list."""
        ...

    def part_of(self, register: str) -> str | None:
        """The column by whose values deliveries of a register are told apart, or None."""
        ...

    def narrowed(self, column: str, codes: frozenset[int]) -> Scope:
        """The scope in rows of which the code column holds one of these: numbers whose unit follows it have one."""
        ...

    def workdays(self) -> WorkingDays | None:
        """The pack's calendar of working days, or None when it names none."""
        ...

    def population(self) -> Over | None:
        """The population that 名次, 均值 and their like look over here, or None where rows are read one by one."""
        return None


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows that belong to one row. `closed` says no other row exists; if not, `reasons` say what was not delivered.

    `delivered` is False when nothing about them was delivered at all: then even a count has no lower bound to speak of.
    """

    rows: tuple[Subject, ...]
    closed: bool
    delivered: bool
    reasons: frozenset[Reason]


class Subject(Protocol):
    """One row of a register, as the exact reading sees it."""

    register: str

    def value(self, column: str, period: Period) -> object:
        """The value for the period (or undated): a plain value, None (known to be nothing) or Missing."""
        ...

    def owner(self, register: str, via: str) -> Subject | Missing:
        """The row this one belongs or refers to."""
        ...

    def rows(self, register: str, part: str) -> RowSet:
        """The rows of a child register that belong to this row."""
        ...

    def existed(self, period: Period) -> bool | None:
        """Whether it existed by the end of the period; None when its beginning is not known."""
        ...

    def judgement(self, key: str, period: Period) -> bool | Missing:
        """The recorded decision on a judged condition."""
        ...

    def among(self, node: Node, period: Period, on: date) -> object:
        """What the row is among the population of a `Population` node."""
        ...

    def evaluated(self, scheme: str, column: str, period: Period) -> tuple[object] | None:
        """What this run's own evaluation says of the row, in a tuple; None where it evaluates no such scheme and period."""
        ...


def union(parts: Iterable[Missing]) -> Missing:
    """One Missing with the reasons of all."""
    return Missing(frozenset().union(*(part.reasons for part in parts)))
