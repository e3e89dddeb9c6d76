"""What a pack's `sample.yaml` says, read into typed values: every key known, every name declared, every unit fitting.

A hint left out has a default that follows from the column's type, unit and period, so a new register needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.facts.sample.scalars import HintError, amount, chance, day, months, quantity, rate, share
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import NUMBER, dimension_name

_TEST = re.compile(r"(.+?)\s*(>=|<=|>|<)\s*(.+)\Z")


@dataclass(frozen=True, slots=True)
class Test:
    """`column operator bound`, the bound in the column's canonical unit."""

    column: str
    operator: str
    bound: Fraction


@dataclass(frozen=True, slots=True)
class Where:
    """Which rows a hint is about: all of its parts hold. A name may be `OWNER.column` in a child register."""

    tests: tuple[Test, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    within: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it reads."""
        return (*(test.column for test in self.tests), *self.yes, *self.no, *(name for name, _ in self.within))


@dataclass(frozen=True, slots=True)
class MissingRule:
    """Cells of these rows are missing with this chance."""

    where: Where
    chance: float


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows an owner has: about `mean`, never above `most`; exactly `mean` when `exact`."""

    mean: float = 0.5
    most: int = 5
    exact: bool = False
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class ColumnHints:
    """How the values of one column are drawn: a field for each key (`start` is from, `otherwise` else)."""

    where: Where = Where()
    chance: float | None = None
    otherwise: object = None
    median: Fraction | None = None
    spread: float | None = None
    growth: float = 0.05
    swing: float = 0.15
    losses: float = 0.0
    follows: str | None = None
    ratio: float | None = None
    per: tuple[Fraction, tuple] | None = None
    at: tuple[Fraction, ...] = ()
    start: object = None
    end: object = None
    least: Fraction | None = None
    most: Fraction | None = None
    value: object = None
    values: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    mapping: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sticky: float = 0.9
    after: str | None = None
    by: tuple[int, int] | None = None
    back: int = 0
    recent: float | None = None
    year_of: str | None = None
    prefix: str | None = None
    missing: tuple[MissingRule, ...] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that must be drawn before this one."""
        return (*self.where.names, *(name for name in (self.follows, self.after, self.year_of) if name))


@dataclass(frozen=True)
class RegisterHints:
    """All hints of one register. `undelivered` holds (column, year); `withheld` the parts nobody delivered."""

    rows: Rows | None = None
    columns: Mapping[str, ColumnHints] = field(default_factory=dict)
    missing: tuple[MissingRule, ...] = (MissingRule(Where(), 0.05),)
    thresholds: float = 0.02
    undelivered: frozenset[tuple[str | None, int | None]] = frozenset()
    withheld: frozenset[str] = frozenset()

    def of(self, column: str) -> ColumnHints:
        """The hints of a column; the defaults when there are none."""
        return self.columns.get(column, _NONE)

    def held_back(self, column: str, year: int | None) -> bool:
        """Whether nobody delivered this column for this year (None: undated)."""
        wanted = {(column, year), (column, None), (None, year), (None, None)}
        return not wanted.isdisjoint(self.undelivered)


_NONE = ColumnHints()
DOCUMENT = ("sample", "rows", "columns", "missing", "thresholds", "undelivered", "basis", "note", "title", "cite")
_WHERE = ("when", "if", "not", "in")
_RENAMED = {"else": "otherwise", "from": "start", "to": "end", "map": "mapping"}
_ALWAYS = {*_WHERE, "chance", "missing", "note", "basis"}
KEYS = {
    "number": "median spread growth swing losses follows ratio per at from to least most value values else sticky",
    "yesno": "else sticky",
    "date": "from to after by back recent",
    "code": "weights follows map sticky value",
    "text": "values value prefix year_of back sticky",
    "ref": "",
}


def read_hints(hints: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, RegisterHints]:
    """The hints of every register of the vocabulary, defaults included.

    Raises:
        HintError: YZ-F31 an unknown register, column, key or code; YZ-F32 a value that cannot be read.
    """
    for name in hints:
        if name not in vocabulary.registers:
            hint = did_you_mean(name, vocabulary.registers)
            raise HintError(f"合成数据的提示里没有登记过的台账「{name}」", hint=hint)
    return {
        name: _Reader(register, vocabulary).document(hints[name]) if name in hints else RegisterHints()
        for name, register in vocabulary.registers.items()
    }


class _Reader:
    """Reads the document of one register; keeps the place for messages."""

    def __init__(self, register: Register, vocabulary: Vocabulary) -> None:
        self.register, self.vocabulary = register, vocabulary
        self.where = f"合成数据提示「{register.name}」"

    def document(self, given: object) -> RegisterHints:
        found = self.mapping(given, self.where)
        self.closed(found, DOCUMENT, self.where)
        columns = self.mapping(found.get("columns", {}), self.where)
        self.closed(columns, self.register.columns, f"{self.where} 的列")
        undelivered, withheld = self.undelivered(found.get("undelivered", []))
        extra = {"missing": self.missing(found["missing"], self.where)} if "missing" in found else {}
        if "thresholds" in found:
            extra["thresholds"] = chance(found["thresholds"], self.where)
        return RegisterHints(
            rows=self.rows(found["rows"]) if "rows" in found else None,
            columns={name: self.column(name, hint) for name, hint in columns.items()},
            undelivered=undelivered,
            withheld=withheld,
            **extra,
        )

    def rows(self, given: object) -> Rows:
        if not isinstance(given, Mapping):
            mean = share(given, self.where)
            return Rows(mean, max(1, round(mean * 5)), exact=mean == int(mean))
        self.closed(given, ("mean", "most", *_WHERE), f"{self.where} 的 rows")
        mean = share(given.get("mean", "0.5"), self.where)
        most = int(share(given["most"], self.where)) if "most" in given else max(1, round(mean * 5))
        return Rows(mean, most, where=self.conditions(given, owner=True))

    def column(self, name: str, given: object) -> ColumnHints:
        column = self.register.columns[name]
        where = f"{self.where} 列「{name}」"
        found = self.mapping(given, where)
        self.closed(found, (*KEYS[column.kind].split(), *_ALWAYS), where)
        values: dict[str, object] = {"where": self.conditions(found)}
        readers = self.readers(column, where)
        for key, value in found.items():
            if key not in _WHERE and key not in ("note", "basis"):
                values[_RENAMED.get(key, key)] = readers[key](value)
        read = ColumnHints(**values)
        self.fits(read, column, where)
        return read

    def fits(self, hints: ColumnHints, column: Column, where: str) -> None:
        """A followed column has the unit that `ratio` (its own) or `per` (another) needs."""
        if hints.follows is None or column.kind != "number":
            return
        followed = self.named(hints.follows, where, owner=False)[1]
        wanted = hints.per[1] if hints.per else column.unit.dimension if column.unit else NUMBER
        found = followed.unit.dimension if followed.unit else NUMBER
        if followed.kind != "number" or found != wanted:
            what = f"{where}：「{followed.name}」是{dimension_name(found)}，跟不上{dimension_name(wanted)}"
            raise HintError(what, code="YZ-F32", hint="单位不同时写 per: 60 万元，相同时写 ratio: 3%")

    def readers(self, column: Column, where: str) -> dict[str, Callable[[object], object]]:
        """How each key of this column's hint is read."""

        def held(text: object) -> object:
            return self.held(text, column, where)

        def listed(reader: Callable[[object], object]) -> Callable[[object], tuple]:
            return lambda given: tuple(reader(one) for one in _several(given))

        def weighted(reader: Callable[[object], object]) -> Callable[[object], dict]:
            return lambda given: {reader(key): share(w, where) for key, w in self.mapping(given, where).items()}

        def length(given: object) -> tuple[int, int]:
            ends = [months(one, where) for one in _several(given)]
            return min(ends), max(ends)

        plain = {name: lambda text, read=read: read(text, where) for name, read in _SHARES.items()}
        return plain | {
            "median": held,
            "least": held,
            "most": held,
            "value": held,
            "else": held,
            "from": held,
            "to": held,
            "at": listed(lambda text: quantity(text, where)[0]),
            "per": lambda text: quantity(text, where),
            "values": weighted(held),
            "weights": weighted(held),
            "map": lambda given: {str(key): listed(held)(one) for key, one in self.mapping(given, where).items()},
            "by": length,
            "back": lambda text: months(text, where),
            "follows": lambda text: self.name(str(text), where),
            "after": lambda text: self.name(str(text), where),
            "year_of": lambda text: self.name(str(text), where),
            "prefix": str,
            "missing": lambda given: self.missing(given, where),
        }

    def held(self, text: object, column: Column, where: str) -> object:
        """A value as the column holds it: a Fraction, a date, a bool, a code, a text."""
        if column.kind == "number":
            return amount(text, column, where)
        if column.kind == "date":
            return day(text, where)
        if column.kind == "yesno":
            return chance(text, where)
        if column.kind == "code":
            return self.code(str(text), column, where)
        return str(text)

    def code(self, text: str, column: Column, where: str) -> str:
        listed = self.vocabulary.codes[column.code or ""]
        at = listed.id_of(text)
        if at is None:
            hint = did_you_mean(text, listed.names())
            raise HintError(f"{where}：代码表「{listed.name}」没有「{text}」", hint=hint)
        return listed.codes[at].code

    def conditions(self, given: Mapping[str, object], *, owner: bool = False) -> Where:
        tests = []
        for text in _several(given.get("when", ())):
            for part in str(text).split(" and "):
                match = _TEST.match(part.strip())
                if match is None:
                    raise HintError(f"{self.where}：读不懂「{part}」", code="YZ-F32", hint="写作 营业收入 >= 2000 万元")
                name, column = self.named(match[1], self.where, owner)
                tests.append(Test(name, match[2], amount(match[3], column, self.where)))
        yes = tuple(self.named(str(text), self.where, owner)[0] for text in _several(given.get("if", ())))
        no = tuple(self.named(str(text), self.where, owner)[0] for text in _several(given.get("not", ())))
        within = []
        for text, nodes in self.mapping(given.get("in", {}), self.where).items():
            name, column = self.named(text, self.where, owner)
            within.append((name, tuple(self.code(str(node), column, self.where) for node in _several(nodes))))
        return Where(tuple(tests), yes, no, tuple(within))

    def missing(self, given: object, where: str) -> tuple[MissingRule, ...]:
        found = []
        for rule in given if isinstance(given, Sequence) and not isinstance(given, str) else [given]:
            keys = self.mapping(rule, where)
            self.closed(keys, (*_WHERE, "chance"), f"{where} 的 missing")
            found.append(MissingRule(self.conditions(keys), chance(keys.get("chance", "5%"), where)))
        return tuple(found)

    def undelivered(self, given: object) -> tuple[frozenset, frozenset[str]]:
        cells: set[tuple[str | None, int | None]] = set()
        parts: set[str] = set()
        if given == "是":
            return frozenset({(None, None)}), frozenset()
        for entry in given if isinstance(given, Sequence) and not isinstance(given, str) else [given]:
            keys = self.mapping(entry, f"{self.where} 的 undelivered")
            self.closed(keys, ("column", "year", "part"), f"{self.where} 的 undelivered")
            if "part" in keys:
                column = self.register.columns.get(self.register.parts or "")
                if column is None:
                    raise HintError(f"{self.where}：这个台账不分部分报送", hint="台账里没有 parts")
                parts.add(self.code(str(keys["part"]), column, self.where))
                continue
            year = int(share(keys["year"], self.where)) if "year" in keys else None
            cells.add((self.name(str(keys["column"]), self.where) if "column" in keys else None, year))
        return frozenset(cells), frozenset(parts)

    def name(self, text: str, where: str) -> str:
        return self.named(text, where, owner=False)[0]

    def named(self, text: str, where: str, owner: bool) -> tuple[str, Column]:
        """What a table calls `column` or `OWNER.column`, and the column; with `owner`, the table is the owner's."""
        above, dot, rest = text.strip().rpartition(".")
        if not dot and owner and self.register.owner:
            above, dot = self.register.owner, "."
        allowed = {self.register.name: ""}
        if self.register.owner:
            allowed[self.register.owner] = f"{self.register.owner}."
        register = above if dot else self.register.name
        if register not in allowed:
            raise HintError(f"{where}：这里读不到「{text}」", hint=did_you_mean(register, allowed))
        columns = self.vocabulary.registers[register].columns
        if rest not in columns:
            raise HintError(f"{where}：台账「{register}」没有列「{rest}」", hint=did_you_mean(rest, columns))
        return (rest if owner else allowed[register] + rest), columns[rest]

    @staticmethod
    def mapping(given: object, where: str) -> Mapping:
        if not isinstance(given, Mapping):
            raise HintError(f"{where}：「{given}」应为一组「键: 值」", code="YZ-F32")
        return given

    @staticmethod
    def closed(given: Mapping, known: object, where: str) -> None:
        for key in given:
            if key not in known:  # type: ignore[operator]
                raise HintError(f"{where} 没有「{key}」", hint=did_you_mean(str(key), known))  # type: ignore[arg-type]


_SHARES = {
    "chance": chance,
    "losses": chance,
    "sticky": chance,
    "recent": chance,
    "spread": share,
    "swing": share,
    "ratio": share,
    "growth": rate,
}


def _several(given: object) -> tuple:
    return tuple(given) if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
