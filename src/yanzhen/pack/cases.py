"""cases/*.yaml become cases: `like` fills in what is not named, every column and clause named must exist."""

from __future__ import annotations

from collections.abc import Iterable

from yanzhen.errors import YanzhenError, did_you_mean
from yanzhen.pack.model import Case
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.periods import Period
from yanzhen.registers import Register, Vocabulary

UNKNOWN = "未知"


class CaseReader:
    """Reads the cases of a pack against its elements.

    `registers` maps an element's id to the register it judges; `unread` are ids of clauses that are wrong themselves, of
    whose cases nothing more is said.
    """

    def __init__(
        self, vocabulary: Vocabulary, registers: dict[str, str], unread: frozenset[str], problems: Problems
    ) -> None:
        self.vocabulary = vocabulary
        self.registers = registers
        self.unread = unread
        self.problems = problems

    def read(self, documents: Iterable[Entry], pack: str, policy: str = "") -> list[Case]:
        """The cases of one file; `of` may leave out the pack and the policy it stands in."""
        found: dict[str, Case] = {}
        lost: set[str] = set()
        for entry in documents:
            check_shape(entry, "case", self.problems)
            name = entry.map.get("case")
            if name is None or "expect" not in entry.map:
                continue
            if name.text in found:
                self.problems.add(
                    "P08", name.place, f"案例「{name.text}」已在 {found[name.text].place} 写过", "换一个名称"
                )
                continue
            like = entry.map.get("like")
            if like is not None and like.text in lost:
                lost.add(name.text)
                continue
            if like is not None and like.text not in found:
                hint = did_you_mean(like.text, found) or "like 只能指同一文件里前面的案例"
                self.problems.add("P03", like.place, f"前面没有案例「{like.text}」", hint)
                continue
            case = self._case(entry, found[like.text] if like is not None else None, pack, policy)
            if case is not None:
                found[name.text] = case
            else:
                lost.add(name.text)
        return list(found.values())

    def _case(self, entry: Entry, base: Case | None, pack: str, policy: str) -> Case | None:
        keys = entry.map
        lacking = [] if base else [name for name in ("of", "period", "on") if name not in keys]
        if lacking:
            self.problems.add("P01", entry.place, f"案例缺少「{'、'.join(lacking)}」", "没有 like 的案例要写全")
            return None
        of = self._element(keys["of"], pack, policy) if "of" in keys else base.of if base else ""
        if of is None:
            return None
        period = keys["period"].text if "period" in keys else base.period if base else ""
        try:
            Period.parse(period)
        except YanzhenError as error:
            self.problems.add("P01", keys["period"].place, f"{error.what}（{error.code}）", error.hint)
            return None
        given, rows, expect = ({}, {}, {}) if base is None else (dict(base.given), dict(base.rows), dict(base.expect))
        register = self.registers[of]
        if "given" in keys:
            given |= self._given(keys["given"], register)
        if "rows" in keys:
            rows |= self._rows(keys["rows"])
        others = {} if base is None else base.subjects
        if "subjects" in keys:
            others = self._others(keys["subjects"], register)
        written = {name: plain(value) for name, value in keys["expect"].map.items()}
        expect = written or expect  # what was expected of other facts says nothing of these
        on = keys["on"].text if "on" in keys else base.on if base else ""
        asks = tuple(plain(item) for item in keys["asks"].items) if "asks" in keys else base.asks if base else ()
        return Case(keys["case"].text, of, entry.place, period, on, given, rows, expect, asks, others)

    def _others(self, entry: Entry, register: str) -> dict[str, dict[str, object]] | str:
        if isinstance(entry.value, str):
            return entry.text
        return {name: self._given(given, register) for name, given in entry.map.items()}

    def _element(self, entry: Entry, pack: str, policy: str) -> str | None:
        """The full id of what a case tests; None, recorded, when there is no such element."""
        for full in (entry.text, f"{pack}/{entry.text}", f"{pack}/{policy}/{entry.text}"):
            if full in self.registers:
                return full
            lines = [one.removeprefix(f"{full}/") for one in self.registers if one.startswith(f"{full}/")]
            if full.count("/") == 2 and lines:
                self.problems.add(
                    "P03", entry.place, f"条款「{entry.text}」分成几行", f"写到行，如 {entry.text}/{lines[0]}"
                )
                return None
            if full in self.unread:
                return None
        inner = [full.removeprefix(f"{pack}/") for full in self.registers if full.startswith(f"{pack}/")]
        short = [*inner, *(full.removeprefix(f"{policy}/") for full in inner)]
        self.problems.add("P03", entry.place, f"没有条款「{entry.text}」", did_you_mean(entry.text, short))
        return None

    def _given(self, entry: Entry, register: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, value in entry.map.items():
            frame, column = self._column(name, register)
            if frame is None or column not in {*frame.columns, *frame.key, frame.label}:
                known = [*frame.columns, *frame.key] if frame else [*self.vocabulary.registers]
                where = (
                    f"台账「{frame.name}」没有栏目「{column}」" if frame else f"没有台账「{name.partition('.')[0]}」"
                )
                wrong = column if frame else name.partition(".")[0]
                self.problems.add("P03", value.key or value.place, where, did_you_mean(wrong, known))
                continue
            if isinstance(value.value, dict):
                self._check_periods(value)
            found[name] = plain(value)
        return found

    def _column(self, name: str, register: str) -> tuple[Register | None, str]:
        """(register, column) of `column` or of `owner.column`; a ref column may stand for the register it refers to."""
        frame = self.vocabulary.registers[register]
        if "." not in name:
            return frame, name
        owner, _, column = name.partition(".")
        through = frame.columns[owner].ref if owner in frame.columns else owner
        return self.vocabulary.registers.get(through or ""), column

    def _check_periods(self, value: Entry) -> None:
        for text, cell in value.map.items():
            try:
                Period.parse(text)
            except YanzhenError as error:
                self.problems.add("P01", cell.key or cell.place, f"{error.what}（{error.code}）", error.hint)

    def _rows(self, entry: Entry) -> dict[str, list[dict[str, object]] | None]:
        found: dict[str, list[dict[str, object]] | None] = {}
        for register, rows in entry.map.items():
            frame = self.vocabulary.registers.get(register)
            if frame is None:
                hint = did_you_mean(register, self.vocabulary.registers)
                self.problems.add("P03", rows.key or rows.place, f"没有台账「{register}」", hint)
            elif rows.text == UNKNOWN:
                found[register] = None
            else:
                found[register] = [self._given(row, register) for row in rows.items]
        return found


def plain(entry: Entry) -> object:
    """The texts, lists and maps of an entry without their places."""
    if isinstance(entry.value, dict):
        return {name: plain(value) for name, value in entry.map.items()}
    if isinstance(entry.value, list):
        return [plain(item) for item in entry.items]
    return entry.text
