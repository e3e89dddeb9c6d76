"""Findings as rows of one table: only those worth telling, with their reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from yanzhen.engine.columns.vectors import Mask, Reasons
from yanzhen.engine.finding import ABSENT, APPLICATION, FACTS, JUDGEMENT, MET, NOT_MET, UNKNOWN, UNSET
from yanzhen.engine.findings import Found
from yanzhen.engine.result import COLUMNS
from yanzhen.facts.snapshot import Frame
from yanzhen.language.values import FACT_KINDS, KIND_WORDS, Reason
from yanzhen.pack.model import Condition
from yanzhen.registers import Vocabulary
from yanzhen.units import show

FEN = 100


def written_rows(found: Found, application: Mask, all_findings: bool) -> np.ndarray:
    """Numbers of the rows to write: met, near, 可申报 and unknown ones, or all that are in scope."""
    decided = found.decided
    keep = decided.met | decided.unknown | found.near_rows() | application
    return np.flatnonzero(keep | decided.not_met if all_findings else keep)


def as_table(found: Found, application: Mask, frame: Frame, all_findings: bool) -> pl.DataFrame:
    """The rows to write of one clause and period, by subject key."""
    rows = written_rows(found, application, all_findings)
    if not len(rows):
        return pl.DataFrame(schema=COLUMNS)
    decided, clause = found.decided, found.clause
    met, unknown = decided.met[rows], decided.unknown[rows]
    outcome = np.where(met, MET, np.where(unknown, UNKNOWN, NOT_MET))
    open_reasons, lacking = found.unknown_reasons, found.amount_reasons
    judged = found.pending_judgement(open_reasons)[rows]
    pending = np.where(unknown, np.where(judged, JUDGEMENT, FACTS), np.where(application[rows], APPLICATION, ""))
    basis, amount, ceiling = _money(found, rows, met)
    near, reason = _near(found, rows)
    missing = reason_texts(merged(open_reasons, lacking), rows)
    reason = np.where(unknown, np.where(judged, "待评审", "待补数据"), np.where(met, "符合全部条件", reason))
    failed = _first_failed(found, rows, met | unknown)
    reason = np.where(reason == "", failed, reason)
    keys = np.array(frame.keys, dtype=object)[rows]
    return pl.DataFrame(
        {
            "subject": keys,
            "clause": np.full(len(rows), clause.id, dtype=object),
            "outcome": outcome.astype(object),
            "amount_fen": amount,
            "near": near,
            "reason": reason.astype(object),
            "missing": missing,
            "policy": np.full(len(rows), clause.policy.title, dtype=object),
            "citation": np.full(len(rows), str(clause.cite), dtype=object),
            "register": np.full(len(rows), clause.register, dtype=object),
            "period": np.full(len(rows), str(decided.period), dtype=object),
            "payee": _payees(found, rows, met),
            "amount_basis": basis,
            "ceiling_fen": ceiling,
            "nature": np.full(len(rows), clause.nature, dtype=object),
            "pending": pending.astype(object),
            "net_fen": [None] * len(rows),
            "relation": [""] * len(rows),
            "beaten_by": [""] * len(rows),
        },
        schema=COLUMNS,
    )


def _money(found: Found, rows: np.ndarray, met: Mask) -> tuple[list[str], list[int | None], list[int | None]]:
    """Basis, exact amount and ceiling, in fen."""
    declared, amounts = found.declared, found.amounts
    if amounts is None:
        basis = UNSET if declared else ""
        return [basis if held else "" for held in met], [None] * len(rows), [None] * len(rows)
    known = found.amount_known[rows]
    bases = [(declared if settled else ABSENT) if held else "" for held, settled in zip(met, known, strict=True)]
    fen = amounts.step * FEN
    high = [int(value * fen) for value in amounts.high[rows]]
    exact = [value if basis == "exact" else None for basis, value in zip(bases, high, strict=True)]
    ceiling = [value if basis == "at_most" else None for basis, value in zip(bases, high, strict=True)]
    return bases, exact, ceiling


def _near(found: Found, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The column that would flip each row, and the sentence that says how far it falls short."""
    column = np.full(len(rows), "", dtype=object)
    sentence = np.full(len(rows), "", dtype=object)
    place = {int(row): at for at, row in enumerate(rows)}
    for position, step in found.near:
        condition = found.clause.conditions[position]
        for row in np.flatnonzero(step.rows):
            at = place[int(row)]
            column[at] = step.column
            sentence[at] = near_sentence(condition, step.column, found, int(row))
    return column, sentence


def near_sentence(condition: Condition, column: str, found: Found, row: int) -> str:
    """只差一项：… 还差 …."""
    for _, step in found.near:
        if step.rows[row] and step.column == column and step.shortfall is not None:
            gap = step.shortfall
            value = int(gap.num[row]) * gap.quantum / (1 if gap.den is None else int(gap.den[row]))
            return f"只差一项：{condition.text}，还差 {show(value, step.dimension)}"
    return f"只差一项：{condition.text}"


def _first_failed(found: Found, rows: np.ndarray, done: Mask) -> np.ndarray:
    """For rows that are not met, the first condition they fail."""
    sentence = np.full(len(rows), "", dtype=object)
    if done.all():
        return sentence
    for condition in found.clause.conditions:
        truth = found.conditions.truth(condition, found.clause.register, found.decided.period)
        failed = ~truth.maybe[rows] & ~done & (sentence == "")
        sentence[failed] = f"不符：{condition.text}"
    return sentence


def _payees(found: Found, rows: np.ndarray, met: Mask) -> list[str]:
    keys = found.conditions.reader.snapshot.frame(found.clause.register).keys
    return [found.payee(int(row), keys[row]) if held else "" for row, held in zip(rows, met, strict=True)]


def merged(*many: Reasons) -> Reasons:
    """The same reasons together."""
    whole: Reasons = {}
    for reasons in many:
        for reason, mask in reasons.items():
            whole[reason] = whole[reason] | mask if reason in whole else mask
    return whole


def reason_texts(reasons: Reasons, rows: np.ndarray) -> list[str]:
    """For each row its reasons as one text, sorted, joined by 、; each distinct combination is put into words once."""
    named = sorted(reasons)
    if not named:
        return [""] * len(rows)
    bits = np.stack([np.broadcast_to(reasons[reason], (int(rows.max()) + 1,))[rows] if reasons[reason].ndim == 0
                     else reasons[reason][rows] for reason in named])  # fmt: skip
    packed = np.packbits(bits, axis=0).T
    combos, which = np.unique(packed, axis=0, return_inverse=True)
    texts = []
    for combo in combos:
        held = np.unpackbits(combo)[: len(named)].astype(bool)
        texts.append("、".join(missing_name(reason) for reason, yes in zip(named, held, strict=True) if yes))
    return [texts[at] for at in which.reshape(-1)]


def missing_name(reason: Reason) -> str:
    """A missing fact in a cell: register.column(period), and why when no delivery would settle it."""
    where = f"{reason.register}.{reason.column}" if reason.column else reason.register
    when = f"({reason.period})" if reason.period else ""
    return where + when + ("" if reason.kind in FACT_KINDS else f"〔{KIND_WORDS[reason.kind]}〕")


def holder(reason: Reason, vocabulary: Vocabulary) -> str:
    """Who holds the fact, as its column declares; empty when nothing does."""
    register = vocabulary.registers.get(reason.register)
    column = register.columns.get(reason.column) if register is not None else None
    return column.held_by if column is not None else ""


def count_missing(parts: Iterable[tuple[Reasons, Sequence[str]]], vocabulary: Vocabulary) -> pl.DataFrame:
    """For each missing fact how many findings and subjects it keeps open, most findings first."""
    findings: dict[str, int] = {}
    subjects: dict[str, set[str]] = {}
    holders: dict[str, str] = {}
    for reasons, keys in parts:
        for reason, mask in reasons.items():
            rows = np.flatnonzero(np.broadcast_to(mask, (len(keys),)))
            if len(rows):
                name = missing_name(reason)
                findings[name] = findings.get(name, 0) + len(rows)
                subjects.setdefault(name, set()).update(keys[row] for row in rows)
                holders[name] = holder(reason, vocabulary)
    rows = [(name, holders[name], count, len(subjects[name])) for name, count in findings.items()]
    rows.sort(key=lambda row: (-row[2], row[0]))
    schema = {"fact": pl.String, "held_by": pl.String, "findings": pl.Int64, "subjects": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
