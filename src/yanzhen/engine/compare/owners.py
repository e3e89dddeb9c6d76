"""Who a judged row belongs to at the top, and which groups that subject is in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.vectors import Codes, broadcast
from yanzhen.language import tree
from yanzhen.pack.model import Pack
from yanzhen.periods import Period
from yanzhen.registers import Register

NOT_KNOWN = "未报"
"""The group of subjects whose column was not filled or not delivered."""

NO_COLUMN = "无此分组"
"""The group of subjects of registers that do not have the column."""

GROUPS = dict.fromkeys(("owner_register", "owner", "grouping", "group", "label"), pl.String)
"""Columns of the groups: `group` is the code (empty where there is none), `label` what people read."""


@dataclass(frozen=True)
class Owners:
    """For one register: the row numbers of its rows' top-level subjects (−1: none), their register, and their keys."""

    register: str
    rows: np.ndarray
    keys: list[str]


def owners_of(register: str, reader: Reader) -> Owners:
    """The top-level subjects of a register's rows; a row without an owner stands for itself."""
    registers = reader.snapshot.vocabulary.registers
    name, frame = register, reader.snapshot.frame(register)
    at = np.arange(frame.n)
    while (owner := registers[name].owner) is not None:
        above = reader.leaves.owner_rows(name, owner, owner)
        at = np.where(at >= 0, above[at] if len(above) else -1, -1)
        name = owner
    keys = reader.snapshot.frame(name).keys
    return Owners(name, at, [keys[row] if row >= 0 else frame.keys[own] for own, row in enumerate(at)])


def areas_of(register: str, owners: Owners, reader: Reader, period: Period) -> np.ndarray:
    """For each row of a register the id of the area its owner stands in; −1 where there is none."""
    column = reader.snapshot.vocabulary.registers[owners.register].area
    if column is None:
        return np.full(len(owners.rows), -1)
    found = _codes(tree.Fact(owners.register, column), owners.register, reader, period)
    ids = np.where(found.ok, found.ids, -1)
    return np.where(owners.rows >= 0, ids[owners.rows] if len(ids) else -1, -1).astype(np.int64)


def groupings(pack: Pack, register: Register) -> dict[str, tree.Node]:
    """Name → expression of the groups that subjects of a register are told apart by.

    These are its columns that hold a code, are not personal and may be shown to all, and the shared definitions that give
    a code: size class is one of them.
    """
    open_columns = (
        column
        for column in register.columns.values()
        if column.kind == "code" and not column.personal and column.show == "all" and column.period in (None, "year")
    )
    found: dict[str, tree.Node] = {column.name: tree.Fact(register.name, column.name) for column in open_columns}
    found.update({name: node for name, (home, node) in pack.groupings.items() if home == register.name})
    return found


def groups_of(pack: Pack, registers: set[str], reader: Reader, period: Period) -> pl.DataFrame:
    """`GROUPS`: one row for each top-level subject and grouping."""
    named = {name: groupings(pack, pack.vocabulary.registers[name]) for name in sorted(registers)}
    every = sorted({grouping for found in named.values() for grouping in found})
    parts = [pl.DataFrame(schema=GROUPS)]
    for name, found in named.items():
        keys = reader.snapshot.frame(name).keys
        for grouping in every:
            labels = (
                _labels(found[grouping], name, reader, period) if grouping in found else [("", NO_COLUMN)] * len(keys)
            )
            columns = [
                [name] * len(keys),
                keys,
                [grouping] * len(keys),
                *([pair[at] for pair in labels] for at in (0, 1)),
            ]
            parts.append(pl.DataFrame(dict(zip(GROUPS, columns, strict=True)), schema=GROUPS))
    return pl.concat(parts)


def _labels(node: tree.Node, register: str, reader: Reader, period: Period) -> list[tuple[str, str]]:
    """(code, printed name) for every row; absence is told in the words of the column."""
    found = _codes(node, register, reader, period)
    column = (
        reader.snapshot.vocabulary.registers[register].columns.get(node.column) if isinstance(node, tree.Fact) else None
    )
    nothing = ("", column.absent if column is not None and column.absent else NOT_KNOWN)
    if found.words is not None:
        texts = [(word, word) for word in found.words]
    else:
        name = node.type.code or (column.code if column is not None else "") or ""
        texts = [(entry.code, entry.name) for entry in reader.snapshot.vocabulary.codes[name].codes]
        nothing = next((text for text in texts if text[1] == nothing[1]), nothing)
    texts += [nothing, ("", NOT_KNOWN)]
    none = found.none if found.none is not None else np.zeros(len(found.ids), dtype=bool)
    return [texts[at] for at in np.where(found.ok & ~none, found.ids, np.where(none, -2, -1))]


def _codes(node: tree.Node, register: str, reader: Reader, period: Period) -> Codes:
    found = broadcast(reader.read(node, register, period), reader.rows(register))
    assert isinstance(found, Codes), node
    return found
