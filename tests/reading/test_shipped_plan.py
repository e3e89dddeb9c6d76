"""Reading the five printed pages and accepting every line gives the plan the city's pack ships, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.pack.cases import plain
from yanzhen.pack.loading import read_pack
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import read_documents
from yanzhen.reading import Lexicon, read
from yanzhen.reading.proposals import PLAN_FILES, SAME, accepted, compare, propose

CITY = Path(__file__).parents[2] / "packs" / "hengyang"
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the printed pages are not here")


@pytest.fixture(scope="module")
def lines():
    pack = read_pack(CITY)
    lexicon = Lexicon.of(pack.vocabulary, pack.area)
    pages = [read(path.read_text("utf-8"), lexicon=lexicon) for path in sorted(CORPUS.glob("*.txt"))]
    return [line for page in pages for line in propose(page, pack.vocabulary, pack.area)]


def test_accepting_all_reproduces_the_shipped_plan(lines):
    shipped = {name: (CITY / "plan" / name).read_text("utf-8") for name in PLAN_FILES.values()}

    assert accepted(compare(lines, []), {}) == shipped


def test_beside_the_shipped_plan_nothing_is_new(lines):
    files = [CITY / "plan" / name for name in PLAN_FILES.values()]
    standing = [plain(entry) for path in files for entry in read_documents(path, str(path), Problems())]

    assert {line.state for line in compare(lines, standing)} == {SAME}


def test_the_five_year_targets_of_the_plan_are_there():
    goals = {target.of: target.goal.low for target in read_pack(CITY).plan.targets}

    assert (goals["地区生产总值"], goals["高新技术企业"], goals["市场主体总量"]) == (550_000_000_000, 1500, 700_000)
    assert len(read_pack(CITY).plan.projects) == 30
