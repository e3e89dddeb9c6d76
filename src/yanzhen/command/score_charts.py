"""The two charts of a score report as SVG text: contribution bars, and the quadrant of two items.

Marks differ by shape as well as colour; every chart has a table beside or under it. Nothing is scripted and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

SERIES = ("#0B5563", "#4F8A94", "#B7791F", "#7A4E7E", "#6B8E4E", "#6B7C93")
CLASSES = ("#0B5563", "#3F7C87", "#7D6A3A", "#8C3F33")
INK, AXIS, SPLIT, OPEN = "#4A5665", "#C3CBD3", "#EEF1F4", "#8FB4DE"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 440, 300, 56, 44, 18, 16


def class_colour(at: int, classes: int) -> str:
    """The colour of a class: the best and the worst keep theirs, whatever stands between."""
    if classes <= 1 or at < 0:
        return CLASSES[0]
    return CLASSES[round(at * (len(CLASSES) - 1) / (classes - 1))]


def bar(parts: Sequence[tuple[str, float]], whole: float, width: int = 250, height: int = 16) -> str:
    """Points as parts of one bar, in the order of the items, drawn to a common scale of `whole` points."""
    found, at = [], 0.0
    for number, (name, points) in enumerate(parts):
        length = max(0.0, points) / whole * width if whole else 0.0
        if length > 0:
            found.append(
                f'<rect x="{at:.1f}" y="0" width="{max(length - 1, 0.5):.1f}" height="{height}" '
                f'fill="{SERIES[number % len(SERIES)]}"><title>{escape(name)} {points:.4f} 分</title></rect>'
            )
        at += length
    told = "，".join(f"{name} {points:.2f}" for name, points in parts)
    return (
        f'<svg class="bar" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(told)}">{"".join(found)}</svg>'
    )


def mark(at: int, x: float, y: float, colour: str, title: str, large: bool = False) -> str:
    """A point: circle, diamond, triangle or square by class, a small ring while it is open; the firm looked at is larger."""
    size = 7.0 if large else 4.5
    if at < 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="none" stroke="{OPEN}"><title>{escape(title)}</title></circle>'
    paint = f'fill="#FFFFFF" stroke="{colour}" stroke-width="2.5"' if large else f'fill="{colour}" fill-opacity="0.8"'
    if at == 0:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {paint}>'
        end = "</circle>"
    else:
        corners = {
            1: ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
            2: ((0, -1.15), (1.1, 0.9), (-1.1, 0.9)),
            3: ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)),
        }[min(at, 3)]
        points = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in corners)
        shape, end = f'<polygon points="{points}" {paint}>', "</polygon>"
    return f"{shape}<title>{escape(title)}</title>{end}"


@dataclass(frozen=True)
class Point:
    """One firm of the quadrant; `label` numbers its class (−1 while open), `large` marks the firm looked at."""

    x: float
    y: float
    label: int
    name: str
    large: bool = False


def quadrant(
    points: Sequence[Point], names: tuple[str, str], lines: tuple[float | None, float | None], classes: int, told: str
) -> str:
    """A scatter of two items with their benchmarks as dashed lines; the largest hundredth of each axis stands at its edge."""
    if not points:
        return '<p class="meta">没有两项都有数的企业</p>'
    high = [_edge([point.x for point in points], lines[0]), _edge([point.y for point in points], lines[1])]
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x: float, y: float) -> tuple[float, float]:
        return LEFT + min(max(x, 0) / high[0], 1) * across, HEIGHT - BOTTOM - min(max(y, 0) / high[1], 1) * up

    found = []
    for tick in _ticks(high[1]):
        y = at(0, tick)[1]
        found.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{SPLIT}"/>')
        found.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_figure(tick)}</text>')
    for tick in _ticks(high[0]):
        x = at(tick, 0)[0]
        found.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{_figure(tick)}</text>')
    found.append(
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="{AXIS}"/>'
        f'<text x="{LEFT}" y="{TOP - 6}">{escape(names[1])}</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(names[0])}</text>'
    )
    dash = f'stroke="{INK}" stroke-dasharray="4 3"'
    if lines[0] is not None:
        x = at(lines[0], 0)[0]
        found.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" {dash}/>')
        found.append(f'<text x="{x + 3:.1f}" y="{TOP + 10}">基准 {_figure(lines[0])}</text>')
    if lines[1] is not None:
        y = at(0, lines[1])[1]
        found.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" {dash}/>')
        found.append(f'<text x="{WIDTH - RIGHT}" y="{y - 4:.1f}" text-anchor="end">基准 {_figure(lines[1])}</text>')
    for point in sorted(points, key=lambda one: one.large):
        x, y = at(point.x, point.y)
        found.append(mark(point.label, x, y, class_colour(point.label, classes), point.name, point.large))
    return (
        f'<svg class="quadrant" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(told)}">{"".join(found)}</svg>'
    )


def _edge(values: Sequence[float], line: float | None) -> float:
    """The end of an axis: the ninety-ninth hundredth of the values, rounded up to a round figure."""
    ordered = sorted(values)
    high = max(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], line or 0, 1e-9)
    size = 10 ** floor(log10(high))
    return next(step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= high * 1.02 or step == 10)


def _ticks(high: float) -> list[float]:
    return [high * share for share in (0, 0.25, 0.5, 0.75, 1)]


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4g}"
