"""plan/*.yaml and mechanisms.yaml become a `Plan`; everything wrong is recorded with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from yanzhen.errors import did_you_mean
from yanzhen.pack.citation import Cite
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.plan.goals import read_base, read_day, read_goal, read_lights, read_pace
from yanzhen.pack.plan.model import (
    Duty,
    Goal,
    Indicator,
    Mechanism,
    NamedList,
    Plan,
    Project,
    Promise,
    Split,
    Step,
    Target,
)
from yanzhen.pack.problems import Problems
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.shapes import UNSTATED, check_shape
from yanzhen.pack.text import Entry
from yanzhen.registers import CodeList, Vocabulary
from yanzhen.units import AREA, MONEY, Dimension, UnitError, parse_unit

LONGEST_QUOTE = 40


def areas_of(vocabulary: Vocabulary) -> CodeList | None:
    """The tree of areas: the code list of the first register that says where its subjects stand."""
    for register in vocabulary.registers.values():
        if register.area is not None:
            return vocabulary.codes[register.columns[register.area].code or ""]
    return None


@dataclass
class PlanReader:
    """Reads the plan documents of packs in order of dependency; `plan` is what was read so far."""

    vocabulary: Vocabulary
    problems: Problems
    plan: Plan = field(default_factory=Plan)

    def read(self, pack: str, documents: Iterable[Entry]) -> None:
        """The documents of one pack are added to the plan."""
        for document in documents:
            kind = next(iter(document.map), "")
            reader = _READERS.get(kind)
            if reader is None:
                hint = did_you_mean(kind, _READERS) or f"一份文件以 {'、'.join(_READERS)} 之一开头"
                self.problems.add("P01", document.place, f"plan/ 里没有「{kind}」这样的内容", hint)
            elif check_shape(document, kind, self.problems):
                reader(self, f"{pack}/{document.map[kind].text}", document)

    def read_mechanisms(self, documents: Iterable[Entry]) -> None:
        """The rows of mechanisms.yaml are added to the plan."""
        found = list(self.plan.mechanisms)
        rows = {mechanism.row for mechanism in found}
        for document in documents:
            if not check_shape(document, "mechanism", self.problems):
                continue
            mechanism = self._mechanism(document)
            if mechanism is None:
                continue
            if mechanism.row in rows:
                self.problems.add("P08", document.map["row"].place, f"第 {mechanism.row} 行写了两次", "每行只写一次")
                continue
            rows.add(mechanism.row)
            found.append(mechanism)
        self.plan = replace(self.plan, mechanisms=tuple(found))

    def _mechanism(self, entry: Entry) -> Mechanism | None:
        row, quote = entry.map["row"].text, _text(entry, "quote")
        if not row.isdigit() or int(row) < 1:
            self.problems.add("P01", entry.map["row"].place, f"行号「{row}」不是 1 起的整数", "照总表写")
            return None
        if len(quote) > LONGEST_QUOTE:
            self.problems.add(
                "P05", entry.map["quote"].place, f"quote 有 {len(quote)} 字，最多 {LONGEST_QUOTE} 字", "只引关键的半句"
            )
        status, by = entry.map["status"].text, _texts(entry, "by")
        if status in ("runs", "partly") and not by:
            self.problems.add(
                "P03", entry.place, f"「{entry.map['mechanism'].text}」写 {status}，没有写由什么落实", "补 by"
            )
        if status == "named_only" and by:
            self.problems.add(
                "P03", entry.map["by"].place, "named_only 的机制没有内容可落实，不写 by", "改 status，或删去 by"
            )
        return Mechanism(
            int(row), entry.map["mechanism"].text, entry.place, _text(entry, "group"), _texts(entry, "page"), quote,
            status, by, _text(entry, "note"),
        )  # fmt: skip

    def _cite(self, entry: Entry, what: str) -> Cite:
        """The citation of an element of the plan: complete in itself, since no policy stands above it."""
        if _text(entry, "basis") != "assumed":
            require_cite(entry, what, self.problems)
        cite = cite_of(entry.map, Cite(), self.problems)
        if "cite" in entry.map and not cite.title:
            self.problems.add("P05", entry.map["cite"].place, f"{what}的 cite 没有 title", "写文件或报道的全名")
        return cite

    def _area(self, entry: Entry | None) -> str:
        if entry is None:
            return ""
        codes = areas_of(self.vocabulary)
        at = codes.id_of(entry.text) if codes is not None else None
        if codes is None or at is None:
            known = [code.name for code in codes.codes] if codes is not None else []
            self.problems.add("P03", entry.place, f"没有地区「{entry.text}」", did_you_mean(entry.text, known))
            return ""
        return codes.codes[at].code

    def _once(self, kind: str, id: str, entry: Entry, taken: Iterable[str]) -> bool:
        if id in taken:
            self.problems.add("P08", entry.place, f"{kind}「{id.partition('/')[2]}」写了两次", "换一个编号")
            return False
        return True

    def _target(self, id: str, entry: Entry) -> None:
        goal = read_goal(entry.map["goal"], self.problems)
        cite = self._cite(entry, f"目标「{entry.map['target'].text}」")
        area = self._area(entry.map["place"])
        if goal is None or not self._once("目标", id, entry, (target.id for target in self.plan.targets)):
            return
        keys = entry.map
        target = Target(
            id, _text(entry, "title") or keys["target"].text, entry.place, cite, keys["of"].text, area,
            read_day(keys["due"]), _text(entry, "each"), goal,
            base=read_base(keys["base"], goal, self.problems) if "base" in keys else None,
            pace=read_pace(keys["pace"], goal, self.problems) if "pace" in keys else None,
            lights=read_lights(keys["lights"], self.problems) if "lights" in keys else None,
            split=self._split(keys["split"]) if "split" in keys else None,
            cascade=tuple(_step(item) for item in keys["cascade"].items) if "cascade" in keys else (),
            department=_text(entry, "department"), basis=_text(entry, "basis") or "cited",
            doubts=_texts(entry, "doubts"), note=_text(entry, "note"),
        )  # fmt: skip
        self.plan = replace(self.plan, targets=(*self.plan.targets, target))

    def _split(self, entry: Entry) -> Split:
        for name in ("over", "also_over"):
            if name in entry.map and entry.map[name].text not in self.vocabulary.codes:
                hint = did_you_mean(entry.map[name].text, self.vocabulary.codes)
                self.problems.add("P03", entry.map[name].place, f"没有代码表「{entry.map[name].text}」", hint)
        over, also, by, sum_ = (_text(entry, name) for name in ("over", "also_over", "by", "sum"))
        return Split(over, also, by, sum_, _text(entry, "basis") or "cited")

    def _indicator(self, id: str, entry: Entry) -> None:
        keys = entry.map
        try:
            unit = parse_unit(keys["unit"].text)
        except UnitError as error:
            self.problems.add("P04", keys["unit"].place, error.what, error.hint)
            return
        cite = self._cite(entry, f"指标「{keys['indicator'].text}」") if "cite" in keys else Cite()
        if not self._once("指标", id, entry, (indicator.id for indicator in self.plan.indicators)):
            return
        value = keys["value"].text
        indicator = Indicator(
            id, _text(entry, "title") or keys["indicator"].text, entry.place, cite, "" if value == UNSTATED else value,
            _text(entry, "over"), _texts(entry, "apart_by"), keys["unit"].text, unit.dimension, keys["measure"].text,
            keys["period"].text, _text(entry, "department"), _text(entry, "basis") or "cited", _text(entry, "note"),
        )  # fmt: skip
        self.plan = replace(self.plan, indicators=(*self.plan.indicators, indicator))

    def _list(self, id: str, entry: Entry) -> None:
        keys = entry.map
        cite = self._cite(entry, f"名单「{keys['list'].text}」")
        if not self._once("名单", id, entry, (one.id for one in self.plan.lists)):
            return
        count, parts = self._whole(keys.get("count")), tuple(self._whole(item) for item in _items(entry, "parts"))
        members = _texts(entry, "members") if "members" in keys else None
        named = NamedList(
            id, _text(entry, "title") or keys["list"].text, entry.place, cite, count,
            tuple(part for part in parts if part is not None), None if members == (UNSTATED,) else members,
            _text(entry, "complete") != "否", _text(entry, "of") or "name", _text(entry, "department"),
            _texts(entry, "doubts"), _text(entry, "note"),
        )  # fmt: skip
        self.plan = replace(self.plan, lists=(*self.plan.lists, named))

    def _whole(self, entry: Entry | None) -> int | None:
        if entry is None:
            return None
        if entry.text.isdigit() and int(entry.text) > 0:
            return int(entry.text)
        self.problems.add("P01", entry.place, f"「{entry.text}」不是个数", "写 1 起的整数")
        return None

    def _project(self, id: str, entry: Entry) -> None:
        keys = entry.map
        cite = self._cite(entry, f"项目「{keys['project'].text}」")
        if not self._once("项目", id, entry, (project.id for project in self.plan.projects)):
            return
        project = Project(
            id, _text(entry, "title") or keys["project"].text, entry.place, cite, self._area(keys.get("place")),
            _text(entry, "owner"), self._measured(keys.get("invest"), MONEY), self._measured(keys.get("land"), AREA),
            tuple(self._promise(item, cite) for item in _items(entry, "promises")), _text(entry, "of"),
            _text(entry, "department"), _texts(entry, "doubts"), _text(entry, "note"),
        )  # fmt: skip
        self.plan = replace(self.plan, projects=(*self.plan.projects, project))

    def _measured(self, entry: Entry | None, dimension: Dimension) -> Fraction | None:
        if entry is None or entry.text == UNSTATED:
            return None
        found = read_quantity(entry.text)
        if found is None or found[1] != dimension:
            self.problems.add("P04", entry.place, f"「{entry.text}」的单位不对", "投资写 22 亿元，用地写 2123 亩")
            return None
        return found[0]

    def _promise(self, entry: Entry, under: Cite) -> Promise:
        goal: Goal | None = None
        written = entry.map.get("goal")
        if written is not None and not any(item.text == UNSTATED for item in written.map.values()):
            goal = read_goal(written, self.problems)
        due, done = (read_day(entry.map.get(name)) for name in ("due", "done"))
        return Promise(
            entry.map["promise"].text, entry.place, cite_of(entry.map, under, self.problems), due, done, goal
        )

    def _duty(self, id: str, entry: Entry) -> None:
        keys = entry.map
        cite = self._cite(entry, f"任务「{keys['duty'].text}」")
        if not self._once("任务", id, entry, (duty.id for duty in self.plan.duties)):
            return
        duty = Duty(
            id, _text(entry, "title") or keys["duty"].text, entry.place, cite, keys["does"].text,
            keys["department"].text, read_day(keys.get("due")), self._area(keys.get("place")), _text(entry, "note"),
        )  # fmt: skip
        self.plan = replace(self.plan, duties=(*self.plan.duties, duty))


_READERS: dict[str, Callable[[PlanReader, str, Entry], None]] = {
    "target": PlanReader._target,
    "indicator": PlanReader._indicator,
    "list": PlanReader._list,
    "project": PlanReader._project,
    "duty": PlanReader._duty,
}


def _step(entry: Entry) -> Step:
    opens = entry.map["opens"].map if "opens" in entry.map else {}
    return Step(
        entry.map["department"].text,
        entry.map["does"].text,
        opens["ledger"].text if "ledger" in opens else "",
        opens["due"].text if "due" in opens else "",
        _text(entry, "list"),
        _text(entry, "clause"),
        _text(entry, "basis") or "cited",
    )


def _items(entry: Entry, name: str) -> list[Entry]:
    return entry.map[name].items if name in entry.map else []


def _texts(entry: Entry, name: str) -> tuple[str, ...]:
    return tuple(item.text for item in _items(entry, name))


def _text(entry: Entry, name: str) -> str:
    return entry.map[name].text if name in entry.map else ""
