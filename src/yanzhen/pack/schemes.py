"""schemes/*.yaml become schemes: groups, items, points, order, cuts and guards, bound and checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from yanzhen.errors import Place, did_you_mean
from yanzhen.language import tree
from yanzhen.language.scope import Over
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, number
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.clauses import USUAL_REGISTER, area_of
from yanzhen.pack.conditions import Frame, read_conditions
from yanzhen.pack.evaluation import TOTAL, Cut, Group, Guard, Item, Key, Points, Scheme
from yanzhen.pack.expressions import Expressions, plain_number, show_condition
from yanzhen.pack.folder import PackFolder
from yanzhen.pack.in_force import read_in_force, settle_versions
from yanzhen.pack.model import Cite, Round
from yanzhen.pack.populations import PEERS, read_apart, split_order
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.units import SHARE

SCORE = (("分", 1),)
SCORE_TYPE = number(SCORE)
AGAINST = ("ratio", "inverse")
NO_POLICY = Entry({}, Place(""))
AMONG = Over(PEERS)


def read_schemes(folders: list[PackFolder], expressions: Expressions, views: dict[str, TermLayer]) -> list[Scheme]:
    """The schemes of all packs, each replaced one ending where the one that replaces it begins."""
    found = []
    for pack in folders:
        reader = SchemeReader(pack.name, pack.manifest.map.get("place"), expressions, views[pack.name])
        found += [scheme for document in pack.schemes if (scheme := reader.read(document)) is not None]
    seen: dict[str, Place] = {}
    for scheme in found:
        first = seen.setdefault(scheme.name, scheme.place)
        if first != scheme.place:
            what = f"方案「{scheme.name}」已在 {first} 用过"
            expressions.problems.add("P08", scheme.place, what, "等次(…) 按名称找方案，换一个名称")
    return settle_versions(found, expressions.problems)


@dataclass(frozen=True)
class SchemeReader:
    """Reads the schemes of one pack. `place` is the pack's place, `layer` the terms its pack may see."""

    pack: str
    place: Entry | None
    expressions: Expressions
    layer: TermLayer

    def read(self, entry: Entry) -> Scheme | None:
        """The scheme of a document; None when it cannot be put together. Everything wrong is recorded."""
        problems = self.expressions.problems
        shaped = check_shape(entry, "scheme", problems)
        if "scheme" not in entry.map:
            return None
        name = entry.map["scheme"].text
        require_cite_or_assumed(entry, f"方案「{name}」", self.expressions)
        cite = cite_of(entry.map, Cite(), problems)
        register = _text(entry, "for") or USUAL_REGISTER
        known = self.layer.vocabulary.registers
        if register not in known:
            place = entry.map["for"].place if "for" in entry.map else entry.place
            problems.add("P03", place, f"没有台账「{register}」", did_you_mean(register, known))
            return None
        layer = self.layer.inside(peers=True)
        layer.declare(entry.map.get("terms"), self.pack, register)
        grain = _text(entry, "period") or "year"
        lone = PackScope(layer.vocabulary, layer, register, grain)
        among = PackScope(layer.vocabulary, layer, register, grain)
        among.over = AMONG
        frame = Frame(f"{self.pack}/{name}", lone, self.expressions, cite, cite, register)
        reading = _Reading(frame, Frame(frame.id, among, self.expressions, cite, cite, register))
        if not shaped:
            return None
        apart = read_apart(entry.map.get("apart_by"), lone, self.expressions)
        scheme = Scheme(
            id=frame.id,
            name=name,
            title=_text(entry, "title") or name,
            place=entry.place,
            cite=cite,
            register=register,
            period=grain,
            in_force=read_in_force(entry, NO_POLICY, False, problems),
            area=area_of(entry.map.get("place") or self.place, register, layer.vocabulary, problems),
            conditions=tuple(read_conditions(frame, entry, NO_POLICY)),
            unrated=reading.guards(entry, "unrated", "as", lone=True),
            groups=tuple(reading.group(item) for item in entry.map["groups"].items),
            apart=apart or (),
            apart_names=tuple(item.text for item in entry.map["apart_by"].items) if "apart_by" in entry.map else (),
            bonus=reading.points(entry, "bonus"),
            penalty=reading.points(entry, "penalty"),
            order=reading.order(entry.map.get("order")),
            cuts=reading.cuts(entry.map.get("cuts")),
            score=reading.rounding(entry.map.get("score"), Fraction(1, 10_000), "分"),
            count=reading.rounding(entry.map.get("round"), Fraction(1), "家"),
            refill=_text(entry, "refill") == "是",
            veto=reading.guards(entry, "veto", "at_best"),
            protect=reading.guards(entry, "protect", "at_worst"),
            publish={key: value.text for key, value in entry.map["publish"].map.items()} if "publish" in entry.map else {},
            department=_text(entry, "department"),
            basis=_text(entry, "basis") or "cited",
            assumed=tuple(assumed(entry, f"方案「{name}」")),
            doubts=tuple(item.text for item in entry.map["doubts"].items) if "doubts" in entry.map else (),
            note=_text(entry, "note"),
            replaces=f"{self.pack}/{_text(entry, 'replaces')}" if "replaces" in entry.map else "",
        )  # fmt: skip
        reading.check(entry, scheme)
        return scheme


@dataclass(frozen=True)
class _Reading:
    """One document being read: `lone` reads rows one by one, `among` may look over the firms rated together."""

    lone: Frame
    among: Frame

    @property
    def expressions(self) -> Expressions:
        return self.lone.expressions

    def group(self, entry: Entry) -> Group:
        name = _text(entry, "group")
        frame = Frame(f"{self.lone.id}/{name}", self.lone.scope, self.expressions, *[self.lone.cite] * 2, "")
        conditions = tuple(read_conditions(frame, entry, NO_POLICY))
        items = [self.item(item) for item in entry.map["items"].items]
        seen: set[str] = set()
        for written in entry.map["items"].items:
            if _text(written, "item") in seen:
                self._add(
                    "P08",
                    written.map["item"],
                    f"指标「{_text(written, 'item')}」在组「{name}」里写了两次",
                    "换一个名称",
                )
            seen.add(_text(written, "item"))
        return Group(name, _text(entry, "title") or name, conditions, tuple(one for one in items if one), entry.place)

    def item(self, entry: Entry) -> Item | None:
        keys, shape = entry.map, _text(entry, "shape")
        value = self._number(keys["value"], table=shape == "table")
        against = self._number(keys["against"]) if "against" in keys else None
        weight = self._points_of(keys["weight"], Fraction(100))
        if (shape in AGAINST) != ("against" in keys):
            what = f"计分方法 {shape} {'要写' if shape in AGAINST else '不用'} against"
            self._add("P01", keys.get("against", entry), what, "基准值，如 against: 亩均税收标准")
        if "floor" in keys and shape != "min_max":
            self._add("P01", keys["floor"], f"floor 只用于 min_max，不用于 {shape}", "删去，或改 shape")
        if "missing" in keys and not {"cite", "basis"} & keys.keys():
            self._add(
                "P05",
                keys["missing"],
                "missing 是文本自己的规定，要有 cite，或写 basis: assumed",
                "补上 cite: {quote: …}",
            )
        if value is None or weight is None or ("against" in keys and against is None):
            return None
        if against is not None and against.type.dimension != value.type.dimension:
            self._add("P04", keys["against"], f"指标值是{value.type}，基准是{against.type}", "两边同一单位")
            return None
        bounds = [self._points_of(keys[name], weight) if name in keys else None for name in ("most", "least", "floor")]
        floor = self._points_of(keys["floor"], Fraction(100)) if "floor" in keys else None
        return Item(
            name=_text(entry, "item"), title=_text(entry, "title") or _text(entry, "item"), value=value, weight=weight,
            shape=shape, place=entry.place, cite=cite_of(keys, self.lone.cite, self.expressions.problems), against=against,
            most=bounds[0], least=bounds[1] if bounds[1] is not None else Fraction(0) if shape == "inverse" else None,
            floor=(floor or Fraction(0)) / 100, missing=_text(entry, "missing"), basis=_text(entry, "basis") or "cited",
        )  # fmt: skip

    def points(self, entry: Entry, key: str) -> tuple[Points, ...]:
        found = []
        for at, item in enumerate(entry.map[key].items if key in entry.map else (), start=1):
            when = self._when(item, f"{key}{at}") if "when" in item.map else tree.Boolean(True, type=BOOLEAN)
            value = self._bound(item.map["points"], SCORE_TYPE)
            most = self._points_of(item.map["most"], Fraction(100)) if "most" in item.map else None
            if when is not None and value is not None:
                text = _text(item, "title") or (
                    show_condition(item.map["when"]) if "when" in item.map else item.map["points"].text
                )
                cite = cite_of(item.map, self.lone.cite, self.expressions.problems)
                found.append(Points(when, value, most, text, item.place, cite))
        return tuple(found)

    def guards(self, entry: Entry, key: str, label: str, *, lone: bool = False) -> tuple[Guard, ...]:
        found = []
        for at, item in enumerate(entry.map[key].items if key in entry.map else (), start=1):
            when = self._when(item, f"{key}{at}", lone=lone)
            if when is not None:
                text = _text(item, "title") or show_condition(item.map["when"])
                cite = cite_of(item.map, self.lone.cite, self.expressions.problems)
                found.append(Guard(when, _text(item, label), text, item.place, cite))
        return tuple(found)

    def order(self, entry: Entry | None) -> tuple[Key, ...]:
        if entry is None:
            return (Key(TOTAL, None),)
        found = []
        for text, ascending, place in split_order(entry, self.expressions):
            part = Entry(text, place)
            node = (
                None
                if text in (TOTAL, "")
                else self.expressions.bind(self.expressions.expression(part), self.among.scope, part)
            )
            if text and (text == TOTAL or node is not None):
                found.append(Key(text, node, ascending))
        return tuple(found)

    def cuts(self, entry: Entry | None) -> tuple[Cut, ...]:
        found: list[Cut] = []
        for label, written in entry.map.items() if entry is not None else ():
            node = self._bound(written)
            bound = None if node is None else plain_number(node)
            if node is None or bound is None or node.type.dimension not in (SHARE, SCORE):
                if node is not None:
                    self._add(
                        "P04",
                        written,
                        f"等次「{label}」的界限要写占比或分，不是「{written.text}」",
                        "如 A: 20%，或 A: 90 分",
                    )
                continue
            found.append(Cut(label, bound, node.type.dimension == SCORE))
        if entry is not None:
            self._check_cuts(entry, found)
        return tuple(found)

    def _check_cuts(self, entry: Entry, cuts: list[Cut]) -> None:
        if len({cut.by_score for cut in cuts}) > 1:
            self._add("T01", entry, "cuts 一部分按占比，一部分按分", "用一种")
        elif cuts and not cuts[0].by_score:
            rising = all(one.bound < two.bound for one, two in pairwise(cuts))
            if not rising or cuts[0].bound <= 0:
                self._add("T01", entry, "cuts 是自前而后累计的占比，要由小到大", "如 {A: 20%, B: 60%, C: 95%, D: 100%}")
            if cuts[-1].bound != 1:
                self._add("T01", entry, f"最后一等「{cuts[-1].label}」的累计占比不是 100%", "补到 100%")
        elif any(one.bound <= two.bound for one, two in pairwise(cuts)):
            self._add(
                "T01", entry, "按分的 cuts 写每一等的最低分，要由大到小", "如 {A: 90 分, B: 75 分, C: 60 分, D: 0 分}"
            )

    def rounding(self, entry: Entry | None, to: Fraction, unit: str) -> Round:
        keys = entry.map if entry is not None else {}
        if "to" in keys:
            node = self._bound(keys["to"])
            value = None if node is None else plain_number(node)
            if value is None or value <= 0 or not keys["to"].text.rstrip().endswith(unit):
                self._add("P04", keys["to"], f"to 要写几{unit}，不是「{keys['to'].text}」", f"如 1 {unit}")
            else:
                to = value
        return Round(to, keys["mode"].text if "mode" in keys else "half_up")

    def check(self, entry: Entry, scheme: Scheme) -> None:
        """Labels of guards are classes of the scheme; groups have names of their own."""
        for key, label, guards in (("veto", "at_best", scheme.veto), ("protect", "at_worst", scheme.protect)):
            for guard, item in zip(guards, entry.map[key].items if key in entry.map else (), strict=False):
                if guard.label not in scheme.labels:
                    self._add(
                        "P03",
                        item.map[label],
                        f"cuts 里没有等次「{guard.label}」",
                        did_you_mean(guard.label, scheme.labels),
                    )
        seen: set[str] = set()
        for group, item in zip(scheme.groups, entry.map["groups"].items, strict=True):
            if group.name in seen:
                self._add("P08", item.map["group"], f"组「{group.name}」写了两次", "换一个名称")
            seen.add(group.name)

    def _when(self, item: Entry, name: str, *, lone: bool = False) -> Node | None:
        frame = self.lone if lone else self.among
        written = item.map["when"]
        node = self.expressions.condition(written, frame.id, name)
        return self.expressions.bind(node, frame.scope, written, BOOLEAN)

    def _bound(self, entry: Entry, want=None) -> Node | None:
        return self.expressions.bind(self.expressions.value(entry), self.among.scope, entry, want)

    def _number(self, entry: Entry, *, table: bool = False) -> Node | None:
        node = self._bound(entry)
        if node is not None and node.type.kind != "number":
            self._add("P04", entry, f"指标要的是数，得到的是{node.type}", "写成数的式子")
            return None
        if node is not None and table and node.type.dimension != SCORE:
            self._add("P04", entry, f"shape: table 的表要给出分，得到的是{node.type}", "如 steps: {10%: 5 分}")
            return None
        return node

    def _points_of(self, entry: Entry, whole: Fraction) -> Fraction | None:
        """A figure in 分; a share is that share of the whole. Terms that are plain numbers may stand for it."""
        node = self._bound(entry)
        value = None if node is None else plain_number(node)
        if node is not None and (value is None or node.type.dimension not in (SCORE, SHARE)):
            self._add("P04", entry, f"这里要写分或占比，不是「{entry.text}」", "如 30 分、45%")
            return None
        return value if value is None or node is None or node.type.dimension == SCORE else value * whole

    def _add(self, id: str, entry: Entry, what: str, hint: str) -> None:
        self.expressions.problems.add(id, entry.place, what, hint)


def require_cite_or_assumed(entry: Entry, what: str, expressions: Expressions) -> None:
    """A scheme says where it comes from, or that it is assumed as a whole."""
    if _text(entry, "basis") != "assumed" or "cite" in entry.map:
        require_cite(entry, what, expressions.problems)


def assumed(entry: Entry, name: str) -> list[str]:
    """What in a document says `basis: assumed`, in words, outermost first; what stands below is not told again."""
    if isinstance(entry.value, list):
        return [text for item in entry.items for text in assumed(item, name)]
    if "basis" in entry.map and entry.map["basis"].text == "assumed":
        return [name]
    found = []
    for key, value in entry.map.items():
        named = next(
            (f"{key}「{_text(item, one)}」" for item in [value] for one in ("group", "item") if one in item.map), key
        )
        if isinstance(value.value, list):
            for at, item in enumerate(value.items, start=1):
                label = _text(item, "item") or _text(item, "group") or f"第 {at} 条"
                found += assumed(item, f"{_WORDS.get(key, key)} {label}")
        else:
            found += assumed(value, _WORDS.get(named, named))
    return found


_WORDS = {
    "groups": "组",
    "items": "指标",
    "bonus": "加分",
    "penalty": "扣分",
    "veto": "否决",
    "protect": "保护",
    "unrated": "不参评",
}


def _text(entry: Entry, name: str) -> str:
    return entry.map[name].text if name in entry.map else ""
