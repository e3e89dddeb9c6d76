"""Every text the site marks for translation, read from its sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

HAN = re.compile(r"[\u3400-\u9fff]")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def marked(root: Path) -> set[str]:
    """msgids; a plural is its two forms joined by a zero byte."""
    found: set[str] = set()
    for path in root.rglob("*.py"):
        found |= set(_calls(ast.parse(path.read_text("utf-8"))))
    for path in root.rglob("*.html"):
        told = templatize(path.read_text("utf-8"), origin=str(path))
        for name, text in re.findall(
            r"(n?gettext)\(u?((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")(?:,\s*u?'[^']*')?)", told
        ):
            parts = ast.literal_eval(f"({re.sub(r', *u', ',', text)},)")
            found.add("\0".join(parts) if name == "ngettext" else parts[0])
        found |= {ast.literal_eval(text) for text in re.findall(r"""_\(("[^"]+")\)""", told)}
    return {text for text in found if HAN.search(text)}


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if texts:
                yield "\0".join(texts[:2]) if node.func.id.startswith("ngettext") else texts[0]


def unmarked(path: Path) -> list[str]:
    """Han text of a template that no translation tag holds; text inside lang="zh" may stand."""
    found, inside = [], False
    for token in Lexer(path.read_text("utf-8")).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            inside = word == "blocktranslate" or (inside and word != "endblocktranslate")
        if token.token_type == TokenType.TEXT and not inside and HAN.search(token.contents):
            found.append(token.contents.strip())
    return found
