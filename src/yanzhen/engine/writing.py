"""Findings as rows of one table: only those worth telling, with their reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from yanzhen.engine.as_columns import money_of, payees, worded
from yanzhen.engine.columns.vectors import Mask, Reasons
from yanzhen.engine.finding import APPLICATION, FACTS, JUDGEMENT, MET, NOT_MET, UNKNOWN
from yanzhen.engine.findings import Found
from yanzhen.engine.near import Near
from yanzhen.engine.result import COLUMNS
from yanzhen.facts.snapshot import Frame
from yanzhen.language.values import FACT_KINDS, KIND_WORDS, Reason
from yanzhen.pack.model import Condition
from yanzhen.registers import Vocabulary
from yanzhen.units import show


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
    open_reasons, lacking = found.unknown_reasons, found.amount_reasons
    judged = found.pending_judgement(open_reasons)[rows]
    basis, amount, ceiling = money_of(found, rows, met)
    near, reason = _told(found, rows, met, unknown, judged)
    pending = np.select([unknown & judged, unknown, application[rows]], [1, 2, 3], 0)
    same = {
        "clause": clause.id, "policy": clause.policy.title, "citation": str(clause.cite), "register": clause.register,
        "period": str(decided.period), "nature": clause.nature, "relation": "", "beaten_by": "",
    }  # fmt: skip
    columns: dict[str, pl.Series] = {
        "subject": frame.texts.gather(rows),
        "outcome": worded((MET, UNKNOWN, NOT_MET), np.where(met, 0, np.where(unknown, 1, 2))),
        "amount_fen": amount,
        "near": near,
        "reason": reason,
        "missing": reason_texts(merged(open_reasons, lacking), rows),
        "payee": payees(found, rows, met),
        "amount_basis": basis,
        "ceiling_fen": ceiling,
        "pending": worded(("", JUDGEMENT, FACTS, APPLICATION), pending),
    }
    return pl.DataFrame(columns).select(
        pl.lit(same[name]).alias(name) if name in same
        else pl.lit(None, dtype=dtype).alias(name) if name not in columns
        else pl.col(name)
        for name, dtype in COLUMNS.items()
    )  # fmt: skip


def _told(found: Found, rows: np.ndarray, met: Mask, unknown: Mask, judged: Mask) -> tuple[pl.Series, pl.Series]:
    """The column that would flip each row, and the sentence that says why its outcome is what it is."""
    clause = found.clause
    columns, sentences = [""], ["", "待评审", "待补数据", "符合全部条件"]
    column, sentence = np.zeros(len(rows), dtype=np.int32), np.zeros(len(rows), dtype=np.int32)
    for position, near in found.near:
        at = np.searchsorted(rows, near.at)
        texts, which = near_sentences(clause.conditions[position], near)
        column[at], sentence[at] = len(columns), len(sentences) + which
        columns.append(near.column)
        sentences += texts
    failed = ~met & ~unknown & (sentence == 0)
    for condition in clause.conditions if failed.any() else ():
        truth = found.conditions.truth(condition, clause.register, found.decided.period)
        here = failed & ~truth.maybe[rows]
        sentence[here] = len(sentences)
        sentences.append(f"不符：{condition.text}")
        failed &= ~here
    sentence = np.select([unknown & judged, unknown, met], [1, 2, 3], sentence)
    return worded(columns, column), worded(sentences, sentence)


def near_sentences(condition: Condition, near: Near) -> tuple[list[str], np.ndarray]:
    """只差一项：… 还差 …: the distinct sentences, and which of them each near row has."""
    gap = near.shortfall
    if gap is None:
        return [f"只差一项：{condition.text}"], np.zeros(len(near.at), dtype=np.int32)
    num, den = gap.num, gap.den
    if den is None:
        distinct, which = np.unique(num, return_inverse=True)
        values = [int(one) * gap.quantum for one in distinct]
    else:
        pairs: dict[tuple[int, int], int] = {}
        which = np.array([pairs.setdefault((int(n), int(d)), len(pairs)) for n, d in zip(num, den, strict=True)], int)
        values = [n * gap.quantum / d for n, d in pairs]
    return [f"只差一项：{condition.text}，还差 {show(value, near.dimension)}" for value in values], which


def merged(*many: Reasons) -> Reasons:
    """The same reasons together."""
    whole: Reasons = {}
    for reasons in many:
        for reason, mask in reasons.items():
            whole[reason] = whole[reason] | mask if reason in whole else mask
    return whole


def reason_texts(reasons: Reasons, rows: np.ndarray) -> pl.Series:
    """For each row its reasons as one text, sorted, joined by 、; each distinct combination is put into words once."""
    named = [(reason, np.broadcast_to(reasons[reason], (int(rows.max()) + 1,))[rows] if reasons[reason].ndim == 0
              else reasons[reason][rows]) for reason in sorted(reasons)]  # fmt: skip
    named = [(reason, held) for reason, held in named if held.any()]
    if not named:
        return worded(("",), np.zeros(len(rows), dtype=np.int32))
    packed = np.packbits(np.stack([held for _, held in named]), axis=0)
    whole = np.zeros((len(rows), -(-len(packed) // 8) * 8), dtype=np.uint8)
    whole[:, : len(packed)] = packed.T
    words = whole.view(np.uint64)
    combos, which = np.unique(words[:, 0] if words.shape[1] == 1 else words, axis=0, return_inverse=True)
    texts = []
    for combo in combos:
        held = np.unpackbits(np.atleast_1d(combo).view(np.uint8))[: len(named)].astype(bool)
        texts.append("、".join(missing_name(reason) for (reason, _), yes in zip(named, held, strict=True) if yes))
    return worded(texts, which.reshape(-1))


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
    subjects: dict[str, dict[int, Mask]] = {}
    holders: dict[str, str] = {}
    registers: dict[int, Sequence[str]] = {}
    for reasons, keys in parts:
        registers[id(keys)] = keys
        for reason, mask in reasons.items():
            whole = np.broadcast_to(mask, (len(keys),))
            count = int(whole.sum())
            if count:
                name = missing_name(reason)
                findings[name] = findings.get(name, 0) + count
                seen = subjects.setdefault(name, {})
                seen[id(keys)] = seen[id(keys)] | whole if id(keys) in seen else whole
                holders[name] = holder(reason, vocabulary)
    rows = [(name, holders[name], count, _distinct(subjects[name], registers)) for name, count in findings.items()]
    rows.sort(key=lambda row: (-row[2], row[0]))
    schema = {"fact": pl.String, "held_by": pl.String, "findings": pl.Int64, "subjects": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _distinct(seen: dict[int, Mask], registers: dict[int, Sequence[str]]) -> int:
    """How many keys are marked in any of the registers."""
    if len(seen) == 1:
        return int(next(iter(seen.values())).sum())
    return len({registers[which][row] for which, mask in seen.items() for row in np.flatnonzero(mask)})
