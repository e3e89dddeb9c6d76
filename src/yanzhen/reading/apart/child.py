"""Reads one Word or PDF file and writes its text to its output; runs as a process of its own, and may die.

It is started by path with an isolated interpreter and imports nothing of the project. It limits itself before it reads:
memory, processor seconds, files. Output is one JSON value: `{"text": …, "pages": n}`, or `{"failed": why}`.
"""

from __future__ import annotations

import json
import os
import resource
import sys

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 30
MOST_CHARACTERS = 5_000_000
MOST_PAGES = 1_000


def limit_itself() -> None:
    """No more memory, time or files than reading takes, and nothing left behind when it dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def docx_text(path: str) -> tuple[str, int]:
    """Paragraphs and table rows in the order of the document, one a line."""
    from docx import Document
    from docx.table import Table

    lines = []
    for block in Document(path).iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(cell.text.replace("\n", " ") for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
        if sum(map(len, lines[-100:])) > MOST_CHARACTERS:
            raise MemoryError
    return "\n".join(lines), 0


def pdf_text(path: str) -> tuple[str, int]:
    """The text layer, page by page; empty where there are only pictures."""
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        failed("是加密的")
    if len(reader.pages) > MOST_PAGES:
        failed(f"有 {len(reader.pages)} 页，最多 {MOST_PAGES}")
    pages, length = [], 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > MOST_CHARACTERS:
            raise MemoryError
    return "\n\n".join(pages), len(pages)


def tell(value: dict) -> None:
    """Write the answer and end."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True))
    sys.stdout.flush()
    os._exit(0)


def failed(why: str) -> None:
    """Tell that the file could not be read, and end."""
    tell({"failed": why})


def main(path: str, kind: str, packages: str) -> None:
    """Read the file with the library that lies in `packages`."""
    limit_itself()
    sys.path.append(packages)
    try:
        text, pages = docx_text(path) if kind == "docx" else pdf_text(path)
        tell({"text": text.encode("utf-8", "replace").decode("utf-8"), "pages": pages})
    except MemoryError:
        failed("内容太多，读不下")
    except BaseException as error:
        failed(f"文件的内部结构有误（{type(error).__name__}）")


if __name__ == "__main__":
    main(*sys.argv[1:])
