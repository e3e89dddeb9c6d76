"""A pack with some of its named terms set otherwise, as if the files said so; the files stay as they are.

A term is named as it is read: `贷款基准利率` where one term bears the name, `policy/TERM` or `policy/clause/TERM` (with the pack
in front, if need be) where several do. One row of a table is named by its bound as written: `增幅要求[500 万元]`, of a table in
a table by one bound after the other, and `[else]` for what holds below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from yanzhen.errors import PackError, Place, did_you_mean
from yanzhen.language.types import Type
from yanzhen.pack.assembling import Assembly, assemble
from yanzhen.pack.checks import refusals
from yanzhen.pack.folder import PackFolder
from yanzhen.pack.model import Pack
from yanzhen.pack.shapes import FORMS
from yanzhen.pack.text import Entry
from yanzhen.units import SHARE

_NAMED = re.compile(r"([^\[\]]+)((?:\[[^\[\]]+\])*)\Z")


@dataclass(frozen=True)
class Setting:
    """One term set: its full name, the bounds that lead to the row, what stood there and what stands there now."""

    term: str
    bounds: tuple[str, ...]
    before: str
    after: str
    place: Place

    @property
    def named(self) -> str:
        """The full name, with the bounds, as it may be given again."""
        return self.term + "".join(f"[{bound}]" for bound in self.bounds)

    def __str__(self) -> str:
        return f"{self.named}: {self.before} → {self.after}"


@dataclass(frozen=True)
class _Named:
    """A term of the documents: the map it stands in, under which name."""

    terms: dict[str, Entry]
    name: str

    @property
    def entry(self) -> Entry:
        return self.terms[self.name]


def read_changed(path: Path | str, settings: Iterable[tuple[str, str]]) -> tuple[Pack, tuple[Setting, ...]]:
    """The pack in a folder with each (term, value) set, checked anew, and what was set.

    Raises:
        PackError: YZ-P11 no such term or row, YZ-P12 the name stands for several terms, YZ-P13 it is a table or a list and
            no row is named, YZ-P14 the value is of another type, YZ-P15 set twice; YZ-P01 with every problem of level E
            that the changed pack has.
    """
    wanted = list(settings)
    done: list[tuple[Setting, Place]] = []

    def change(folders: list[PackFolder]) -> None:
        known = dict(_terms(folders))
        for name, value in wanted:
            setting, place = _set(known, name, value)
            if any(setting.named == before.named for before, _ in done):
                raise PackError(f"「{setting.named}」设了两次", code="YZ-P15", hint="只留一个值")
            done.append((setting, place))

    before, after = assemble(path), assemble(path, change)
    for setting, place in done:
        _same_type(setting, before.terms.get(place), after, place)
    refused = refusals(after)
    if after.pack is None or refused:
        raise PackError(
            f"改过的地方包「{path}」有 {len(refused)} 处错误，不能试算：{'；'.join(str(setting) for setting, _ in done)}",
            code="YZ-P01",
            problems=refused,
            hint="换一个值；原文件没有改动",
        )
    return after.pack, tuple(setting for setting, _ in done)


def _terms(folders: list[PackFolder]) -> Iterator[tuple[str, _Named]]:
    """Every term of the packs by its full name: pack/TERM, pack/policy/TERM, pack/policy/clause/TERM."""
    for pack in folders:
        for document in pack.terms:
            yield from _of(document, pack.name)
        for policy in pack.policies:
            home = f"{pack.name}/{policy.slug}"
            if policy.policy is not None:
                yield from _of(policy.policy, home)
            for document in policy.clauses:
                if "clause" in document.map:
                    yield from _of(document, f"{home}/{document.map['clause'].text}")


def _of(document: Entry, home: str) -> Iterator[tuple[str, _Named]]:
    terms = document.map["terms"].map if "terms" in document.map else {}
    for name in terms:
        yield f"{home}/{name}", _Named(terms, name)


def _set(known: dict[str, _Named], written: str, value: str) -> tuple[Setting, Place]:
    """The named place of the documents holds the value; gives what was done and where the term is written."""
    read = _NAMED.match(written.strip())
    name = read[1].strip() if read else written
    bounds = tuple(bound.strip() for bound in re.findall(r"\[([^\]]+)\]", read[2])) if read else ()
    full = _found(known, name)
    term = known[full]
    entry, place = term.entry, term.entry.key or term.entry.place
    old, new = _replaced(entry, bounds, value, full)
    term.terms[term.name] = new
    return Setting(full, bounds, old, value, place), place


def _found(known: dict[str, _Named], name: str) -> str:
    fitting = [full for full in known if full == name or full.endswith(f"/{name}")]
    if not fitting:
        short = [full.rpartition("/")[2] for full in known]
        hint = did_you_mean(name, [*short, *known]) or "可改的是地方包里 terms 之下的名称；条款里写死的数先起一个名称"
        raise PackError(f"没有名为「{name}」的定义", code="YZ-P11", hint=hint)
    if len(fitting) > 1:
        raise PackError(f"「{name}」有 {len(fitting)} 处", code="YZ-P12", hint=f"写全名：{'、'.join(fitting)}")
    return fitting[0]


def _replaced(entry: Entry, bounds: tuple[str, ...], value: str, full: str) -> tuple[str, Entry]:
    """(what stood there, the entry with the value in its place)."""
    if not bounds:
        return _plain_replaced(entry, value, full)
    bound, rest = bounds[0], bounds[1:]
    keys = entry.map
    form = next((form for form in FORMS if form in keys and form != "every"), None)
    if form is None:
        raise PackError(f"「{full}」不是分档的表，没有「{bound}」这一行", code="YZ-P11", hint=f"写作 {full}={value}")
    home = entry if bound == "else" else keys[form]
    rows = (
        {_tidy(row): row for row in ("else",) if row in keys}
        if bound == "else"
        else {_tidy(row): row for row in home.map}
    )
    row = rows.get(_tidy(bound))
    if row is None:
        hint = f"{did_you_mean(bound, home.map)} 有 {'、'.join(keys[form].map)}".strip()
        raise PackError(f"「{full}」没有「{bound}」这一行", code="YZ-P11", hint=hint)
    old, new = _replaced(home.map[row], rest, value, full)
    changed = replace(home, value={**home.map, row: new})
    return old, changed if bound == "else" else replace(entry, value={**keys, form: changed})


def _plain_replaced(entry: Entry, value: str, full: str) -> tuple[str, Entry]:
    if isinstance(entry.value, str):
        return entry.text, replace(entry, value=value, lead=-1)
    keys = entry.map
    inner = keys.get("value")
    form = next((form for form in FORMS if form in keys), None)
    if inner is None or form not in (None, "every") or not isinstance(inner.value, str):
        rows = f"{full}[{next(iter(keys[form].map))}]={value}" if form and form in keys and keys[form].map else ""
        hint = f"逐行改，如 {rows}" if rows else "一列代码不能这样改，请改一份地方包，用两个包对比"
        raise PackError(f"「{full}」是一张表或一列代码，不是一个值", code="YZ-P13", hint=hint)
    return inner.text, replace(entry, value={**keys, "value": replace(inner, value=value, lead=-1)})


def _tidy(text: str) -> str:
    return "".join(text.split())


def _same_type(setting: Setting, before: Type | None, after: Assembly, place: Place) -> None:
    """PackError YZ-P14 where the term is no longer the kind of value it was, or does not make sense."""
    now = after.terms.get(place)
    if before is None or now == before:
        return
    said = [problem for problem in after.problems.sorted() if problem.place.file == place.file]
    hint = f"原值是 {setting.before}"
    if now is None and said:
        hint = "；".join(f"{problem.sentence} {problem.hint}".strip() for problem in said[:2])
    elif _bare(setting, before):
        hint += f"，是否想写「{setting.after}%」？ did you mean {setting.after}%?"
    what = f"「{setting.term}」是{before}，「{setting.after}」不是" + (f"，是{now}" if now is not None else "")
    raise PackError(what, code="YZ-P14", hint=hint)


def _bare(setting: Setting, before: Type) -> bool:
    return before.dimension == SHARE and re.fullmatch(r"[0-9.]+", setting.after) is not None
