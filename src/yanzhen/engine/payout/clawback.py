"""Promises that stand on money paid: kept, open, or broken, and then a debt with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from yanzhen.engine.payout.awards import Key, Reading, clauses_of, told
from yanzhen.engine.payout.records import Payments
from yanzhen.facts.shape import JOINT
from yanzhen.language.values import unknown
from yanzhen.pack.model import Clause, Pack
from yanzhen.pack.paying import Promise
from yanzhen.units import SHARE, show

OWED, KEPT, OPEN, UNKNOWN = "owed", "kept", "open", "unknown"


def debts(pack: Pack, payments: Payments, reading: Reading) -> Iterator[dict[str, object]]:
    """The rows of DEBTS: each promise of each award that 兑付 says was paid, whenever that was, by clause and subject.

    A promise is read as of the earlier of the run's day and its last day: what happens after it owes nothing.
    """
    for clause in clauses_of(pack).values():
        if not clause.clawback:
            continue
        for key in sorted(key for key in payments.rows if key.clause == clause.id):
            yield from _of_award(clause, key, payments, reading)
        for (id, _), rows in sorted(payments.vague.items()):
            for row in rows if id == clause.id else ():
                why = f"兑付 {row.number} 没有写清付的是哪一项"
                subject = JOINT.join(filter(None, (row.key.owner, row.key.item)))
                for at, promise in enumerate(clause.clawback, start=1):
                    yield _row(clause, row.key, subject, at, promise, UNKNOWN, row.fen or 0, None, None, why)


def _of_award(clause: Clause, key: Key, payments: Payments, reading: Reading) -> Iterator[dict[str, object]]:
    paid, unclear = payments.paid(key)
    subject = JOINT.join(filter(None, (key.owner, key.item)))
    row = reading.subject(clause.register, subject)
    owed = 0
    for at, promise in enumerate(clause.clawback, start=1):
        if row is None:
            why = f"台账「{clause.register}」里没有这一行"
            yield _row(clause, key, subject, at, promise, UNKNOWN, paid, None, None, why)
            continue
        due = reading.value(promise.due, row, key.period)
        day = due if isinstance(due, date) else None
        if day is None:
            yield _row(clause, key, subject, at, promise, UNKNOWN, paid, None, None, f"承诺期待定：{told(due)}")
            continue
        broken = reading.value(promise.when, row, key.period, min(reading.on, day))
        if unknown(broken):
            yield _row(clause, key, subject, at, promise, UNKNOWN, paid, None, day, told(broken))
        elif broken is not True:
            yield _row(clause, key, subject, at, promise, OPEN if reading.on <= day else KEPT, paid, 0, day, "")
        else:
            back = min(rounded(paid * promise.share), paid - owed)
            owed += back
            yield _row(clause, key, subject, at, promise, OWED, paid, back, day, unclear or f"出现：{promise.text}")


def rounded(fen: Fraction | int) -> int:
    """To the whole fen, half up."""
    doubled = Fraction(fen) * 2 + 1
    return doubled.numerator // doubled.denominator // 2


def _row(
    clause: Clause, key: Key, subject: str, number: int, promise: Promise, state: str, paid: int, fen: int | None,
    due: date | None, reason: str,
) -> dict[str, object]:  # fmt: skip
    return {
        "clause": clause.id, "register": clause.register, "subject": subject, "period": key.period, "owner": key.owner,
        "number": number, "promise": promise.text, "state": state, "paid_fen": paid, "share": show(promise.share, SHARE),
        "fen": fen, "due": due, "reason": reason, "citation": str(clause.cite),
    }  # fmt: skip
