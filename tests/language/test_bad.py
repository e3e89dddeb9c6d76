"""Every typical slip has its whole message beside it: tests/language/bad/NAME.txt is text, ---, message.

A changed message is accepted by editing the file, and justified in the commit.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from yanzhen.errors import LanguageError
from yanzhen.language.codes import CODES
from yanzhen.language.parser import parse

FILES = sorted((Path(__file__).parent / "bad").glob("*.txt"))
LANGUAGE = Path(__file__).parents[2] / "src" / "yanzhen" / "language"


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_slip_gets_its_message(file):
    text, message = file.read_text(encoding="utf-8").split("\n---\n")

    with pytest.raises(LanguageError) as raised:
        parse(text)

    assert str(raised.value) == message.rstrip("\n")


def test_there_are_many_slips():
    assert len(FILES) >= 50


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_message_points_into_the_text_and_says_what_to_do(file):
    text = file.read_text(encoding="utf-8").split("\n---\n")[0]

    with pytest.raises(LanguageError) as raised:
        parse(text)

    assert raised.value.hint
    assert 0 <= raised.value.span.start <= raised.value.span.end <= len(text)


def test_every_code_raised_here_is_in_the_table_and_none_is_idle():
    used: set[str] = set()
    for file in LANGUAGE.rglob("*.py"):
        if file.name == "codes.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= set(re.findall(r"^YZ-L[0-3]\d$", node.value))

    assert used == set(CODES)


def test_positions_are_those_of_the_text_as_written():
    with pytest.raises(LanguageError) as raised:
        parse("（营业收入） ≥ ５００ 万圆")

    assert raised.value.span.start == len("（营业收入） ≥ ５００ ")
