"""The grammar's words, kept as data: each file of `words/` is one class of words, separated by blanks; `#` begins a note."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of one class, in the order of its file, each once."""
    text = files("yanzhen.reading").joinpath("words", f"{name}.txt").read_text("utf-8")
    return tuple(dict.fromkeys(word for line in text.splitlines() for word in line.partition("#")[0].split()))


@cache
def either(name: str) -> str:
    """A pattern that matches any word of a class, the longest first."""
    return "|".join(sorted(map(re.escape, words(name)), key=len, reverse=True))
