"""The sheet of proposals a person goes through line by line: YAML out, the same YAML with their answers in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from yanzhen.errors import ReadingError
from yanzhen.pack.cases import plain
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import read_documents
from yanzhen.reading.page import Passage
from yanzhen.reading.proposals.proposal import Document, Proposal

YES, NO, OPEN = "是", "否", "未定"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Proposals with an answer each (是, 否 or 未定), the pack they are for, and the pages they come from by digest."""

    pack: str
    pages: tuple[tuple[str, str], ...]
    lines: tuple[tuple[Proposal, str], ...]


def digest(text: str) -> str:
    """The digest by which a sheet knows the page it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()


class Plain(yaml.SafeDumper):
    """YAML whose scalars are all text: no quotes around dates and numbers, since packs read every scalar as text."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand indented under their key."""
        return super().increase_indent(flow, False)


Plain.yaml_implicit_resolvers = {}


def yaml_of(document: Document) -> str:
    """The document as a pack would hold it."""
    return yaml.dump(document, Dumper=Plain, allow_unicode=True, sort_keys=False, width=110)


def sheet_text(pack: str, pages: Iterable[tuple[str, str]], lines: Sequence[Proposal]) -> str:
    """The sheet to go through: a head, then one document a line. `pages` are (file name, text digest)."""
    head: Document = {
        "proposals": pack,
        "note": f"逐行在 accept 写 {YES} 或 {NO}；写完运行 yanzhen accept",
        "pages": [{"page": name, "digest": told} for name, told in pages],
    }
    documents = [yaml_of(head)]
    for number, line in enumerate(lines, start=1):
        told: Document = {"line": str(number), "accept": OPEN, "state": line.state}
        told |= {"against": line.against} if line.against else {}
        told |= {"confidence": line.confidence} | ({"reason": line.reason} if line.reason else {})
        told |= {"at": f"{line.passage.start}-{line.passage.end}", "propose": line.document}
        documents.append(yaml_of(told))
    return "---\n".join(documents)


def read_sheet(path: Path) -> Sheet:
    """The sheet with its answers; a ReadingError YZ-R20 when the file is not a sheet, YZ-R21 for a line that was spoiled."""
    problems = Problems()
    documents = [plain(entry) for entry in read_documents(path, str(path), problems)]
    wrong = problems.sorted()
    if wrong:
        raise ReadingError(f"拟稿读不通：{wrong[0]}", code="YZ-R20", hint="照提示改，或重新运行 yanzhen read --propose")
    head = documents[0] if documents else None
    if not isinstance(head, dict) or "proposals" not in head:
        hint = "用 yanzhen read --propose 写出的文件"
        raise ReadingError(f"「{path}」不是拟稿：开头没有 proposals", code="YZ-R20", hint=hint)
    pages = tuple((str(page["page"]), str(page["digest"])) for page in head.get("pages", ()))
    return Sheet(str(head["proposals"]), pages, tuple(_line(document) for document in documents[1:]))


def _line(document: object) -> tuple[Proposal, str]:
    held = document if isinstance(document, dict) else {}
    proposed, number = held.get("propose"), held.get("line", "?")
    if not isinstance(proposed, dict) or not proposed:
        raise ReadingError(
            f"拟稿第 {number} 行没有 propose", code="YZ-R21", hint="不要删去 propose；不接受的写 accept: 否"
        )
    answer = str(held.get("accept", OPEN))
    if answer not in (YES, NO, OPEN):
        hint = f"写 {YES}、{NO} 或 {OPEN}"
        raise ReadingError(f"拟稿第 {number} 行的 accept 写了「{answer}」", code="YZ-R21", hint=hint)
    start, _, end = str(held.get("at", "0-0")).partition("-")
    passage = Passage(int(start) if start.isdigit() else 0, int(end) if end.isdigit() else 0, "")
    kind = next(iter(proposed))
    words = {name: str(held.get(name, "")) for name in ("state", "against", "reason")}
    return Proposal(kind, proposed, passage, str(held.get("confidence", "high")), **words), answer
