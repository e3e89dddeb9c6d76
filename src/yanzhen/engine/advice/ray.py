"""A number that knows how it depends on one whole number, and keeps account of how far every decision made on it holds.

The exact reading is run as it is, with the fact in question replaced by a `Ray`. Sums, products and quotients of it are
rays again; a comparison, a floor or an equality is answered at the place looked at, and narrows the `Path` to the stretch of
whole numbers on which the answer stays the same. So one reading of a clause gives its value on a whole stretch as a formula,
and whatever function the language has, or will have, is covered by its own definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import TypeVar

from yanzhen.engine.advice import signs
from yanzhen.engine.advice.signs import Poly

ONE: Poly = (Fraction(1),)
HIGHEST = 6
"""Degree beyond which no formula is followed."""

Told = TypeVar("Told")


class Tangled(Exception):
    """The value depends on the fact in a way that is not followed: too high a power, or too many stretches."""


class Path:
    """The place looked at, and the stretch [low, high] on which everything decided so far stays decided."""

    __slots__ = ("at", "high", "low")

    def __init__(self, at: int, low: int, high: int) -> None:
        self.at, self.low, self.high = at, low, high

    def hold(self, poly: Poly, holds: Callable[[int], bool]) -> None:
        """Narrowed to where the sign of the polynomial passes the test, as it does at the place looked at."""
        if len(poly) > 1:
            self.low, self.high = signs.around(poly, holds, self.at, self.low, self.high)

    def pin(self) -> None:
        """Narrowed to the place itself: something was asked whose answer is not followed."""
        self.low = self.high = self.at

    def fact(self, grain: Fraction) -> Ray:
        """The whole number times `grain`, as a number to compute with."""
        return Ray(self, (Fraction(0), grain), ONE)


class Ray(Fraction):
    """top(k) ÷ bottom(k); as a Fraction it is the value at the place looked at. bottom is above zero on the whole path."""

    __slots__ = ("bottom", "path", "top")

    def __new__(cls, path: Path, top: Poly, bottom: Poly) -> Ray:
        """top ÷ bottom on the path; Tangled when a power is too high."""
        if len(top) > HIGHEST + 1 or len(bottom) > HIGHEST + 1:
            raise Tangled("次数太高")
        self = super().__new__(cls, signs.value(top, path.at) / signs.value(bottom, path.at))
        self.path, self.top, self.bottom = path, top, bottom
        return self

    # ------------------------------------------------------------ arithmetic

    def _plus(self, other: object, sign: int) -> object:
        if not isinstance(other, int | Fraction):
            return NotImplemented
        top, bottom = _parts(other)
        if bottom == self.bottom:
            return _made(self.path, signs.add(self.top, top, sign), bottom)
        crossed = signs.add(signs.multiply(self.top, bottom), signs.multiply(top, self.bottom), sign)
        return _made(self.path, crossed, signs.multiply(self.bottom, bottom))

    def __add__(self, other: object) -> object:
        return self._plus(other, 1)

    __radd__ = __add__

    def __sub__(self, other: object) -> object:
        return self._plus(other, -1)

    def __rsub__(self, other: object) -> object:
        return (-self).__add__(other)

    def __mul__(self, other: object) -> object:
        if not isinstance(other, int | Fraction):
            return NotImplemented
        top, bottom = _parts(other)
        return _made(self.path, signs.multiply(self.top, top), signs.multiply(self.bottom, bottom))

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> object:
        return self * _inverse(self.path, other) if isinstance(other, int | Fraction) else NotImplemented

    def __rtruediv__(self, other: object) -> object:
        return _inverse(self.path, self) * other if isinstance(other, int | Fraction) else NotImplemented

    def __neg__(self) -> Ray:
        return Ray(self.path, tuple(-part for part in self.top), self.bottom)

    def __pos__(self) -> Ray:
        return self

    def __abs__(self) -> Ray:
        return self if self >= 0 else -self

    def __pow__(self, power: object) -> object:
        if not isinstance(power, int | Fraction) or isinstance(power, Ray) or int(power) != power:
            return NotImplemented
        found: object = Fraction(1)
        for _ in range(abs(int(power))):
            found = found * self
        return found if power >= 0 else 1 / found

    # ------------------------------------------------------------ decisions

    def _decided(self, other: object, test: Callable[[int], bool]) -> bool:
        if not isinstance(other, int | Fraction):
            return NotImplemented
        gap = self - other
        if not isinstance(gap, Ray):
            return test((gap > 0) - (gap < 0))
        answer = test(signs.sign_at(gap.top, self.path.at))
        self.path.hold(gap.top, lambda sign: test(sign) == answer)
        return answer

    def __lt__(self, other: object) -> bool:
        return self._decided(other, lambda sign: sign < 0)

    def __le__(self, other: object) -> bool:
        return self._decided(other, lambda sign: sign <= 0)

    def __gt__(self, other: object) -> bool:
        return self._decided(other, lambda sign: sign > 0)

    def __ge__(self, other: object) -> bool:
        return self._decided(other, lambda sign: sign >= 0)

    def __eq__(self, other: object) -> bool:
        return self._decided(other, lambda sign: sign == 0)

    def __ne__(self, other: object) -> bool:
        answer = self.__eq__(other)
        return answer if answer is NotImplemented else not answer

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        self.path.pin()
        return hash(Fraction(self._numerator, self._denominator))

    # ------------------------------------------------------------ whole numbers

    def _within(self, low: Fraction | int, high: Fraction | int, *, low_too: bool, high_too: bool) -> None:
        """The path narrowed to where the number stays between the two, as it does at the place looked at."""
        self._decided(low, (lambda sign: sign >= 0) if low_too else (lambda sign: sign > 0))
        self._decided(high, (lambda sign: sign <= 0) if high_too else (lambda sign: sign < 0))

    def __floor__(self) -> int:
        whole = floor(Fraction(self._numerator, self._denominator))
        self._within(whole, whole + 1, low_too=True, high_too=False)
        return whole

    def __ceil__(self) -> int:
        return -floor(-self)

    def __trunc__(self) -> int:
        return floor(self) if self >= 0 else -floor(-self)

    __int__ = __trunc__

    def __floordiv__(self, other: object) -> int:
        return floor(self / other)

    def __rfloordiv__(self, other: object) -> int:
        return floor(other / self)

    def __mod__(self, other: object) -> object:
        return self - other * (self // other)

    def __rmod__(self, other: object) -> object:
        return other - self * (other // self)

    def __divmod__(self, other: object) -> tuple[object, object]:
        return self // other, self % other

    def __rdivmod__(self, other: object) -> tuple[object, object]:
        return other // self, other % self

    def __round__(self, digits: int | None = None) -> object:
        """Half to even, as `round` does; with digits the place is pinned."""
        if digits is not None:
            self.path.pin()
            return round(Fraction(self._numerator, self._denominator), digits)
        whole, half = round(Fraction(self._numerator, self._denominator)), Fraction(1, 2)
        even = whole % 2 == 0
        self._within(whole - half, whole + half, low_too=even, high_too=even)
        return whole

    # ------------------------------------------------------------ what is not followed pins the place

    def __rpow__(self, other: object) -> object:
        return Fraction(other) ** self._plain()

    def __float__(self) -> float:
        return float(self._plain())

    def __str__(self) -> str:
        return str(self._plain())

    def as_integer_ratio(self) -> tuple[int, int]:
        """As `numerator` and `denominator`."""
        return self._plain().as_integer_ratio()

    def _plain(self) -> Fraction:
        self.path.pin()
        return Fraction(self._numerator, self._denominator)

    @property
    def numerator(self) -> int:
        """Of the value at the place looked at, which is pinned: nothing is known of it elsewhere."""
        self.path.pin()
        return self._numerator

    @property
    def denominator(self) -> int:
        """As `numerator`."""
        self.path.pin()
        return self._denominator


def _parts(number: int | Fraction) -> tuple[Poly, Poly]:
    if isinstance(number, Ray):
        return number.top, number.bottom
    return (Fraction(number),), ONE


def _made(path: Path, top: Poly, bottom: Poly) -> Fraction:
    """A ray, or a plain number where nothing depends on the path any more."""
    if len(top) == len(bottom) == 1:
        return top[0] / bottom[0]
    if len(bottom) == 1 and bottom != ONE:
        top, bottom = tuple(part / bottom[0] for part in top), ONE
    return Ray(path, top, bottom)


def _inverse(path: Path, number: int | Fraction) -> Fraction:
    """1 ÷ number; the path is narrowed to where the number keeps the sign it has."""
    if not isinstance(number, Ray):
        return 1 / Fraction(number)
    sign = signs.sign_at(number.top, path.at)
    if sign == 0:
        raise ZeroDivisionError("a quotient by nothing")
    path.hold(number.top, lambda other: other == sign)
    return _made(path, tuple(sign * part for part in number.bottom), tuple(sign * part for part in number.top))


def formula(number: object) -> tuple[Poly, Poly]:
    """top and bottom of a number, ray or plain."""
    assert isinstance(number, int | Fraction)
    return _parts(number)


def stretches(
    told: Callable[[Path], Told], start: int, stop: int, domain: tuple[int, int], most: int
) -> Iterator[tuple[int, int, Told]]:
    """What is told, stretch by stretch from `start` towards `stop` (both included): (nearest end, far end, what is told).

    Raises Tangled after `most` stretches.
    """
    step, at = (1 if stop >= start else -1), start
    for _ in range(most):
        if (stop - at) * step < 0:
            return
        path = Path(at, *domain)
        found = told(path)
        end = path.high if step > 0 else path.low
        end = min(end, stop) if step > 0 else max(end, stop)
        yield at, end, found
        at = end + step
    if (stop - at) * step >= 0:
        raise Tangled(f"超过 {most} 段")
