"""YAML as an officer writes it: maps, lists and text, each with its line and column, and nothing else.

Every scalar is text; the key decides later what it means. Anchors, aliases, tags and merge keys are refused, so are
duplicate keys. Everything wrong in a file is reported, not only the first thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from yanzhen.errors import Place
from yanzhen.pack.problems import Problems
from yanzhen.pack.slips import balanced, mend, translate

LONGEST_FILE = 1_000_000
DEEPEST = 30
FREE_TEXT = frozenset({"note", "doubts", "title", "quote", "doc", "issuer", "judged", "gives", "article", "evidence"})
"""Keys whose text is for people: brackets need not pair there."""

_SEPARATOR = re.compile(r"---\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of a file: `value` is text, a list of entries, or a map of them in written order.

    `key` is the place of the key it stands under. `lead` is how many characters stand between `place` and the first
    character of the text (1 when quoted), −1 when the text runs over lines. `broken` marks text that was cut.
    """

    value: str | list[Entry] | dict[str, Entry]
    place: Place
    key: Place | None = None
    lead: int = 0
    broken: bool = False

    @property
    def text(self) -> str:
        """The text, empty when it is not text."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> list[Entry]:
        """The items of a list; a single text or map counts as a list of one."""
        return self.value if isinstance(self.value, list) else [self]

    @property
    def map(self) -> dict[str, Entry]:
        """The map, empty when it is none."""
        return self.value if isinstance(self.value, dict) else {}

    def at(self, offset: int) -> Place:
        """The place of a character of the text."""
        if self.lead < 0:
            return self.place
        return Place(self.place.file, self.place.line, self.place.column + self.lead + offset)


class _Unreadable(Exception):
    """The rest of the document cannot be read; the problem is recorded already."""


@dataclass
class _Open:
    """A list or map being read."""

    place: Place
    key: Place | None
    flow: bool
    is_map: bool
    names: dict[str, Entry] = field(default_factory=dict)
    items: list[Entry] = field(default_factory=list)
    name: str | None = None
    name_place: Place | None = None


def read_documents(path: Path, file: str, problems: Problems) -> list[Entry]:
    """The documents of a file in order; what cannot be read is recorded and left out. `file` is the name shown."""
    try:
        size = path.stat().st_size
        if size > LONGEST_FILE:
            problems.unreadable = True
            problems.add("P01", Place(file), f"文件有 {size:,} 字节，超过 {LONGEST_FILE:,}", "拆成几个文件")
            return []
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.unreadable = True
        problems.add("P01", Place(file), f"文件不是 UTF-8（第 {error.start + 1} 字节）", "另存为 UTF-8")
        return []
    found: list[Entry] = []
    for first, lines in _chunks(text):
        try:
            found += _read_chunk(lines, file, first, problems)
        except _Unreadable:
            problems.unreadable = True
    return found


def _chunks(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, lines) of each document, so that an error in one does not hide the next."""
    first, lines = 1, []
    for number, line in enumerate(text.split("\n"), start=1):
        if _SEPARATOR.match(line):
            yield first, lines
            first, lines = number + 1, []
        else:
            lines.append(line.removesuffix("\r"))
    yield first, lines


def _read_chunk(lines: list[str], file: str, first: int, problems: Problems) -> list[Entry]:
    trial = Problems()
    try:
        found = _Composer(lines, file, first, trial, frozenset()).read()
    except yaml.YAMLError as error:
        mended = mend(lines, file, first, _line_of(error), problems)
        meant = [mended.get(at, line) for at, line in enumerate(lines)]
        try:
            return _Composer(meant, file, first, problems, frozenset(mended)).read()
        except yaml.YAMLError as second:
            _report(second, file, first, lines, problems)
            raise _Unreadable from None
    except _Unreadable:
        problems.extend(trial.sorted())
        raise
    problems.extend(trial.sorted())
    return found


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line if mark else -9


def _report(error: yaml.YAMLError, file: str, first: int, lines: list[str], problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if "expected ',' or" in said or "end of stream" in said:
        mark = error.context_mark or mark  # where the bracket or quote was opened
    what, hint = translate(said)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    while line > 0 and (line >= len(lines) or not lines[line].strip()):
        line, column = line - 1, len(lines[line - 1]) if line <= len(lines) else 0
    problems.add("P02", Place(file, first + line, column + 1), what, hint)


class _Composer:
    """Turns the parser's events into entries, with a stack of its own."""

    def __init__(self, lines: list[str], file: str, first: int, problems: Problems, mended: frozenset[int]) -> None:
        self.text = "\n".join(lines)
        self.file = file
        self.first = first
        self.problems = problems
        self.mended = mended
        self.stack: list[_Open] = []
        self.done: list[Entry] = []

    def read(self) -> list[Entry]:
        """All documents of the chunk."""
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent):
                self.refuse_marks(event)
                self.scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self.refuse_marks(event)
                self.open(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.close()
            elif isinstance(event, yaml.AliasEvent):
                place = self.place(event)
                self.problems.add("P02", place, "以「*」开头的内容会被当作别名", "不用别名；表达式加单引号")
                self.put(Entry("", place, broken=True), "*")
        return self.done

    def place(self, event: yaml.Event) -> Place:
        """Where the event starts in the file."""
        return Place(self.file, self.first + event.start_mark.line, event.start_mark.column + 1)

    def refuse_marks(self, event: yaml.Event) -> None:
        """An anchor or a tag is recorded as a problem."""
        if event.anchor:
            self.problems.add("P02", self.place(event), f"不用锚点「&{event.anchor}」", "把内容写全；表达式加单引号")
        if event.tag:
            self.problems.add("P02", self.place(event), "不用类型标记「!」", "每个值都是文字，由键决定类型")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """A text is put where it belongs."""
        place, plain = self.place(event), event.style in (None, "")
        one_line = event.start_mark.line == event.end_mark.line
        lead = -1 if not one_line else 0 if plain or event.start_mark.line in self.mended else 1
        if plain and event.value:
            self.refuse_cut(event)
        self.put(Entry(event.value, place, lead=lead), event.value if plain else None)

    def refuse_cut(self, event: yaml.ScalarEvent) -> None:
        """A comment behind unquoted text is recorded: it may be content."""
        end = event.end_mark.index
        rest = self.text[end : end + 3].lstrip(" \t")
        if rest.startswith("#") and self.text[end] in " \t":
            line, column = self.first + event.end_mark.line, event.end_mark.column + 2
            self.problems.add(
                "P02",
                Place(self.file, line, column),
                "「#」之后的字被当作注释，没有读进来",
                "注释另起一行；「#」是内容时整句加单引号",
            )

    def open(self, event: yaml.CollectionStartEvent) -> None:
        """A list or map begins."""
        place = self.place(event)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.is_map and top.name is None:
            self.problems.add("P01", place, "键要是文字", "写作「键: 值」")
            raise _Unreadable
        if len(self.stack) >= DEEPEST:
            self.problems.add("P01", place, f"嵌套超过 {DEEPEST} 层", "拆成几个定义（terms）")
            raise _Unreadable
        is_map = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(place, top.name_place if top else None, bool(event.flow_style), is_map))

    def close(self) -> None:
        """A list or map ends."""
        done = self.stack.pop()
        value: list[Entry] | dict[str, Entry] = done.names if done.is_map else done.items
        if done.flow:
            value = self.rejoined_map(done.names) if done.is_map else self.rejoined_list(done.items)
        elif done.is_map:
            value = {n: e if n in FREE_TEXT else self.refuse_unpaired(n, e) for n, e in done.names.items()}
        elif not (self.stack and self.stack[-1].name in FREE_TEXT):
            value = [self.refuse_unpaired("", entry) for entry in done.items]
        self.put(Entry(value, done.place), None)

    def put(self, entry: Entry, plain: str | None) -> None:
        """The entry stands as key, value, item or document; `plain` is its text when it is unquoted text."""
        if not self.stack:
            self.done.append(entry)
            if not isinstance(entry.value, dict):
                self.problems.add("P01", entry.place, "一份文件要写成「键: 值」", _colon_hint(entry.text))
                self.done.pop()
                self.problems.unreadable = True
            return
        top = self.stack[-1]
        if not top.is_map:
            top.items.append(entry)
        elif top.name is None:
            top.name, top.name_place = self.key(entry, top), entry.place
        else:
            if plain == "" and "：" not in top.name and (not top.flow or balanced(top.name)):
                self.problems.add(
                    "P01", top.name_place or entry.place, f"「{top.name}」没有写值", "补上值，或删去这一行"
                )
                entry = replace(entry, broken=True)
            if top.name in top.names:
                first = top.names[top.name].key
                line = f"第 {first.line} 行" if first else "前面"
                self.problems.add(
                    "P01", top.name_place or entry.place, f"键「{top.name}」写了两次，{line}已有", "只留一处"
                )
            else:
                top.names[top.name] = replace(entry, key=top.name_place)
            top.name = None

    def key(self, entry: Entry, top: _Open) -> str:
        """The key's text; what a key may not be is recorded."""
        name = entry.text
        if name == "<<":
            self.problems.add("P01", entry.place, "不用合并键「<<」", "把内容写全")
        elif "：" in name:
            self.problems.add("P01", entry.place, f"键「{name}」里有全角冒号", _colon_hint(name))
        return name

    def refuse_unpaired(self, name: str, entry: Entry) -> Entry:
        """The entry, marked broken and recorded when brackets or quotes do not pair in a block's key or value."""
        for text, place in ((name, entry.key), (entry.text, entry.place)):
            if text and not entry.broken and not balanced(text):
                self.problems.add("P02", place or entry.place, f"括号或引号没有配对：{text[:40]}", "补上另一半")
                entry = replace(entry, broken=True)
        return entry

    def rejoined_map(self, names: dict[str, Entry]) -> dict[str, Entry]:
        """The map without the pieces of expressions that were cut at a comma."""
        kept: dict[str, Entry] = {}
        cut = ""
        for name, entry in names.items():
            piece = f"{name}: {entry.text}" if entry.text else name
            if cut:
                cut = f"{cut}, {piece}"
            elif balanced(name) and (entry.lead == 1 or balanced(entry.text)):
                kept[name] = entry
            else:
                cut = piece if not balanced(name) else entry.text
                self.refuse_swallowed(entry.key or entry.place if not balanced(name) else entry.place, cut, "{ }")
                kept[name] = replace(entry, broken=True)
            if cut and balanced(cut):
                cut = ""
        return kept

    def rejoined_list(self, items: list[Entry]) -> list[Entry]:
        """The list without the pieces of expressions that were cut at a comma."""
        kept: list[Entry] = []
        cut = ""
        for entry in items:
            if cut:
                cut = f"{cut}, {entry.text}"
            elif entry.lead == 1 or balanced(entry.text):
                kept.append(entry)
            else:
                cut = entry.text
                self.refuse_swallowed(entry.place, cut, "[ ]")
                kept.append(replace(entry, broken=True))
            if cut and balanced(cut):
                cut = ""
        return kept

    def refuse_swallowed(self, place: Place, piece: str, brackets: str) -> None:
        """An expression cut at a comma inside brackets is recorded."""
        self.problems.add("P02", place, f"「{piece}」在 {brackets} 里被逗号切断", "把这一条单独写一行，不放在括号里")


def _colon_hint(text: str) -> str:
    key = text.partition("：")[0].strip()
    return f"写作「{key}: 」，用半角冒号，冒号后空一格" if "：" in text else "如 title: 名称"
