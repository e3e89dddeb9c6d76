"""One award, from the table of awards: whose it is, for what, how much; and the row of facts it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from yanzhen.engine.exactly import Exactly
from yanzhen.engine.subject import Facts, SnapshotSubject
from yanzhen.engine.writing import missing_name
from yanzhen.facts.shape import JOINT
from yanzhen.language.tree import Node
from yanzhen.language.values import Missing, Reason
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period

NOT_PAID_OUT = frozenset({"tax_relief", "surcharge", "title"})
"""Natures for which nobody pays money out."""


class Key(NamedTuple):
    """What tells awards apart. `item` is the part of a child row's key that is its own, empty for a top-level subject."""

    clause: str
    owner: str
    item: str
    period: str


@dataclass(frozen=True)
class Award:
    """One met finding that pays. `net` is exact fen, or None: then `ceiling` may be known."""

    key: Key
    register: str
    subject: str
    payee: str
    net: int | None
    ceiling: int | None

    @property
    def words(self) -> dict[str, object]:
        """The columns by which every table names an award."""
        return {
            "clause": self.key.clause, "register": self.register, "subject": self.subject, "period": self.key.period,
            "payee": self.payee,
        }  # fmt: skip


def read_awards(table: pl.DataFrame, pack: Pack) -> list[Award]:
    """The awards that are paid out, by clause of the pack, then subject and period; not those a relation cut to nothing."""
    place = {clause.id: at for at, clause in enumerate(pack.clauses)}
    found = []
    for row in table.iter_rows(named=True):
        clause = pack.clauses[place[row["clause"]]]
        if clause.charges or clause.nature in NOT_PAID_OUT or row["net_fen"] == 0:
            continue
        child = pack.vocabulary.registers[row["register"]].owner is not None
        item = row["subject"].split(JOINT, 1)[-1] if child else ""
        key = Key(row["clause"], row["owner"] or row["subject"].split(JOINT, 1)[0], item, row["period"])
        net = row["net_fen"] if row["basis"] == "exact" else None
        ceiling = row["ceiling_fen"] if row["basis"] == "at_most" else None
        found.append(Award(key, row["register"], row["subject"], row["payee"], net, ceiling))
    return sorted(found, key=lambda award: (place[award.key.clause], award.subject, award.key.period))


class Reading:
    """Reads expressions of clauses for the rows awards stand on."""

    def __init__(self, pack: Pack, facts: Facts, on: date) -> None:
        self.pack = pack
        self.facts = facts
        self.on = on
        self._rows: dict[str, dict[str, int]] = {}
        self._readers: dict[date, Exactly] = {}

    def subject(self, register: str, key: str) -> SnapshotSubject | None:
        """The row of that key; None when the register has none."""
        if register not in self._rows:
            keys = self.facts.snapshot.frame(register).keys
            self._rows[register] = {name: row for row, name in enumerate(keys)}
        row = self._rows[register].get(key)
        return None if row is None else self.facts.subject(register, row)

    def value(self, node: Node, subject: SnapshotSubject, period: str, on: date | None = None) -> object:
        """The value of a bound expression for the row, in the period, as of a day (that of the run)."""
        day = on or self.on
        if day not in self._readers:
            self._readers[day] = Exactly(self.pack, self.facts, day)
        return self._readers[day].value(node, subject, Period.parse(period))

    def of(self, node: Node | None, award: Award) -> object:
        """As `value`, for the row of an award; None for no expression."""
        subject = self.subject(award.register, award.subject)
        assert subject is not None
        return None if node is None else self.value(node, subject, award.key.period)


def told(value: object) -> str:
    """Why a value is not known, in words."""
    return reasons_told(value.reasons) if isinstance(value, Missing) else "无从计算"


def reasons_told(reasons: frozenset[Reason]) -> str:
    """Missing facts as one text, sorted."""
    return "缺 " + "、".join(missing_name(reason) for reason in sorted(reasons))


def clauses_of(pack: Pack) -> dict[str, Clause]:
    """Clause id → clause."""
    return {clause.id: clause for clause in pack.clauses}
