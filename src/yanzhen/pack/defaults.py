"""缺省 puts a value where a fact is missing: only the source may say so, on the line that does it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from yanzhen.pack.problems import Problems
from yanzhen.pack.text import FREE_TEXT, Entry

_DEFAULT = re.compile(r"缺省\s*\(")


def refuse_bare_defaults(entry: Entry, problems: Problems, *, besides: str = "") -> None:
    """P05 for each 缺省 without `missing` and `cite` on its line, and for each `missing` whose line has no 缺省.

    `besides` is a key of the document that is looked at elsewhere.
    """
    for text in _bare(entry, besides):
        what = "缺省 以别的值代替没有的数，要由文本规定"
        problems.add(
            "P05", text.place, what, "写成 {is 或 value: …, missing: 文本怎样说, cite: …}；文本没有说的，让它待补"
        )
    for line in _lines(entry, besides):
        if "over" in line.map:
            continue  # there it says who of a population is left out, which is looked at where the population is read
        if "missing" in line.map and "cite" not in line.map:
            what = "missing 是文本自己的规定，要有 cite"
            problems.add("P05", line.map["missing"].key or line.place, what, "补上 cite: {quote: …}")
        elif "missing" in line.map and "judged" not in line.map and not any(map(_defaults, _texts(line))):
            what = "missing 写了缺数据怎样办，式子里却没有用 缺省"
            problems.add("P05", line.map["missing"].key or line.place, what, "写作 缺省(栏目, 值)，或删去 missing")


def _defaults(text: Entry) -> bool:
    return _DEFAULT.search(unicodedata.normalize("NFKC", text.text)) is not None


def _bare(entry: Entry, besides: str = "") -> Iterator[Entry]:
    if isinstance(entry.value, str):
        if _defaults(entry):
            yield entry
        return
    if {"missing", "cite"} <= entry.map.keys():
        return
    for item in entry.items if isinstance(entry.value, list) else ():
        yield from _bare(item)
    for name, value in entry.map.items():
        if name != besides and name not in FREE_TEXT and name != "cite":
            yield from _bare(value)


def _texts(entry: Entry) -> Iterator[Entry]:
    if isinstance(entry.value, str):
        yield entry
        return
    for item in entry.items if isinstance(entry.value, list) else ():
        yield from _texts(item)
    for name, value in entry.map.items():
        if name not in FREE_TEXT and name not in ("cite", "missing"):
            yield from _texts(value)


def _lines(entry: Entry, besides: str = "") -> Iterator[Entry]:
    """Every map of the document, itself first."""
    if isinstance(entry.value, dict):
        yield entry
    for item in entry.items if isinstance(entry.value, list) else ():
        yield from _lines(item)
    for name, value in entry.map.items():
        if name != besides and name != "cite":
            yield from _lines(value)
