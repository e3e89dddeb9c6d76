"""One delivery as one Parquet file: written whole or not at all, same bytes for same facts, refused when in doubt.

The key-value metadata `yanzhen` is JSON: register, covers, parts, known, source, synthetic, note, format, and for each
column its kind, or its unit and quantum. Numbers are int64 counts of quantum × unit, so a file says by itself what its
integers mean.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from yanzhen.errors import FactsError, YanzhenError, did_you_mean
from yanzhen.facts.drafts import open_draft, settle
from yanzhen.facts.shape import conform, own_keys
from yanzhen.facts.snapshot import KNOWN, PERIOD, SUBJECT, Batch
from yanzhen.registers import Column, Register, Vocabulary
from yanzhen.units import NUMBER, SHARE, Dimension, canonical_unit, dimension_name, parse_unit

FORMAT = 1
METADATA = b"yanzhen"
_LIMIT = 2**62


def write_batch(folder: Path, batch: Batch, register: Register) -> Path:
    """The delivery lies at `folder/REGISTER/<digest16>.parquet`, complete on disk; the same again changes nothing.

    Rows are sorted by 主体, then 期间, the row's own key and 获知. A crash leaves either the whole file or none.

    Raises:
        FactsError: YZ-F02 the batch is of another register; YZ-F03, -F04, -F08 as for `conform`.
    """
    return _settle(None, folder, batch, register)[0]


def deliver_batch(out: Path, batch: Batch, register: Register) -> tuple[Path, bool]:
    """The delivery lies in the file `out` (….parquet), or else in the folder of facts `out`; and whether it is new there.

    Raises:
        FactsError: YZ-F14 the file holds something else; and as for `write_batch`.
    """
    file = out if out.suffix == ".parquet" and not out.is_dir() else None
    return _settle(file, out, batch, register)


def _settle(file: Path | None, folder: Path, batch: Batch, register: Register) -> tuple[Path, bool]:
    if batch.register != register.name:
        raise FactsError(f"这一批属于台账「{batch.register}」，不是「{register.name}」", code="YZ-F02")
    data = _encode(batch, register)
    target = file or folder / register.name / f"{hashlib.sha256(data).hexdigest()[:16]}.parquet"
    if target.exists():
        if target.read_bytes() == data:
            return target, False
        if file is not None:
            hint = "换一个文件名，或把 --out 写成数据文件夹；确要换掉就先移走它"
            raise FactsError(f"{target} 已是另一批数据，不覆盖", code="YZ-F14", hint=hint)
    draft = open_draft(target)
    try:
        draft.path.write_bytes(data)
        settle(draft)
        draft.path.replace(target)
    finally:
        draft.close()
    _sync_folder(target.parent)
    return target, True


def read_batch(path: Path, vocabulary: Vocabulary, *, register: str | None = None) -> Batch:
    """The delivery a file holds, numbers in the steps of the vocabulary's columns.

    `register` is the register the file's place promises (its folder), if any.

    Raises:
        FactsError: YZ-F01 unreadable or without metadata, YZ-F02 another register, YZ-F03 an unknown column, YZ-F04
            another unit, quantum or type, YZ-F08 an unusable key.
    """
    data = path.read_bytes()
    where = f"{path.parent.name}/{path.name}" if register and path.parent.name == register else path.name
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise FactsError(f"{where} 不是可读的 Parquet 文件", code="YZ-F01", hint="重新导出或重新报送这一批") from error
    about = _metadata(table, where)
    found = about["register"]
    if found not in vocabulary.registers or (register and found != register):
        expected = f"应为「{register}」" if register else did_you_mean(found, vocabulary.registers)
        raise FactsError(f"{where} 是台账「{found}」的数据", code="YZ-F02", hint=expected or "先在地方包里登记这个台账")
    twice = next((name for name in table.column_names if table.column_names.count(name) > 1), None)
    if twice is not None:
        raise FactsError(f"{where} 有两列都叫「{twice}」", code="YZ-F03", hint="删去其中一列")
    declared = vocabulary.registers[found]
    rows = pl.DataFrame({name: _typed(table, name, declared, about["columns"], where) for name in table.column_names})
    batch = Batch(
        register=found,
        rows=rows,
        covers=frozenset(about["covers"]),
        parts=frozenset(about["parts"]),
        known=about["known"],
        source=about["source"],
        synthetic=about["synthetic"],
        digest=hashlib.sha256(data).hexdigest(),
        file=where,
        note=about["note"],
    )
    rows = conform(batch, declared)
    return replace(batch, rows=rows, conformed=rows)


def described(column: Column) -> dict[str, str]:
    """What the metadata says of a column: its kind, or its unit (canonical; "1" for a share) and quantum."""
    if column.kind != "number":
        return {"kind": column.kind}
    dimension = column.unit.dimension if column.unit else NUMBER
    return {"quantum": str(column.step), "unit": "1" if dimension == SHARE else canonical_unit(dimension)}


def _encode(batch: Batch, register: Register) -> bytes:
    rows = conform(batch, register)
    order = [SUBJECT, PERIOD, KNOWN, *(name for name in register.columns if name in rows.columns)]
    rows = rows.select(order).sort([SUBJECT, PERIOD, *own_keys(register), KNOWN], maintain_order=True)
    about = {
        "columns": {name: described(register.columns[name]) for name in order[3:]},
        "covers": sorted(batch.covers),
        "format": FORMAT,
        "known": batch.known.isoformat(),
        "note": batch.note,
        "parts": sorted(batch.parts),
        "register": batch.register,
        "source": batch.source,
        "synthetic": batch.synthetic,
    }
    text = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    table = rows.to_arrow().replace_schema_metadata({METADATA: text.encode()})
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", version="2.6", data_page_version="2.0", write_statistics=True)
    return out.getvalue()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _metadata(table: pa.Table, where: str) -> dict:
    raw = (table.schema.metadata or {}).get(METADATA)
    if raw is None:
        hint = "这不是雁阵的数据文件；用 intake 读入，或按 docs 写上 yanzhen 元数据"
        raise FactsError(f"{where} 没有元数据，不知道是哪个台账、什么单位", code="YZ-F01", hint=hint)
    try:
        about = json.loads(raw)
        if about["format"] != FORMAT:
            what = f"{where} 的格式版本是 {about['format']}，本程序读 {FORMAT}"
            raise FactsError(what, code="YZ-F01", hint="用写出它的版本重新导出")
        return {
            "register": str(about["register"]),
            "columns": dict(about["columns"]),
            "covers": [str(text) for text in about["covers"]],
            "parts": [str(text) for text in about["parts"]],
            "known": date.fromisoformat(about["known"]),
            "source": str(about.get("source", "")),
            "synthetic": about.get("synthetic") is True,
            "note": str(about.get("note", "")),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"{where} 的元数据不完整：{error}"
        raise FactsError(what, code="YZ-F01", hint="要有 register、columns、covers、parts、known、format") from error


def _typed(table: pa.Table, name: str, register: Register, said: dict, where: str) -> pl.Series:
    """One column as the snapshot wants it; integers of another quantum are rescaled where that is exact."""
    values = table.column(name)
    column = register.columns.get(name)
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    if column is not None and column.kind == "number":
        if not pa.types.is_integer(values.type):
            what = f"{where} 列「{name}」是 {values.type}，应为整数（以 {_step_words(column)} 计数）"
            raise FactsError(what, code="YZ-F04", hint="金额等一律以整数个最小单位保存，不用小数")
        ratio = _file_step(name, column, said.get(name), where) / column.step
        return _rescaled(values, ratio, name, column, where)
    if column is not None and said.get(name) != described(column):
        what = f"{where} 列「{name}」写明是 {said.get(name)}，台账要求 {described(column)}"
        raise FactsError(what, code="YZ-F04", hint="按现在的台账重新导出")
    series = pl.from_arrow(values)
    return series.rename(name) if isinstance(series, pl.Series) else pl.Series(name, [])


def _file_step(name: str, column: Column, said: object, where: str) -> Fraction:
    """How much one count of the file is, in canonical units."""
    dimension = column.unit.dimension if column.unit else NUMBER
    try:
        found, factor = _unit_said(said["unit"])  # type: ignore[index]
        quantum = Fraction(said["quantum"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError, ZeroDivisionError, YanzhenError) as error:
        what = f"{where} 列「{name}」没有写明单位和最小单位：{said}"
        raise FactsError(what, code="YZ-F04", hint=f"应为 {described(column)}") from error
    if found != dimension or quantum <= 0:
        what = f"{where} 列「{name}」的单位是 {dimension_name(found)}，台账要求 {dimension_name(dimension)}"
        raise FactsError(what, code="YZ-F04", hint="单位不同不能相互换算，请按台账的单位重新报送")
    return quantum * factor


def _unit_said(text: str) -> tuple[Dimension, Fraction]:
    if text in ("", "1"):
        return (SHARE if text else NUMBER), Fraction(1)
    unit = parse_unit(text)
    return unit.dimension, unit.factor


def _rescaled(values: pa.ChunkedArray, ratio: Fraction, name: str, column: Column, where: str) -> pl.Series:
    try:
        series = pl.Series(name, values.cast(pa.int64()))
    except pa.ArrowInvalid as error:
        raise FactsError(f"{where} 列「{name}」有放不进 64 位整数的数", code="YZ-F04") from error
    if ratio == 1:
        return series
    top = max(abs(int(series.max() or 0)), abs(int(series.min() or 0)))
    exact = ratio.denominator == 1 or not (series.drop_nulls() % ratio.denominator != 0).any()
    if not exact or top * ratio >= _LIMIT:
        why = "有的数比台账的最小单位更细" if not exact else "有的数换算后太大"
        what = f"{where} 列「{name}」的最小单位是 {ratio * column.step}，台账是 {_step_words(column)}：{why}"
        raise FactsError(what, code="YZ-F04", hint="按台账的最小单位重新报送")
    return series // ratio.denominator * ratio.numerator


def _step_words(column: Column) -> str:
    about = described(column)
    return f"{about['quantum']} {about['unit']}".strip()
