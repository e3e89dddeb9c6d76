"""What a row is among its population, against a plain definition: every subset of what is open is tried."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine.columns.reading import Reader
from yanzhen.engine.columns.single import value_at
from yanzhen.engine.columns.vectors import broadcast
from yanzhen.engine.subject import Facts
from yanzhen.language.bind import bind
from yanzhen.language.exact import Env, Interpreter
from yanzhen.language.parser import parse
from yanzhen.language.scope import Over
from yanzhen.language.types import BOOLEAN
from yanzhen.language.values import Between, Missing, unknown
from yanzhen.pack.expressions import Expressions
from yanzhen.pack.problems import Problems
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.periods import Period

ON, YEAR, FIRMS = date(2025, 6, 30), Period.year_of(2024), 60


def beside(name: str):
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


world = beside("world")


class Read:
    """One population function over one world, with its parts read firm by firm."""

    def __init__(self, seed: int, text: str, member: str = "true", apart: str = "", then: str = "", skip: bool = False):
        self.snapshot = world.world(seed, FIRMS)
        layer = TermLayer(Expressions(Problems()), self.snapshot.vocabulary)
        scope = PackScope(self.snapshot.vocabulary, layer, "企业", "year")
        self.member = bind(parse(member), scope, want=BOOLEAN)
        self.apart = bind(parse(apart), scope) if apart else None
        self.then = bind(parse(then), scope) if then else None
        over = Over(
            self.member,
            (self.apart,) if self.apart is not None else (),
            ((self.then, False),) if self.then is not None else (),
            skip,
        )
        among = PackScope(self.snapshot.vocabulary, layer, "企业", "year")
        among.over = over
        self.node = bind(parse(text), among)
        self.skip = skip
        self.facts = Facts(self.snapshot)
        reader = Reader(self.snapshot, ON)
        found = broadcast(reader.read(self.node, "企业", YEAR), FIRMS)
        self.found = [value_at(found, row) for row in range(FIRMS)]
        self.rows = [self._row(row) for row in range(FIRMS)]

    def at(self, node, row: int) -> object:
        return Interpreter(full=False).evaluate(node, Env({"基准日": ON}, self.facts.subject("企业", row), YEAR))

    def _row(self, row: int) -> dict:
        subject = self.facts.subject("企业", row)
        value = self.at(self.node.value, row)
        exists = subject.existed(YEAR) is not False
        belongs = self.at(self.member, row) if exists else False
        part = None if self.apart is None else self.at(self.apart, row)
        tie = Fraction(0) if self.then is None else self.at(self.then, row)
        return {"value": value, "in": belongs, "part": part, "tie": tie, "row": row}

    def peers(self, me: dict, kind: str) -> list[dict]:
        """Others that surely (kind sure) or possibly (maybe) are of my part."""
        found = []
        for other in self.rows:
            if other["value"] is None or (self.skip and unknown(other["value"])):
                continue
            if other["in"] is False or ((kind == "sure" or self.skip) and other["in"] is not True):
                continue
            if self.skip and unknown(other["part"]):
                continue
            if unknown(other["part"]):
                if kind == "maybe":
                    found.append(other)
            elif other["part"] == me["part"]:
                found.append(other)
        return found


def ranks_by_definition(read: Read, me: dict) -> tuple[int, int] | None:
    """Best and worst rank: one more than those surely ahead; one more than those that could be ahead."""

    def ahead(other: dict) -> tuple[bool, bool]:
        for key in ("value", "tie"):
            mine, theirs = me[key], other[key]
            if unknown(mine) or unknown(theirs):
                return False, True
            low = Fraction(-(10**30))
            mine, theirs = (low if one is None else one for one in (mine, theirs))
            if mine != theirs:
                return theirs > mine, theirs > mine
        return False, False

    others = [one for one in read.peers(me, "maybe") if one["row"] != me["row"]]
    sure = sum(ahead(one)[0] and one["in"] is True and not unknown(one["part"]) for one in others)
    could = sum(ahead(one)[1] or unknown(one["part"]) for one in others)
    return sure + 1, could + 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("member", "apart", "then", "skip"),
    [
        ("true", "", "", False),
        ("入库", "", "人数", False),
        ("达标", "类", "人数", False),
        ("true", "档", "税收", True),
        ("达标", "档", "", False),
    ],
)
@pytest.mark.parametrize("value", ["收入", "占比", "收入 / 人数", "上年(税收)"])
def test_ranks_are_those_of_the_definition(seed, member, apart, then, skip, value):
    read = Read(seed, f"名次({value})", member, apart, then, skip)

    for me, found in zip(read.rows, read.found, strict=True):
        out = me["in"] is False or me["value"] is None or (skip and unknown(me["value"]))
        if out or (skip and (me["in"] is not True or unknown(me["part"]))):
            assert found is None
        elif me["in"] is not True or unknown(me["part"]):
            assert isinstance(found, Missing)
        else:
            low, high = ranks_by_definition(read, me)
            if low == high:
                assert found == low, me
            else:
                assert isinstance(found, Between) and (found.low, found.high) == (low, high) and found.reasons


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize(("member", "apart"), [("true", ""), ("入库", "类"), ("达标", "档")])
@pytest.mark.parametrize("name", ["均值", "中位数", "总量", "最大", "最小"])
def test_sums_means_medians_and_extremes_are_those_of_the_definition(seed, skip, member, apart, name):
    read = Read(seed, f"{name}(收入)", member, apart, "", skip)

    for me, found in zip(read.rows, read.found, strict=True):
        if unknown(me["part"]):
            assert isinstance(found, Missing)
            continue
        sure, maybe = read.peers(me, "sure"), read.peers(me, "maybe")
        if len(sure) != len(maybe) or any(unknown(one["value"]) for one in maybe):
            assert isinstance(found, Missing) and found.reasons
            continue
        values = sorted(one["value"] for one in sure)
        if name == "总量":
            assert found == sum(values, Fraction(0))
        elif not values:
            assert found is None
        elif name == "均值":
            assert found == sum(values, Fraction(0)) / len(values)
        elif name == "中位数":
            assert found == (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        else:
            assert found == (values[-1] if name == "最大" else values[0])


def test_a_yes_or_no_is_counted_between_what_is_sure_and_what_may_be():
    read = Read(1, "总量(达标)", "入库")

    sure = sum(one["value"] is True and one["in"] is True for one in read.rows)
    maybe = sum(one["value"] is not False and one["in"] is not False for one in read.rows)
    assert read.found[0] == sure if sure == maybe else (read.found[0].low, read.found[0].high) == (sure, maybe)


def test_the_share_of_a_rank_is_its_place_over_the_size():
    read, ranks = (Read(2, f"{name}(占比)", "入库", skip=True) for name in ("占位", "名次"))

    size = len(read.peers({"part": None}, "sure"))
    for share, rank in zip(read.found, ranks.found, strict=True):
        assert (share is None and rank is None) or share == rank / size


def test_the_exact_reading_takes_the_value_found_for_all():
    read = Read(0, "名次(收入)", "入库", "类")

    assert [read.at(read.node, row) for row in range(FIRMS)] == read.found


def test_quotients_that_differ_by_less_than_a_double_holds_are_told_apart():
    import numpy as np

    from yanzhen.engine.columns.ordering import link_of
    from yanzhen.engine.columns.vectors import Numbers

    num = np.array([10**17 + 1, 10**17, 10**17, 3], dtype=np.int64)
    den = np.array([10**17, 10**17, 10**17 + 1, 1], dtype=np.int64)
    link = link_of(Numbers(num, Fraction(1), np.ones(4, dtype=bool), None, den), False, 4)

    assert link.code.tolist() == [2, 1, 0, 3]
