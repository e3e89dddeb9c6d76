"""C02–C05: each and the firm, amounts without limit, matters nobody shares, ceilings over what nobody delivers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from yanzhen.errors import Problem, nearest
from yanzhen.language import tree
from yanzhen.language.tree import Node
from yanzhen.pack.checks.view import View, amounts, bare, constant, squeezed
from yanzhen.pack.model import Clause
from yanzhen.units import ANY_COUNT, COUNTS, MONEY, SHARE, show

_EACH = re.compile(r"每(?:一)?(?:项目|项|件|台|套|条|批|笔|人|名|位|床|辆|栋|间|平方米|亩|吨|千瓦时|增加|新增)")
HEADS = ("人", "人次", "户", "家")
_PAID = "兑付"
_PAID_COLUMNS = ("事项", "金额", "所属期", "付款级次")
FOR_FIRMS = ("award", "interest", "guarantee")


def each_of_what(view: View) -> Iterator[Problem]:
    """C02: the source pays for each of something, the rule decides once for the firm; or a count times an amount."""
    for clause in view.own:
        text = squeezed("，".join(said.text for said in view.said(clause)))
        match = _EACH.search(text)
        if (
            match
            and clause.register == "企业"
            and not _by_the_piece(clause)
            and not view.considered(clause, match.group())
        ):
            what = f"{view.names(clause)}原文写「{match.group()}」，规则却是每户企业判一次"
            yield Problem("C02", "W", what, view.key(clause, "for", "pays"), "逐项判的写 for: 那一项的台账")
        counted = next((part for amount in amounts(clause) for part in tree.walk(amount) if _counts_money(part)), None)
        if counted is not None and not any(cap.span in ("ever", "policy") for cap in clause.limits):
            what = f"{view.names(clause)}用个数乘金额：哪几个已经给过，分不出来"
            yield Problem("C02", "W", what, view.pays(clause), "写 for: 那一项的台账，一行给一次")


def _by_the_piece(clause: Clause) -> bool:
    """Whether the amount is a rate for each piece, or a step table."""
    for amount in amounts(clause):
        for part in tree.walk(amount):
            if isinstance(part, tree.Table) and part.form == "every":
                return True
            rate = constant(part)
            if rate is not None and part.type.kind == "number" and any(power < 0 for _, power in part.type.dimension):
                return True
    return False


def _counts_money(part: Node) -> bool:
    """Whether it is a number of things (not of heads) times a fixed sum for each."""
    if not isinstance(part, tree.Arithmetic) or part.op != "*":
        return False
    for pieces, rate in ((part.left, part.right), (part.right, part.left)):
        atoms = pieces.type.dimension if pieces.type.kind == "number" else ()
        counted = len(atoms) == 1 and (atoms[0] in COUNTS or atoms == ANY_COUNT) and atoms[0][0] not in HEADS
        if counted and constant(rate) is not None and ("元", 1) in rate.type.dimension:
            return True
    return False


# ---------------------------------------------------------------- C03


def without_limit(view: View) -> Iterator[Problem]:
    """C03: amounts that can fall below zero, exceed the cost they support, or have no upper limit at all."""
    for clause in view.own:
        if clause.amount is None or clause.amount.high is None:
            continue
        amount, place = clause.amount.high, view.pays(clause)
        below = _may_be_negative(amount, clause)
        if below and not view.considered(clause, "负", "倒扣", "为零", "亏损", "不扣"):
            what = f"{view.names(clause)}的金额可能小于零（{below}）；小于零时按零给，不倒扣"
            yield Problem("C03", "W", what, place, "确是这样就在 doubts 写明，否则加一条条件")
        if clause.nature not in FOR_FIRMS or clause.charges:
            continue
        over = next((part for part in tree.walk(amount) if _over_cost(part)), None)
        if over is not None:
            what = f"{view.names(clause)}给的超过所支持的费用本身（{show(_factor(over), _share_of(over))}）"
            yield Problem("C03", "W", what, place)
        limited = clause.every_cap or clause.top or _bounded(amount) or _share_of_cost(amount)
        if not limited and not view.considered(clause, "上限", "封顶", "不设", "最高"):
            what = f"{view.names(clause)}的金额没有任何上限"
            yield Problem("C03", "W", what, place, "文本有上限的写 cap；确实没有的在 doubts 写明")


def _may_be_negative(amount: Node, clause: Clause) -> str:
    """What may make the amount negative, as words; empty when nothing may, or a condition keeps it from being so."""
    positive = [part for one in clause.conditions for part in _kept_above(one.node)]
    for part in tree.walk(amount):
        if isinstance(part, tree.Call) and isinstance(part.function, tree.Name) and part.function.name == "增量":
            if part not in positive:
                return "增量为负时"
        elif isinstance(part, tree.Arithmetic) and part.op == "-" and part.type.dimension != SHARE:
            if constant(part.left) is not None and constant(part.right) is not None:
                continue
            if (part.left, part.right) not in positive and part not in positive:
                return "减数大于被减数时"
    return ""


def _kept_above(node: Node) -> Iterator[object]:
    """Trees a condition keeps from falling below zero; pairs (a, b) of which it keeps a at or above b."""
    for part in _conjuncts(node):
        if isinstance(part, tree.Compare) and part.op in (">", ">=", "<", "<="):
            left, right = (part.left, part.right) if part.op[0] == ">" else (part.right, part.left)
            size = constant(right)
            if size is not None and size >= 0:
                yield bare(left)
            yield left, right
            quotient = bare(left)
            if isinstance(quotient, tree.Arithmetic) and quotient.op == "/":
                for one, other in ((quotient.right, right), (right, quotient.right)):
                    yield quotient.left, tree.Arithmetic("*", one, other)
        if (isinstance(part, tree.Compare) and part.op == ">" and _grows(part.left)) or (
            isinstance(part, tree.Compare) and part.op == ">=" and _grows(part.left)
        ):
            yield tree.Call(tree.Name("增量"), part.left.args)


def _grows(node: Node) -> bool:
    return isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name == "增长率"


def _conjuncts(node: Node) -> Iterator[Node]:
    node = bare(node)
    if isinstance(node, tree.And):
        for item in node.items:
            yield from _conjuncts(item)
    else:
        yield node


def _bounded(node: Node) -> bool:
    """Whether the amount is one of a few fixed sums."""
    node = bare(node)
    if constant(node) is not None:
        return True
    if isinstance(node, tree.Table):
        if node.form in ("every", "slices"):
            return False
        values = [value for _, value in node.rows] + ([node.otherwise] if node.otherwise is not None else [])
        return all(_bounded(value) for value in values)
    if isinstance(node, tree.If):
        return _bounded(node.yes) and _bounded(node.no)
    if isinstance(node, tree.Arithmetic):
        return _bounded(node.left) and _bounded(node.right)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name in ("较低", "min"):
        return any(_bounded(arg) for arg in node.args)
    return False


def _share_of_cost(node: Node) -> bool:
    """Whether the amount is no more than the whole of one recorded sum, and that sum is no tax of the firm and no increment."""
    node = bare(node)
    if isinstance(node, tree.Fact):
        return node.type.kind == "number" and node.type.dimension == MONEY
    if isinstance(node, tree.Arithmetic) and node.op == "*":
        for rate, base in ((node.left, node.right), (node.right, node.left)):
            most = _most(rate)
            if most is not None and most <= 1 and _share_of_cost(base):
                return True
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name in ("较低", "min"):
        return any(_share_of_cost(arg) for arg in node.args)
    return False


def _most(rate: Node) -> Fraction | None:
    """The largest a rate can be; None when that is not fixed."""
    rate = bare(rate)
    if isinstance(rate, tree.Table) and rate.form not in ("every", "slices"):
        values = [value for _, value in rate.rows] + ([rate.otherwise] if rate.otherwise is not None else [])
        sizes = [_most(value) for value in values]
        return None if None in sizes or not sizes else max(sizes)
    if isinstance(rate, tree.If):
        sizes = [_most(rate.yes), _most(rate.no)]
        return None if None in sizes else max(sizes)
    if isinstance(rate, tree.Arithmetic):
        left, right = _most(rate.left), _most(rate.right)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}.get(rate.op)
    return constant(rate)


def _over_cost(part: Node) -> bool:
    """More than the whole of a recorded sum of money."""
    factor = _factor(part)
    return factor is not None and factor > 1


def _factor(part: Node) -> Fraction | None:
    if not isinstance(part, tree.Arithmetic) or part.op != "*":
        return None
    for rate, base in ((part.left, part.right), (part.right, part.left)):
        money = isinstance(bare(base), tree.Fact) and base.type.kind == "number" and base.type.dimension == MONEY
        if money and rate.type.kind == "number" and not [atom for atom, _ in rate.type.dimension if atom != "%"]:
            return _most(rate)
    return None


def _share_of(part: Node):
    return next(side.type.dimension for side in (part.left, part.right) if _most(side) is not None)


# ---------------------------------------------------------------- C04, C05


def matters_meet(view: View) -> Iterator[Problem]:
    """C04: a clause pays for the same recorded sum as another, or under nearly the same tag, but shares no matter with it."""
    paying = [clause for clause in view.pack.clauses if clause.amount is not None and clause.nature in FOR_FIRMS]
    users: dict[str, list[Clause]] = defaultdict(list)
    sums: dict[tuple[str, str], list[Clause]] = defaultdict(list)
    for clause in paying:
        for tag in clause.matter:
            users[tag].append(clause)
        for base in _sums(clause):
            sums[base].append(clause)
    own = {clause.id for clause in view.own}
    said: set[tuple[str, str]] = set()
    for tag, clauses in users.items():
        alike = [other for other in users if abs(len(tag) - len(other)) == 1 and (tag in other or other in tag)]
        near = alike[0] if alike else None
        mine = [clause for clause in clauses if clause.id in own and near not in clause.matter]
        if near and mine and len(clauses) == 1 and not view.considered(mine[0], near):
            what = f"{view.names(mine[0])}的事项「{tag}」只有这一条用，另有「{near}」"
            yield Problem("C04", "W", what, view.key(mine[0], "matter"), "是同一事项的写同一个标签")
    for (_, column), clauses in sums.items():
        for at, clause in enumerate(clauses[:20]):
            for other in clauses[:at]:
                pair = (other.id, clause.id)
                here = clause if clause.id in own else other
                apart = clause.place != other.place and not set(clause.matter) & set(other.matter) and here.id in own
                if apart and pair not in said and share_time_and_place(view, clause, other):
                    said.add(pair)
                    rest = other if here is clause else clause
                    if not view.considered(here, rest.title, rest.id.split("/")[2]):
                        what = f"{view.names(here)}与{view.names(rest)}都按「{column}」给，却没有共同的事项"
                        yield Problem("C04", "W", what, view.key(here, "matter"), "同一笔钱的几条写同一个 matter")


def _sums(clause: Clause) -> set[tuple[str, str]]:
    return {
        (part.register, part.column)
        for amount in amounts(clause)
        for part in _given_of(amount)
        if part.type.kind == "number" and part.type.dimension == MONEY
    }


def _given_of(node: Node) -> Iterator[tree.Fact]:
    """The figures an amount is made of; not those that only choose a row of a table or a branch."""
    node = bare(node)
    if isinstance(node, tree.Fact):
        yield node
    elif isinstance(node, tree.Table):
        values = [value for _, value in node.rows] + ([node.otherwise] if node.otherwise is not None else [])
        for value in [*values, *([node.by] if node.form in ("slices", "every") else [])]:
            yield from _given_of(value)
    elif isinstance(node, tree.If):
        yield from _given_of(node.yes)
        yield from _given_of(node.no)
    elif isinstance(node, tree.Arithmetic | tree.Negative | tree.Call | tree.OwnerOf | tree.Each):
        for child in tree.children(node):
            yield from _given_of(child)


def share_time_and_place(view: View, one: Clause, other: Clause) -> bool:
    """Whether some subject may stand under both: one place holds the other, and there is a day on which both hold."""
    spans = ((one.in_force, other.in_force), (other.in_force, one.in_force))
    if any(first.until and second.start and first.until <= second.start for first, second in spans):
        return False
    if one.area is None or other.area is None or one.area == other.area:
        return True
    for codes in view.pack.vocabulary.codes.values():
        if max(one.area, other.area) < len(codes.codes) and codes.name == _area_list(view, one):
            return codes.within(one.area, other.area) or codes.within(other.area, one.area)
    return False


def _area_list(view: View, clause: Clause) -> str:
    registers, name = view.pack.vocabulary.registers, clause.register
    while registers[name].area is None and registers[name].owner:
        name = registers[name].owner or ""
    area = registers[name].area
    return registers[name].columns[area].code or "" if area else ""


def ceilings_are_fed(view: View) -> Iterator[Problem]:
    """C05: a ceiling counts awards which no register delivers."""
    registers = view.pack.vocabulary.registers
    tags = {tag for clause in view.pack.clauses for tag in clause.matter}
    for clause in view.own:
        if clause.top is None:
            continue
        place, counts = clause.top.place, clause.top.counts
        paid = registers.get(_PAID)
        lacking = [name for name in _PAID_COLUMNS if paid is None or name not in paid.columns]
        if lacking:
            what = f"ceiling 要数已发的「{counts}」，台账「{_PAID}」没有 {'、'.join(lacking)}"
            yield Problem("C05", "W", what, place, "在 registers 里声明，并请财政报送各级次的兑付")
        elif not paid.complete:
            what = f"ceiling 要数已发的「{counts}」，台账「{_PAID}」没有写 rows: complete：没有行不等于没有发"
            yield Problem("C05", "W", what, place, "补上 rows: complete，或说明由谁报全")
        if counts not in clause.matter:
            close = nearest(counts, tags)
            what = f"ceiling 数的「{counts}」不是本条的事项，本条发的钱不会记在它下面"
            yield Problem("C05", "W", what, place, f"是否「{close}」？" if close and close != counts else "写进 matter")
