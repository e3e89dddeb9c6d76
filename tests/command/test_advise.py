"""`advise` from the command: the city, one subject, one award along a fact; what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from yanzhen.engine.thresholds import thresholds_of
from yanzhen.facts.sample import write_sample
from yanzhen.pack.loading import read_pack

PACK = Path(__file__).parents[2] / "packs" / "hengyang"


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """A synthetic city of 1,500 firms."""
    folder, pack = tmp_path_factory.mktemp("facts"), read_pack(PACK)
    write_sample(
        pack.vocabulary, pack.sample, *thresholds_of(pack), subjects=1_500, seed=7, years=(2022, 2023, 2024),
        folder=folder, places=frozenset({pack.area}),
    )  # fmt: skip
    return folder


def asked(city: Path, *more: object) -> list[object]:
    return ["advise", PACK, "--facts", city, "--year", 2024, "--on", "2025-06-30", *more]


def test_the_city_page_lists_the_best_near_misses_and_the_missing_facts(call, city, tmp_path):
    code, out, err = call(*asked(city, "--top", 5, "--out", tmp_path / "a.json", "--out", tmp_path / "a.csv"))
    data = json.loads((tmp_path / "a.json").read_text("utf-8"))

    assert (code, err) == (0, "")
    assert "已逐条重算" in out and "最缺的事实" in out and "哪个部门" in out and "SYNTHETIC" in out
    assert data["proved"] == data["tried"] <= data["near"]
    assert len(data["steps"]) == 5 and data["synthetic"] is True
    for step in data["steps"]:
        assert (step["outcome_after"], step["outcome_less"]) == ("met", "not_met")
        assert step["citation"] and float(step["exact"]) > 0
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        assert [row["subject"] for row in csv.DictReader(file)] == [step["subject"] for step in data["steps"]]
    money = [(row["exact_fen"], row["ceiling_fen"]) for row in data["missing"] if row["by"] != "nobody"]
    assert money == sorted(money, reverse=True)
    assert all(row["settled"] <= row["findings"] for row in data["missing"] + data["holders"])


def test_by_award_the_largest_award_stands_first(call, city, tmp_path):
    call(*asked(city, "--by", "award", "--out", tmp_path / "a.json"))
    steps = json.loads((tmp_path / "a.json").read_text("utf-8"))["steps"]
    owed = [float(step["exact"]) for step in steps if step["nature"] in ("award", "interest")]

    assert owed == sorted(owed, reverse=True)


def test_the_same_facts_give_the_same_bytes(call, city, tmp_path):
    for name in ("a.json", "b.json"):
        call(*asked(city, "--out", tmp_path / name))

    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_one_subject_is_told_its_steps_and_what_is_missing_and_explain_shows_the_same_step(call, city, tmp_path):
    call(*asked(city, "--top", 1, "--out", tmp_path / "a.json"))
    (best,) = json.loads((tmp_path / "a.json").read_text("utf-8"))["steps"]
    code, out, _ = call(*asked(city, "--subject", best["subject"], "--out", tmp_path / "b.json"))
    own = json.loads((tmp_path / "b.json").read_text("utf-8"))

    assert code == 0
    assert best["clause"] in out and "已重算" in out
    assert any((step["clause"], step["after"]) == (best["clause"], best["after"]) for step in own["steps"])
    _, told, _ = call("explain", *asked(city)[1:], "--subject", best["subject"], "--clause", best["clause"])
    recomputed = next(line.strip() for line in told.splitlines() if "已重算" in line)
    assert recomputed in out


def test_the_award_along_a_fact_is_a_table_with_where_the_firm_stands(call, city, tmp_path):
    call(*asked(city, "--top", 1, "--out", tmp_path / "a.json"))
    (best,) = json.loads((tmp_path / "a.json").read_text("utf-8"))["steps"]
    column = best["fact"].split(".")[1]
    more = ("--subject", best["subject"], "--clause", best["clause"], "--column", column)
    code, out, _ = call(*asked(city, *more, "--out", tmp_path / "b.json", "--out", tmp_path / "b.csv"))
    (along,) = json.loads((tmp_path / "b.json").read_text("utf-8"))["along"]

    assert code == 0
    assert ("◄ 现" in out and "台阶 step" in out) or "cliff" in out
    assert any(jump["at"] == best["after"] or jump["cliff"] for jump in along["jumps"])
    assert along["segments"][-1]["to"] is None
    assert (tmp_path / "b.csv").read_text("utf-8").count("\n") == len(along["segments"]) + 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--by", "awards"), "did you mean award"),
        (("--column", "投资"), "--column 要同 --subject 和 --clause 一起用"),
        (("--clause", "cn/x/y"), "--clause 要同 --subject 一起用"),
        (("--out", "a.xlsx"), "不会写这种文件"),
        (("--subject", "无此户"), "没有主体「无此户」"),
        (("--on", "昨天"), "不是日期"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_what_to_do(call, city, more, told):
    code, _, err = call(*asked(city, *more))

    assert code == 2
    assert told in err
