"""YAML is read as text with places; bounds hold before anything is built."""

from pathlib import Path

import pytest

from yanzhen.pack.problems import Problems
from yanzhen.pack.slips import balanced
from yanzhen.pack.text import DEEPEST, LONGEST_FILE, read_documents


def reading(tmp_path: Path, text: str | bytes):
    file = tmp_path / "x.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    documents = read_documents(file, "x.yaml", problems)
    return documents, [f"{problem.place.line}:{problem.place.column} {problem.id}" for problem in problems.sorted()]


def test_every_scalar_stays_the_text_it_was(tmp_path):
    documents, said = reading(tmp_path, "no: 0123\non: 12:30\narticle: 1.10\nyes: ~\n")

    assert {name: entry.value for name, entry in documents[0].map.items()} == {
        "no": "0123",
        "on": "12:30",
        "article": "1.10",
        "yes": "~",
    }
    assert said == []


def test_keys_and_values_know_their_line_and_column(tmp_path):
    documents, _ = reading(tmp_path, '甲: 一\n---\n乙:\n  - 丙: "x > 1"\n')
    inner = documents[1].map["乙"].items[0].map["丙"]

    assert (inner.key.line, inner.key.column) == (4, 5)
    assert (inner.place.line, inner.place.column) == (4, 8)
    assert inner.at(2).column == 11


def test_text_over_several_lines_points_at_its_beginning(tmp_path):
    documents, said = reading(tmp_path, "甲: |\n  一：\n  二\n乙: 三\n")

    assert documents[0].map["甲"].text == "一：\n二\n"
    assert documents[0].map["甲"].at(4) == documents[0].map["甲"].place
    assert said == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", ["2:1 P01"]),
        ("a:\nb: 1\n", ["1:1 P01"]),
        ("a: *b\n", ["1:4 P02"]),
        ("a: &b c\n", ["1:4 P02"]),
        ("a: !c d\n", ["1:4 P02"]),
        ("? [a]\n: b\n", ["1:3 P01"]),
        ("- a\n- b\n", ["1:1 P01"]),
        ("a: [b\nc: d\n", ["1:4 P02"]),
        ("a: 'b\n", ["1:4 P02"]),
        ("a: >= 1\nb: @x\nc: 1 # 2\n", ["1:4 P02", "2:4 P02", "3:6 P02"]),
        ("a: {b: f(x, y), c: 1}\n", ["1:8 P02"]),
        ("a: [f(x, y), g(x, y)]\n", ["1:14 P02", "1:5 P02"]),
        ("note: 一）\na: 一）\n", ["2:4 P02"]),
        ("title：甲\nb: 1\n", ["1:6 P01"]),
        ("a: 甲\nb: {c：1}\n", ["2:5 P01"]),
        ("a: b\n\tc: d\n", ["2:1 P02"]),
    ],
)
def test_slips_are_told_at_their_place(tmp_path, text, expected):
    _, said = reading(tmp_path, text)

    assert sorted(said) == sorted(expected)


def test_an_error_in_one_document_hides_nothing_of_the_next(tmp_path):
    documents, said = reading(tmp_path, "a: [\n---\nb: 1\nb: 2\n---\nc: 3\n")

    assert [list(document.map) for document in documents] == [["b"], ["c"]]
    assert said == ["1:5 P02", "4:1 P01"]


def test_what_was_mended_is_still_read(tmp_path):
    documents, _ = reading(tmp_path, 'a：1\nb: >= 2\nc: "x" in y\n')

    assert {name: entry.text for name, entry in documents[0].map.items()} == {"a": "1", "b": ">= 2", "c": '"x" in y'}
    assert documents[0].map["b"].at(0).column == 4


def test_a_file_too_long_too_deep_or_not_utf8_is_refused(tmp_path):
    assert reading(tmp_path, "a: " + "x" * LONGEST_FILE)[1] == ["1:1 P01"]
    assert reading(tmp_path, "a: 甲\n".encode("gbk"))[1] == ["1:1 P01"]
    assert reading(tmp_path, "a: " + "[" * DEEPEST + "]" * DEEPEST)[1] == [f"1:{DEEPEST + 3} P01"]
    assert reading(tmp_path, "a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1))[1] == []


def test_ten_thousand_brackets_are_an_error_like_any_other(tmp_path):
    assert reading(tmp_path, "a: " + "[" * 10_000)[1] == [f"1:{DEEPEST + 3} P01"]


@pytest.mark.parametrize(
    ("text", "paired"),
    [
        ("f(a, b)", True),
        ("f(a", False),
        ("b)", False),
        ("（甲）", True),
        ('x = "("', True),
        ('x = "a', False),
        ("(]", False),
    ],
)
def test_brackets_and_quotes_pair_or_not(text, paired):
    assert balanced(text) is paired
