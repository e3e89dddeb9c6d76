"""The table of mechanisms: what the city named, what carries it out, how far it is; filtered by the address; as a workbook."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yanzhen.pack.model import Pack
from yanzhen.pack.plan.model import Mechanism
from yanzhen.web.working.store import current, pack_at

RUNS, PARTLY, PLANNED, NAMED_ONLY = "runs", "partly", "planned", "named_only"
STATUSES = {
    RUNS: gettext_lazy("在运行"),
    PARTLY: gettext_lazy("部分运行"),
    PLANNED: gettext_lazy("待落实"),
    NAMED_ONLY: gettext_lazy("只有名称"),
}
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = (6, 32, 14, 10, 60, 12, 48, 40)


@dataclass(frozen=True, slots=True)
class Element:
    """Something of a pack that carries a mechanism out: its id and what it is."""

    id: str
    kind: Any


@dataclass(frozen=True, slots=True)
class Row:
    """A mechanism as the page shows it."""

    mechanism: Mechanism
    status: Any
    by: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for; empty: all."""

    status: str = ""
    group: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows asked for, the counts of all by status, and the groups there are."""

    rows: list[Row]
    counts: tuple[tuple[str, Any, int], ...]
    groups: tuple[str, ...]
    all: int


def table(asked: Asked) -> Table:
    """The mechanisms of the pack as it stands."""
    pack = pack_at(current().path)
    every = pack.plan.mechanisms
    kinds = _kinds(pack)
    counts = Counter(one.status for one in every)
    rows = [
        Row(one, STATUSES.get(one.status, one.status), tuple(Element(id, _kind(id, kinds)) for id in one.by))
        for one in every
        if _answers(one, asked)
    ]
    groups = tuple(dict.fromkeys(one.group for one in every if one.group))
    told = tuple((status, word, counts[status]) for status, word in STATUSES.items())
    return Table(rows, told, groups, len(every))


def _answers(one: Mechanism, asked: Asked) -> bool:
    words = f"{one.row} {one.name} {one.quote} {one.note} {' '.join(one.by)}"
    return asked.status in ("", one.status) and asked.group in ("", one.group) and asked.words.lower() in words.lower()


def _kinds(pack: Pack) -> dict[str, Any]:
    plan = pack.plan
    kinds: dict[str, Any] = {}
    for word, lines in (
        (gettext_lazy("目标"), plan.targets),
        (gettext_lazy("指标"), plan.indicators),
        (gettext_lazy("名单"), plan.lists),
        (gettext_lazy("项目"), plan.projects),
        (gettext_lazy("任务"), plan.duties),
        (gettext_lazy("条款"), pack.clauses),
    ):
        kinds |= {line.id: word for line in lines}
    return kinds


def _kind(id: str, kinds: dict[str, Any]) -> Any:
    if id in kinds:
        return kinds[id]
    if any(known.startswith(f"{id}/") for known in kinds):
        return gettext_lazy("政策")
    return gettext_lazy("规则")


def workbook(found: Table) -> bytes:
    """The rows as a workbook with a frozen head and filters; nothing in it is run by a spreadsheet."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, SAFE)
    sheet = book.add_worksheet(_("机制总表"))
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    heads = (_("行"), _("机制"), _("类别"), _("版面"), _("原文"), _("状态"), _("落实在哪里"), _("说明"))
    for column, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, bold)
    for at, row in enumerate(found.rows, start=1):
        one = row.mechanism
        by = "\n".join(f"{element.kind} {element.id}" for element in row.by)
        sheet.write_number(at, 0, one.row, plain)
        for column, text in enumerate(
            (one.name, one.group, "、".join(one.pages), one.quote, str(row.status), by, one.note), start=1
        ):
            sheet.write_string(at, column, text, plain)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(found.rows), 1), len(heads) - 1)
    book.close()
    return held.getvalue()
