"""R01: a clause read back as one Chinese paragraph, beside its quote, with the words of the quote that found no place in it.

Whoever cannot read YAML can still see that 每个项目 became 每户企业.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.errors import Place
from yanzhen.language import tree
from yanzhen.language.sentences import sentence
from yanzhen.language.tree import Node
from yanzhen.pack.checks.quotes import has_place, rule_figures
from yanzhen.pack.checks.reading_payment import payment_parts
from yanzhen.pack.checks.view import View, amounts, bare, constant, squeezed
from yanzhen.pack.figures import figures
from yanzhen.pack.model import Cap, Clause, Condition
from yanzhen.pack.relations import RULES
from yanzhen.units import show

NATURES = {
    "award": "奖补", "interest": "贴息", "guarantee": "担保补贴", "tax_relief": "税收减免", "surcharge": "加征",
    "service": "服务", "title": "称号",
}  # fmt: skip
PERIODS = {
    "year": "每年判一次",
    "half": "每半年判一次",
    "quarter": "每季度判一次",
    "month": "每月判一次",
    "none": "不分期，判一次",
}
SPANS = {"month": "每月", "quarter": "每季度", "year": "每年", "policy": "政策期内", "ever": "历年累计"}
COMBINED = {"sum": "合计", "highest": "只给最高的一行", "choose_one": "只给选定的一行", "first": "只给先符合的一行"}
MODES = {"auto": "免申即享", "fast": "简易申报", "apply": "申报"}
_PLAIN = (
    "对给予的并且以及其中等为是在按照和与或者可以予以进行根据规定有关符合条件企业单位补助奖励支持资金补贴一次性标准最高不超过"
    "不低于以上以下超过达到每户每家由于从向将已经应当且及"
)
"""Signs of which connecting words and the words of every clause are made."""
_CONNECTING = "的对且并和与或及由按在为是给应当可以从将每"
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
LONGEST_SHARED = 200


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A clause in words. `said` are its quotes, or its title when it restates; `unplaced` what of them is in no part of the rule."""

    clause: str
    title: str
    cite: str
    restated: bool
    said: tuple[str, ...]
    text: str
    unplaced: tuple[str, ...]
    place: Place

    def marked(self) -> tuple[str, ...]:
        """What is said, with 【 】 around what found no place."""
        if not self.unplaced:
            return self.said
        pattern = re.compile("|".join(map(re.escape, sorted(self.unplaced, key=len, reverse=True))))
        return tuple(pattern.sub(lambda match: f"【{match.group()}】", text) for text in self.said)

    def __str__(self) -> str:
        lead = "转述，标题" if self.restated else "原文"
        said = [f"  {lead}：{text}" for text in self.marked()]
        return "\n".join([f"{self.clause}  {self.cite}", *said, f"  规则：{self.text}"])


def read_back(view: View, clause: Clause) -> ReadBack:
    """The clause in words, beside what its source says."""
    text = "".join(_parts(view, clause))
    said = view.said(clause)
    quoted = any(one.quoted for one in said)
    return ReadBack(
        clause=clause.id,
        title=clause.title,
        cite=str(clause.cite),
        restated=not quoted,
        said=tuple(one.text for one in said),
        text=text,
        unplaced=_unplaced(view, clause, text) if said else (),
        place=clause.place,
    )


def _parts(view: View, clause: Clause) -> Iterator[str]:
    yield f"「{clause.title}」，{NATURES[clause.nature]}。"
    often = "每条记录只判一次，归入" if clause.event is not None else PERIODS[clause.period]
    event = f"{sentence(clause.event)}所在的期间" if clause.event is not None else ""
    yield f"判的是每一{_unit_of(clause.register)}，{often}{event}。"
    yield from _conditions(clause)
    yield from _amount(clause)
    if any(one.source == "pays" for one in clause.conditions):
        yield "表里没有对应一档的，不符合。"
    yield from (f"{_each(times.per)}{SPANS[times.span]}不超过 {times.most} 次。" for times in clause.times)
    if clause.whole is not None:
        yield f"本条有 {len(clause.whole.lines)} 行金额，{COMBINED[clause.whole.combine]}。"
    yield from (_cap(cap) for cap in clause.every_cap)
    if clause.top is not None:
        ceiling = clause.top
        yield f"连同已发的「{ceiling.counts}」，{_each(ceiling.per)}合计不超过 {sentence(ceiling.most)}。"
    yield from (
        f"{_each(one.per)}，与同组的条款{RULES[one.rule]}（{one.title}）。"
        for one in view.pack.relations
        if clause.id in one.members
    )
    yield from _terms(view, clause)
    if clause.round.mode != "half_up" or clause.round.to * 100 != 1:
        how = {"down": "舍去零头", "up": "零头进一", "half_even": "取偶"}.get(clause.round.mode, "四舍五入")
        yield f"金额取到 {show(clause.round.to, (('元', 1),))}，{how}。"
    if clause.payee:
        yield f"付给{clause.payee}。"
    yield _in_force(clause)
    place = _place(view, clause)
    yield f"适用于{place}。" if place else ""
    yield from _claim(clause)
    yield from payment_parts(view.pack, clause)
    if clause.department and clause.department != "未载明":
        yield f"由{clause.department}负责。"
    if clause.doubts:
        yield "存疑：" + "；".join(doubt.rstrip("。") for doubt in clause.doubts) + "。"


def _unit_of(register: str) -> str:
    return f"户{register}" if register == "企业" else f"条「{register}」"


def _conditions(clause: Clause) -> Iterator[str]:
    who = [one for one in clause.conditions if one.source == "who"]
    unless = [one for one in clause.conditions if one.source == "unless"]
    if who:
        yield "须符合：" + "；".join(_condition(one, one.node) for one in who) + "。"
    else:
        yield "没有条件。"
    if unless:
        bars = [_condition(one, one.node.operand if isinstance(one.node, tree.Not) else one.node) for one in unless]
        yield "有下列情形的不给：" + "；".join(bars) + "。"


def _condition(condition: Condition, node: Node) -> str:
    marks = [
        word for word, there in (("政策通则", condition.from_policy), ("假定", condition.basis == "assumed")) if there
    ]
    return sentence(node) + (f"（{'，'.join(marks)}）" if marks else "")


def _amount(clause: Clause) -> Iterator[str]:
    amount = clause.amount
    if clause.gives:
        yield f"给：{clause.gives}。"
    if amount is None:
        return
    verb = "收" if clause.charges else "给"
    if amount.high is None:
        yield f"{verb}多少未载明，由{amount.judged or '人'}决定。"
    elif amount.low == amount.high:
        yield f"{verb}：{sentence(amount.high)}。"
    else:
        low = f"{sentence(amount.low)} 到 " if amount.low is not None and constant(amount.low) else "最高 "
        yield f"{verb}：{low}{sentence(amount.high)}，实际由「{amount.judged}」决定。"


def _cap(cap: Cap) -> str:
    when = f"（{sentence(cap.when)}时）" if cap.when is not None else ""
    return f"{_each(cap.per)}{SPANS[cap.span]}最高 {sentence(cap.most)}{when}。"


def _each(per: tuple[str, ...]) -> str:
    return "每" + "、每".join(_unit_of(name) if name == "企业" else f"个{name}" for name in per)


def _terms(view: View, clause: Clause) -> Iterator[str]:
    """Every named term the rule reads, said once; a long one that the whole pack shares is only named."""
    seen: dict[str, str] = {}
    stack = [one.node for one in clause.conditions] + list(amounts(clause)) + [cap.most for cap in clause.every_cap]
    stack.reverse()
    while stack:
        node = stack.pop()
        if isinstance(node, tree.TermOf):
            said = sentence(bare(node))
            if node.name in view.assembly.shared and len(said) > LONGEST_SHARED:
                seen.setdefault(node.name, "按共用的定义")
                continue
            seen.setdefault(node.name, f"为 {said}")
        stack.extend(reversed(tree.children(node)))
    if seen:
        yield "其中：" + "；".join(f"{name}{said}" for name, said in seen.items()) + "。"


def _in_force(clause: Clause) -> str:
    span = clause.in_force
    start = f"自 {span.start} 起" if span.start else "起始日未载明"
    until = f"到 {span.until}（不含）为止" if span.until else "终止日未载明"
    by = "事件发生之日" if span.by == "event" else span.by
    return f"{start}，{until}，看{by}是否在有效期内。"


def _place(view: View, clause: Clause) -> str:
    registers, name = view.pack.vocabulary.registers, clause.register
    while registers[name].area is None and registers[name].owner:
        name = registers[name].owner or ""
    area = registers[name].area
    if clause.area is None or area is None:
        return ""
    return view.pack.vocabulary.codes[registers[name].columns[area].code or ""].codes[clause.area].name


def _claim(clause: Clause) -> Iterator[str]:
    claim = clause.claim
    if claim.opens is None and claim.due is None and claim.mode == "apply" and not claim.evidence:
        return
    spans = [f"{sentence(claim.opens)}起" if claim.opens else "", f"{sentence(claim.due)}止" if claim.due else ""]
    yield f"{MODES[claim.mode]}：{''.join(spans) or '不限期'}" + (
        f"，须交{'、'.join(claim.evidence)}。" if claim.evidence else "。"
    )


# ---------------------------------------------------------------- what found no place


def _unplaced(view: View, clause: Clause, text: str) -> tuple[str, ...]:
    """Figures and words of the quotes that neither the paragraph nor the notes hold."""
    used, names = list(rule_figures(view, clause)), squeezed(text)
    spoken = [figure for remark in view.remarks(clause) for figure in figures(remark)]
    ground = names + squeezed("".join((clause.title, clause.note, *view.remarks(clause))))
    found: list[str] = []
    for said in view.said(clause):
        if not said.quoted:
            ground += squeezed(said.text)
        numbers = figures(said.text)
        found += [one.text for one in numbers if not has_place(one, clause, used, names, spoken)]
        left = said.text
        for one in reversed(numbers):
            left = left[: one.start] + "，" + left[one.end :]
        found += [word for run in _WORD.findall(left) for word in _strange(run, ground)]
    return tuple(dict.fromkeys(found))


def _strange(run: str, ground: str) -> Iterator[str]:
    """The stretches of two signs or more of which no two neighbours stand together in the ground."""
    known = [run[at : at + 2] in ground or (run[at] in _PLAIN and run[at + 1] in _PLAIN) for at in range(len(run) - 1)]
    covered = [False] * len(run)
    for at, there in enumerate(known):
        if there:
            covered[at] = covered[at + 1] = True
    stretch = ""
    for sign, there in (*zip(run, covered, strict=True), ("", True)):
        if not there:
            stretch += sign
            continue
        stretch = stretch.strip(_CONNECTING)
        if len(stretch) > 1:
            yield stretch
        stretch = ""
