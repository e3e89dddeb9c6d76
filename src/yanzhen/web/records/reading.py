"""The dry run: what a file would do, worked out beside the facts and written into the upload's own rows.

It may be cut off anywhere and run again: the file stays, and everything it finds is written in one transaction at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl
from django.db import transaction

from yanzhen.facts.files import write_batch
from yanzhen.facts.headings import match_headings
from yanzhen.facts.intake import intake
from yanzhen.facts.outcome import BadCell, Intake
from yanzhen.facts.rejects import write_rejects
from yanzhen.facts.snapshot import SUBJECT, Batches
from yanzhen.facts.tables import Table
from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary
from yanzhen.registers.checks import normal
from yanzhen.web.frame.place import city
from yanzhen.web.records import store
from yanzhen.web.records.catalogue import Catalogue
from yanzhen.web.records.current import Difference, difference
from yanzhen.web.records.models import ASKED, BAD, READ, REFUSED, Fault, Upload
from yanzhen.web.records.scope import Scope, Seen, places_of, scope_for
from yanzhen.web.records.showing import HIDDEN, written

MOST_FAULTS = 2_000
"""Faults kept for the page; the rejects workbook has all of them."""
AROUND_ROWS, AROUND_COLUMNS = 2, 3
OUTSIDE = "这一户不在您单位的范围"
OUTSIDE_FIX = "由它所在的县市区、园区或市级部门报送"


@dataclass(frozen=True)
class Tried:
    """What a dry run found: the intake with rows of others refused, and what it would change."""

    came: Intake
    difference: Difference
    draft: str = ""


def try_out(upload: Upload, at_step: Callable[[int], None]) -> Tried:
    """The file was read and compared; its draft and its rejects lie beside it. `at_step` is told each step, from 1."""
    vocabulary = city().vocabulary
    register = vocabulary.registers[upload.register]
    catalogue = Catalogue()
    scope = scope_for(upload.reach, [upload.unit])
    at_step(1)
    came = intake(
        store.original(upload.stored),
        register,
        vocabulary,
        period=Period.parse(upload.period) if upload.period else None,
        known=upload.known,
        source=upload.source,
        keep_good=True,
        before=Seen(catalogue, scope, vocabulary),
    )
    came = _only_own(came, register, scope, catalogue, vocabulary)
    at_step(2)
    batch = came.batch if came.taken else None
    found = difference(batch, list(catalogue.batches(register.name)), register) if batch else Difference()
    at_step(3)
    digest = ""
    if batch is not None:
        draft = write_batch(store.drafts(upload.stored), batch, register)
        digest = hashlib.sha256(draft.read_bytes()).hexdigest()
    if came.table is not None and came.problems:
        path = store.rejects(upload.stored)
        partial = path.with_name(f"{path.name}.{upload.claim}.partial")
        write_rejects(partial, came, register, all_rows=batch is None)
        partial.replace(path)
    return Tried(came, found, digest)


def record(upload: Upload, tried: Tried) -> None:
    """The upload's rows say what the dry run found; what an earlier try left is gone. Inside a transaction, upload locked."""
    if not transaction.get_connection().in_atomic_block:
        raise AssertionError("what a dry run found is written whole")
    register = city().vocabulary.registers[upload.register]
    came, found = tried.came, tried.difference
    bad_rows = {one.row for one in came.problems if one.row}
    upload.state = REFUSED if came.error is not None else READ
    upload.error = _own_name(came.error, upload) if came.error is not None else ""
    upload.rows, upload.taken = came.rows, came.taken
    upload.fresh, upload.changed, upload.same = found.fresh, found.changed, found.same
    upload.bad_cells, upload.asked = len(came.problems), len(came.doubts)
    upload.bad_rows = came.rows if came.batch is None else len(bad_rows)
    upload.sheet = came.table.sheet if came.table is not None else ""
    upload.period = str(came.period or upload.period)
    upload.understood = [text.replace(upload.stored, upload.name) for text in came.understood]
    upload.seen = [
        [one.letter, one.heading, one.name, one.unit, one.filled, one.blank, one.least, one.most] for one in came.seen
    ]
    upload.changes = _changes(found, register, scope_for(upload.reach, [upload.unit]))
    upload.clashes = list(found.clashes)
    upload.draft = tried.draft
    upload.faults.all().delete()
    listed = [(BAD, one) for one in came.problems] + [(ASKED, one) for one in came.doubts]
    by_row = {number: at for at, number in enumerate(came.table.numbers)} if came.table else {}
    kinds = _kinds(came.table, register)
    Fault.objects.bulk_create(
        _fault(upload, at, level, one, came.table, by_row, kinds)
        for at, (level, one) in enumerate(listed[:MOST_FAULTS])
    )


def _only_own(came: Intake, register: Register, scope: Scope, catalogue: Batches, vocabulary: Vocabulary) -> Intake:
    """Rows of subjects that are known to lie elsewhere are refused, cell by cell."""
    if scope.everything or came.batch is None or came.table is None:
        return came
    places = places_of(register, catalogue, vocabulary)
    if register.owner is None:
        for key, said in places_of(register, _One(came.batch), vocabulary).items():
            places.setdefault(key, said)
    outside = {key for key, said in places.items() if said and not said & scope.areas}
    good = came.batch.rows.filter(~pl.col(SUBJECT).is_in(sorted(outside)))
    if good.height == came.batch.rows.height:
        return came
    matched, _wrong = match_headings(came.table.headings, register)
    at = next(one.at for one in matched if one.name == SUBJECT)
    letter = next(one.letter for one in came.seen if one.name == SUBJECT)
    faulty = {one.row for one in came.problems}
    added = [
        BadCell(
            came.table.file,
            number,
            letter,
            came.table.headings[at].strip(),
            row[at],
            OUTSIDE,
            OUTSIDE_FIX,
            came.table.sheet,
        )
        for number, row in zip(came.table.numbers, came.table.rows, strict=True)
        if number not in faulty and normal(row[at]) in outside
    ]
    problems = tuple(sorted([*came.problems, *added], key=lambda one: one.row))
    return replace(came, batch=replace(came.batch, rows=good), taken=good.height, problems=problems)


@dataclass(frozen=True)
class _One:
    """A delivery that is not accepted yet, asked as if it were."""

    batch: object

    def batches(self, register: str) -> list:
        """That one, if it is of the register."""
        return [self.batch] if self.batch.register == register else []


def _own_name(error: Exception, upload: Upload) -> str:
    """What was wrong with the file and what to do, with the name its owner knows it by."""
    lines = (getattr(error, "what", str(error)), getattr(error, "hint", ""), getattr(error, "code", ""))
    return "\n".join(line for line in lines if line).replace(upload.stored, upload.name)


def _changes(found: Difference, register: Register, scope: Scope) -> list[list[str]]:
    told = []
    for one in found.changes:
        column = register.columns[one.column]
        values = (HIDDEN, HIDDEN) if scope.masks(column) else (written(one.before, column), written(one.after, column))
        told.append([one.subject, one.period, one.column, *values])
    return told


def _kinds(table: Table | None, register: Register) -> dict[str, str]:
    """Heading → the kind of what stands below it."""
    if table is None:
        return {}
    matched, _wrong = match_headings(table.headings, register)
    return {table.headings[one.at].strip(): one.column.kind if one.column else "key" for one in matched}


def _fault(
    upload: Upload,
    at: int,
    level: str,
    one: BadCell,
    table: Table | None,
    by_row: dict[int, int],
    kinds: dict[str, str],
) -> Fault:
    return Fault(
        upload=upload,
        at=at,
        level=level,
        kind=kinds.get(one.heading, "file" if not one.heading else "text") if one.row else "file",
        sheet=one.sheet[:100],
        row=one.row,
        column=one.column,
        heading=one.heading[:200],
        value=one.value[:100],
        why=one.why.replace(upload.stored, upload.name),
        fix=one.suggestion.replace(upload.stored, upload.name),
        around=_around(one, table, by_row) if table else {},
    )


def _around(one: BadCell, table: Table, by_row: dict[int, int]) -> dict:
    """The rows and columns beside a cell, with its own letters and numbers, as the sheet shows them."""
    from yanzhen.facts.tables import letter

    headings = [text.strip() for text in table.headings]
    here = next((n for n in range(len(headings)) if letter(n) == one.column), None)
    row = by_row.get(one.row)
    if here is None or row is None:
        return {}
    first = max(0, min(here - 2, len(headings) - AROUND_COLUMNS))
    columns = sorted({0, *range(first, min(len(headings), first + AROUND_COLUMNS))} | {here})
    top = max(0, row - AROUND_ROWS)
    rows = range(top, min(len(table.rows), top + 2 * AROUND_ROWS + 1))
    return {
        "letters": [letter(n) for n in columns],
        "headings": [headings[n][:30] for n in columns],
        "first": table.first,
        "rows": [
            [table.numbers[r], [table.rows[r][n].strip()[:24] if n < len(table.rows[r]) else "" for n in columns]]
            for r in rows
        ],
    }
