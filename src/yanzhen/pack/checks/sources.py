"""P05 where the pack holds the source text: every quote stands in it. R01 as a line of the check."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from yanzhen.errors import Problem
from yanzhen.pack.checks.reading_back import read_back
from yanzhen.pack.checks.view import View

_BETWEEN = re.compile(r"…+|\.{3,}")
_KEPT = re.compile(r"[^\w%‰]+")


def quotes_stand_in_text(view: View) -> Iterator[Problem]:
    """P05: quotes that are not in `text.md` of their policy; spaces, signs and widths do not count, … stands for anything."""
    texts = {policy: _plain(text) for policy, text in view.assembly.texts.items()}
    for clause in view.own:
        text = texts.get(clause.policy.id)
        if text is None:
            continue
        for said in view.said(clause):
            pieces = [_plain(piece) for piece in _BETWEEN.split(said.text)]
            if said.quoted and not _in_order(text, pieces):
                what = f"text.md 里没有这句原文：{said.text}"
                yield Problem("P05", "E", what, said.place, "照原文引；省去的字写 …；引别的文件的写全 cite")


def _plain(text: str) -> str:
    return _KEPT.sub("", unicodedata.normalize("NFKC", text))


def _in_order(text: str, pieces: list[str]) -> bool:
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def words_without_place(view: View) -> Iterator[Problem]:
    """R01: words and figures of a quote that found no place in the rule as it is read back."""
    for clause in view.own:
        if any(said.quoted for said in view.said(clause)):
            read = read_back(view, clause)
            if read.unplaced:
                what = f"{view.names(clause)}原文里的{'、'.join(f'「{word}」' for word in read.unplaced)}没有进规则"
                yield Problem("R01", "I", what, view.said(clause)[0].place)
