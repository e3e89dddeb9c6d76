"""A small page, invented, and the pack it is proposed to."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from yanzhen.pack.loading import read_pack
from yanzhen.reading.page import Article, Dateline, NamedList, Page, Passage, Target, Task

TOWN = Path(__file__).parents[2] / "pack" / "good" / "town"
TEXT = (
    "某镇规划发布\n■某报记者\n3月1日,到2025年,企业总数达到70万家以上,每年引进人才1万名,占比达30%左右,全镇排名保持前三。"
    "推进东水厂、西水厂等两大重点项目建设,办公室年底前申报示范镇。“三统一”机制。"
)


def at(words: str) -> Passage:
    start = TEXT.index(words)
    return Passage(start, start + len(words), words)


def target(
    words: str, indicator: str, comparator: str, value: str, unit: str, year: int | None = 2025, **rest
) -> Target:
    return Target(
        at(words), "target", indicator, rest.pop("scope", None), comparator, Decimal(value), unit, year, **rest
    )


@pytest.fixture
def town():
    return read_pack(TOWN)


@pytest.fixture
def page() -> Page:
    article = Article(
        at("某镇规划发布"), "a1", "news", "某镇规划发布", None, None, None, Dateline("3月1日", ((13, 17),), "2024-03-01"),
        "某报", (), (0, len(TEXT)),
    )  # fmt: skip
    return Page(
        TEXT, 2024, None, (article,),
        targets=(
            target("到2025年,企业总数达到70万家以上", "企业总数", ">=", "70", "万家"),
            target("每年引进人才1万名", "引进人才", ">=", "1", "万名/年", None, period="annual"),
            target("占比达30%左右", "占比", "~", "30", "%", basis_note="年份承前"),
            target("全镇排名保持前三", "全镇排名", "<=", "3", "名次", scope="全镇工业"),
            Target(at("某镇规划"), "actual", "实绩", None, "=", Decimal(3), "家", 2023),
        ),
        lists=(
            NamedList(at("东水厂、西水厂等两大重点项目"), "enumerated", "两大重点项目", 2, ("东水厂", "西水厂"), 2, True),
            NamedList(at("“三统一”机制"), "label_only", "三统一", 3, (), 0, False),
            NamedList(at("东水厂、西水厂"), "undeclared", "水厂", None, ("东水厂", "西水厂"), 2, None),
        ),
        tasks=(Task(at("办公室年底前申报示范镇"), "申报", "示范镇", "办公室", "年底前", "a1"),),
    )  # fmt: skip
