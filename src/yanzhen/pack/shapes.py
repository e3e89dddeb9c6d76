"""The closed shapes: which keys each map may have, which it must have, and what stands behind each key.

One table. `check_shape` reports unknown keys with the nearest known one, missing keys, and values of the wrong make; what
later rooms read may then be taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yanzhen.errors import Place, did_you_mean
from yanzhen.pack import plan_shapes
from yanzhen.pack.problems import Problems
from yanzhen.pack.scheme_shapes import SCHEME_SHAPES
from yanzhen.pack.text import Entry
from yanzhen.registers.vocabulary import parse_date

UNSTATED = "未载明"
"""What a pack writes where the source says nothing."""

EVERYWHERE = "cite:cite basis:cited|assumed|local doubts:texts note title"
PERIODS = "year|half|quarter|month"
SPANS = "month|quarter|year|policy|ever"
FORMS = ("steps", "upto", "slices", "match", "every")

_CLAUSE_OPTIONS = (
    f"for period:{PERIODS}|none event in_force:in_force place replaces who:conditions unless:conditions terms:term{{}} "
    "nature:award|interest|guarantee|tax_relief|surcharge|service|title pays:amount charges:amount gives "
    "combine:sum|highest|choose_one|first cap:cap[] ceiling:ceiling matter:texts payee claim:claim round:round department "
    "funded_by:payer[] pool instalments:instalment[] clawback:promise[] ticks:tick[]"
)
_TABLE_KEYS = "by steps:rows upto:rows slices:rows match:rows every above first:highest|each else:value value:value"

SHAPES: dict[str, str] = {
    "sample": "sample* rows:hints columns:hints missing:hints thresholds undelivered:hints",
    "pack": "pack* title* format* version* place depends:texts calendar maintainers:texts",
    "codes": "codes* file* ordered:yes adds:yes",
    "calendar": "calendar* file* from*:day until*:day",
    "register": "register* key:texts accepts:texts name area exists:exists belongs_to:names expects:expects "
    "rows:complete|partial parts adds:yes columns*:column{}",
    "exists": "from until",
    "expects": f"per* in*:{PERIODS} by*",
    "column": f"unit:unit quantum type:date|text|yesno code ref period:{PERIODS} measure:flow|ytd|stock|average "
    "vat:included|excluded tax_linked:yes held_by absent complete_from change:subject|application|never personal:yes "
    "show:all|unit|masked",
    "unit_by": "by*",
    "terms": "terms*:term{}",
    "term": f"{_TABLE_KEYS} unit code for over apart_by:texts order in_force:in_force replaces missing",
    "table": _TABLE_KEYS,
    "policy": f"policy* doc issuer* published* bounds:civil_code|half_open {_CLAUSE_OPTIONS}".replace(
        "in_force:", "in_force*:"
    ),
    "clause": f"clause* {_CLAUSE_OPTIONS}",
    "condition": "id is any:conditions all:conditions none:conditions at_least:at_least judged department missing "
    "when:condition",
    "at_least": "count* any*:conditions",
    "between": "between*:pair judged*",
    "line": "line* event when:condition pays:amount charges:amount cap:cap[] between:pair judged",
    "in_force": "from:day until:day by:event|期初|期末|基准日",
    "cap": f"most:value per:texts in:{SPANS} when:condition",
    "ceiling": "most:value counts per:texts",
    "tick": "id* reason*",
    "claim": "mode:auto|fast|apply opens due evidence:texts",
    "round": "to mode:half_up|down|up|half_even",
    "cite": "doc issuer date article quote restated:yes",
    "relation": f"relation* rule*:highest_of|choose_one|difference_only|excludes|adds among*:among by per*:texts in*:{SPANS}",
    "among": "matter policy level",
    "payer": "payer* share most:value when:condition",
    "instalment": "share* when:condition due*",
    "promise": "when*:condition due* share",
    "pool": f"pool* in*:{SPANS} money*:source[] order carry_over:yes clauses*:members",
    "source": "payer most*",
    "members": "policy matter",
    "case": "case* of like period on:day given:given rows:cells asks:asks expect*:expect subjects:subjects",
    "expect": "outcome:met|not_met|unknown|does_not_apply|rated|unrated score rank class group points:names sizes:names "
    "amount:texts ceiling:texts value near missing:texts "
    "pending:facts|judgement payee basis:exact|at_most|unset|missing "
    "funding:names instalments:texts debts:texts given:names waiting:names left net:texts beaten_by:texts",
    **SCHEME_SHAPES,
}
"""Shape → its keys: `*` required, `:kind` what stands there (text when not said)."""

MANY_KEYS = 12
"""How many keys a message lists when none is near."""

LATER = frozenset({"watch", "ledger"})
"""Elements of the format that the engine does not decide yet."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of one map: key → kind, and which are required."""

    keys: dict[str, str]
    required: tuple[str, ...]


def _read(text: str) -> Shape:
    keys, required = {}, []
    for word in f"{EVERYWHERE} {text}".split():
        name, _, kind = word.partition(":")
        if name.endswith("*"):
            name = name[:-1]
            required.append(name)
        keys[name] = kind or "text"
    return Shape(keys, tuple(required))


TABLE: dict[str, Shape] = {name: _read(text) for name, text in (SHAPES | plan_shapes.SHAPES).items()}


def check_shape(entry: Entry, shape: str, problems: Problems, *, extra: str = "") -> bool:
    """Whether the map is of the shape; every way in which it is not is recorded."""
    if entry.broken:
        return False
    if not isinstance(entry.value, dict):
        problems.add("P01", entry.place, f"这里要写成「键: 值」（{shape}）", _first_keys(shape))
        return False
    known, good = TABLE[shape], True
    for name, value in entry.map.items():
        place = value.key or value.place
        kind = known.keys.get(name)
        if "：" in name or name == "<<":
            good = False  # said when the file was read
        elif kind is None:
            some = [key for key in known.keys if key not in TABLE["cite"].keys or key in known.required][:MANY_KEYS]
            hint = did_you_mean(name, known.keys) or f"{shape} 的键有 {'、'.join(some)} 等"
            problems.add("P01", place, f"{shape} 没有键「{name}」", hint)
            good = False
        elif kind == "later":
            come_later(name, place, problems)
        elif not value.broken:
            good = _check(value, kind, name, problems) and good
    for name in (*known.required, *extra.split()):
        if name not in entry.map:
            what = entry.map.get(shape)
            where = f"{shape}「{what.text}」" if what else shape
            problems.add("P01", entry.place, f"{where} 缺少「{name}」", f"补上 {name}: …；文本没有写的，写 {UNSTATED}")
            good = False
    return good


def come_later(name: str, place: Place, problems: Problems) -> None:
    """A part of the format that is not decided yet is recorded as refused."""
    problems.add("P90", place, f"「{name}」还不能由引擎裁定，以后的版本提供", "先把文本内容写进 note 或 doubts")


def _first_keys(shape: str) -> str:
    return "如 " + "、".join(f"{name}: …" for name in list(TABLE[shape].required)[:3]) if TABLE[shape].required else ""


def _check(entry: Entry, kind: str, name: str, problems: Problems) -> bool:
    if "|" in kind:
        return _is_text(entry, name, problems) and _one_of(entry, kind.split("|"), name, problems)
    if kind.endswith("[]"):
        return _good(check_shape(item, kind[:-2], problems) for item in entry.items)
    if kind.endswith("{}"):
        return _is_map(entry, name, problems) and _good(
            check_shape(item, kind[:-2], problems) for item in entry.map.values() if not item.broken
        )
    if kind in _KINDS:
        return _KINDS[kind](entry, name, problems)
    return check_shape(entry, kind, problems)


def _good(results: Iterable[bool]) -> bool:
    """Whether all are good, after every one has been looked at."""
    return not [result for result in results if not result]


def _wrong(entry: Entry, name: str, problems: Problems, what: str) -> bool:
    if not entry.broken:
        hint = ""
        if re.match(r"[a-z_]+：", entry.text):
            hint = "全角冒号要换成半角冒号加空格"
        problems.add("P01", entry.place, f"「{name}」要写成{what}", hint)
    return False


def _is_text(entry: Entry, name: str, problems: Problems) -> bool:
    return isinstance(entry.value, str) or _wrong(entry, name, problems, "文字")


def _is_map(entry: Entry, name: str, problems: Problems) -> bool:
    return isinstance(entry.value, dict) or _wrong(entry, name, problems, "「键: 值」")


def _one_of(entry: Entry, words: list[str], name: str, problems: Problems) -> bool:
    if entry.text in words:
        return True
    hint = did_you_mean(entry.text, words)
    problems.add("P01", entry.place, f"「{name}」只能是 {'、'.join(words)}，不能是「{entry.text}」", hint)
    return False


def _is_yes(entry: Entry, name: str, problems: Problems) -> bool:
    return _is_text(entry, name, problems) and _one_of(entry, ["是", "否"], name, problems)


def _is_day(entry: Entry, name: str, problems: Problems) -> bool:
    if not _is_text(entry, name, problems):
        return False
    if entry.text == UNSTATED or parse_date(entry.text) is not None:
        return True
    problems.add("P01", entry.place, f"「{name}」不是日期：{entry.text}", f"写作 2024-01-31，或 {UNSTATED}")
    return False


def _are_texts(entry: Entry, name: str, problems: Problems) -> bool:
    if all(isinstance(item.value, str) for item in entry.items):
        return True
    return _wrong(entry, name, problems, "文字或一列文字")


def _are_names(entry: Entry, name: str, problems: Problems) -> bool:
    return _is_map(entry, name, problems) and _good(_is_text(item, name, problems) for item in entry.map.values())


def _is_unit(entry: Entry, name: str, problems: Problems) -> bool:
    if isinstance(entry.value, dict):
        return check_shape(entry, "unit_by", problems)
    return _is_text(entry, name, problems)


def _are_conditions(entry: Entry, name: str, problems: Problems) -> bool:
    if not isinstance(entry.value, list):
        return _wrong(entry, name, problems, "一列条件，每条以「- 」开头")
    return _good(_is_condition(item, name, problems) for item in entry.items)


def _is_condition(entry: Entry, name: str, problems: Problems) -> bool:
    if isinstance(entry.value, str):
        return True
    if not check_shape(entry, "condition", problems):
        return False
    said = [key for key in ("is", "any", "all", "none", "at_least", "judged") if key in entry.map]
    if len(said) != 1:
        problems.add("P01", entry.place, "一条条件要写 is、any、all、none、at_least、judged 中的一个", "拆成几条")
        return False
    return True


def _is_value(entry: Entry, name: str, problems: Problems) -> bool:
    if isinstance(entry.value, dict):
        return _is_table(entry, problems)
    if isinstance(entry.value, list):
        return _are_texts(entry, name, problems)
    return True


def _is_table(entry: Entry, problems: Problems) -> bool:
    if not check_shape(entry, "table", problems):
        return False
    return has_form(entry, problems)


def has_form(entry: Entry, problems: Problems) -> bool:
    """Whether the map says `by` with one table form, or a plain `value`."""
    forms = [form for form in FORMS if form in entry.map]
    if not forms and "value" in entry.map and "by" not in entry.map:
        return True
    if len(forms) != 1 or "by" not in entry.map:
        what = "表要写 by 和一种表式（steps、upto、slices、match、every 之一）；不分档的写 value"
        problems.add("P01", entry.place, what, "如 by: 营业收入")
        return False
    if forms == ["every"] and "value" not in entry.map:
        problems.add("P01", entry.place, "every 缺少「value」", "写明每满一步给多少")
        return False
    if forms != ["every"] and "value" in entry.map:
        problems.add("P01", entry.map["value"].key or entry.place, "value 只与 every 同用", "每档的值写在表里")
        return False
    return True


def _are_rows(entry: Entry, name: str, problems: Problems) -> bool:
    if not _is_map(entry, name, problems):
        return False
    if not entry.map:
        return _wrong(entry, name, problems, "至少一档的表")
    return _good(_is_value(item, name, problems) for item in entry.map.values())


def _is_pair(entry: Entry, name: str, problems: Problems) -> bool:
    if not isinstance(entry.value, list) or len(entry.items) != 2:
        return _wrong(entry, name, problems, "两个数，如 [0 元, 500 万元]")
    return _good(_is_value(item, name, problems) for item in entry.items)


def _is_amount(entry: Entry, name: str, problems: Problems) -> bool:
    if isinstance(entry.value, list):
        return _good(check_shape(item, "line", problems) for item in entry.items)
    if "between" in entry.map or "judged" in entry.map:
        return check_shape(entry, "between", problems)
    return _is_value(entry, name, problems)


def _is_among(entry: Entry, name: str, problems: Problems) -> bool:
    if not isinstance(entry.value, dict):
        return _are_texts(entry, name, problems)
    if not check_shape(entry, "among", problems):
        return False
    said = [key for key in ("matter", "policy", "level") if key in entry.map]
    return bool(said) or _wrong(entry, name, problems, "matter、policy、level 中至少一个，或一列条款编号")


def _is_given(entry: Entry, name: str, problems: Problems) -> bool:
    if not _is_map(entry, name, problems):
        return False
    return _good(isinstance(v.value, str) or _are_names(v, column, problems) for column, v in entry.map.items())


def _are_subjects(entry: Entry, name: str, problems: Problems) -> bool:
    """A map of other subjects with what is given of each, or just how many there are."""
    if isinstance(entry.value, str) and re.fullmatch(r"\d+ ?[户家个]", entry.text):
        return True
    return _is_map(entry, name, problems) and _good(_is_given(item, who, problems) for who, item in entry.map.items())


def _are_cells(entry: Entry, name: str, problems: Problems) -> bool:
    if not _is_map(entry, name, problems):
        return False
    good = True
    for register, rows in entry.map.items():
        if isinstance(rows.value, str) and rows.text == "未知":
            continue
        if not isinstance(rows.value, list):
            good = _wrong(rows, register, problems, "一列行，空的写 []，没有报送写 未知")
            continue
        good = _good(_is_given(row, register, problems) for row in rows.items) and good
    return good


def _are_members(entry: Entry, name: str, problems: Problems) -> bool:
    """A list of clause ids, perhaps empty, or a map that says which clauses are meant."""
    if isinstance(entry.value, dict):
        if not entry.map:
            return _wrong(entry, name, problems, "policy、matter 或一列条款")
        return check_shape(entry, "members", problems)
    return _are_texts(entry, name, problems)


def _are_asks(entry: Entry, name: str, problems: Problems) -> bool:
    if not isinstance(entry.value, list):
        return _wrong(entry, name, problems, "一列，每项写 {主体, 金额} 和排序的栏目")
    return _good(_are_names(item, name, problems) for item in entry.items)


_KINDS = {
    "members": _are_members,
    "asks": _are_asks,
    "hints": lambda entry, name, problems: True,  # read by the generator, which says what is wrong with them
    "text": _is_text,
    "texts": _are_texts,
    "names": _are_names,
    "yes": _is_yes,
    "day": _is_day,
    "unit": _is_unit,
    "conditions": _are_conditions,
    "condition": _is_condition,
    "value": _is_value,
    "rows": _are_rows,
    "pair": _is_pair,
    "amount": _is_amount,
    "among": _is_among,
    "given": _is_given,
    "cells": _are_cells,
    "subjects": _are_subjects,
}
