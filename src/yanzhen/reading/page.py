"""What a page says, as frozen values: articles, targets, lists, tasks, events, people, organisations, mechanisms, anomalies.

Every item holds a `Passage`: its quote and where it stands in the text that was read, so that `text[start:end] == quote`.
`confidence` is high, medium or low; whenever it is not high, `reason` says in Chinese what made the reading uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

HIGH, MEDIUM, LOW = "high", "medium", "low"


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Words of the text: `text[start:end] == quote`, offsets in characters, end left out."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a headline: its words without markup, and where its pieces stand."""

    text: str
    segments: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Dateline(Part):
    """When the report is of: the words, and the date as ISO where the year is known or inferred."""

    date: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (`p`) or heading (`h`, `h2`): its words joined across columns, its pieces, the lines they start on.

    Markup is left out of `text`; nothing else is changed, slips of print included. Lines count from 0.
    """

    role: str
    text: str
    segments: tuple[tuple[int, int], ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What all that is read has in common."""

    passage: Passage
    confidence: str = field(default=HIGH, kw_only=True)
    reason: str | None = field(default=None, kw_only=True)

    def as_dict(self) -> dict[str, Any]:
        """The item as JSON values: its own keys, then quote, start, end, confidence, and reason where there is one."""
        told = {one.name: _plain(getattr(self, one.name)) for one in fields(self) if one.name not in _COMMON}
        told = {key: value for key, value in told.items() if not (key in _SPARE and value in (None, False, []))}
        told |= {"quote": self.passage.quote, "start": self.passage.start, "end": self.passage.end}
        told["confidence"] = self.confidence
        if self.reason is not None:
            told["reason"] = self.reason
        return told


@dataclass(frozen=True, slots=True)
class Article(Item):
    """One article in reading order. `type`: news, commentary, interpretation, pointer (its body is elsewhere), column_banner.

    Title lines are joined by a space. `span` runs from its first to its last character; the passage is the title's.
    """

    id: str
    type: str
    title: str
    kicker: Part | None
    subtitle: Part | None
    byline: Part | None
    dateline: Dateline | None
    newspaper: str | None
    body: tuple[Block, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Target(Item):
    """A number that is promised (`target`), reported (`actual`) or asked for (`rule`).

    `comparator`: `>=`, `<=`, `=`, `~`, or `between` with `value` and `upper`. `value` is None where the words give no number
    (`qualitative`). `part` tells apart targets of one quote (分别, 均). `unit` is as written; ranks have 名次; yearly figures
    end in /年 and have `period` "annual".
    """

    kind: str
    indicator: str
    scope: str | None
    comparator: str
    value: Decimal | None
    unit: str
    by_year: int | None
    basis_note: str | None = None
    upper: Decimal | None = None
    qualitative: bool = False
    period: str | None = None
    threshold: dict[str, Any] | None = None
    part: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class NamedList(Item):
    """A list: `enumerated` (count and items), `label_only` (a name with a count), `undeclared` (items, no count).

    `items` are in the order of the text, without quotes and joined across columns. `complete` is None where no count is
    declared. `declared_parts` are the numbers inside a composite name (五制一平台 = 5, 1; 多 = None).
    """

    kind: str
    name: str
    declared_count: int | None
    items: tuple[str, ...]
    found_count: int
    complete: bool | None
    note: str | None = None
    declared_parts: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Task(Item):
    """Something to be done: who, what, by when. `actor` only where the sentence or the one before it says so."""

    action: str
    object: str
    actor: str | None
    deadline: str | None
    article: str | None
    actor_basis: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Event(Item):
    """Something that took place: a meeting, a reception, a visit, a contest, a document issued, a call."""

    name: str
    type: str
    date: str | None
    date_text: str | None
    chair: str | None
    speakers: tuple[str, ...]
    attendees: tuple[str, ...]
    place: str | None
    article: str | None
    documents: tuple[str, ...] = ()
    organisers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person(Item):
    """A person, once a page; the passage is the first mention with an office, if any. `suggested`: not in the code lists."""

    name: str
    office: str | None
    org: str | None
    mentions: int
    age: int | None = None
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Organisation(Item):
    """An organisation, once a page. `canonical` is its name in the code lists; `suggested`: not there yet."""

    name: str
    type: str
    canonical: str
    mentions: int = 1
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Mechanism(Item):
    """A named way of working (行动, 工程, 机制, 计划, 制度 …), with its nearest words of purpose and who it is for."""

    name: str
    purpose: str | None
    actor: str | None
    article: str | None
    described: str = "named"
    actor_basis: str | None = None


@dataclass(frozen=True, slots=True)
class Anomaly(Item):
    """Something about the text a person should look at. `suggested` is a correction; the text itself is never changed."""

    type: str
    suggested: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that was read from one text. `year` is the year its dates are taken to be in, `year_basis` why."""

    text: str
    year: int | None
    year_basis: str | None
    articles: tuple[Article, ...] = ()
    targets: tuple[Target, ...] = ()
    lists: tuple[NamedList, ...] = ()
    tasks: tuple[Task, ...] = ()
    events: tuple[Event, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    notes: tuple[str, ...] = ()

    def items(self, kind: str) -> tuple[Item, ...]:
        """The items of one of `KINDS`."""
        found: tuple[Item, ...] = getattr(self, kind)
        return found

    def as_dict(self) -> dict[str, Any]:
        """The page as JSON values, key by key as pages are annotated by hand; the text itself is left out.

        A whole value is an int; another is the float whose shortest decimal is what stands in the text.
        """
        told: dict[str, Any] = {"year": self.year, "year_basis": self.year_basis, "notes": list(self.notes)}
        return told | {kind: [item.as_dict() for item in self.items(kind)] for kind in KINDS}


KINDS = ("articles", "targets", "lists", "tasks", "events", "people", "organisations", "mechanisms", "anomalies")

_COMMON = {"passage", "confidence", "reason"}
_SPARE = {"upper", "qualitative", "period", "threshold", "part", "declared_parts", "age", "documents", "organisers"}


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Part | Block):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
