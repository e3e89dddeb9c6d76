"""codes/ and registers/ of a pack and the packs it depends on become one vocabulary; each name is declared once."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path

from yanzhen.errors import Place, did_you_mean
from yanzhen.pack.problems import Problems
from yanzhen.pack.quantities import read_quantity
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import LONGEST_FILE, Entry
from yanzhen.registers import Code, CodeList, Column, Expects, Register, Vocabulary
from yanzhen.registers.vocabulary import parse_date
from yanzhen.units import UnitError, parse_unit

CODE_HEADER = ("代码", "名称", "上级", "自", "至", "单位")


@dataclass
class _Draft:
    """A code list while packs add to it: entries in file order, and where each was declared."""

    place: Place
    ordered: bool
    codes: list[Code] = field(default_factory=list)
    seen: dict[str, Place] = field(default_factory=dict)


def read_vocabulary(
    code_documents: list[tuple[Entry, Path]], register_documents: list[Entry], problems: Problems
) -> Vocabulary:
    """The vocabulary of all documents, in the order of dependence; `code_documents` come with the folder of their CSV."""
    codes = _read_codes(code_documents, problems)
    registers = _read_registers(register_documents, problems)
    vocabulary = Vocabulary(registers, codes)
    _check_references(register_documents, vocabulary, problems)
    return vocabulary


# ---------------------------------------------------------------- code lists


def _read_codes(documents: list[tuple[Entry, Path]], problems: Problems) -> dict[str, CodeList]:
    drafts: dict[str, _Draft] = {}
    for document, folder in documents:
        if not check_shape(document, "codes", problems):
            continue
        name, adds = document.map["codes"], _yes(document, "adds")
        draft = drafts.get(name.text)
        if draft is None and adds:
            problems.add("P03", name.place, f"没有代码表「{name.text}」可以补充", did_you_mean(name.text, drafts))
            continue
        if draft is not None and not adds:
            problems.add("P03", name.place, f"代码表「{name.text}」已在 {draft.place} 声明", "补充代码写 adds: 是")
            continue
        if draft is None:
            draft = drafts[name.text] = _Draft(name.place, _yes(document, "ordered"))
        _read_csv(document.map["file"], folder, name.text, draft, problems)
    return {name: _finish(name, draft, problems) for name, draft in drafts.items()}


def _read_csv(file: Entry, folder: Path, name: str, draft: _Draft, problems: Problems) -> None:
    path = folder / file.text
    shown = str(Path(file.place.file).parent / file.text)
    if Path(file.text).name != file.text or not path.is_file() or path.is_symlink():
        problems.add("P03", file.place, f"codes 里没有文件「{file.text}」", did_you_mean(file.text, _csv_names(folder)))
        return
    if path.stat().st_size > LONGEST_FILE:
        problems.add("P01", file.place, f"「{file.text}」超过 {LONGEST_FILE:,} 字节", "拆成几份，用 adds: 是 补入")
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        rows = list(csv.reader(lines, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.add("P01", Place(shown), f"代码表读不了：{error}", "另存为 UTF-8 的 CSV")
        return
    if not rows or tuple(rows[0][:2]) != CODE_HEADER[:2] or not set(rows[0]) <= set(CODE_HEADER):
        problems.add("P01", Place(shown), "代码表的表头不对", f"写作 {','.join(CODE_HEADER)}")
        return
    for number, row in enumerate(rows[1:], start=2):
        place = Place(shown, number)
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(rows[0], (cell.strip() for cell in row), strict=False))
        if len(row) > len(rows[0]) or not cells.get("代码") or not cells.get("名称"):
            problems.add(
                "P01", place, f"代码表「{name}」这一行要有代码和名称，列数与表头相同", "补上空缺；内容含逗号的加双引号"
            )
            continue
        _add_code(cells, place, name, draft, problems)


def _csv_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.csv"))


def _add_code(cells: dict[str, str], place: Place, name: str, draft: _Draft, problems: Problems) -> None:
    for text in dict.fromkeys((cells["代码"], cells["名称"])):
        if text in draft.seen:
            problems.add(
                "P03", place, f"代码表「{name}」里「{text}」已在 {draft.seen[text]} 声明", "代码和名称各只用一次"
            )
            return
    dates = []
    for key in ("自", "至"):
        text = cells.get(key, "")
        dates.append(parse_date(text) if text else None)
        if text and dates[-1] is None:
            problems.add("P01", place, f"「{key}」不是日期：{text}", "写作 2024-01-31")
    unit = None
    if cells.get("单位"):
        try:
            unit = parse_unit(cells["单位"])
        except UnitError as error:
            problems.add("P04", place, f"{error.what}（{error.code}）", error.hint)
    for text in (cells["代码"], cells["名称"]):
        draft.seen[text] = place
    draft.codes.append(Code(cells["代码"], cells["名称"], cells.get("上级") or None, dates[0], dates[1], unit))


def _finish(name: str, draft: _Draft, problems: Problems) -> CodeList:
    """The list with every parent known and no circle among them."""
    parents = {code.code: code.parent for code in draft.codes}
    kept = []
    for code in draft.codes:
        place = draft.seen[code.code]
        if code.parent is not None and code.parent not in parents:
            problems.add(
                "P03", place, f"代码表「{name}」里没有上级「{code.parent}」", did_you_mean(code.parent, parents)
            )
            code = replace(code, parent=None)
        trail, above = [code.code], code.parent
        while above is not None and above not in trail:
            trail.append(above)
            above = parents.get(above)
        if above is not None:
            problems.add("P06", place, f"代码的上级绕成圈：{' → '.join([*trail, above])}", "改正其中一个上级")
            code = replace(code, parent=None)
        kept.append(code)
    return CodeList(name, tuple(kept), draft.ordered)


# ---------------------------------------------------------------- registers


def _read_registers(documents: list[Entry], problems: Problems) -> dict[str, Register]:
    registers: dict[str, Register] = {}
    declared: dict[str, Place] = {}
    for document in documents:
        adds = _yes(document, "adds")
        check_shape(document, "register", problems, extra="" if adds else "key")
        name = document.map.get("register")
        if name is None or "columns" not in document.map or not (adds or "key" in document.map):
            continue
        known = registers.get(name.text)
        if known is None and adds:
            problems.add("P03", name.place, f"没有台账「{name.text}」可以补充", did_you_mean(name.text, registers))
            continue
        if known is not None and not adds:
            problems.add(
                "P03", name.place, f"台账「{name.text}」已在 {declared[name.text]} 声明", "补充栏目写 adds: 是"
            )
            continue
        columns = _read_columns(document, name.text, declared, problems)
        if known is not None:
            for key in document.map.keys() - {
                "register",
                "adds",
                "columns",
                "title",
                "note",
                "cite",
                "basis",
                "doubts",
            }:
                place = document.map[key].key or document.place
                problems.add("P01", place, f"补充台账时不能再写「{key}」", "只写 columns")
            registers[name.text] = replace(known, columns={**known.columns, **columns})
            continue
        declared[name.text] = name.place
        registers[name.text] = _register(document, columns)
    return registers


def _read_columns(document: Entry, register: str, declared: dict[str, Place], problems: Problems) -> dict[str, Column]:
    columns = {}
    for name, entry in document.map["columns"].map.items():
        path = f"{register}.{name}"
        place = entry.key or entry.place
        if path in declared:
            problems.add("P03", place, f"栏目「{path}」已在 {declared[path]} 声明", "换一个名称")
            continue
        declared[path] = place
        column = _column(name, entry, problems) if check_shape(entry, "column", Problems()) else None
        if column is not None:
            columns[name] = column
    return columns


def _register(document: Entry, columns: dict[str, Column]) -> Register:
    keys = document.map
    exists = keys["exists"].map if "exists" in keys else {}
    expects = keys["expects"].map if "expects" in keys else None
    return Register(
        name=keys["register"].text,
        key=tuple(item.text for item in keys["key"].items),
        columns=columns,
        title=_text(keys, "title"),
        accepts=tuple(item.text for item in keys["accepts"].items) if "accepts" in keys else (),
        label=_text(keys, "name") or None,
        area=_text(keys, "area") or None,
        exists_from=_text(exists, "from") or None,
        exists_until=_text(exists, "until") or None,
        belongs_to={owner: via.text for owner, via in keys["belongs_to"].map.items()} if "belongs_to" in keys else {},
        expects=Expects(_text(expects, "per"), _text(expects, "in"), _text(expects, "by")) if expects else None,
        complete=_text(keys, "rows") == "complete",
        parts=_text(keys, "parts") or None,
    )


def _column(name: str, entry: Entry, problems: Problems) -> Column | None:
    keys = entry.map
    kinds = [kind for kind in ("unit", "type", "code", "ref") if kind in keys]
    if len(kinds) != 1:
        problems.add(
            "P01", entry.place, f"栏目「{name}」要写 unit、type、code、ref 中的一个", "数写 unit，如 unit: 万元"
        )
        return None
    unit, unit_by = None, ""
    if "unit" in keys:
        unit_by = _text(keys["unit"].map, "by")
        try:
            unit = None if unit_by else parse_unit(keys["unit"].text)
        except UnitError as error:
            problems.add("P04", keys["unit"].place, f"{error.what}（{error.code}）", error.hint)
            return None
        if "period" in keys and "measure" not in keys:
            what = f"栏目「{name}」是有期间的数，要写 measure"
            problems.add("P01", entry.place, what, "flow 可以相加，ytd 累计，stock 时点数，average 平均数")
    quantum = read_quantity(keys["quantum"].text) if "quantum" in keys else None
    if "quantum" in keys and (
        quantum is None or quantum[0] <= 0 or quantum[1] not in (unit.dimension if unit else (), ())
    ):
        problems.add(
            "P04", keys["quantum"].place, f"quantum 要是同类单位的数，不是「{keys['quantum'].text}」", "如 0.01 元"
        )
        quantum = None
    since = _text(keys, "complete_from")
    if since and not (since.isdigit() and len(since) == 4):
        problems.add("P01", keys["complete_from"].place, f"complete_from 要写年份，不是「{since}」", "如 2018")
        since = ""
    kind = "number" if "unit" in keys else "code" if "code" in keys else "ref" if "ref" in keys else _text(keys, "type")
    return Column(
        name=name,
        unit=unit,
        unit_by=unit_by or None,
        kind=kind,
        code=_text(keys, "code") or None,
        ref=_text(keys, "ref") or None,
        title=_text(keys, "title"),
        period=_text(keys, "period") or None,
        measure=_text(keys, "measure") or None,
        quantum=quantum[0] if quantum else None,
        vat=_text(keys, "vat") or None,
        tax_linked=_yes(entry, "tax_linked"),
        held_by=_text(keys, "held_by"),
        absent=_text(keys, "absent") or None,
        complete_from=int(since) if since else None,
        change=_text(keys, "change") or "never",
        personal=_yes(entry, "personal"),
        show=_text(keys, "show") or "all",
    )


def _check_references(documents: list[Entry], vocabulary: Vocabulary, problems: Problems) -> None:
    """Every list, register and column that a register names exists."""
    for document in documents:
        keys = document.map
        register = vocabulary.registers.get(_text(keys, "register"))
        if register is None or "columns" not in keys:
            continue
        for entry in keys["columns"].map.values():
            for kind, known, what in (("code", vocabulary.codes, "代码表"), ("ref", vocabulary.registers, "台账")):
                _must_be(entry.map.get(kind), known, what, problems)
            if "unit" in entry.map and "by" in entry.map["unit"].map:
                _check_units(entry.map["unit"].map["by"], register, vocabulary, problems)
        for owner, via in keys["belongs_to"].map.items() if "belongs_to" in keys else ():
            _must_be(replace(via, value=owner, place=via.key or via.place), vocabulary.registers, "台账", problems)
            _must_be(via, [*register.key, *register.columns], "键或栏目", problems)
        named = [keys.get("area"), keys.get("parts"), *(keys["exists"].map.values() if "exists" in keys else ())]
        for entry in named:
            _must_be(entry, register.columns, "栏目", problems)
        if "area" in keys and (column := register.columns.get(keys["area"].text)) and column.kind != "code":
            problems.add("P03", keys["area"].place, "area 要是代码栏目", "如 县区: {code: 县市区}")


def _check_units(by: Entry, register: Register, vocabulary: Vocabulary, problems: Problems) -> None:
    """The column by which units are told is an undated code of the row, and every code of its list that can be one says one."""
    column = register.columns.get(by.text)
    codes = vocabulary.codes.get(column.code or "") if column is not None else None
    if column is None or codes is None or column.period is not None:
        known = [name for name, one in register.columns.items() if one.kind == "code" and one.period is None]
        hint = did_you_mean(by.text, known) or "写本台账里没有期间的代码栏目"
        problems.add("P03", by.place, f"unit 的 by「{by.text}」不是台账「{register.name}」的代码栏目", hint)
        return
    above = {code.parent for code in codes.codes}
    bare = [code.name for code in codes.codes if code.unit is None and code.code not in above]
    if bare:
        what = f"代码表「{codes.name}」的 {'、'.join(bare[:5])} 没有写单位"
        problems.add("P04", by.place, what, "在代码表的 CSV 里加「单位」一列，每个代码写一个")


def _must_be(entry: Entry | None, known, what: str, problems: Problems) -> None:
    if entry is not None and entry.text not in known and not entry.broken:
        problems.add("P03", entry.place, f"没有{what}「{entry.text}」", did_you_mean(entry.text, known))


def _text(keys: dict[str, Entry], name: str) -> str:
    return keys[name].text if name in keys else ""


def _yes(entry: Entry, name: str) -> bool:
    return _text(entry.map, name) == "是"
