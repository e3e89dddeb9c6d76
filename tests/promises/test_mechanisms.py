"""Every mechanism the city names has a row, and every link of a row leads to something a pack declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.pack.assembling import assemble

ROWS = 104
CITY = Path(__file__).parents[2] / "packs" / "hengyang"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"


@pytest.fixture(scope="module")
def assembly():
    return assemble(CITY)


@pytest.fixture(scope="module")
def mechanisms(assembly):
    return assembly.pack.plan.mechanisms


def test_all_rows_are_there_in_order(mechanisms):
    assert [mechanism.row for mechanism in mechanisms] == list(range(1, ROWS + 1))
    assert len({mechanism.name for mechanism in mechanisms}) == ROWS
    assert len({mechanism.group for mechanism in mechanisms}) == 12


def test_every_link_is_followed_to_an_element(assembly, mechanisms):
    linked = {element for mechanism in mechanisms for element in mechanism.by}

    assert len(linked) > 15
    assert linked - assembly.elements == set()


def test_what_runs_is_carried_out_by_something_and_a_bare_name_by_nothing(mechanisms):
    for mechanism in mechanisms:
        assert bool(mechanism.by) == (mechanism.status in ("runs", "partly")), mechanism.name


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the printed pages are not here")
def test_every_quote_stands_on_a_page_it_names(mechanisms):
    pages = {path.name[:3]: path.read_text("utf-8") for path in CORPUS.glob("*.txt")}

    assert len(pages) == 5
    for mechanism in mechanisms:
        assert mechanism.quote and any(mechanism.quote in pages[page] for page in mechanism.pages), mechanism.name
