"""What a person reads on the scanned pages that nobody annotated whole: a handful of lines each, kept in data/scanned.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yanzhen.reading import read

CASES = json.loads((Path(__file__).parent / "data" / "scanned.json").read_text("utf-8"))
PAGES = [page for page in CASES if page != "note"]


@pytest.fixture(scope="module")
def told(scanned):
    return {page: read(scanned[int(page)]).as_dict() for page in PAGES}


@pytest.mark.parametrize(("page", "kind"), [(page, kind) for page in PAGES for kind in CASES[page]])
def test_a_scanned_page_is_read_as_a_person_reads_it(told, page, kind):
    lacking = [
        case
        for case in CASES[page][kind]
        if not any(all(row[key] == value for key, value in case.items()) for row in told[page][kind])
    ]

    assert lacking == []


@pytest.mark.parametrize("page", ["000", "001"])
def test_a_page_without_figures_has_no_numeric_target(told, page):
    assert [row["quote"] for row in told[page]["targets"] if row["value"] is not None] == []


def test_quotes_kept_here_are_short():
    quotes = [case["quote"] for page in PAGES for cases in CASES[page].values() for case in cases if "quote" in case]

    assert max(map(len, quotes)) <= 40
