"""Random relations over random facts: no bundle breaks one, passes a cap or a ceiling, or loses a fen; both readings agree."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import polars as pl
import pytest

CITIES = 25
CITE = "cite: {article: 一, restated: 是}\n"
YEAR = "in_force: {from: 2023-01-01, until: 未载明, by: event}\n"
LEVELS = "terms:\n  级奖:\n    by: 级\n    match: {甲级: 0.03 元, 乙级: 0.07 元}\n"


def clauses(draw: random.Random) -> str:
    """Awards of a firm, of its certificates and of its patents, with lines, caps, counted caps and a ceiling."""
    firm = [
        f"clause: 甲\n{CITE}title: 甲\nmatter: [奖励]\nwho: [投资 > 0 元]\npays: 投资 * 10%\n",
        f"clause: 乙\n{CITE}title: 乙\nmatter: [奖励, 贴息]\nwho: [重点]\npays: 投资 * 1/3\n"
        + draw.choice(["", "ceiling: {most: 投资 * 40%, counts: 贴息, per: 企业}\n"]),
        f"clause: 丙\n{CITE}title: 丙\nmatter: [贴息]\npays: 投资 * 20%\n"
        + draw.choice(["", "ceiling: {most: 投资 * 30%, counts: 贴息, per: 企业}\n"]),
        f"clause: 行\n{CITE}title: 行\nmatter: [奖励]\ncombine: {draw.choice(['sum', 'highest', 'first'])}\npays:\n"
        "  - {line: 一, when: 投资 >= 0.03 元, pays: 0.02 元}\n  - {line: 二, pays: 投资 * 15%}\n"
        + draw.choice(["", f"cap: {{most: 0.05 元, per: 企业, in: {draw.choice(['year', 'ever'])}}}\n"]),
    ]
    cap = draw.choice(["", "cap: {most: 1 次, per: 企业, in: year}\n", "cap: {most: 0.1 元, per: 企业, in: ever}\n"])
    rows = [
        f"clause: 证\n{CITE}title: 证\nmatter: [证书]\nfor: 证\nevent: 发证日\n{YEAR}{LEVELS}pays: 级奖\n",
        f"clause: 专\n{CITE}title: 专\nmatter: [证书]\nfor: 专利\nevent: 授权日\n{YEAR}pays: 费用 * 50%\n{cap}",
    ]
    return "---\n".join([*firm, *rows])


def relations(draw: random.Random) -> str:
    found = []
    groups = ["{matter: 奖励}", "{matter: 贴息}", "[甲, 丙, 行]", "[乙, 专]", "[证, 专]", "[甲, 证, 专]"]
    for number, among in enumerate(draw.sample(groups, draw.randint(1, 4))):
        rule = draw.choice(["highest_of", "choose_one", "excludes", "difference_only"])
        more = ""
        if rule == "difference_only" and number:
            rule = "highest_of"
        elif rule == "difference_only":
            among, more = "[证]", "by: 级\n"
        span = draw.choice(["year", "ever"])
        found.append(f"relation: 关系{number}\n{CITE}rule: {rule}\namong: {among}\nper: 企业\nin: {span}\n{more}")
    return "---\n".join(found)


def fill(facts, draw: random.Random) -> None:
    for number in range(8):
        cells = {"投资": Fraction(draw.choice([0, 1, 2, 3, 7, 10]), 100), "重点": draw.random() < 0.5}
        facts.firm(f"S{number}", **{name: value for name, value in cells.items() if draw.random() > 0.1})
    days = [date(2024, 1, 5), date(2024, 7, 1), date(2023, 3, 1)]

    def rows(make) -> list[dict]:
        return [
            {"主体": f"S{number}", "编号": str(at)}
            | {name: value for name, value in make().items() if draw.random() > 0.1}
            for number in range(8)
            for at in range(draw.randint(0, 2))
        ]

    facts.rows("证", *rows(lambda: {"级": draw.choice(["甲级", "乙级"]), "发证日": draw.choice(days)}))
    facts.rows("专利", *rows(lambda: {"费用": Fraction(draw.randint(0, 9), 100), "授权日": draw.choice(days)}))
    if draw.random() < 0.8:
        paid = [
            {"主体": f"S{draw.randint(0, 7)}", "兑付编号": str(at)}
            | {
                name: value
                for name, value in {
                    "条款": draw.choice([None, "town/p/甲", "town/p/证", "town/p/行/一", "town/p/别的"]),
                    "事项": draw.choice([None, "奖励", "贴息", "证书"]),
                    "项目": draw.choice([None, "0", "1"]),
                    "所属期": draw.choice([None, "2023", "2024"]),
                    "金额": draw.choice([None, Fraction(1, 100), Fraction(2, 100)]),
                }.items()
                if value is not None
            }
            for at in range(draw.randint(0, 5))
        ]
        facts.rows("兑付", *paid)


@pytest.mark.parametrize("seed", range(CITIES))
def test_bundles_of_a_random_city_are_lawful_and_both_readings_agree(tiny, delivered, seed):
    draw = random.Random(seed)
    facts = delivered(tiny(clauses(draw), relations=relations(draw)))
    fill(facts, draw)

    facts.decide()  # compares the readings, finding by finding and net by net

    awards, bundles = facts.result.awards, facts.result.bundles
    exact = awards.filter(pl.col("basis") == "exact")
    assert exact.filter(pl.col("net_low_fen") > pl.col("net_high_fen")).height == 0
    assert exact.filter((pl.col("net_low_fen") < 0) | (pl.col("net_high_fen") > pl.col("gross_fen"))).height == 0
    assert (
        exact.filter((pl.col("net_low_fen") == pl.col("net_high_fen")) != pl.col("net_fen").is_not_null()).height == 0
    )
    assert awards.filter(pl.col("basis") != "exact")["net_fen"].null_count() == awards.height - exact.height
    untouched = exact.filter(pl.col("relation") == "", pl.col("open") == "")
    assert untouched.filter(pl.col("net_fen") != pl.col("gross_fen")).height == 0
    settled = bundles.filter(~pl.col("open"))
    assert settled.filter(pl.col("net_fen") > pl.col("gross_fen")).height == 0
    assert facts.result.totals["net_fen"].sum() == awards["net_fen"].sum()
    for relation in facts.pack.relations:
        one_paid(relation, exact)


def one_paid(relation, exact: pl.DataFrame) -> None:
    """Of each firm's settled awards under a relation, no more is paid than it allows."""
    mine = exact.filter(pl.col("clause").is_in(relation.members), pl.col("net_fen") > 0)
    for _, group in mine.group_by("owner"):
        one = group["clause"].str.split("/").list.head(3).list.join("/")
        if relation.rule in ("choose_one", "excludes"):
            assert one.n_unique() == 1, (relation, group)
        elif relation.rule == "highest_of":
            assert group.select(one, "subject").unique().height == 1, (relation, group)
            whole = exact.filter(pl.col("owner") == group["owner"][0], pl.col("clause").is_in(relation.members))
            lines = whole.group_by("subject", pl.col("clause").str.split("/").list.head(3)).agg(
                pl.col("gross_fen").sum()
            )
            assert group["net_fen"].sum() <= lines["gross_fen"].max()
