"""How points and ranges lie to each other (DMN 1.5, table 78: Allen's relations with open and closed ends)."""

from __future__ import annotations

from yanzhen.language import operators
from yanzhen.language.feel.table import declare
from yanzhen.language.interval import Interval


class NoOrderError(Exception):
    """Two values have no order."""


def _less(left: object, right: object) -> bool:
    keys = operators.order_keys(left, right)
    if keys is None:
        raise NoOrderError
    return keys[0] < keys[1]


def _same(left: object, right: object) -> bool:
    return not _less(left, right) and not _less(right, left)


def _relation(signature: str):
    """Declares the relation for these kinds; it is null where ends are open to infinity or have no order."""

    def enter(function):
        def run(*values: object) -> object:
            if any(isinstance(value, Interval) and (value.low is None or value.high is None) for value in values):
                return None
            try:
                return function(*values)
            except NoOrderError:
                return None

        declare(signature)(run)
        return function

    return enter


@_relation("before(point1: point, point2: point)")
def before_points(one: object, other: object) -> bool:
    """The point lies before the point."""
    return _less(one, other)


@_relation("before(point: point, range: range)")
def before_point_range(point: object, span: Interval) -> bool:
    """The point lies before the range."""
    return _less(point, span.low) or (_same(point, span.low) and not span.low_closed)


@_relation("before(range: range, point: point)")
def before_range_point(span: Interval, point: object) -> bool:
    """The range ends before the point."""
    return _less(span.high, point) or (_same(span.high, point) and not span.high_closed)


@_relation("before(range1: range, range2: range)")
def before_ranges(one: Interval, other: Interval) -> bool:
    """The range ends before the other begins."""
    touching = _same(one.high, other.low) and not (one.high_closed and other.low_closed)
    return _less(one.high, other.low) or touching


@_relation("after(point1: point, point2: point)")
def after_points(one: object, other: object) -> bool:
    """The point lies after the point."""
    return _less(other, one)


@_relation("after(point: point, range: range)")
def after_point_range(point: object, span: Interval) -> bool:
    """The point lies after the range."""
    return before_range_point(span, point)


@_relation("after(range: range, point: point)")
def after_range_point(span: Interval, point: object) -> bool:
    """The range begins after the point."""
    return before_point_range(point, span)


@_relation("after(range1: range, range2: range)")
def after_ranges(one: Interval, other: Interval) -> bool:
    """The range begins after the other ends."""
    return before_ranges(other, one)


@_relation("meets(range1: range, range2: range)")
def meets(one: Interval, other: Interval) -> bool:
    """The one ends where the other begins, that point in both."""
    return one.high_closed and other.low_closed and _same(one.high, other.low)


@_relation("met by(range1: range, range2: range)")
def met_by(one: Interval, other: Interval) -> bool:
    """The one begins where the other ends."""
    return meets(other, one)


@_relation("overlaps(range1: range, range2: range)")
def overlaps(one: Interval, other: Interval) -> bool:
    """They share a point."""
    return not before_ranges(one, other) and not before_ranges(other, one)


@_relation("overlaps before(range1: range, range2: range)")
def overlaps_before(one: Interval, other: Interval) -> bool:
    """The one begins first, they share a point, and the other ends no earlier."""
    begins = _less(one.low, other.low) or (_same(one.low, other.low) and one.low_closed and not other.low_closed)
    meets_it = _less(other.low, one.high) or (_same(other.low, one.high) and one.high_closed and other.low_closed)
    ends = _less(one.high, other.high) or (_same(one.high, other.high) and (not one.high_closed or other.high_closed))
    return begins and meets_it and ends


@_relation("overlaps after(range1: range, range2: range)")
def overlaps_after(one: Interval, other: Interval) -> bool:
    """The other begins first, they share a point, and the one ends last."""
    begins = _less(other.low, one.low) or (_same(other.low, one.low) and other.low_closed and not one.low_closed)
    meets_it = _less(one.low, other.high) or (_same(one.low, other.high) and one.low_closed and other.high_closed)
    ends = _less(other.high, one.high) or (_same(other.high, one.high) and (not other.high_closed or one.high_closed))
    return begins and meets_it and ends


@_relation("finishes(point: point, range: range)")
def finishes_point(point: object, span: Interval) -> bool:
    """The point is the range's last."""
    return span.high_closed and _same(span.high, point)


@_relation("finishes(range1: range, range2: range)")
def finishes(one: Interval, other: Interval) -> bool:
    """They end together and the one begins within the other."""
    ends = one.high_closed == other.high_closed and _same(one.high, other.high)
    return ends and _begins_within(one, other)


@_relation("finished by(range: range, point: point)")
def finished_by_point(span: Interval, point: object) -> bool:
    """The range's last is the point."""
    return finishes_point(point, span)


@_relation("finished by(range1: range, range2: range)")
def finished_by(one: Interval, other: Interval) -> bool:
    """They end together and the other begins within the one."""
    return finishes(other, one)


@_relation("includes(range: range, point: point)")
def includes_point(span: Interval, point: object) -> bool:
    """The point lies in the range."""
    return not before_point_range(point, span) and not before_range_point(span, point)


@_relation("includes(range1: range, range2: range)")
def includes(one: Interval, other: Interval) -> bool:
    """All of the other lies in the one."""
    return _begins_within(other, one) and _ends_within(other, one)


@_relation("during(point: point, range: range)")
def during_point(point: object, span: Interval) -> bool:
    """The point lies in the range."""
    return includes_point(span, point)


@_relation("during(range1: range, range2: range)")
def during(one: Interval, other: Interval) -> bool:
    """All of the one lies in the other."""
    return includes(other, one)


@_relation("starts(point: point, range: range)")
def starts_point(point: object, span: Interval) -> bool:
    """The point is the range's first."""
    return span.low_closed and _same(span.low, point)


@_relation("starts(range1: range, range2: range)")
def starts(one: Interval, other: Interval) -> bool:
    """They begin together and the one ends within the other."""
    begins = one.low_closed == other.low_closed and _same(one.low, other.low)
    return begins and _ends_within(one, other)


@_relation("started by(range: range, point: point)")
def started_by_point(span: Interval, point: object) -> bool:
    """The range's first is the point."""
    return starts_point(point, span)


@_relation("started by(range1: range, range2: range)")
def started_by(one: Interval, other: Interval) -> bool:
    """They begin together and the other ends within the one."""
    return starts(other, one)


@_relation("coincides(point1: point, point2: point)")
def coincides_points(one: object, other: object) -> bool:
    """The points are one."""
    return _same(one, other)


@_relation("coincides(range1: range, range2: range)")
def coincides(one: Interval, other: Interval) -> bool:
    """The ranges are one."""
    ends = one.low_closed == other.low_closed and one.high_closed == other.high_closed
    return ends and _same(one.low, other.low) and _same(one.high, other.high)


def _begins_within(one: Interval, other: Interval) -> bool:
    return _less(other.low, one.low) or (_same(other.low, one.low) and (other.low_closed or not one.low_closed))


def _ends_within(one: Interval, other: Interval) -> bool:
    return _less(one.high, other.high) or (_same(one.high, other.high) and (other.high_closed or not one.high_closed))
