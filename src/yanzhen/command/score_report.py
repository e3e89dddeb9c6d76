"""One page about one evaluation, opened offline: the ranking with its cut lines, the quadrant, who is near an edge.

The page is whole in one file: no script, no font, no image and no address outside it; its policy allows only its own style.
"""

from __future__ import annotations

import base64
import hashlib
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.command.score_charts import SERIES, Point, bar, class_colour, mark, quadrant
from yanzhen.command.score_style import STYLE
from yanzhen.command.words import SYNTHETIC
from yanzhen.engine.schemes.figures import decimal, figure, scale_of, unit_of

if TYPE_CHECKING:
    import polars as pl

    from yanzhen.engine.columns.reading import Reader
    from yanzhen.engine.columns.vectors import Numbers
    from yanzhen.engine.schemes.evaluation import Evaluation, Scored
    from yanzhen.engine.schemes.moving import Lift
    from yanzhen.pack.model import Pack

STEPS = "范围 → 不参评 → 分组 → 各项得分 → 加减分 → 名次 → 分等 → 否决 → 保护"
AROUND = 4
"""Firms shown on either side of a cut line; the others fold."""
MOST_ROWS = 2_000
MOVED = 2
"""Firms nearest below an edge for which the page says how to rise."""


def report_of(pack: Pack, evaluation: Evaluation, reader: Reader, table: pl.DataFrame, arguments: dict) -> str:
    """The page as text."""
    from yanzhen.engine.schemes.results import apart_labels, names_of

    names, apart = names_of(evaluation, reader), apart_labels(evaluation, reader)
    body = [_head(pack, evaluation, reader, arguments, table)]
    rated = np.flatnonzero((evaluation.group >= 0) & (evaluation.status == 2))
    for number in dict.fromkeys(evaluation.part[rated[np.argsort(evaluation.group[rated], kind="stable")]].tolist()):
        rows = rated[evaluation.part[rated] == number]
        body.append(_part(evaluation, reader, rows, names, apart[int(rows[0])]))
    body.append(_foot(pack, evaluation, reader, arguments))
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(evaluation.scheme.title)} {evaluation.period}</title><style>{STYLE}</style></head>"
        f"<body>{''.join(body)}</body></html>\n"
    )


def _head(pack: Pack, evaluation: Evaluation, reader: Reader, arguments: dict, table: pl.DataFrame) -> str:
    scheme = evaluation.scheme
    counted = {status: int((table["status"] == status).sum()) for status in ("rated", "unrated", "unknown")}
    chips = '<span class="chip assumed">办法为假定</span>' if scheme.basis == "assumed" else ""
    if scheme.assumed and scheme.basis != "assumed":
        chips += f'<span class="chip assumed">有假定 {len(scheme.assumed)} 处</span>'
    if reader.snapshot.synthetic:
        chips += f'<span class="chip synthetic">{SYNTHETIC}，非真实企业</span>'
    waiting = f" · 待定 {counted['unknown']:,} 户" if counted["unknown"] else ""
    order = "，".join(f"{key.text}{'由小到大' if key.ascending else ''}" for key in scheme.order)
    return (
        f'<header><p class="crumbs">评价 › {evaluation.period} 年数据 › {escape(pack.title)}</p>'
        f"<h1>{escape(scheme.title)}</h1><p>{chips}</p>"
        f'<p class="meta">参评 {counted["rated"]:,} 户 · 不参评 {counted["unrated"]:,} 户{waiting} · '
        f"基准日 {arguments['on']} · {STEPS} · 排名先后：{escape(order)}</p>"
        f'<p class="source">{escape(str(scheme.cite))}</p></header>'
    )


def _part(evaluation: Evaluation, reader: Reader, rows: np.ndarray, names: list[str], apart: str) -> str:
    """One group (or the part of it that is ranked apart): ranking left, quadrant and edges right."""
    scored = evaluation.scored[int(evaluation.group[rows[0]])]
    ordered = rows[np.lexsort((evaluation.high[rows], evaluation.low[rows], ~evaluation.score.ok[rows]))]
    title = f"{scored.tree.group.title}{' · ' + apart if apart else ''} {len(rows):,} 户"
    right = _quadrant(evaluation, scored, ordered, names) + _edges(evaluation, reader, scored, ordered, names)
    key = "".join(
        f'<span class="key">{_swatch(SERIES[at % len(SERIES)])}{escape(item.item.title)} {float(item.item.weight):g}</span>'
        for at, item in enumerate(scored.tree.items)
    )
    return (
        f'<section><h2>{escape(title)}</h2><div class="grid"><div class="card"><p class="legend"><b>得分构成</b>{key}</p>'
        f'{_ranking(evaluation, scored, ordered, names)}</div><div class="side">{right}</div></div></section>'
    )


def _swatch(colour: str) -> str:
    return f'<svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" fill="{colour}"/></svg>'


def _ranking(evaluation: Evaluation, scored: Scored, ordered: np.ndarray, names: list[str]) -> str:
    """The table: a row a firm, cut lines between them, far stretches folded."""
    labels = evaluation.scheme.labels
    known = ordered[evaluation.score.ok[ordered]]
    top = max((_points(scored, int(row)) for row in known), default=1.0) or 1.0
    cuts = _cut_places(evaluation, known)
    shown = {at for cut in [0, *cuts, len(known)] for at in range(cut - AROUND, cut + AROUND)} & set(range(len(known)))
    if len(known) <= 40:
        shown = set(range(len(known)))
    parts: list[str] = []
    folded: list[int] = []

    def flush() -> None:
        if folded:
            first, last = evaluation.low[known[folded[0]]], evaluation.low[known[folded[-1]]]
            inner = "".join(_firm(evaluation, scored, int(known[at]), names, top) for at in folded[:MOST_ROWS])
            more = f"（只列前 {MOST_ROWS:,} 户，其余见结果文件）" if len(folded) > MOST_ROWS else ""
            parts.append(
                f'<tbody class="fold"><tr><td colspan="6"><details><summary>第 {first} – {last} 名 展开 {len(folded):,} 户{more}'
                f"</summary><table><tbody>{inner}</tbody></table></details></td></tr></tbody>"
            )
            folded.clear()

    for at, row in enumerate(known):
        if at in cuts:
            flush()
            parts.append(_cut_row(evaluation, cuts[at], known, at, labels))
        if at in shown:
            flush()
            parts.append(f"<tbody>{_firm(evaluation, scored, int(row), names, top)}</tbody>")
        else:
            folded.append(at)
    flush()
    waiting = ordered[~evaluation.score.ok[ordered]]
    if len(waiting):
        inner = "".join(_firm(evaluation, scored, int(row), names, top) for row in waiting[:MOST_ROWS])
        parts.append(
            f'<tbody class="fold"><tr><td colspan="6"><details><summary>待补数据，未能计分 {len(waiting):,} 户</summary>'
            f"<table><tbody>{inner}</tbody></table></details></td></tr></tbody>"
        )
    head = "".join(f'<th scope="col"{extra}>{name}</th>' for name, extra in (
        ("名次", ""), ("企业", ""), ("得分构成", ""), ("得分", ' class="num"'), ("等次", ""), ("说明", "")))  # fmt: skip
    return f'<table class="ranking"><thead><tr>{head}</tr></thead>{"".join(parts)}</table>'


def _cut_places(evaluation: Evaluation, known: np.ndarray) -> dict[int, int]:
    """Position in the list → number of the class that begins there by rank."""
    if not evaluation.scheme.cuts:
        return {}
    classes = evaluation.cut.best[known]
    return {at: int(classes[at]) for at in range(1, len(known)) if classes[at] > classes[at - 1]}


def _cut_row(evaluation: Evaluation, begins: int, known: np.ndarray, at: int, labels: tuple[str, ...]) -> str:
    cut, row = evaluation.scheme.cuts[begins - 1], int(known[at - 1])
    bound = f"前 {float(cut.bound) * 100:g}%" if not cut.by_score else f"{float(cut.bound):g} 分以上"
    score = decimal(evaluation.total(row) or Fraction(0), 4)
    told = f"{escape(labels[begins - 1])} 线 {bound} · 第 {evaluation.low[row]} 名 · {score} 分"
    return f'<tbody class="cut"><tr><td colspan="6">{told}</td></tr></tbody>'


def _points(scored: Scored, row: int) -> float:
    return sum(max(0.0, _float(vector, row)) for vector in scored.points)


def _float(vector: Numbers, row: int) -> float:
    from yanzhen.engine.columns.single import number_at

    return float(number_at(vector, row)) if vector.ok[row] else 0.0


def _firm(evaluation: Evaluation, scored: Scored, row: int, names: list[str], top: float) -> str:
    from yanzhen.engine.schemes.results import remarks

    low, high = int(evaluation.low[row]), int(evaluation.high[row])
    rank = f"{low}" if low == high else f"{low}–{high}"
    total = evaluation.total(row)
    parts = [
        (item.item.title, _float(vector, row)) for item, vector in zip(scored.tree.items, scored.points, strict=True)
    ]
    notes = remarks(evaluation, row)
    if total is None or not evaluation.classed[row]:
        missing = sorted({reason.column or reason.register for reason in evaluation.missing(row)})
        notes = [*notes, f"缺 {'、'.join(missing)}"] if total is None and missing else notes
    return (
        f'<tr><td>{rank}</td><td>{escape(names[row])}<span class="key">{escape(evaluation.keys[row])}</span></td>'
        f'<td>{bar(parts, top)}</td><td class="num">{"—" if total is None else decimal(total, 4)}</td>'
        f'<td>{_badge(evaluation, row)}</td><td class="note">{escape("；".join(notes))}</td></tr>'
    )


def _badge(evaluation: Evaluation, row: int) -> str:
    """The class as a letter on its colour with its shape before it; an open one says so."""
    if not evaluation.scheme.cuts:
        return ""
    if not evaluation.classed[row]:
        return '<span class="chip waiting">待定</span>'
    at, classes = int(evaluation.ends.best[row]), len(evaluation.scheme.cuts)
    place = min(at, 3)
    shape = (
        f'<svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">{mark(place, 6, 6, "#FFFFFF", "")}</svg>'
    )
    return f'<span class="badge k{round(at * 3 / max(1, classes - 1))}">{shape}{escape(evaluation.label(row))}</span>'


def _quadrant(evaluation: Evaluation, scored: Scored, ordered: np.ndarray, names: list[str]) -> str:
    """The first two items of the group against each other, with their benchmarks, and the same rows as a table."""
    from yanzhen.engine.columns.single import number_at

    if len(scored.tree.items) < 2:
        return ""
    items = scored.tree.items[:2]
    known = [int(row) for row in ordered if all(vector.ok[row] for vector in scored.values[:2])]
    points, lines = [], []
    for at, item in enumerate(items):
        against = scored.against[at]
        dimension = item.value.type.dimension
        lines.append(
            float(number_at(against, known[0]) * scale_of(dimension))
            if known and against is not None and against.ok[known[0]]
            else None
        )
    for row in known:
        x, y = (
            float(number_at(scored.values[at], row) * scale_of(item.value.type.dimension))
            for at, item in enumerate(items)
        )
        label = int(evaluation.ends.best[row]) if evaluation.classed[row] else -1
        points.append(Point(x, y, min(label, 3) if evaluation.scheme.cuts else 0, names[row]))
    titles = tuple(f"{item.item.title} {unit_of(item.value.type.dimension)}" for item in items)
    told = f"{items[0].item.title}与{items[1].item.title}的散点，{len(points)} 户，等次以形状和颜色区分"
    classes = len(evaluation.scheme.cuts)
    legend = "".join(
        f'<span class="key"><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        f"{mark(min(at, 3), 7, 7, class_colour(at, classes), '')}</svg>{escape(label)}</span>"
        for at, label in [
            *enumerate(evaluation.scheme.labels),
            *([(-1, "待定")] if any(one.label < 0 for one in points) else []),
        ]
    )
    rows = "".join(
        f'<tr><td>{escape(point.name)}</td><td class="num">{point.x:,.4f}</td><td class="num">{point.y:,.4f}</td></tr>'
        for point in points[:MOST_ROWS]
    )
    return (
        f'<div class="card"><h3>{escape(items[0].item.title)} × {escape(items[1].item.title)}</h3>'
        f'{quadrant(points, (titles[0], titles[1]), (lines[0], lines[1]), classes, told)}<p class="legend">{legend}</p>'
        f'<details><summary>看数据表</summary><table><thead><tr><th scope="col">企业</th><th scope="col">{escape(titles[0])}</th>'
        f'<th scope="col">{escape(titles[1])}</th></tr></thead><tbody>{rows}</tbody></table></details></div>'
    )


def _edges(evaluation: Evaluation, reader: Reader, scored: Scored, ordered: np.ndarray, names: list[str]) -> str:
    """Who stands near a class edge, and for the nearest below one what lifts them."""
    from yanzhen.engine.schemes.moving import lifts, near_edges

    edges = [edge for edge in near_edges(evaluation) if edge.row in set(ordered.tolist())]
    if not edges:
        return ""
    rows = "".join(
        f"<tr><td>{escape(names[edge.row])}</td><td>{'差' if edge.rises else '高出'} {decimal(edge.gap, 4)} 分"
        f"{'到' if edge.rises else '，再低即'} {escape(edge.label)}</td><td>第 {evaluation.low[edge.row]} 名</td></tr>"
        for edge in edges
    )
    found = [f'<div class="card"><h3>临界的企业</h3><table><tbody>{rows}</tbody></table></div>']
    rising = [edge for edge in edges if edge.rises][:MOVED]
    found += [_how(evaluation, edge.row, names, lifts(evaluation, reader, edge.row)) for edge in rising]
    return "".join(found)


def _how(evaluation: Evaluation, row: int, names: list[str], found: list[Lift]) -> str:
    """怎样升一等: each item with its place, then the smallest change of one fact, recomputed over the whole group."""
    from yanzhen.engine.schemes.contributions import contributions

    lines = "".join(
        f'<tr><td>{escape(one.item.title)}</td><td class="num">{figure(one.value, one.item.value.type.dimension)}</td>'
        f'<td class="num">{decimal(one.points, 2) if isinstance(one.points, Fraction) else "—"} / {float(one.item.weight):g}</td>'
        f"<td>第 {one.place} / {one.size}</td></tr>"
        for one in contributions(evaluation, row)
    )
    steps = "".join(_step(lift) for lift in found) or "<li>没有一项事实单独改变就能升一等</li>"
    return (
        f'<div class="card"><h3>{escape(names[row])}怎样升一等 {_badge(evaluation, row)}</h3>'
        f'<table><thead><tr><th scope="col">指标</th><th scope="col">值</th><th scope="col">得分</th><th scope="col">组内</th></tr></thead>'
        f'<tbody>{lines}</tbody></table><ul class="steps">{steps}</ul>'
        '<p class="meta">只改一项事实，全组重算；再少一步即不升</p></div>'
    )


def _step(lift: Lift) -> str:
    unit = lift.column.unit.dimension if lift.column.unit else ()
    name = escape(lift.column.title or lift.column.name)
    if lift.needed is None:
        return f"<li>{name}：单靠这一项升不了（{escape('、'.join(lift.items))}）</li>"
    return (
        f"<li><b>{name}</b> {figure(lift.now, unit)} → <b>{figure(lift.needed, unit, up=True)}</b>，"
        f"升为 {escape(lift.label)}，重算第 {lift.rank} 名（{escape('、'.join(lift.items))}）</li>"
    )


def _foot(pack: Pack, evaluation: Evaluation, reader: Reader, arguments: dict) -> str:
    scheme = evaluation.scheme
    doubts = "".join(f"<li>{escape(text)}</li>" for text in scheme.doubts)
    assumed = "".join(f"<li>{escape(text)}</li>" for text in scheme.assumed)
    words = {"due": "公示", "objection": "异议", "silence": "逾期"}
    publish = "；".join(f"{word}：{scheme.publish[key]}" for key, word in words.items() if key in scheme.publish)
    return (
        "<footer><h2>办法与存疑</h2>"
        + (f"<p>{escape(publish)}</p>" if publish else "")
        + (f'<p><b>假定</b></p><ul class="assumed-list">{assumed}</ul>' if assumed else "")
        + (f"<p><b>存疑</b></p><ul>{doubts}</ul>" if doubts else "")
        + (f"<p>{escape(scheme.note)}</p>" if scheme.note else "")
        + f'<p class="meta">地方包 {escape(pack.own)} {escape(pack.version)} {pack.digest[:12]} · 数据 {len(reader.snapshot.digests)} 批 · '
        f"方案 {escape(scheme.id)} · 年度 {arguments['year']} · 基准日 {arguments['on']}"
        f"{' · 截至 ' + arguments['known'] + ' 获知' if arguments['known'] else ''}</p></footer>"
    )
