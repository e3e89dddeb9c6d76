"""A small invented town whose firms can change much of what is asked of them, and random clauses over the invented world."""

from __future__ import annotations

import importlib.util
import random
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from yanzhen.engine import match
from yanzhen.engine.advice.ground import Ground
from yanzhen.engine.advice.steps import Advised, Step, advise
from yanzhen.engine.plan import plan_run
from yanzhen.engine.subject import Facts
from yanzhen.errors import LanguageError
from yanzhen.facts import Memory, build_snapshot
from yanzhen.language import tree
from yanzhen.language.types import BOOLEAN
from yanzhen.pack.loading import read_pack
from yanzhen.pack.model import Amount, Clause, Condition, Pack
from yanzhen.periods import Period

YEAR, ON = Period.year_of(2024), date(2025, 6, 30)

REGISTERS = """
register: 企业
key: 代码
columns:
  投资: {unit: 元, period: year, measure: flow, change: subject, held_by: 工信}
  产值: {unit: 元, period: year, measure: flow, complete_from: 2022, change: subject, held_by: 统计}
  税收: {unit: 元, period: year, measure: flow, held_by: 税务}
  员工: {unit: 人, period: year, measure: stock, change: subject, held_by: 人社}
  折算人数: {unit: 人, quantum: "0.5", period: year, measure: average, change: subject}
  月数: {unit: 月, period: year, measure: stock, change: subject}
  备案: {type: yesno, period: year, change: subject}
  违规: {type: yesno, period: year, change: subject, absent: 否}
  开业: {type: date, change: subject}
---
register: 项目
belongs_to: {企业: 代码}
key: [代码, 编号]
rows: complete
columns:
  编号: {type: text}
  投入: {unit: 元, change: subject}
  验收: {type: yesno, change: subject}
---
register: 兑付
belongs_to: {企业: 代码}
key: [代码, 兑付编号]
rows: complete
columns:
  兑付编号: {type: text}
  条款: {type: text}
  事项: {type: text}
  项目: {type: text}
  金额: {unit: 元}
  日期: {type: date}
  所属期: {type: text}
---
register: 认定意见
belongs_to: {企业: 代码}
key: [代码, 条件, 所属期, 行]
columns:
  条件: {type: text}
  所属期: {type: text}
  行: {type: text}
  意见: {type: yesno}
"""
POLICY = """
policy: p
title: 某镇奖励办法
doc: 未载明
issuer: 某镇人民政府
published: 2023-01-01
in_force: {from: 2023-01-01, until: 未载明, by: 期末}
"""
HEAD = "cite: {article: 一, restated: 是}\nmatter: [奖励]\n"


def clause(name: str, who: str, pays: str = "pays: 10 元", extra: str = "") -> str:
    """A clause as an officer writes it."""
    return f"clause: {name}\ntitle: {name}\n{HEAD}{extra}who:\n{who}\n{pays}\n"


class Town:
    """A pack of the given clauses and facts of its firms, kept so that they can be told again with one fact changed."""

    def __init__(self, folder: Path, *clauses: str) -> None:
        files = {
            "pack.yaml": "pack: town\ntitle: 某镇（虚构）\nformat: 1\nversion: 1\n",
            "registers/台账.yaml": REGISTERS,
            "policies/p/policy.yaml": POLICY,
            "policies/p/clauses/条款.yaml": "\n---\n".join(clauses),
            "terms/参数.yaml": "terms:\n  差一步幅度: {value: 30%, basis: assumed}\n",
        }
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
        self.pack: Pack = read_pack(folder)
        self.told: list[tuple[str, dict[str, object]]] = []

    def firm(self, key: str, year: int = 2024, **cells: object) -> Town:
        """Facts of one firm and one year; numbers may be plain."""
        self.told.append(("企业", {"主体": key, "期间": str(year), **cells}))
        return self

    def project(self, key: str, number: str, **cells: object) -> Town:
        """A project of a firm."""
        self.told.append(("项目", {"主体": key, "编号": number, **cells}))
        return self

    def snapshot(self, changed: Step | None = None, value: object = None):
        """The facts, delivered; with the step's fact at another value."""
        memory = Memory(self.pack.vocabulary)
        for register in ("项目", "兑付"):
            columns = tuple(self.pack.vocabulary.registers[register].columns)
            rows = [row for name, row in self.told if name == register]
            memory.add(register, [self._typed(row, changed, value) for row in rows], covers=[""], columns=columns)
        for name, row in self.told:
            if name == "企业":
                undated = {key: cell for key, cell in row.items() if key in ("主体", "开业")}
                memory.add(name, [undated])
                dated = {key: cell for key, cell in row.items() if key != "开业"}
                memory.add(name, [self._typed(dated, changed, value)])
        return memory

    def _typed(self, row: dict[str, object], changed: Step | None, value: object) -> dict[str, object]:
        cells = {name: Fraction(cell) if type(cell) in (int, Fraction) else cell for name, cell in row.items()}
        if changed is not None:
            key = "|".join(str(cells[name]) for name in ("主体", "编号") if name in cells)
            when = "" if changed.cell.period is None else str(changed.cell.period)
            if key == changed.holder and cells.get("期间", "") == when and changed.cell.column in cells:
                cells[changed.cell.column] = value
        return cells

    def ground(self) -> Ground:
        """What advice stands on."""
        snapshot = build_snapshot(self.snapshot(), self.pack.vocabulary)
        return Ground(self.pack, plan_run(self.pack, YEAR, ON), Facts(snapshot), ON)

    def outcome(self, step: Step, value: object) -> str:
        """What a run says of the step's finding once the fact is delivered with that value: everything decided anew."""
        result = match(self.pack, self.snapshot(step, value), YEAR, ON, all_findings=True)
        found = result.table.filter(clause=step.clause.id, subject=step.subject)
        return found["outcome"][0]

    def advise(self, name: str, key: str, register: str = "企业") -> Advised:
        """Advice on one finding; every step is delivered and decided anew on both sides before it is given back."""
        ground = self.ground()
        element = ground.elements[f"town/p/{name}"]
        row = ground.facts.snapshot.frame(element.clause.register).keys.index(key)
        found = advise(ground, element, YEAR, row)
        for step in found.steps:
            assert self.outcome(step, step.after) == step.finding.outcome != "not_met"
            assert self.outcome(step, step.less) == step.short.outcome != "met"
        return found


@pytest.fixture
def town(tmp_path):
    """`town(clause…)`: a small pack and its facts."""
    return lambda *clauses: Town(tmp_path / "town", *clauses)


def beside(name: str):
    """A module of the tests one folder up."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


class RandomClauses:
    """Clauses drawn over the world: conditions, alternatives, amounts of every table form."""

    def __init__(self, seed: int, firms: int, model: Pack) -> None:
        world, self.expressions = beside("world"), beside("expressions")
        self.snapshot = world.world(seed, firms)
        self.drawn, self.draw = self.expressions.Expressions(seed), random.Random(seed)
        self.model = model
        self.firms = firms

    def grounds(self, count: int, conditions: tuple[int, ...] = (1, 1, 2, 3)):
        """A ground of one clause each."""
        for number in range(count):
            made = self.clause(number, conditions)
            if made is not None:
                pack = replace(self.model, vocabulary=self.snapshot.vocabulary, clauses=(made,))
                yield Ground(pack, plan_run(pack, YEAR, ON), Facts(self.snapshot), ON)

    def clause(self, number: int, conditions: tuple[int, ...]) -> Clause | None:
        """One clause, or None when what was drawn cannot be bound."""
        ways = [
            self.drawn.money_test,
            self.drawn.count_test,
            self.drawn.share_test,
            self.drawn.growth_test,
            self.drawn.truth,
        ]
        try:
            nodes = [self._bound(self.draw.choice(ways)(2)) for _ in range(self.draw.choice(conditions))]
            if self.draw.random() < 0.4 and len(nodes) > 0:
                nodes.append(
                    tree.Or(
                        (self._bound(self.drawn.count_test(1)), self._bound(self.drawn.money_test(1))), type=BOOLEAN
                    )
                )
            amount = self._bound(self.drawn.table() if number % 2 else self.drawn.money(2))
        except LanguageError:
            return None
        model = self.model.clauses[0]
        conditions = tuple(
            Condition(f"c{at}", node, f"条件{at}", "who", model.place, model.cite) for at, node in enumerate(nodes)
        )
        if amount.type.kind != "number":
            return None
        return replace(
            model,
            id=f"town/p/{number}",
            register="企业",
            conditions=conditions,
            amount=Amount(amount, amount),
            area=None,
        )

    def _bound(self, text: object) -> tree.Node:
        return self.expressions.bound(text, self.snapshot.vocabulary)


@pytest.fixture
def random_clauses(town):
    """`random_clauses(seed, firms)`."""
    return lambda seed, firms: RandomClauses(seed, firms, town(clause("空", "  - 投资 >= 1 元")).pack)
