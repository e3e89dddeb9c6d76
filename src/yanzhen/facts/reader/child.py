"""Reads one scanned workbook and writes what its cells say to its output; runs as a process of its own, and may die.

It is started by path with an isolated interpreter and imports nothing of the project. It limits itself before it reads:
memory, processor seconds, files. When nobody listens any more, its first word ends it.

Output is one JSON value a line: for each sheet a head, then its rows as texts; a last line says that all is told. A cell is
told as its text, a number as the shortest decimal that gives the stored double, a date as ISO, yes and no as 是 and 否. The
head lists what has no value to tell: `[row, column, "#N/A"]` an error, `[row, column, "=A1+B1"]` a formula not computed.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from datetime import datetime, time

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 30
OUTPUT_BYTES = 300_000_000
HIDDEN_ROWS = 10_000
"""Hidden sheets hold lists and what a template says of itself; more of them is not read."""

MOST_MARKS = 10_000


def limit_itself() -> None:
    """No more memory, time or files than reading takes, and nothing left behind when it dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def read(path: str, kind: str) -> None:
    """Tell every sheet of the workbook."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    import marks as beside

    beside.check(path)
    marks = beside.OdsMarks(path) if kind == "ods" else beside.XlsxMarks(path)
    book = CalamineWorkbook.from_path(path)
    out = Output()
    for at, about in enumerate(book.sheets_metadata):
        hidden = about.visible != SheetVisibleEnum.Visible
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(at)
        rows = sheet.to_python(skip_empty_area=False, nrows=HIDDEN_ROWS if hidden else None)
        found, spans = marks.of(about.name, at)
        untold = [list(mark) for mark in found if mark[2] != beside.AS_PERCENT]
        if len(untold) > MOST_MARKS:
            failed(f"有 {len(untold):,} 个公式没有算出的值")
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []] or spans
        if len(merged) > MOST_MARKS:
            failed(f"有 {len(merged):,} 处合并的单元格")
        out.tell({"sheet": about.name, "hidden": hidden, "rows": len(rows), "merged": merged, "marks": untold})
        percents: dict[int, list[int]] = {}
        for row, column, mark in found:
            if mark == beside.AS_PERCENT:
                percents.setdefault(row, []).append(column)
        for number, row in enumerate(rows):
            texts = [decimal_of(value) if type(value) is float else text_of(value) for value in row]
            for column in percents.get(number, ()):
                if column < len(texts):
                    texts[column] = as_percent(row[column], texts[column])
            out.tell(texts)
        del rows
    out.tell({"end": True, "epoch1904": marks.epoch1904, "memory": peak_memory()})
    out.close()


class Output:
    """Lines to the standard output, and an end to them when they grow beyond reason."""

    def __init__(self) -> None:
        self.written = 0
        self.lines: list[str] = []
        self.encode = json.JSONEncoder(ensure_ascii=False).encode

    def tell(self, value: object) -> None:
        """One more line."""
        line = self.encode(value)
        self.written += len(line)
        if self.written > OUTPUT_BYTES:
            raise MemoryError
        self.lines.append(line)
        if len(self.lines) >= 2_000:
            self.close()

    def close(self) -> None:
        """Everything told is on its way."""
        sys.stdout.write("\n".join(self.lines) + "\n" if self.lines else "")
        self.lines.clear()
        sys.stdout.flush()


def text_of(value: object) -> str:
    """A typed cell as one would write it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return str(value)


def decimal_of(value: float) -> str:
    """The shortest decimal that gives the double back, without an exponent."""
    text = repr(value)
    if "e" not in text or "n" in text:
        return text[:-2] if text.endswith(".0") else text
    from decimal import Decimal

    return format(Decimal(text), "f")


def as_percent(value: object, text: str) -> str:
    """The number as its cell shows it: 0.035 in a cell of format 0.0% is 3.5%."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        return text
    from decimal import Decimal

    return format((Decimal(repr(value)) * 100).normalize(), "f") + "%"


def peak_memory() -> int:
    """The most memory this process has held, in bytes."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(path: str, kind: str, packages: str) -> None:
    """Read the workbook with the reader that lies in `packages`; what fails is told as a last line."""
    limit_itself()
    sys.path.append(packages)
    try:
        read(path, kind)
    except MemoryError:
        failed("内容太多，读不下")
    except BaseException as error:  # a reader's panic is none of Exception's; the parent is told in any case
        failed("工作簿的内部结构有误", f"{type(error).__name__}: {error}"[:200])


def failed(why: str, detail: str = "") -> None:
    """Tell that the file could not be read, and end."""
    sys.stdout.write("\n" + json.dumps({"failed": why, "detail": detail}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
