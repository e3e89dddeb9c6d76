"""What was delivered and what is owed: for each register, who holds which columns, and which periods of a year have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from yanzhen.periods import PER_YEAR, Period
from yanzhen.registers import Column, Register
from yanzhen.web.frame.place import city
from yanzhen.web.records.catalogue import standing
from yanzhen.web.records.models import Batch
from yanzhen.web.records.showing import title

WHOLE, PART, NONE = "on_pace", "watch", "no_data"
UNHELD = "未载明"


@dataclass(frozen=True)
class Due:
    """The columns one department holds of a register for one kind of period: which came, which are owed.

    `wanted` and `came` count (column, period) pairs of the year; `latest` is the last batch that brought any of them.
    """

    register: Register
    department: str
    kind: str | None
    columns: tuple[str, ...]
    owed: tuple[str, ...]
    wanted: int
    came: int
    last: str = ""
    batches: tuple[Batch, ...] = field(default=())

    @property
    def state(self) -> str:
        """The light: everything came, some of it, nothing."""
        return WHOLE if self.came == self.wanted else PART if self.came else NONE

    @property
    def latest(self) -> Batch | None:
        """The batch that came last."""
        return max(self.batches, key=lambda one: one.pk, default=None)

    @property
    def title(self) -> str:
        """What the register is called."""
        return title(self.register)


def last_year(day: date, listed: Iterable[Batch]) -> int:
    """The year a page opens with: the latest that was delivered, else the year before this one."""
    years = {Period.parse(text).year for one in listed for text in one.covers if text}
    return max(years, default=day.year - 1)


def freshness(year: int, listed: Sequence[Batch] | None = None) -> list[Due]:
    """One line for each register, department and kind of period, in the order of the pack."""
    batches = list(standing()) if listed is None else listed
    found = []
    for register in city().vocabulary.registers.values():
        groups: dict[tuple[str, str | None], list[Column]] = {}
        for column in register.columns.values():
            groups.setdefault((column.held_by or UNHELD, column.period), []).append(column)
        ours = [one for one in batches if one.register == register.name]
        found += [_due(register, *place, columns, ours, year) for place, columns in groups.items()]
    return found


def _due(
    register: Register,
    department: str,
    kind: str | None,
    columns: Sequence[Column],
    batches: Sequence[Batch],
    year: int,
) -> Due:
    names = [column.name for column in columns]
    needed = [""] if kind is None else _periods(year, kind)
    came: set[tuple[str, str]] = set()
    bringing = []
    for batch in batches:
        covered = {""} if kind is None else _covered(batch, kind)
        brought = {(name, text) for name in names if name in batch.columns for text in needed if text in covered}
        if brought:
            bringing.append(batch)
            came |= brought
    owed = tuple(name for name in names if any((name, text) not in came for text in needed))
    last = max((text for _name, text in came), default="")
    return Due(
        register, department, kind, tuple(names), owed, len(names) * len(needed), len(came), last, tuple(bringing)
    )


def _periods(year: int, kind: str) -> list[str]:
    whole = Period.year_of(year)
    return [str(one) for one in ((whole,) if kind == "year" else whole.parts(kind))]


def _covered(batch: Batch, kind: str) -> set[str]:
    """The periods of a kind a batch answers for; a year answers for its months, as in a snapshot."""
    found: set[str] = set()
    for text in batch.covers:
        if text:
            period = Period.parse(text)
            if PER_YEAR[kind] > PER_YEAR[period.kind]:
                found |= {str(one) for one in period.parts(kind)}
            elif kind == period.kind:
                found.add(text)
    return found
