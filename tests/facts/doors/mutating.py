"""Takes in COUNT spoiled workbooks and says in JSON how that went: `python mutating.py PACK COUNT SEED FOLDER`.

A process of its own, so that the memory of its children is that of workbook readers and nothing else.
"""

from __future__ import annotations

import io
import json
import random
import re
import resource
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

import openpyxl
import xlsxwriter

from yanzhen.facts.intake import intake
from yanzhen.facts.rejects import write_rejects
from yanzhen.facts.template import fields_of, write_template
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

A, B = "91350100M000100Y43", "91512081MA62K0260E"
PERIOD, KNOWN = Period.parse("2024"), date(2025, 3, 1)
HEAD = ["统一社会信用代码", "企业名称", "营业收入(万元)", "成立日期", "规模以上工业"]
ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="表">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def written() -> bytes:
    """Formulas with values, formats, merged cells, a date, thirty firms by their own numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("企业")
    page.write_row(0, 0, HEAD)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row in range(1, 31):
        page.write_row(row, 0, [f"HY{row:04}", f"第{row}厂", row * 1.25, None, "是" if row % 2 else "否"])
        page.write_datetime(row, 3, datetime(2000, 1, 1 + row), day)
    page.write_formula(5, 2, "=1+2", None, 3)
    page.write_number(6, 2, 0.5, book.add_format({"num_format": "0.0%"}))
    page.merge_range(35, 0, 35, 3, "备注")
    book.close()
    return out.getvalue()


def opened(formula: str = "否") -> bytes:
    """A workbook of another program; with a formula it is refused, for nobody computed it."""
    book = openpyxl.Workbook()
    for row in (HEAD, [A, "甲厂", "１.２亿", "2001.5.6", "是"], [B, "乙厂", -3, None, formula]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document() -> bytes:
    rows = [HEAD, [A, "甲厂", 500.25, "2001-05-06", "是"], [B, "乙厂", 7, "2001-05-07", "否"]]
    lines = []
    for row in rows:
        cells = "".join(
            f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            if isinstance(value, float | int)
            else f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        lines.append(
            f'<table:table-row>{cells}<table:table-cell table:number-columns-repeated="16379"/></table:table-row>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format("".join(lines)))
    return out.getvalue()


def bases(vocabulary, folder: Path) -> list[bytes]:
    """Sound workbooks of every kind that offices send, those made by the program among them."""
    firm = vocabulary.registers["企业"]
    empty, refused, source = folder / "empty.xlsx", folder / "refused.xlsx", folder / "opened.xlsx"
    write_template(empty, firm, vocabulary, PERIOD, fields_of(firm, vocabulary, PERIOD))
    source.write_bytes(opened("=C2*2"))
    came = intake(source, firm, vocabulary, period=PERIOD, known=KNOWN)
    write_rejects(refused, came, firm, all_rows=True)
    return [written(), opened(), open_document(), empty.read_bytes(), refused.read_bytes()]


def spoiled(data: bytes, dice: random.Random) -> bytes:
    """The workbook with its bytes, the XML of a part or its structure changed."""
    kind = dice.randrange(10)
    if kind < 2:
        return _bytes(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    parts = _structure(parts, dice) if kind < 4 else _xml(parts, dice)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", dice.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def _bytes(data: bytes, dice: random.Random) -> bytes:
    text = bytearray(data)
    for _ in range(dice.choice([1, 3, 20, 200])):
        text[dice.randrange(len(text))] = dice.randrange(256)
    if dice.random() < 0.2:
        del text[dice.randrange(len(text)) :]
    return bytes(text)


def _structure(parts: list, dice: random.Random) -> list:
    one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    name, content = parts[one]
    change = dice.randrange(5)
    if change == 0:
        return parts[:one] + parts[one + 1 :]
    if change == 1:
        parts[one] = (name, b"")
    elif change == 2:
        parts[one] = (name.replace("sheet", "sheat").upper(), content)
    elif change == 3:
        parts[one] = (name, parts[other][1])
    else:
        dice.shuffle(parts)
    return parts


def _xml(parts: list, dice: random.Random) -> list:
    weights = [8 if re.search(r"sheet1|content|sharedStr|workbook|styles", name) else 1 for name, _ in parts]
    at = dice.choices(range(len(parts)), weights)[0]
    name, content = parts[at]
    for _ in range(dice.choice([1, 1, 2, 5])):
        content = _tag(content, dice)
    parts[at] = (name, content)
    return parts


def _tag(content: bytes, dice: random.Random) -> bytes:
    """One tag dropped, doubled, moved, cut, or one of its attributes or the text behind it made strange."""
    tags = [found.span() for found in re.finditer(rb"<[^<>]*>", content)]
    if not tags:
        return content + b"<"
    start, end = dice.choice(tags)
    other = dice.choice(tags)[0]
    tag = content[start:end]
    change = dice.randrange(8)
    if change == 0:
        return content[:start] + content[end:]
    if change == 1:
        return content[:end] + tag * dice.choice([1, 2, 1000]) + content[end:]
    if change == 2:
        return content[:other] + tag + content[other:]
    if change == 3:
        return content[: dice.randrange(start, end)]
    if change < 6:
        strange = [
            b"-1",
            b"99999999999999999999",
            b"",
            b"A0",
            b"XFD1048576",
            b"1e999",
            b"NaN",
            b"\xff\xfe",
            b"&#0;",
            b"e",
            b"s",
            b"str",
        ]
        return (
            content[:start]
            + re.sub(rb'"[^"]*"', b'"' + dice.choice(strange) + b'"', tag, count=dice.choice([0, 1]))
            + content[end:]
        )
    strange = [
        b"9" * 400,
        b"-0",
        b"#REF!",
        b"4294967296",
        b"\x00",
        b"&amp;",
        b"&x;",
        b"<v>",
        "１２".encode(),
        b"1e308",
        b"nan",
    ]
    return content[:end] + dice.choice(strange) + content[end:]


def main(pack: str, count: int, seed: int, folder: Path) -> dict:
    """Take in the spoiled workbooks and count what came of them."""
    vocabulary = read_pack(Path(pack)).vocabulary
    firm = vocabulary.registers["企业"]
    sound, dice = bases(vocabulary, folder), random.Random(seed)
    found = {"taken": 0, "told": 0, "refused": 0, "silent": [], "slowest": 0.0, "crashes": []}
    path = folder / "spoiled.xlsx"
    for at in range(count):
        path.write_bytes(spoiled(sound[at % len(sound)], dice))
        began = perf_counter()
        try:
            came = intake(path, firm, vocabulary, period=PERIOD, known=KNOWN)
        except Exception as error:
            found["crashes"].append(f"{at}: {type(error).__name__}: {error}"[:300])
            (folder / f"crash{at}.xlsx").write_bytes(path.read_bytes())
            continue
        spent = perf_counter() - began
        found["slowest"] = max(found["slowest"], spent)
        if spent > 5:
            (folder / f"slow{at}.xlsx").write_bytes(path.read_bytes())
        outcome = "taken" if came.batch is not None else "refused" if came.error is not None else "told"
        found[outcome] += 1
        if came.batch is None and not all(one.why for one in came.problems or [None]):
            found["silent"].append(at)
    found["memory"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return found


if __name__ == "__main__":
    told = main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
