"""calendars/ of a pack and the packs it depends on: the table of working days that `calendar` in pack.yaml names."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from yanzhen.errors import Place, did_you_mean
from yanzhen.language.workdays import WorkingDays
from yanzhen.pack.folder import PackFolder
from yanzhen.pack.problems import Problems
from yanzhen.pack.shapes import check_shape
from yanzhen.pack.text import LONGEST_FILE, Entry
from yanzhen.registers.vocabulary import parse_date

HEADER = ("日期", "安排", "事由")
REST, WORK = "休", "班"
LONGEST_SPAN = 200 * 366
"""Days; a table that claims more is a slip of the pen."""


def read_calendar(folders: list[PackFolder], problems: Problems) -> WorkingDays | None:
    """The calendar named by the pack itself, or by the nearest pack below it that names one; None when none does.

    Every calendar there is is read, so that what is wrong in it is found.
    """
    known: dict[str, WorkingDays | None] = {}
    places: dict[str, Place] = {}
    for pack in folders:
        for document, folder in pack.calendars:
            if not check_shape(document, "calendar", problems):
                continue
            name = document.map["calendar"]
            if name.text in places:
                what = f"工作日历「{name.text}」已在 {places[name.text]} 声明"
                problems.add("P03", name.place, what, "换一个名称")
                continue
            places[name.text] = name.place
            known[name.text] = _read(document, folder, problems)
    named = [pack.manifest.map["calendar"] for pack in folders if "calendar" in pack.manifest.map]
    for entry in named:
        if entry.text not in known:
            problems.add("P03", entry.place, f"没有工作日历「{entry.text}」", did_you_mean(entry.text, known))
    return known.get(named[-1].text) if named else None


def _read(document: Entry, folder: Path, problems: Problems) -> WorkingDays | None:
    keys = document.map
    first, until = parse_date(keys["from"].text), parse_date(keys["until"].text)
    if first is None or until is None or not 0 < (until - first).days <= LONGEST_SPAN:
        problems.add(
            "P01", keys["until"].place, "until 要晚于 from，写不含在内的一天", "如 from: 2024-01-01，until: 2025-01-01"
        )
        return None
    days = _days(keys["file"], folder, first, until, problems)
    if days is None:
        return None
    rest = frozenset(day for day, kind in days.items() if kind == REST)
    return WorkingDays(keys["calendar"].text, first, until - timedelta(days=1), rest, frozenset(days.keys() - rest))


def _days(file: Entry, folder: Path, first: date, until: date, problems: Problems) -> dict[date, str] | None:
    """The exceptions a table lists, by day."""
    path = folder / file.text
    if Path(file.text).name != file.text or not path.is_file() or path.is_symlink():
        hint = did_you_mean(file.text, sorted(one.name for one in folder.glob("*.csv")))
        problems.add("P03", file.place, f"calendars 里没有文件「{file.text}」", hint)
        return None
    shown = str(Path(file.place.file).parent / file.text)
    if path.stat().st_size > LONGEST_FILE:
        problems.add("P01", file.place, f"「{file.text}」超过 {LONGEST_FILE:,} 字节", "一年一般不过四五十行")
        return None
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.add("P01", Place(shown), f"工作日历读不了：{error}", "另存为 UTF-8 的 CSV")
        return None
    if not rows or tuple(rows[0]) != HEADER:
        problems.add("P01", Place(shown), "工作日历的表头不对", f"写作 {','.join(HEADER)}")
        return None
    found: dict[date, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        day, kind = parse_date(row[0].strip()), row[1].strip() if len(row) > 1 else ""
        if day is None or kind not in (REST, WORK) or day in found or not first <= day < until:
            what = f"工作日历这一行不对：{','.join(row)}"
            problems.add(
                "P01", Place(shown, number), what, f"一日一行，在 {first} 与 {until} 之间，安排写 {REST} 或 {WORK}"
            )
            continue
        found[day] = kind
    return found
