"""Dates, times and durations as FEEL writes them: XML Schema's forms, and a zone's name after @."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction

from yanzhen.language.temporal import DAY, Date, DateTime, DaysTime, Time, YearsMonths, Zone, as_date, zone_info

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)")
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(\.\d{1,20})?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][A-Za-z0-9_+\-/]{0,60})?", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)
_SECONDS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(?:T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{0,20}))?S)?)?", re.ASCII
)
_LONGEST_OFFSET = 18 * 3600


def read_date(text: str) -> Date | None:
    """The day written as 2024-12-31 or -0044-03-15."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year = int(match[2]) * (-1 if match[1] else 1)
    return Date.of(year, int(match[3]), int(match[4]))


def read_time(text: str) -> Time | None:
    """The time written as 10:30:00, with fraction, Z, offset or @zone if any."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    fraction = Fraction("0" + match[4]) if match[4] else Fraction(0)
    at_end = hour == 24 and not (minute or second or fraction)
    if not at_end and (hour > 23 or minute > 59 or second > 59):
        return None
    zone = _zone(match[5])
    return None if zone is False else Time(hour * 3600 + minute * 60 + second + fraction, zone)


def read_datetime(text: str) -> DateTime | None:
    """The moment written as 2024-12-31T10:30:00…; a date alone is its midnight, hour 24 the next day's."""
    day, mark, clock = text.partition("T")
    date = read_date(day)
    time = read_time(clock) if mark else Time(Fraction(0))
    if date is None or time is None:
        return None
    if time.seconds == DAY:
        date = date.plus_days(1)
        time = Time(Fraction(0), time.zone)
    return date and DateTime(date, time)


def read_duration(text: str) -> YearsMonths | DaysTime | None:
    """The duration written as P1Y2M or P1DT2H3M4.5S."""
    match = _MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _SECONDS.fullmatch(text)
    if not match or not any(match.groups()[1:5]) or text.endswith("T"):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    fraction = Fraction(f"0.{match[6]}") if match[6] else Fraction(0)
    total = days * DAY + hours * 3600 + minutes * 60 + seconds + fraction
    return DaysTime(-total if match[1] else Fraction(total))


def read_temporal(text: str) -> object | None:
    """What stands between the quotes of @"…", of whichever kind it is."""
    time = read_time(text)
    if time is not None and time.seconds == DAY:
        return None
    return read_date(text) or time or (read_datetime(text) if "T" in text else None) or read_duration(text)


def _zone(text: str | None) -> Zone | bool:
    """The zone, None when there is none, False when it is no zone."""
    if not text:
        return None
    if text == "Z":
        return 0
    if text[0] == "@":
        return text[1:] if zone_info(text[1:]) else False
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    offset = hours * 3600 + minutes * 60 + sum(seconds)
    if minutes > 59 or sum(seconds) > 59 or offset > _LONGEST_OFFSET:
        return False
    return -offset if text[0] == "-" else offset


# ---------------------------------------------------------------- writing


def temporal_text(value: object) -> str:
    """The value as FEEL's string() gives it."""
    value = as_date(value)
    if isinstance(value, Date):
        year, month, day = value.civil()
        return f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}"
    if isinstance(value, Time):
        whole = int(value.seconds)
        clock = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
        return clock + _decimals(value.seconds - whole) + zone_text(value.zone)
    if isinstance(value, DateTime):
        return f"{temporal_text(value.date)}T{temporal_text(value.time)}"
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if value.months < 0 else "") + "P" + (body or "0M")
    assert isinstance(value, DaysTime)
    return _seconds_text(value.seconds)


def zone_text(zone: Zone) -> str:
    """The zone as it is written after a time."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if not zone:
        return "Z"
    size = abs(zone)
    tail = f":{size % 60:02d}" if size % 60 else ""
    return f"{'-' if zone < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}{tail}"


def _seconds_text(seconds: Fraction) -> str:
    size = abs(seconds)
    whole = int(size)
    days, rest = divmod(whole, DAY)
    hours, minutes, last = rest // 3600, rest // 60 % 60, rest % 60
    tail = _decimals(size - whole)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{last}{tail}S" if last or tail else ""
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if seconds < 0 and body else "") + "P" + (body or "T0S")


def _decimals(fraction: Fraction) -> str:
    """The broken part of a second, at most nine places, no trailing zeros."""
    if not fraction:
        return ""
    digits = f"{int(fraction * 10**9):09d}".rstrip("0")
    return f".{digits}" if digits else ""


def is_plain_date(value: object) -> bool:
    """Whether the value is a day of either class."""
    return isinstance(value, Date) or type(value) is datetime.date
