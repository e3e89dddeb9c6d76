"""Findings of one clause for one period, over all rows: outcome, amount, near miss, what is missing, who is paid."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from yanzhen.engine.amounts import Amounts, amounts_of
from yanzhen.engine.columns.vectors import Mask, Reasons, united
from yanzhen.engine.decide import Conditions, Decided, decide, failed_rows
from yanzhen.engine.finding import (
    ABSENT,
    DOES_NOT_APPLY,
    MET,
    NOT_MET,
    UNKNOWN,
    UNSET,
    Finding,
    basis_of,
    pending_of,
)
from yanzhen.engine.met_amounts import MetAmounts, met_amounts_of
from yanzhen.engine.near import Near, near_rows
from yanzhen.engine.plan import Element
from yanzhen.language.values import FACT_KINDS, Reason
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period


@dataclass
class Found:
    """A decided clause with its amounts, near misses and reasons, ready to be written or asked row by row."""

    decided: Decided
    given: MetAmounts | None
    """The amounts of the met rows."""
    near: list[tuple[int, Near]]
    """(position of the failed condition, the step that would flip it); a row is in at most one."""
    payee_rows: np.ndarray | None
    payee_register: str
    conditions: Conditions

    @property
    def clause(self) -> Clause:
        """The clause decided."""
        return self.decided.element.clause

    def near_rows(self) -> Mask:
        """Rows that are near."""
        mask = np.zeros(self.decided.rows, dtype=bool)
        for _, near in self.near:
            mask[near.at] = True
        return mask

    @cached_property
    def amounts(self) -> Amounts | None:
        """What every row of the register would be given, met or not; worked out when first asked for."""
        if self.clause.amount is None or self.clause.amount.high is None:
            return None
        if not self.decided.any_met:
            nothing, no = np.zeros(self.decided.rows, dtype=np.int64), np.zeros(self.decided.rows, dtype=bool)
            return Amounts(nothing, nothing, self.clause.round.to, no, no, united(()))
        if self.given is not None and self.given.taken:
            return self.given.of
        return amounts_of(self.decided, self.conditions.reader)

    @property
    def computes(self) -> bool:
        """Whether the clause gives money that is worked out."""
        return self.clause.amount is not None and self.clause.amount.high is not None

    @cached_property
    def amount_known(self) -> Mask:
        """Met rows whose amount needs no further fact."""
        if self.given is None:
            return np.zeros(self.decided.rows, dtype=bool) if self.computes else self.decided.met
        return self.given.whole(self.settled)

    @cached_property
    def settled(self) -> Mask:
        """Of the met rows with amounts, in order, those whose amount needs no further fact."""
        assert self.given is not None
        if self.declared == "exact":
            return self.given.known
        found = self.given.bounded.copy()
        for mask in self.given.of.why().values():
            found &= ~(mask[self.given.rows] if self.given.taken and mask.ndim else mask)
        return found

    @property
    def declared(self) -> str:
        """The basis the clause's text allows."""
        return self.clause.amount.basis if self.clause.amount is not None else ""

    @cached_property
    def unknown_reasons(self) -> Reasons:
        """For unknown rows, the reasons of the scope and of every open condition."""
        decided, register = self.decided, self.clause.register
        whys = [decided.scope.truth.why]
        whys += [self.conditions.truth(part, register, decided.period).why for part in self.clause.conditions]
        return united(whys, decided.unknown)()

    @cached_property
    def amount_reasons(self) -> Reasons:
        """For met rows whose amount is not known, the reasons."""
        if self.given is None or self.settled.all():
            return {}
        return united((self.given.reasons,), self.given.whole(~self.settled))()

    def pending_judgement(self, reasons: Reasons) -> Mask:
        """Unknown rows that no delivery of facts would settle."""
        facts = np.zeros(self.decided.rows, dtype=bool)
        for reason, mask in reasons.items():
            if reason.kind in FACT_KINDS:
                facts |= mask
        return self.decided.unknown & ~facts

    def finding(self, row: int) -> Finding:
        """The finding of one row, in the words of the exact reading."""
        decided, clause, period = self.decided, self.clause, self.decided.period
        key = self.conditions.reader.snapshot.frame(clause.register).keys[row]
        if not decided.scope.possible[row]:
            return Finding(clause, key, period, DOES_NOT_APPLY)
        if decided.unknown[row]:
            reasons = _at(self.unknown_reasons, row)
            return Finding(clause, key, period, UNKNOWN, missing=reasons, pending=pending_of(reasons))
        if decided.not_met[row]:
            for _, near in self.near:
                if row in near.at:
                    return Finding(clause, key, period, NOT_MET, near=near.column, shortfall=near.gap(row))
            return Finding(clause, key, period, NOT_MET)
        return self._met(row, key)

    def _met(self, row: int, key: str) -> Finding:
        clause, period = self.clause, self.decided.period
        payee = self.payee(row, key)
        if self.given is None:
            return Finding(clause, key, period, MET, UNSET if clause.amount is not None else "", payee=payee)
        given, at = self.given, self.given.place(row)
        high = int(given.high[at]) * given.step if given.bounded[at] else None
        basis = basis_of(self.declared, bool(self.settled[at]))
        missing = _at(self.amount_reasons, row) if basis == ABSENT else frozenset()
        return Finding(clause, key, period, MET, basis, int(given.low[at]) * given.step, high, missing, payee=payee)

    def payee(self, row: int, key: str) -> str:
        """The key of who is paid; empty when not known."""
        if self.payee_rows is None:
            return key
        at = int(self.payee_rows[row])
        return "" if at < 0 else self.conditions.reader.snapshot.frame(self.payee_register).keys[at]


def find(element: Element, period: Period, conditions: Conditions, pack: Pack, reach: Fraction) -> Found:
    """The clause decided, with amounts for met rows and near misses for rows that failed one condition."""
    decided = decide(element, period, conditions, pack.vocabulary)
    reader, clause = conditions.reader, element.clause
    near: list[tuple[int, Near]] = []
    if decided.near.any():
        for at, condition in enumerate(clause.conditions):
            if condition.judged or not conditions.movable(condition, pack.vocabulary):
                continue
            rows = failed_rows(decided, at)
            if len(rows):
                near += [(at, one) for one in near_rows(condition.node, rows, reader, clause.register, period, reach)]
    given = met_amounts_of(decided, reader)
    if not conditions.lasting:
        reader.forget()
    via = clause.payee or (pack.vocabulary.registers[clause.register].owner or "")
    payee_rows, payee_register = None, clause.register
    if via and via != clause.register:
        payee_rows = reader.leaves.owner_rows(clause.register, via, via)
        payee_register = _referred(pack, clause.register, via)
    return Found(decided, given, near, payee_rows, payee_register, conditions)


def _referred(pack: Pack, register: str, via: str) -> str:
    declared = pack.vocabulary.registers[register]
    return via if via in declared.belongs_to else (declared.columns[via].ref or via)


def _at(reasons: Reasons, row: int) -> frozenset[Reason]:
    return frozenset(reason for reason, mask in reasons.items() if (mask if mask.ndim == 0 else mask[row]))
