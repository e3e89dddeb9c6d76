"""A whole synthetic city in one folder: the registers in the order in which they own each other, block by block.

A block is a fixed number of subjects, so memory does not grow with the city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path

from yanzhen.errors import FactsError
from yanzhen.facts.files import write_batch
from yanzhen.facts.sample.delivering import Deliveries, KnownOf
from yanzhen.facts.sample.hints import read_hints
from yanzhen.facts.sample.population import City, draw_children, draw_roots
from yanzhen.facts.sample.streams import Streams
from yanzhen.facts.sample.table import Table
from yanzhen.registers import Register, Vocabulary

BLOCK = 32_768
LABEL = "合成数据说明.txt"
DISCLAIMER = "不代表任何真实企业"


@dataclass
class Summary:
    """What was written: rows by register, files, and how many cells lie on or beside a threshold, growth or ratio."""

    subjects: int
    register: str
    years: tuple[int, ...]
    rows: dict[str, int] = field(default_factory=dict)
    edges: dict[tuple[str, str], int] = field(default_factory=dict)
    files: int = 0


def year_end_reports(year: int) -> date:
    """Facts of a year are known on the 31 March after it."""
    return date(year + 1, 3, 31)


def write_sample(
    vocabulary: Vocabulary,
    hints: Mapping[str, object],
    thresholds: Mapping[tuple[str, str], Sequence[Fraction]],
    growth: Mapping[tuple[str, str], Sequence[Fraction]] | None = None,
    *,
    subjects: int,
    seed: int,
    years: Sequence[int],
    folder: Path,
    places: frozenset[str] | None = None,
    pack: str = "",
    known_of: KnownOf = year_end_reports,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """The folder holds a synthetic city; the same arguments give the same bytes.

    Every register of the vocabulary is delivered for the given consecutive years, and further back where a column says
    `complete_from`. `thresholds` (canonical units) and `growth` (rates: 15/100) name, by (register, column), where
    values are set exactly. `places` are nodes of the area tree; areas are leaves below them (None: anywhere). `pack` is
    only named in the label.

    Raises:
        FactsError: YZ-F31…F33 a hint that cannot be followed; YZ-F34 no subjects, no years, or years with gaps.
    """
    asked = tuple(sorted(years))
    if subjects < 1 or not asked or asked != tuple(range(asked[0], asked[-1] + 1)):
        what = f"合成数据要有至少一户、连续的年份，现在是 {subjects} 户、{list(years)}"
        raise FactsError(what, code="YZ-F34", hint="例如 subjects=1000, years=(2022, 2023, 2024)")
    read = read_hints(hints, vocabulary)
    main = _main_register(vocabulary)
    history = [column.complete_from for one in vocabulary.registers.values() for column in one.columns.values()]
    start = min([asked[0], *(year for year in history if year is not None)])
    counts = {
        name: subjects if name == main.name else _usual_rows(read[name].rows, subjects)
        for name, register in vocabulary.registers.items()
        if register.owner is None
    }
    city = City(
        vocabulary=vocabulary,
        hints=read,
        thresholds=thresholds,
        growth=growth or {},
        years=tuple(range(start, asked[-1] + 1)),
        asked=asked,
        places=places,
        keys={name: _Keys(name, count, name == main.name) for name, count in counts.items()},
    )
    note = f"合成数据，{DISCLAIMER}；种子 {seed}，{subjects} 户"
    summary = Summary(subjects, main.name, asked)
    total = sum(-(-count // BLOCK) for count in counts.values())
    done = 0
    for name, count in counts.items():
        for block in range(-(-count // BLOCK)):
            numbers = range(block * BLOCK + 1, min(count, (block + 1) * BLOCK) + 1)
            streams = Streams(seed, block)
            _write_block(city, vocabulary.registers[name], numbers, streams, folder, known_of, note, summary)
            done += 1
            if progress is not None:
                progress("合成数据", done, total)
    _write_orphans(city, folder, known_of, note, summary)
    _write_label(folder, note, pack, summary)
    return summary


class _Keys(Sequence[str]):
    """Keys of a register that belongs to nobody, made when asked for: 本册编号 for subjects, never a credit code."""

    def __init__(self, register: str, count: int, main: bool) -> None:
        self.register, self.count, self.main = register, count, main

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self.count))]
        if not 0 <= at < self.count:
            raise IndexError(at)
        return f"S{at + 1:07d}" if self.main else f"合成{self.register}{at + 1:04d}"


def _main_register(vocabulary: Vocabulary) -> Register:
    """The register whose rows are the subjects: of those that belong to nobody, the one that owns most others."""
    roots = [register for register in vocabulary.registers.values() if register.owner is None]
    if not roots:
        raise FactsError("没有一个台账的行不属于别的台账", code="YZ-F34", hint="先登记企业台账")
    return max(roots, key=lambda register: len(vocabulary.children(register.name)))


def _usual_rows(rows, subjects: int) -> int:
    return int(rows.mean) if rows is not None else max(3, min(50, subjects // 100))


def _write_block(
    city: City,
    register: Register,
    numbers: Iterable[int],
    streams: Streams,
    folder: Path,
    known_of: KnownOf,
    note: str,
    summary: Summary,
) -> None:
    """Rows of one block of a root register and everything that belongs to them."""
    keys = city.keys[register.name]
    subjects = [keys[number - 1] for number in numbers]
    table = draw_roots(city, register, [f"{number:06d}" for number in numbers], streams)
    _write(city, table, subjects, streams, folder, known_of, note, summary)
    for name in city.vocabulary.children(register.name):
        child = city.vocabulary.registers[name]
        if child.owner == register.name:
            rows = draw_children(city, child, table, streams)
            owned = [subjects[at] for at in rows.owner_rows.tolist()]
            _write(city, rows, owned, streams, folder, known_of, note, summary)


def _write(
    city: City,
    table: Table,
    subjects: list[str],
    streams: Streams,
    folder: Path,
    known_of: KnownOf,
    note: str,
    summary: Summary,
) -> None:
    name = table.register.name
    for batch in Deliveries(city, table, subjects, streams, known_of, note).batches():
        write_batch(folder, batch, table.register)
        summary.files += 1
    summary.rows[name] = summary.rows.get(name, 0) + table.n
    for column, drawn in table.columns.items():
        if drawn.fixed is not None:
            key = (name, column)
            summary.edges[key] = summary.edges.get(key, 0) + int(drawn.fixed.sum())


def _write_orphans(city: City, folder: Path, known_of: KnownOf, note: str, summary: Summary) -> None:
    """Registers that no root owns directly (rows of rows) or whose root has no rows are delivered empty."""
    for name, register in city.vocabulary.registers.items():
        if name in summary.rows:
            continue
        table = draw_roots(city, register, [], Streams(0, 0))
        _write(city, table, [], Streams(0, 0), folder, known_of, note, summary)


def _write_label(folder: Path, note: str, pack: str, summary: Summary) -> None:
    years = f"{summary.years[0]}–{summary.years[-1]}"
    lines = [
        f"{note}。",
        f"地方包 {pack}；{years} 年。" if pack else f"{years} 年。",
        "名称、编号、日期、数额都由程序随机产生，只用来试条款。",
        "Synthetic data: made by a program to try rules on; it describes no real enterprise.",
        *(f"{name}\t{count} 行" for name, count in summary.rows.items()),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LABEL).write_text("\n".join(lines) + "\n", encoding="utf-8")
