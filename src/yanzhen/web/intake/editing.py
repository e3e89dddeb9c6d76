"""A line rewritten by hand: one document of the plan as YAML, tried against the shapes of a pack and the words of the page."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from yanzhen.errors import SiteError
from yanzhen.pack.cases import plain
from yanzhen.pack.plan.reading import PlanReader
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import read_documents
from yanzhen.reading.proposals.proposal import Document
from yanzhen.web.frame.place import city

LONGEST = 20_000
_SPACES = re.compile(r"\s+")


def tried(text: str, kind: str, page: str) -> tuple[Document | None, list[str]]:
    """The document and what is wrong with it; a document only when nothing is.

    It must be one document of the same kind that reads as a line of a plan, and its quote must stand in the page.
    """
    if len(text) > LONGEST:
        return None, [_("太长：最多 %(most)s 字") % {"most": f"{LONGEST:,}"}]
    problems = Problems()
    with tempfile.TemporaryDirectory(prefix="yanzhen-") as folder:
        file = Path(folder) / "line.yaml"
        file.write_bytes(text.replace("\r\n", "\n").encode("utf-8", "replace"))
        entries = read_documents(file, "", problems)
    if len(entries) == 1 and kind not in entries[0].map:
        problems.add("P01", entries[0].place, _("这一行要以「%(kind)s」开头") % {"kind": kind})
    elif len(entries) == 1:
        PlanReader(city().vocabulary, problems).read("", entries)
    told = [
        _("第 %(line)s 行：%(what)s") % {"line": one.place.line, "what": one.sentence}
        + (f" → {one.hint}" if one.hint else "")
        for one in problems.sorted()
        if one.level == "E"
    ]
    if len(entries) != 1 and not told:
        told = [_("要正好一份文件，现在有 %(count)s 份") % {"count": len(entries)}]
    if told:
        return None, told
    document = plain(entries[0])
    assert isinstance(document, dict)
    cite = document.get("cite")
    quote = str(cite.get("quote", "")) if isinstance(cite, dict) else ""
    if quote and _bare(quote) not in _bare(page):
        return None, [_("引文不在原文里：「%(quote)s」") % {"quote": quote}]
    return document, []


def document_of(text: str, kind: str, page: str) -> Document:
    """The document of a text that was tried before; a SiteError YZ-S104 when it is not right (any more)."""
    document, told = tried(text, kind, page)
    if document is None:
        raise SiteError(
            _("没有保存：改写的这一行有错\n%(told)s") % {"told": "\n".join(told)}, code="YZ-S104", hint=_("照提示改")
        )
    return document


def _bare(text: str) -> str:
    return _SPACES.sub("", text).replace("*", "")
