"""Every check of a pack, as a table: id, level, sentence, what to do, and the function that looks.

Checks of the first kind speak while the pack is read (a name cannot be resolved without saying so); the others look at the
pack once it is whole. `check` gives the problems of both, the rules read back, and what the pack covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from yanzhen.errors import Place, Problem
from yanzhen.pack.assembling import Assembly, assemble
from yanzhen.pack.checks import (
    always,
    dates,
    examples,
    fairness,
    history,
    judging,
    limits,
    plans,
    quotes,
    schemes,
    sources,
    stacking,
    tables,
)
from yanzhen.pack.checks.coverage import Coverage, cover
from yanzhen.pack.checks.reading_back import ReadBack, read_back
from yanzhen.pack.checks.ticks import settle, wrong_ticks
from yanzhen.pack.checks.view import View


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `hint` is what to do where the finding itself does not say; `find` is None when it speaks while reading."""

    id: str
    level: str
    sentence: str
    hint: str
    find: Callable[[View], Iterator[Problem]] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All problems by place, the coverage, and the pack's own clauses read back."""

    problems: list[Problem]
    coverage: Coverage
    view: View | None = None

    @property
    def refused(self) -> bool:
        """Whether any problem of level E was found."""
        return any(problem.level == "E" for problem in self.problems)

    def read_back(self) -> list[ReadBack]:
        """Every clause of the pack itself as a paragraph, in file order."""
        return [read_back(self.view, clause) for clause in self.view.own] if self.view is not None else []

    def clause_at(self, place: Place) -> str:
        """The id of the pack's own clause in whose document a place lies, empty elsewhere."""
        return self.view.clause_at(place) if self.view is not None else ""


def check(path: Path | str) -> Report:
    """Everything wrong with the pack in a folder, and what it covers."""
    return check_assembly(assemble(path))


def check_assembly(assembly: Assembly) -> Report:
    """The problems found while reading and those of every check of the table, by place, and the coverage."""
    if assembly.pack is None:
        return Report(assembly.problems.sorted(), Coverage())
    view = View(assembly, assembly.pack)
    found = [_with_hint(row, problem) for row in CHECKS if row.find is not None for problem in row.find(view)]
    kept, ticked = settle(view, found, LEVELS)
    assembly.problems.extend([*kept, *wrong_ticks(view, LEVELS)])
    return Report(assembly.problems.sorted(), cover(view, ticked), view)


def refusals(assembly: Assembly) -> list[Problem]:
    """The problems that keep a pack from being used: all of level E but those asked only before publishing."""
    if assembly.pack is not None:
        view = View(assembly, assembly.pack)
        rows = [row for row in CHECKS if row.find is not None and row.level == "E" and row.id not in BEFORE_PUBLISHING]
        assembly.problems.extend([_with_hint(row, problem) for row in rows for problem in row.find(view)])
        assembly.problems.extend(list(wrong_ticks(view, LEVELS)))
    return [problem for problem in assembly.problems.sorted() if problem.level == "E"]


def _with_hint(row: Check, problem: Problem) -> Problem:
    return problem if problem.hint else replace(problem, hint=row.hint)


CHECKS: tuple[Check, ...] = (
    Check("R01", "I", "原文里的字或数没有在规则里找到位置；yanzhen check --read 把规则读成一段话",
          "补进规则，或在 doubts 写明为何不用", sources.words_without_place),
    Check("P01", "E", "键不认识、写重、缺少，或值的样子不对", "照提示改键或值；各键见 pack-keys.md"),
    Check("P02", "E", "括号或引号不配对，表达式被 YAML 切断或误读", "把表达式单独写一行"),
    Check("P03", "E", "名称、代码、台账、条款、指标、项目没有声明，或同一名称声明了两次", "改成已有的名称，或先声明",
          plans.links_lead_somewhere),
    Check("P04", "E", "单位不认识或不能相比、相加；纯数与占比、金额、面积相比", "写上单位，两边同类"),
    Check("P05", "E", "没有出处；既无原文也未注明转述；引别的文件没有写全；引文不在所附的原文里",
          "补 cite: {article, quote} 或 restated: 是", sources.quotes_stand_in_text),
    Check("P06", "E", "定义、代码的上级、包的依赖或评价方案绕成圈", "让其中一个不再引用下一个", schemes.circles),
    Check("P07", "E", "表达式读不通，或不能按列计算", "照提示改写"),
    Check("P08", "E", "两个元素用了同一编号", "换一个编号"),
    Check("P09", "I", "ticks 确认了现在没有的问题", "删去这一条"),
    Check("P90", "E", "格式里有、引擎还不能裁定的内容", "先写进 note 或 doubts"),
    Check("T01", "E", "表的界限不是由小到大，或有相等的", "按大小重排，每一界限只写一次", lambda view: tables.bounds_rise(view.assembly)),
    Check("T02", "W", "同一张表按整档和按分段算出来不同", "核对原文是哪一种，在 doubts 写明，或在 ticks 确认", tables.whole_or_slices),
    Check("T03", "W", "断崖：界限上多一分钱反而少给", "核对原文；确是如此的在 ticks 写明理由", tables.cliffs),
    Check("T04", "W", "条件永远不成立、总是成立，或已由别的条件包含", "删去多余的一条，或改对方向", always.settled_conditions),
    Check("Q01", "W", "原文的以上、超过、以下、不足与比较号不一致", "照原文改比较号，或在 ticks 写明理由", quotes.bounds_match),
    Check("Q02", "W", "原文的数规则没有用到，或规则、目标的数原文没有", "补进规则、补引原文，或在 doubts 写明",
          lambda view: chain(quotes.figures_match(view), plans.figures_stand_in_quotes(view))),
    Check("Q03", "W", "原文的每年、累计、连续、首次、新认定、每个、同一、孰低、择优没有对应的键或函数",
          "补上对应的写法，或在 doubts 写明", quotes.words_match),
    Check("Q04", "W", "原文写上年，次年申报：是哪一年", "把读法写进 doubts", quotes.last_year),
    Check("C01", "E", "上限缺少多少、按什么、多长时间之一；几行金额没有写如何合计", "cap 写全 most、per、in；几行写 combine"),
    Check("C02", "W", "原文按每一项给，规则按每户企业判；或用个数乘金额", "写 for: 那一项的台账，或在 doubts 写明", limits.each_of_what),
    Check("C03", "W", "金额可能小于零、超过所支持的费用，或没有任何上限", "补 cap 或条件，或在 doubts 写明", limits.without_limit),
    Check("C04", "W", "与别的条款按同一笔钱给，却没有共同的事项；同一事项有几条，没有写能否同享",
          "几条写同一个 matter，写 relations.yaml，或在 ticks 写明理由",
          lambda view: chain(limits.matters_meet(view), stacking.matters_without_relation(view))),
    Check("C05", "W", "ceiling、关系要数的兑付没有台账报送", "声明并报送台账「兑付」",
          lambda view: chain(limits.ceilings_are_fed(view), stacking.payments_are_fed(view))),
    Check("C06", "E", "关系没有可比的条款、没有有序的级别、互相矛盾，或几条互为领取的前提", "照提示改 among、by、per 或 rule"),
    Check("D01", "E", "没有写按哪一天判断是否有效；条款比政策活得长", "in_force 写 by；条款的 until 不晚于政策"),
    Check("D02", "E", "同一天有两版有效；取代的一版判的是另一本台账", "让旧版的 until 不晚于新版的 from"),
    Check("D03", "W", "申报截止日遇休息日，没有写是否顺延", "在 doubts 写明是否顺延和依据", dates.due_on_rest_days),
    Check("D04", "W", "没有终止日；起止落在一个期间之中", "在 doubts 写明读法", dates.spans),
    Check("H01", "E", "首次、历史最高所看的栏目没有写历史自何年起完整", "在栏目写 complete_from"),
    Check("H02", "W", "自算增长率，而已有公布的增长率栏目", "改用公布的栏目，或在 doubts 写明", history.published_growth),
    Check("H03", "W", "把时点数、累计数、平均数各期相加；逐月相加少 1 月", "取期末值、平均值或发生额", history.sums_add_up),
    Check("V01", "W", "含税与不含税、现价与可比价、等价值与当量值写在一个式子里", "换成同一口径", history.one_basis),
    Check("L01", "W", "按缴税多少给钱（公平竞争审查条例第十条）", "在 ticks 写明法律依据和终止日", fairness.paid_from_taxes),
    Check("L02", "W", "条件点名一户企业、看登记地，或区别外地（公平竞争审查条例第十条）",
          "适用地域写 place，不写成条件", fairness.one_firm_or_place),
    Check("L03", "E", "阻碍或惩罚企业迁出（公平竞争审查条例第九条）", "删去", fairness.moving_out),
    Check("L04", "W", "条件看个人信息，理由给别的单位看会泄露", "理由只给报送单位看", fairness.personal_columns),
    Check("G01", "W", "目标分解后各份加不成总数；占比、名次被相加", "核对各份，或改 split 的 sum", plans.parts_add_up),
    Check("G02", "W", "名单的项数与名称或 count 不合", "补全；文本没有列全的写 complete: 否", plans.lists_hold_what_they_say),
    Check("J01", "I", "要评审的条件的占比；全要评审的不能免申即享", "把能算的写成条件，认定前移到名单", judging.judged_share),
    Check("J02", "I", "条款要用、没有部门报送的栏目", "在台账写 held_by", judging.nobody_delivers),
    Check("S01", "E", "没有符合的案例；门槛两边缺案例；上限、关系没有起过作用", "门槛两边各写一个案例",
          lambda view: chain(examples.both_sides(view), stacking.relations_fire(view))),
    Check("S02", "W", "户数少的组，各等户数随取整方式而变", "核对原文怎样取整，在 doubts 写明，或在 ticks 确认", schemes.small_groups),
    Check("S03", "W", "权重合计不是 100；得分不封顶，一项可以定全局", "补 most，或在 doubts 写明", schemes.weights),
    Check("S04", "W", "否决、保护改变各等户数，没有写是否递补", "写 refill: 是 或 否", schemes.freed_places),
    Check("S05", "W", "没有正好在门槛上、差一步、缺数据的案例", "门槛上、差一步、缺数据各写一个案例", examples.close_by),
)  # fmt: skip
"""Every check there is, R01 first; ids are those of the pack format, P07, P08, P09, P90 and S05 are added to them."""

BEFORE_PUBLISHING = frozenset({"S01"})
"""Checks of level E that `check` refuses a pack for, and `test` and `match` do not: cases are written by running them."""

LEVELS = {row.id: row.level for row in CHECKS}
"""Check → its level."""
