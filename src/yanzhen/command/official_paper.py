"""Official paper: A4 with the margins, founts and line spacing of GB/T 9704-2012, as Word documents that are the same twice.

Margins 37 mm above and 28 mm left, a text block of 156 × 225 mm; the title in 小标宋 22 pt, the text in 仿宋 16 pt with
28.95 pt from line to line, first lines indented two characters, headings in 黑体. No letterhead and no seal: whoever sends
it puts those on.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TITLE, BODY, HEADING = "方正小标宋简体", "仿宋", "黑体"
LINE = Pt(28.95)
STAMP = (1980, 1, 1, 0, 0, 0)


def blank(title: str, made: datetime, comment: str) -> Paper:
    """An empty paper; `comment` stands in its properties (what is synthetic says so there too)."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.bottom_margin, section.right_margin = Mm(35), Mm(26)
    told = paper.core_properties
    told.title, told.comments, told.author, told.last_modified_by = title, comment, "", ""
    told.created = told.modified = made
    told.revision = 1
    normal = paper.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(16)
    normal.paragraph_format.line_spacing = LINE
    normal.paragraph_format.space_after = Pt(0)
    _fount(normal, BODY)
    return paper


def heading(paper: Paper, text: str) -> None:
    """The title, in the middle, with a blank line below."""
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(line, text, TITLE, 22)
    paper.add_paragraph()


def addressed(paper: Paper, text: str) -> None:
    """To whom, at the left edge."""
    _run(paper.add_paragraph(), text, BODY, 16)


def said(paper: Paper, text: str, fount: str = BODY) -> None:
    """A paragraph of text, its first line two characters in."""
    line = paper.add_paragraph()
    line.paragraph_format.first_line_indent = Pt(32)
    _run(line, text, fount, 16)


def signed(paper: Paper, *lines: str) -> None:
    """Who signs and the day, at the right."""
    paper.add_paragraph()
    for text in lines:
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(32)
        _run(line, text, BODY, 16)


def ruled(paper: Paper, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with lines, its head repeated on every page."""
    grid = paper.add_table(rows=1, cols=len(head))
    grid.style = "Table Grid"
    first = grid.rows[0]
    first._tr.get_or_add_trPr().append(first._tr.makeelement(qn("w:tblHeader"), {}))
    for cell, text in zip(first.cells, head, strict=True):
        _cell(cell.paragraphs[0], text, HEADING)
    for values in rows:
        for cell, text in zip(grid.add_row().cells, values, strict=True):
            _cell(cell.paragraphs[0], text, BODY)


def footed(paper: Paper, text: str) -> None:
    """A small line at the foot of every page: what it was made from, and whether its subjects are synthetic."""
    _cell(paper.sections[0].footer.paragraphs[0], text, BODY)


def save(paper: Paper, path: Path) -> None:
    """The paper as a file whose bytes do not depend on when it was written."""
    held = BytesIO()
    paper.save(held)
    with zipfile.ZipFile(held) as came, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(came.namelist()):
            part = zipfile.ZipInfo(name, STAMP)
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(part, came.read(name))


def _cell(line: Paragraph, text: str, fount: str) -> None:
    line.paragraph_format.line_spacing = Pt(18)
    _run(line, text, fount, 10.5)


def _run(line: Paragraph, text: str, fount: str, size: float) -> None:
    run = line.add_run(text)
    run.font.size, run.font.name = Pt(size), fount
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), fount)


def _fount(style: ParagraphStyle, name: str) -> None:
    style.font.name = name
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
