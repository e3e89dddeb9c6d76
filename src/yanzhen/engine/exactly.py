"""The exact reading of a whole clause: one subject, Python fractions, the same steps as the columns reading.

It is slow and plain on purpose: explanations and cases come from it, and CI holds the columns reading to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from yanzhen.engine import payments
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
from yanzhen.engine.near import lever_exactly, reach_of
from yanzhen.engine.plan import Element
from yanzhen.engine.scope import scope_tests
from yanzhen.engine.subject import Facts, SnapshotSubject
from yanzhen.language import tree
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.subjects.history import round_to
from yanzhen.language.values import Between, Missing, Reason, reasons_of, unknown
from yanzhen.pack.model import Cap, Clause, Condition, Pack, Times
from yanzhen.periods import Period
from yanzhen.units import NUMBER

UNUSED: tuple[Fraction, Fraction | None] = (Fraction(0), Fraction(0))
"""Nothing of a cap is used up before."""


class Exactly:
    """Decides single subjects of one snapshot, as of day `on`."""

    def __init__(self, pack: Pack, facts: Facts, on: date) -> None:
        self.pack = pack
        self.facts = facts
        self.on = on

    def env(self, subject: SnapshotSubject, period: Period) -> Env:
        """Where expressions about the subject are read."""
        return Env({"基准日": self.on}, subject, period)

    def value(self, node: tree.Node, subject: SnapshotSubject, period: Period) -> object:
        """The value of one bound expression."""
        return Interpreter(full=False).evaluate(node, self.env(subject, period))

    def find(self, element: Element, period: Period, row: int) -> Finding:
        """The finding of a clause for row `row` of its register."""
        clause = element.clause
        subject = self.facts.subject(clause.register, row)
        outside, scope = self._scope(element, subject, period)
        if outside:
            return Finding(clause, subject.key, period, DOES_NOT_APPLY, outside=outside)
        held = tuple((condition, self.value(condition.node, subject, period)) for condition in clause.conditions)
        values = [scope, *(value for _, value in held)]
        if any(value is False for value in values):
            return self._failed(element, subject, period, scope, held)
        if any(unknown(value) for value in values):
            reasons = reasons_of(*values)
            return Finding(
                clause, subject.key, period, UNKNOWN, missing=reasons, pending=pending_of(reasons), conditions=held
            )
        return self._met(element, subject, period, held)

    def _scope(self, element: Element, subject: SnapshotSubject, period: Period) -> tuple[str, object]:
        values = []
        for sentence, node in scope_tests(element, self.pack.vocabulary):
            values.append(self.value(node, subject, period))
            if values[-1] is False:
                return sentence, False
        return "", Missing(reasons_of(*values)) if any(map(unknown, values)) else True

    def _failed(
        self, element: Element, subject: SnapshotSubject, period: Period, scope: object,
        held: Sequence[tuple[Condition, object]],
    ) -> Finding:  # fmt: skip
        clause = element.clause
        failed = [condition for condition, value in held if value is False]
        waiting = [condition for condition, value in held if unknown(value) and not condition.judged]
        near, shortfall, dimension = "", None, NUMBER
        if len(failed) == 1 and not waiting and not unknown(scope):
            lever = lever_exactly(
                failed[0].node,
                lambda node: self.value(node, subject, period),
                self.pack.vocabulary,
                reach_of(self.pack),
            )
            if lever is not None:
                near, shortfall, dimension = lever
        return Finding(
            clause,
            subject.key,
            period,
            NOT_MET,
            near=near,
            shortfall=shortfall,
            dimension=dimension,
            conditions=tuple(held),
        )

    def _met(
        self, element: Element, subject: SnapshotSubject, period: Period, held: Sequence[tuple[Condition, object]]
    ) -> Finding:
        clause = element.clause
        payee = self.payee(clause, subject)
        if clause.amount is None:
            return Finding(clause, subject.key, period, MET, payee=payee, conditions=tuple(held))
        if clause.amount.high is None:
            return Finding(clause, subject.key, period, MET, UNSET, payee=payee, conditions=tuple(held))
        low, high, reasons = self.amount(element, subject, period)
        low, high = (None if end is None else round_to(end, clause.round.to, clause.round.mode) for end in (low, high))
        exact_high = high is not None and not reasons
        basis = basis_of(clause.amount.basis, exact_high)
        missing = reasons if basis == ABSENT else frozenset()
        return Finding(clause, subject.key, period, MET, basis, low, high, missing, payee=payee, conditions=tuple(held))

    def payee(self, clause: Clause, subject: SnapshotSubject) -> str:
        """Who is paid: the clause's payee, else the row's owner, else the subject itself."""
        via = clause.payee or (subject.frame.register.owner or "")
        if not via or via == clause.register:
            return subject.key
        declared = subject.frame.register
        register = via if via in declared.belongs_to else declared.columns[via].ref or via
        owner = subject.owner(register, via)
        return "" if isinstance(owner, Missing) else owner.key

    def amount(
        self, element: Element, subject: SnapshotSubject, period: Period
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:
        """Least and most the row may be given before rounding, and the facts that keep them apart."""
        clause = element.clause
        low, high, reasons = self._through_caps(element, subject, period, len(clause.caps))
        if clause.ceiling is not None:
            question = payments.ceiling_question(clause, period, self.pack.vocabulary)
            low, high, reasons = self._topped(clause.ceiling.most, question, subject, period, low, high, reasons)
        if low == high and clause.amount is not None and clause.amount.basis == "exact":
            reasons = frozenset()
        return low, high, reasons

    def _through_caps(
        self, element: Element, subject: SnapshotSubject, period: Period, caps: int
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:
        """The line's amount after its first `caps` caps."""
        low, high, reasons = self._line(element.clause, subject, period)
        for times in element.clause.times:
            low, high, reasons = self._counted(element, times, subject, period, low, high, reasons)
        for at in range(caps):
            low, high, reasons = self._capped(element, at, subject, period, low, high, reasons)
        return low, high, reasons

    def _line(
        self, clause: Clause, subject: SnapshotSubject, period: Period
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:
        assert clause.amount is not None and clause.amount.high is not None
        zero = Fraction(0)
        high = self.value(clause.amount.high, subject, period)
        low = high if clause.amount.low is None else self.value(clause.amount.low, subject, period)
        least, most = ends_of(low)[0], ends_of(high)[1]
        reasons = reasons_of(low, high)
        return max(zero, least or zero), None if most is None else max(zero, most), reasons

    def _topped(
        self, most_node: tree.Node, question: payments.Question | None, subject: SnapshotSubject, period: Period,
        low: Fraction, high: Fraction | None, reasons: frozenset[Reason], before: tuple[Fraction, Fraction | None] = UNUSED,
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:  # fmt: skip
        """Not more than `most` less payments made and less what stands before in the same cap."""
        rest_low, rest_high, more = self._rest(most_node, question, subject, period)
        zero = Fraction(0)
        if rest_high is not None:
            rest_high = max(zero, rest_high - before[0])
            high = rest_high if high is None else min(high, rest_high)
        rest_low = zero if rest_low is None or before[1] is None else max(zero, rest_low - before[1])
        return min(low, rest_low), high, reasons | more

    def _rest(
        self, most_node: tree.Node, question: payments.Question | None, subject: SnapshotSubject, period: Period
    ) -> tuple[Fraction | None, Fraction | None, frozenset[Reason]]:
        most = self.value(most_node, subject, period)
        used: object = Fraction(0) if question is None else payments.paid_exactly(question, subject)
        (most_low, most_high), (used_low, used_high) = ends_of(most), ends_of(used)
        low = None if most_low is None or used_high is None else max(Fraction(0), most_low - used_high)
        high = None if most_high is None else max(Fraction(0), most_high - (used_low or 0))
        return low, high, reasons_of(most, used)

    def _capped(
        self, element: Element, at: int, subject: SnapshotSubject, period: Period,
        low: Fraction, high: Fraction | None, reasons: frozenset[Reason],
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:  # fmt: skip
        clause, cap = element.clause, element.clause.caps[at]
        if cap.when is not None and self.value(cap.when, subject, period) is not True:
            return low, high, reasons
        question = payments.cap_question(clause, cap, period, self.pack.vocabulary)
        alone = self._topped(cap.most, question, subject, period, low, high, reasons)
        before = self._before(element, at, subject, period)
        if before is None:
            return alone
        used_low, used_high, open_rows = before
        low, high, reasons = self._topped(cap.most, question, subject, period, *alone, before=(used_low, used_high))
        return low, high, reasons | open_rows

    def _before(
        self, element: Element, at: int, subject: SnapshotSubject, period: Period
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]] | None:
        """What the rows before this one in its cap group use up, least and most, and why that is open; None when alone."""
        clause, register, cap = element.clause, subject.frame.register, element.clause.caps[at]
        if register.owner is None or clause.register in cap.per or any(name in register.key[1:] for name in cap.per):
            return None
        if self._group(cap, subject, period) is None:
            return None
        low, high, reasons = Fraction(0), Fraction(0), frozenset()
        for other in self._rows_before(clause, cap, subject, period):
            held, waiting = self.find_outcome(element, period, other.row)
            if held is False:
                continue
            if cap.when is not None and self.value(cap.when, other, period) is not True:
                continue
            question = payments.cap_question(clause, cap, period, self.pack.vocabulary)
            earlier = self._through_caps(element, other, period, at)
            least, most, lacking = self._topped(cap.most, question, other, period, *earlier)
            low += least if held else 0
            high = None if high is None or most is None else high + most
            reasons |= waiting | lacking
        return low, high, reasons

    def _counted(
        self, element: Element, times: Times, subject: SnapshotSubject, period: Period,
        low: Fraction, high: Fraction | None, reasons: frozenset[Reason],
    ) -> tuple[Fraction, Fraction | None, frozenset[Reason]]:  # fmt: skip
        """Nothing beyond the first so many met rows of the group, those of earlier periods included."""
        if times.when is not None and self.value(times.when, subject, period) is not True:
            return low, high, reasons
        question = payments.cap_question(element.clause, times, period, self.pack.vocabulary)
        used: object = Fraction(0) if question is None else payments.paid_exactly(question, subject, count=True)
        sure, maybe = ends_of(used)
        more = reasons_of(used)
        for other in self._rows_before(element.clause, times, subject, period):
            held, waiting = self.find_outcome(element, period, other.row)
            if held is False or (times.when is not None and self.value(times.when, other, period) is not True):
                continue
            sure = (sure or 0) + (1 if held else 0)
            maybe = None if maybe is None else maybe + 1
            more |= waiting
        may, must = (sure or 0) < times.most, maybe is not None and maybe < times.most
        if may == must:
            return (low, high, reasons) if may else (Fraction(0), Fraction(0), reasons)
        return Fraction(0), high, reasons | more

    def _rows_before(
        self, clause: Clause, limit: Cap | Times, subject: SnapshotSubject, period: Period
    ) -> Iterator[SnapshotSubject]:
        """The rows before this one in the group of a cap, in no order; none when every row is a group of its own."""
        register = subject.frame.register
        if (
            register.owner is None
            or clause.register in limit.per
            or any(name in register.key[1:] for name in limit.per)
        ):
            return
        mine = self._group(limit, subject, period)
        for row in range(subject.frame.n) if mine is not None else ():
            other = self.facts.subject(clause.register, row)
            if self._group(limit, other, period) == mine and self._earlier(clause, other, subject, period):
                yield other

    def find_outcome(self, element: Element, period: Period, row: int) -> tuple[bool | None, frozenset[Reason]]:
        """Whether a row is met (None: open), without its amount, and why it is open."""
        subject = self.facts.subject(element.clause.register, row)
        outside, scope = self._scope(element, subject, period)
        values = [scope, *(self.value(part.node, subject, period) for part in element.clause.conditions)]
        if outside or any(value is False for value in values):
            return False, frozenset()
        return (None, reasons_of(*values)) if any(map(unknown, values)) else (True, frozenset())

    def _group(self, cap: Cap | Times, subject: SnapshotSubject, period: Period) -> tuple[object, ...] | None:
        parts: list[object] = []
        for name in cap.per:
            if name in subject.frame.register.belongs_to or name in subject.frame.owners:
                declared = subject.frame.register
                owner = subject.owner(name if name in declared.belongs_to else declared.columns[name].ref or name, name)
                parts.append(None if isinstance(owner, Missing) else owner.key)
            else:
                value = subject.value(name, period)
                parts.append(None if unknown(value) else value)
        return None if None in parts else tuple(parts)

    def _earlier(self, clause: Clause, other: SnapshotSubject, subject: SnapshotSubject, period: Period) -> bool:
        days = []
        for one in (other, subject):
            day = None if clause.event is None else self.value(clause.event, one, period)
            days.append((day if isinstance(day, date) else date(1970, 1, 1), one.row))
        return days[0] < days[1]


def ends_of(value: object) -> tuple[Fraction | None, Fraction | None]:
    """The interval a value is known to lie in; nothing counts as zero."""
    if isinstance(value, Between):
        return value.low, value.high
    if isinstance(value, Missing):
        return None, None
    return (Fraction(0), Fraction(0)) if value is None else (value, value)
