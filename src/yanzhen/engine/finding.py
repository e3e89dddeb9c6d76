"""One finding: what a clause says of one subject for one period, with everything a person needs to check it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from yanzhen.language.values import FACT_KINDS, Reason
from yanzhen.pack.model import Clause, Condition
from yanzhen.periods import Period
from yanzhen.units import NUMBER, Dimension

MET, NOT_MET, UNKNOWN, DOES_NOT_APPLY = "met", "not_met", "unknown", "does_not_apply"
OUTCOME_WORDS = {MET: "符合", NOT_MET: "不符", UNKNOWN: "待定", DOES_NOT_APPLY: "不适用"}
EXACT, AT_MOST, UNSET, ABSENT = "exact", "at_most", "unset", "missing"
FACTS, JUDGEMENT, APPLICATION = "facts", "judgement", "application"


@dataclass(frozen=True)
class Finding:
    """`outcome` is met, not_met, unknown or does_not_apply.

    Met: `basis` says how the amount is known; `low` and `high` bound it in 元 (equal when exact; `high` None when nothing
    bounds it). Unknown: `pending` is facts or judgement. `missing` are the facts that would settle outcome or amount.
    Not met and near: `near` is the column the subject can move, `shortfall` how far, in its canonical unit.
    """

    clause: Clause
    subject: str
    period: Period
    outcome: str
    basis: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    missing: frozenset[Reason] = frozenset()
    pending: str = ""
    near: str = ""
    shortfall: Fraction | None = None
    dimension: Dimension = NUMBER
    payee: str = ""
    outside: str = ""
    conditions: tuple[tuple[Condition, object], ...] = field(default=(), repr=False)


def pending_of(reasons: frozenset[Reason] | set[Reason]) -> str:
    """facts when a delivery would settle something, else judgement: somebody must decide."""
    return FACTS if any(reason.kind in FACT_KINDS for reason in reasons) else JUDGEMENT


def basis_of(declared: str, known: bool) -> str:
    """The basis of a met amount: what the text allows, or missing when a fact it needs is."""
    if declared == UNSET:
        return UNSET
    return declared if known else ABSENT
