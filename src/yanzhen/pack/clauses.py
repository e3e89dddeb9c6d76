"""policy.yaml and clauses/*.yaml become clauses: what is inherited is filled in, lines become clauses of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from yanzhen.errors import Place, did_you_mean
from yanzhen.language.types import DATE
from yanzhen.pack import amounts, payment
from yanzhen.pack.cites import cite_of, require_cite
from yanzhen.pack.conditions import Frame, read_condition, read_conditions
from yanzhen.pack.defaults import refuse_bare_defaults
from yanzhen.pack.expressions import Expressions
from yanzhen.pack.folder import PolicyFolder
from yanzhen.pack.in_force import read_in_force, refuse_outliving
from yanzhen.pack.model import Cite, Claim, Clause, Condition, Policy, Whole
from yanzhen.pack.paying import PoolNamed
from yanzhen.pack.problems import Problems
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import Entry
from yanzhen.registers import Vocabulary

USUAL_REGISTER = "企业"
"""The register judged when a clause does not say `for` (PACK-FORMAT §1.1)."""

_ADDED = frozenset({"who", "unless", "terms"})
_OWN = frozenset({"title", "cite", "doubts", "note", "basis", "in_force", "policy", "clause", "doc", "issuer"})
_NATURES = {"pays": "award", "charges": "surcharge", "gives": "title"}


@dataclass(frozen=True)
class PolicyReader:
    """Reads the clauses of one policy. `place` is the pack's place, `layer` the terms its pack may see."""

    pack: str
    place: Entry | None
    expressions: Expressions
    layer: TermLayer

    def read(self, folder: PolicyFolder) -> list[Clause]:
        """The policy's clauses in file order; everything wrong is recorded."""
        problems = self.expressions.problems
        entry = folder.policy
        if entry is None:
            if not problems.unreadable:
                problems.add("P01", folder.place, "政策文件夹里没有 policy.yaml", "条款要有它所在的政策")
            return []
        check_shape(entry, "policy", problems)
        key = entry.map.get("policy")
        if key is not None and key.text != folder.slug:
            problems.add("P01", key.place, f"policy 写的是「{key.text}」，文件夹叫「{folder.slug}」", "两处要一样")
        cite = Cite(_text(entry, "title"), _text(entry, "issuer"), _text(entry, "doc"), _text(entry, "published"))
        if not cite.title:
            problems.add("P05", entry.place, "政策没有写 title", "写文件的全名")
        refuse_bare_defaults(entry, problems, besides="terms")
        layer = self.layer.inside()
        layer.declare(entry.map.get("terms"), self.pack, _text(entry, "for") or USUAL_REGISTER)
        policy = Policy(
            id=f"{self.pack}/{folder.slug}",
            title=cite.title,
            issuer=cite.issuer,
            doc=cite.doc,
            published=cite.date,
            place=entry.place,
            area=self._area(entry.map.get("place") or self.place, _text(entry, "for") or USUAL_REGISTER),
            doubts=_texts(entry, "doubts"),
            note=_text(entry, "note"),
            bounds=_text(entry, "bounds"),
        )
        found: list[Clause] = []
        for document in folder.clauses:
            if "clause" in document.map:
                found += self._clause(document, entry, policy, cite, layer)
            else:
                check_shape(document, "clause", problems)
        return found

    def _clause(self, entry: Entry, policy_entry: Entry, policy: Policy, cite: Cite, outer: TermLayer) -> list[Clause]:
        problems = self.expressions.problems
        shaped = check_shape(entry, "clause", problems)
        inherited = {k: v for k, v in policy_entry.map.items() if k not in _ADDED | _OWN}
        keys = {**inherited, **entry.map}
        name = entry.map["clause"].text
        what = f"条款「{name}」"
        require_cite(entry, what, problems)
        own_cite = cite_of(entry.map, cite, problems)
        register = keys["for"].text if "for" in keys else USUAL_REGISTER
        known = self.layer.vocabulary.registers
        if register not in known:
            place = keys["for"].place if "for" in keys else entry.place
            problems.add("P03", place, f"没有台账「{register}」", did_you_mean(register, known))
            return []
        refuse_bare_defaults(entry, problems, besides="terms")
        layer = outer.inside()
        layer.declare(entry.map.get("terms"), self.pack, register)
        scope = PackScope(layer.vocabulary, layer, register, _of(keys, "period", "year"))
        frame = Frame(
            f"{policy.id}/{name}", scope, self.expressions, own_cite, cite, _of(policy_entry.map, "for", USUAL_REGISTER)
        )
        if shaped:
            self._check_keys(keys, entry, what)
        whole = self._whole(frame, keys, entry, policy_entry, policy)
        kind = "charges" if "charges" in keys and "pays" not in keys else "pays"
        written = keys.get(kind)
        if written is not None and isinstance(written.value, list):
            return self._lines(frame, whole, keys, written, kind)
        if written is None or written.broken:
            return [whole]
        return [_with_amount(frame, whole, written, kind)]

    def _whole(self, frame: Frame, keys: dict[str, Entry], entry: Entry, policy_entry: Entry, policy: Policy) -> Clause:
        """The clause without its amount."""
        event = self._date(frame, keys.get("event"))
        in_force = read_in_force(entry, policy_entry, "event" in keys, self.expressions.problems)
        refuse_outliving(entry, policy_entry, in_force, self.expressions.problems)
        caps, times = amounts.read_caps(frame, keys.get("cap"))
        nature = next((_NATURES[kind] for kind in _NATURES if kind in keys), "award")
        return Clause(
            id=frame.id,
            title=_text(entry, "title") or entry.map["clause"].text,
            policy=policy,
            place=entry.place,
            cite=frame.cite,
            register=frame.scope.register,
            period=frame.scope.grain,
            event=event,
            in_force=in_force,
            area=self._area(keys.get("place") or self.place, frame.scope.register),
            conditions=tuple(read_conditions(frame, entry, policy_entry)),
            nature=_of(keys, "nature", nature),
            amount=None,
            gives=_of(keys, "gives", ""),
            charges="charges" in keys,
            caps=caps,
            times=times,
            ceiling=amounts.read_ceiling(frame, keys.get("ceiling")),
            matter=tuple(item.text for item in keys["matter"].items) if "matter" in keys else (),
            payee=self._payee(frame, keys.get("payee")),
            round=amounts.read_round(frame, keys.get("round")),
            claim=self._claim(frame, keys.get("claim")),
            department=_of(keys, "department", ""),
            basis=_text(entry, "basis") or "cited",
            doubts=_texts(entry, "doubts"),
            note=_text(entry, "note"),
            replaces=self._full_id(_of(keys, "replaces", ""), policy.id),
            funded_by=payment.read_funding(frame, keys.get("funded_by")),
            pool=PoolNamed(keys["pool"].text, keys["pool"].place) if "pool" in keys else None,
            instalments=payment.read_instalments(frame, keys.get("instalments")),
            clawback=payment.read_clawback(frame, keys.get("clawback")),
        )

    def _check_keys(self, keys: dict[str, Entry], entry: Entry, what: str) -> None:
        problems = self.expressions.problems
        if not {"pays", "charges", "gives"} & keys.keys():
            problems.add("P01", entry.place, f"{what}要写 pays、charges 或 gives", "说明给什么、收什么")
        if {"pays", "charges"} <= keys.keys():
            problems.add("P01", keys["charges"].key or entry.place, "一条不能又给又收", "分成两条")
        if {"pays", "charges"} & keys.keys() and "matter" not in keys:
            problems.add("P01", entry.place, f"{what}缺少「matter」", "写同一事项的标签，如 matter: [技改]")

    def _lines(self, frame: Frame, whole: Clause, keys: dict[str, Entry], written: Entry, kind: str) -> list[Clause]:
        """One clause for each line, sharing who, matter and the rest."""
        problems = self.expressions.problems
        if len(written.items) > 1 and "combine" not in keys:
            problems.add("C01", written.place, "有几行金额，没有写 combine", "合计写 combine: sum")
        shared = self._shared(whole, keys, written)
        whole = replace(whole, whole=shared)
        if shared is not None:  # over the lines' sum, so on no line alone
            whole = replace(whole, caps=(), ceiling=None)
        found, seen = [], set()
        for item in written.items:
            line = item.map.get("line")
            if line is None:
                continue
            if line.text in seen:
                problems.add("P08", line.place, f"行「{line.text}」写了两次", "换一个名称")
                continue
            seen.add(line.text)
            found.append(self._line(frame, whole, item, line.text, kind))
        return found

    def _shared(self, whole: Clause, keys: dict[str, Entry], written: Entry) -> Whole | None:
        """What several lines share; None when there is one line only, which is the clause itself."""
        lines = tuple(f"{whole.id}/{item.map['line'].text}" for item in written.items if "line" in item.map)
        if len(lines) < 2:
            return None
        combine = _of(keys, "combine", "sum")
        return Whole(whole.id, whole.title, combine, lines, whole.caps, whole.ceiling)

    def _line(self, frame: Frame, whole: Clause, item: Entry, name: str, kind: str) -> Clause:
        own = replace(frame, id=f"{frame.id}/{name}")
        conditions: list[Condition | None] = list(whole.conditions)
        if "when" in item.map:
            conditions.append(read_condition(own, item.map["when"], "when", "who"))
        caps, times = amounts.read_caps(own, item.map.get("cap"))
        clause = replace(
            whole,
            id=own.id,
            title=f"{whole.title}：{_text(item, 'title') or name}",
            cite=cite_of(item.map, whole.cite, self.expressions.problems),
            event=self._date(own, item.map["event"]) if "event" in item.map else whole.event,
            conditions=tuple(condition for condition in conditions if condition is not None),
            caps=(*caps, *whole.caps),
            times=(*times, *whole.times),
        )
        written = item if "between" in item.map else item.map.get(kind)
        if written is None:
            self.expressions.problems.add("P01", item.place, f"行「{name}」没有写 {kind}", "写明给多少")
            return clause
        return _with_amount(own, clause, written, kind)

    def _area(self, place: Entry | None, register: str) -> int | None:
        return area_of(place, register, self.layer.vocabulary, self.expressions.problems)

    def _payee(self, frame: Frame, entry: Entry | None) -> str:
        if entry is None:
            return ""
        register = frame.scope.frame
        known = [*register.belongs_to, *(name for name, column in register.columns.items() if column.kind == "ref")]
        if entry.text not in known:
            what = f"payee「{entry.text}」不是台账「{register.name}」的所属或引用栏目"
            self.expressions.problems.add("P03", entry.place, what, did_you_mean(entry.text, known))
        return entry.text

    def _claim(self, frame: Frame, entry: Entry | None) -> Claim:
        keys = entry.map if entry is not None else {}
        evidence = tuple(item.text for item in keys["evidence"].items) if "evidence" in keys else ()
        opens, due = self._date(frame, keys.get("opens")), self._date(frame, keys.get("due"))
        return Claim(_of(keys, "mode", "apply"), opens, due, evidence)

    def _date(self, frame: Frame, entry: Entry | None):
        if entry is None:
            return None
        return self.expressions.bind(self.expressions.expression(entry), frame.scope, entry, DATE)

    def _full_id(self, text: str, policy: str) -> str:
        parts = text.split("/") if text else []
        if len(parts) == 1:
            return f"{policy}/{text}"
        return f"{self.pack}/{text}" if len(parts) == 2 else text


def _with_amount(frame: Frame, clause: Clause, written: Entry, kind: str) -> Clause:
    amount, implied = amounts.read_amount(frame, written)
    conditions = clause.conditions if implied is None else (*clause.conditions, implied)
    return replace(clause, amount=amount, conditions=conditions, charges=kind == "charges")


def area_of(place: Entry | None, register: str, vocabulary: Vocabulary, problems: Problems) -> int | None:
    """The id of a place in the code list by which the register, or its owner, is placed; None: anywhere."""
    if place is None:
        return None
    registers, name = vocabulary.registers, register
    while name in registers and registers[name].area is None and registers[name].owner:
        name = registers[name].owner or ""
    frame = registers.get(name)
    column = frame.columns.get(frame.area or "") if frame else None
    codes = vocabulary.codes.get(column.code or "") if column else None
    if codes is None:
        return None
    at = codes.id_of(place.text)
    if at is None:
        what = f"代码表「{codes.name}」里没有「{place.text}」"
        problems.add("P03", place.place, what, did_you_mean(place.text, codes.names()))
    return at


def refuse_double_ids(clauses: list[Clause], problems) -> None:
    """Two clauses of one id are recorded, with both places."""
    seen: dict[str, Place] = {}
    for clause in clauses:
        first = seen.setdefault(clause.id, clause.place)
        if first != clause.place:
            problems.add("P08", clause.place, f"条款编号「{clause.id}」已在 {first} 用过", "编号不重复，也不再用")


def _text(entry: Entry, name: str) -> str:
    return _of(entry.map, name, "")


def _texts(entry: Entry, name: str) -> tuple[str, ...]:
    return tuple(item.text for item in entry.map[name].items) if name in entry.map else ()


def _of(keys: dict[str, Entry], name: str, default: str) -> str:
    return keys[name].text if name in keys else default
