"""Findings of one clause for one period, over all rows: outcome, amount, near miss, what is missing, who is paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from yanzhen.engine.amounts import Amounts, amounts_of
from yanzhen.engine.columns.vectors import Mask, Numbers, Reasons, united
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
from yanzhen.engine.near import Step, steps
from yanzhen.engine.plan import Element
from yanzhen.language.values import FACT_KINDS, Reason
from yanzhen.pack.model import Clause, Pack
from yanzhen.periods import Period


@dataclass
class Found:
    """A decided clause with its amounts, near misses and reasons, ready to be written or asked row by row."""

    decided: Decided
    amounts: Amounts | None
    near: list[tuple[int, Step]]
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
        for _, step in self.near:
            mask |= step.rows
        return mask

    @cached_property
    def amount_known(self) -> Mask:
        """Met rows whose amount needs no further fact."""
        if self.amounts is None:
            return self.decided.met
        return (
            self.decided.met & self.amounts.known
            if self.declared == "exact"
            else self.decided.met & self._bound_known()
        )

    def _bound_known(self) -> Mask:
        """For "up to" clauses: rows whose upper end is settled by facts."""
        assert self.amounts is not None
        found = self.amounts.bounded.copy()
        for mask in self.amounts.why().values():
            found &= ~mask
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
        if self.amounts is None:
            return {}
        return united((self.amounts.why,), self.decided.met & ~self.amount_known)()

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
            for _, step in self.near:
                if step.rows[row]:
                    gap = None if step.shortfall is None else _value(step.shortfall, row)
                    return Finding(clause, key, period, NOT_MET, near=step.column, shortfall=gap)
            return Finding(clause, key, period, NOT_MET)
        return self._met(row, key)

    def _met(self, row: int, key: str) -> Finding:
        clause, period = self.clause, self.decided.period
        payee = self.payee(row, key)
        if self.amounts is None:
            return Finding(clause, key, period, MET, UNSET if clause.amount is not None else "", payee=payee)
        step = self.amounts.step
        high = int(self.amounts.high[row]) * step if self.amounts.bounded[row] else None
        basis = basis_of(self.declared, bool(self.amount_known[row]))
        missing = _at(self.amount_reasons, row) if basis == ABSENT else frozenset()
        return Finding(clause, key, period, MET, basis, int(self.amounts.low[row]) * step, high, missing, payee=payee)

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
    near: list[tuple[int, Step]] = []
    if decided.once.any():
        for at, condition in enumerate(clause.conditions):
            failed = np.zeros(decided.rows, dtype=bool)
            failed[failed_rows(decided, at)] = True
            if condition.judged or not failed.any():
                continue
            found = steps(condition.node, reader, clause.register, period, reach)
            near += [(at, replace(step, rows=step.rows & failed)) for step in found]
    amounts = amounts_of(decided, reader) if decided.met.any() else None
    if amounts is None and clause.amount is not None and clause.amount.high is not None:
        amounts = _no_amounts(decided, clause)
    via = clause.payee or (pack.vocabulary.registers[clause.register].owner or "")
    payee_rows, payee_register = None, clause.register
    if via and via != clause.register:
        payee_rows = reader.leaves.owner_rows(clause.register, via, via)
        payee_register = _referred(pack, clause.register, via)
    return Found(decided, amounts, near, payee_rows, payee_register, conditions)


def _referred(pack: Pack, register: str, via: str) -> str:
    declared = pack.vocabulary.registers[register]
    return via if via in declared.belongs_to else (declared.columns[via].ref or via)


def _no_amounts(decided: Decided, clause: Clause) -> Amounts:
    nothing = np.zeros(decided.rows, dtype=np.int64)
    no = np.zeros(decided.rows, dtype=bool)
    return Amounts(nothing, nothing, clause.round.to, no, no, united(()))


def _at(reasons: Reasons, row: int) -> frozenset[Reason]:
    return frozenset(reason for reason, mask in reasons.items() if (mask if mask.ndim == 0 else mask[row]))


def _value(number: Numbers, row: int) -> Fraction:
    whole = int(number.num[row]) * number.quantum
    return whole if number.den is None else whole / int(number.den[row])
