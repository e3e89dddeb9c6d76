"""`sample`: what it writes, and what it never writes over."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from yanzhen.facts.sample import LABEL


@pytest.fixture
def pack_folder(tmp_path, monkeypatch, root_packs):
    monkeypatch.setitem(sys.modules, "yanzhen.engine.thresholds", SimpleNamespace(thresholds_of=lambda pack: ({}, {})))
    return root_packs / "cn"


@pytest.fixture
def root_packs(request):
    return request.config.rootpath / "packs"


def test_it_writes_a_labelled_city_and_replaces_only_a_city(call, pack_folder, tmp_path):
    out = tmp_path / "facts"
    first = call("sample", pack_folder, "--enterprises", 40, "--out", out)
    again = call("sample", pack_folder, "--enterprises", 30, "--out", out)

    assert (first[0], again[0]) == (0, 0), first[2] + again[2]
    assert "30 户" in again[1] and first[2] == ""
    assert "合成数据" in (out / LABEL).read_text("utf-8")
    assert list(out.rglob("*.parquet"))
    assert [path.name for path in tmp_path.iterdir()] == ["facts"]


def test_it_does_not_write_over_somebodys_work(call, pack_folder, tmp_path):
    (tmp_path / "企业.parquet").write_text("mine")
    code, _, err = call("sample", pack_folder, "--out", tmp_path)

    assert code == 2
    assert "YZ-C08" in err
    assert (tmp_path / "企业.parquet").read_text() == "mine"


def test_an_empty_folder_is_free(call, pack_folder, tmp_path):
    (tmp_path / "facts").mkdir()

    assert call("sample", pack_folder, "--enterprises", 5, "--out", tmp_path / "facts")[0] == 0


@pytest.mark.parametrize("number", [0, -1, "x"])
def test_a_city_has_at_least_one_firm(call, pack_folder, tmp_path, number):
    assert call("sample", pack_folder, "--enterprises", number, "--out", tmp_path / "facts")[0] == 2
