"""Instalments: each part of an award is a claim of its own, decided on its own day with its own test."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from yanzhen.engine.payout.awards import Award, Reading, told
from yanzhen.engine.payout.claims import ACCEPTED, LAPSED, OPEN, standing
from yanzhen.engine.payout.claims import UNKNOWN as UNSETTLED
from yanzhen.engine.payout.records import Claims
from yanzhen.engine.payout.splitting import filled_in_order, largest_remainder
from yanzhen.language.values import unknown
from yanzhen.pack.model import Clause
from yanzhen.units import MONEY, SHARE, show

FEN = 100
PAID, MET, NOT_MET, UNKNOWN, LAPSED_STATE = "paid", "met", "not_met", "unknown", "lapsed"


def instalments(
    award: Award, clause: Clause, waiting: int, paid: int, unclear: str, claims: Claims, reading: Reading
) -> list[dict[str, object]]:  # fmt: skip
    """The rows of INSTALMENTS of one award.

    What does not wait in a pool (`waiting` fen) is split by largest remainder; what was paid fills the parts from the first.
    A clause without instalments is paid at once, within its claim window.
    """
    shares = _shares(clause)
    parts = [None] * len(shares) if award.net is None else largest_remainder(award.net - waiting, shares)
    tops = [None] * len(shares) if award.ceiling is None else largest_remainder(award.ceiling, shares)
    filled = filled_in_order(paid, [part or 0 for part in parts])
    found = []
    for at, (share, part, top, done) in enumerate(zip(shares, parts, tops, filled, strict=True)):
        due, state, reason = _decided(award, clause, at, claims, reading)
        if part and done == part:
            state, reason = PAID, ""
        elif unclear:
            state, reason = UNKNOWN, unclear
        if waiting:
            told = f"另有 {show(Fraction(waiting, FEN), MONEY)} 在资金池里等"
            reason = f"{reason}；{told}" if reason else told
        found.append(
            award.words
            | {
                "number": at + 1, "of": len(shares), "share": show(share, SHARE), "fen": part, "ceiling_fen": top,
                "paid_fen": done, "state": state, "due": due, "reason": reason,
            }
        )  # fmt: skip
    return found


def _shares(clause: Clause) -> list[Fraction]:
    if not clause.instalments:
        return [Fraction(1)]
    fixed = sum((one.share for one in clause.instalments if one.share is not None), Fraction(0))
    return [1 - fixed if one.share is None else one.share for one in clause.instalments]


def _decided(
    award: Award, clause: Clause, at: int, claims: Claims, reading: Reading
) -> tuple[date | None, str, str]:  # fmt: skip
    """(due, state, reason) of a part, as if nothing had been paid of it."""
    part = clause.instalments[at] if clause.instalments else None
    due = reading.of(part.due if part is not None else clause.claim.due, award)
    auto = clause.claim.mode == "auto"
    stands = standing(award.key, claims, due, reading.on, auto=auto, instalment=at + 1)
    day = due if isinstance(due, date) else None
    if stands.state == LAPSED:
        return day, LAPSED_STATE, stands.reason
    if part is not None and part.when is not None:
        value = reading.of(part.when, award)
        if unknown(value):
            return day, UNKNOWN, f"「{part.text}」待定：{told(value)}"
        if value is not True:
            return day, NOT_MET, f"还不符：{part.text}"
    if stands.state == UNSETTLED:
        return day, UNKNOWN, stands.reason
    return day, MET, "" if stands.state == ACCEPTED else f"可以申报：{stands.reason}" if stands.state == OPEN else ""
