"""`kill -9` at 200 random moments of an import: the delivery is there whole or not at all, and never twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from yanzhen.facts import Folder, read_batch
from yanzhen.facts.files import deliver_batch
from yanzhen.facts.intake import intake
from yanzhen.pack.loading import read_pack
from yanzhen.periods import Period

HERE = Path(__file__).parent
PACK = HERE.parents[2] / "packs" / "hengyang"
KILLS, FIRMS = 200, 300


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture(scope="module")
def vocabulary():
    return read_pack(PACK).vocabulary


@pytest.fixture(scope="module")
def file(book, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sent") / "报表.xlsx"
    rows = [[f"HY{at:05}", f"第{at}厂", at * 1.25] for at in range(FIRMS)]
    path.write_bytes(book((["统一社会信用代码", "企业名称", "营业收入(万元)"], *rows)))
    return path


@pytest.fixture(scope="module")
def kills(file, facts, tmp_path_factory) -> list[dict]:
    call = [sys.executable, HERE / "killing.py", PACK, file, facts, KILLS, 7]
    left_behind = str(tmp_path_factory.mktemp("left"))
    done = subprocess.run(
        list(map(str, call)), capture_output=True, text=True, env=os.environ | {"TMPDIR": left_behind}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_was_acknowledged_is_there_and_nothing_is_half_there(kills):
    assert len(kills) == KILLS
    assert all(kill["there"] for kill in kills if kill["acknowledged"])
    assert max(len(kill["there"]) for kill in kills) == 1
    assert len({(name, size) for kill in kills for name, size in zip(kill["there"], kill["bytes"], strict=True)}) == 1


def test_the_kills_came_before_and_after_the_delivery(kills):
    acknowledged = sum(kill["acknowledged"] for kill in kills)

    assert 5 < acknowledged < KILLS - 5


def test_after_all_of_them_an_import_delivers_once(kills, facts, file, vocabulary):
    register = vocabulary.registers["企业"]
    fresh = []
    for _ in range(2):
        came = intake(file, register, vocabulary, period=Period.parse("2024"), known=date(2025, 3, 1))
        path, new = deliver_batch(facts, came.batch, register)
        fresh.append(new)

    assert fresh[1] is False
    batches = Folder(facts, vocabulary).batches("企业")
    assert [batch.rows.height for batch in batches] == [FIRMS]
    assert read_batch(path, vocabulary).rows["主体"].n_unique() == FIRMS
