"""What was paid and what was claimed, row by row: registers 兑付 and 申报, laid beside the awards they speak of.

A row that does not say which award it is about (no period, or no item where the clause judges items) speaks of none: the
awards it may concern are open until it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from yanzhen.engine.payout.awards import Key
from yanzhen.facts.snapshot import Frame, Snapshot
from yanzhen.pack.model import Pack
from yanzhen.periods import Period, PeriodError

PAID, CLAIMED = "兑付", "申报"
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Payment:
    """One row of 兑付. `fen` is None where 金额 is not filled."""

    key: Key
    number: str
    fen: int | None
    day: date | None
    level: str


@dataclass(frozen=True)
class Claim:
    """One row of 申报: which instalment, accepted when, and as which of that day (0: not said)."""

    key: Key
    number: str
    instalment: int
    day: date | None
    turn: int


@dataclass
class Payments:
    """All payments for clauses of the pack. `vague` are those that do not say which award they are about."""

    delivered: bool
    rows: dict[Key, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    vague: dict[tuple[str, str], list[Payment]] = field(default_factory=lambda: defaultdict(list))

    def paid(self, key: Key) -> tuple[int, str]:
        """Fen paid for an award so far, and why that is not all that may have been (empty when it is)."""
        rows = self.rows.get(key, [])
        unclear = [row.number for row in rows if row.fen is None]
        unclear += [
            row.number for row in self.vague.get((key.clause, key.owner), []) if row.key.period in ("", key.period)
        ]
        total = sum(row.fen or 0 for row in rows)
        if not self.delivered:
            return total, f"{PAID}台账没有报来，不知已付多少"
        return total, f"{PAID} {'、'.join(sorted(unclear))} 没有写清付的是哪一项、多少" if unclear else ""

    def of_clauses(self, clauses: frozenset[str]) -> Iterator[Payment]:
        """Every payment for one of the clauses."""
        for rows in (*self.rows.values(), *self.vague.values()):
            yield from (row for row in rows if row.key.clause in clauses)

    def doubled(self) -> list[str]:
        """Payments that a file names twice: the same award, sum, day and level under different numbers; one sentence each."""
        alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for rows in (*self.rows.values(), *self.vague.values()):
            for row in rows:
                alike[(row.key, row.fen, row.day or date.min, row.level)].append(row.number)
        return [
            f"{key.owner} 的 {key.clause}（{key.period or '未写所属期'}）同日同额付了 {len(numbers)} 次："
            f"{PAID} {'、'.join(sorted(numbers))}"
            for (key, *_), numbers in sorted(alike.items(), key=lambda pair: (pair[0][0], sorted(pair[1])))
            if len(numbers) > 1
        ]


@dataclass
class Claims:
    """All claims for clauses of the pack."""

    delivered: bool
    rows: dict[tuple[Key, int], list[Claim]] = field(default_factory=lambda: defaultdict(list))
    vague: dict[tuple[str, str], list[Claim]] = field(default_factory=lambda: defaultdict(list))


def read_payments(snapshot: Snapshot, pack: Pack) -> Payments:
    """Register 兑付 as payments for the pack's own clauses; rows for others' programmes are left out."""
    found = Payments(_delivered(snapshot, PAID))
    if PAID not in snapshot.vocabulary.registers:
        return found
    frame = snapshot.frame(PAID)
    money = _whole(frame, "金额", 100)
    for key, row, clear in _keys(frame, snapshot, pack):
        payment = Payment(key, _text(frame, "兑付编号", row) or frame.keys[row], money(row), _day(frame, "日期", row),
                          _code(frame, "付款级次", row))  # fmt: skip
        (found.rows[key] if clear else found.vague[(key.clause, key.owner)]).append(payment)
    return found


def read_claims(snapshot: Snapshot, pack: Pack) -> Claims:
    """Register 申报 as claims for the pack's own clauses."""
    found = Claims(_delivered(snapshot, CLAIMED))
    if CLAIMED not in snapshot.vocabulary.registers:
        return found
    frame = snapshot.frame(CLAIMED)
    turn, which = _whole(frame, "受理序号", 1), _whole(frame, "期次", 1)
    for key, row, clear in _keys(frame, snapshot, pack):
        number = _text(frame, "申报编号", row) or frame.keys[row]
        claim = Claim(key, number, which(row) or 1, _day(frame, "受理日期", row), turn(row) or 0)
        if clear:
            found.rows[(key, claim.instalment)].append(claim)
        else:
            found.vague[(key.clause, key.owner)].append(claim)
    return found


def _delivered(snapshot: Snapshot, register: str) -> bool:
    return register in snapshot.vocabulary.registers and snapshot.frame(register).delivered_rows


def _keys(frame: Frame, snapshot: Snapshot, pack: Pack) -> Iterator[tuple[Key, int, bool]]:
    """(award, row, whether the row says which award it is) of every row about a clause of the pack."""
    registers = pack.vocabulary.registers
    child = {clause.id: registers[clause.register].owner is not None for clause in pack.clauses}
    owners = frame.owners.get(frame.register.owner or "", np.full(frame.n, -1))
    holders = snapshot.frame(frame.register.owner).keys if frame.register.owner else []
    for row in range(frame.n):
        clause = _text(frame, "条款", row)
        if clause not in child or owners[row] < 0:
            continue
        item = _text(frame, "项目", row) if child[clause] else ""
        period = _period(_text(frame, "所属期", row))
        yield Key(clause, holders[owners[row]], item, period), row, bool(period) and (bool(item) or not child[clause])


def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except PeriodError:
        return ""


def _text(frame: Frame, column: str, row: int) -> str:
    held = frame.stored(column, None)
    return frame.words[column][int(held.values[row])] if held is not None and held.present[row] else ""


def _code(frame: Frame, column: str, row: int) -> str:
    held = frame.stored(column, None)
    return str(int(held.values[row])) if held is not None and held.present[row] else ""


def _day(frame: Frame, column: str, row: int) -> date | None:
    held = frame.stored(column, None)
    return EPOCH + timedelta(days=int(held.values[row])) if held is not None and held.present[row] else None


def _whole(frame: Frame, column: str, per_unit: int):
    """Reads a number of a row as a whole count of 1/per_unit canonical units; None where it is not filled."""
    held = frame.stored(column, None)
    if held is None:
        return lambda row: None
    step = frame.register.columns[column].step * per_unit
    return lambda row: int(held.values[row] * step) if held.present[row] else None
