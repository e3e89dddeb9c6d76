"""关联, 等次, 总分, 名次(scheme), 已获 and 汇率: short for questions about rows of the standard registers and about dated terms.

The registers are those every pack can count on: 关系 (种类, 对方, 自, 至), 评价结果 (方案, 所属期, 等次, 总分) and 兑付.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from yanzhen.language import tree
from yanzhen.language.binding.arguments import as_call, date_of, text_of
from yanzhen.language.binding.binder import Binder, fail, finer, is_constant
from yanzhen.language.binding.certificates import compare, day_of, fact_of, named, open_until
from yanzhen.language.binding.rows import RELATIONS, frame_for
from yanzhen.language.tree import Node
from yanzhen.language.types import BOOLEAN, TEXT, list_of
from yanzhen.periods import Period
from yanzhen.units import FOREIGN, MONEY, multiply, parse_unit

RESULTS, PAYMENTS = "评价结果", "兑付"
THIS_PERIOD = tree.Known("本期", type=TEXT)
THIS_YEAR = tree.Known("本年", type=TEXT)
EVER, NOW = "历年", "当期"
Swap = Callable[[Node], Node | None]


def _rows(binder: Binder, node: tree.Call, register: str, part: str = "") -> tree.Rows:
    symbol = binder.scope.lookup(register)
    if symbol is None or symbol.kind != "rows":
        raise fail("L42", f"{node.function.name} 要读台账「{register}」，这里没有", node, "主体须是它的所属台账")
    return tree.Rows(register, part, span=node.span, type=symbol.type)


def related(binder: Binder, node: tree.Call) -> Node:
    """关联(kind, day?): the rows of 关系 of that kind which run over the day; they stand for the subjects at the other end."""
    day = day_of(binder, node)
    kind = text_of(node.args[0], "关系的种类", '如 关联("同一实际控制人")')
    rows = _rows(binder, node, RELATIONS, kind if binder.scope.part_of(RELATIONS) else "")
    inside = binder.inside(RELATIONS)
    asked = (
        named(inside, "种类", node),
        compare("<=", fact_of(inside, "自", node), day),
        open_until(inside, "至", day, node),
    )
    return tree.Filter(rows, tree.And(asked, span=node.span, type=BOOLEAN), span=node.span, type=rows.type)


def evaluated(binder: Binder, node: tree.Call) -> Node:
    """等次(scheme, period?), 总分 and 名次: what the newest result of the scheme for the period says."""
    frame, wrap = frame_for(binder, RESULTS)
    scheme = text_of(node.args[0], "方案", '如 等次("亩产效益评价")')
    rows = _rows(frame, node, RESULTS)
    inside = frame.inside(RESULTS)
    period = _period(binder, node)
    asked = (
        compare("=", fact_of(inside, "方案", node), tree.Text(scheme, type=TEXT)),
        compare("=", fact_of(inside, "所属期", node), period),
    )
    chosen = tree.Filter(rows, tree.And(asked, span=node.span, type=BOOLEAN), span=node.span, type=rows.type)
    value = fact_of(inside, node.function.name, node)
    each = tree.Each(chosen, value, span=node.span, type=list_of(value.type))
    return wrap(as_call(node, (each, period, tree.Text(scheme, type=TEXT)), value.type, "评价所得"))


def _period(binder: Binder, node: tree.Call) -> Node:
    """The period asked for, as text; firms are rated by the year, so a shorter decision asks for its year."""
    if len(node.args) < 2:
        return THIS_YEAR if finer(binder.scope.grain, "year") else THIS_PERIOD
    period = Period.parse(text_of(node.args[1], "所属期", '如 等次("亩产效益评价", "2024")'))
    return tree.Text(str(period), span=node.args[1].span, type=TEXT)


def received(binder: Binder, node: tree.Call) -> Node:
    """已获(matter, level?, span?): the sum of what was paid under the matter, at that level of government or any."""
    frame, wrap = frame_for(binder, PAYMENTS)
    rows = _rows(frame, node, PAYMENTS)
    inside = frame.inside(PAYMENTS)
    matter = text_of(node.args[0], "事项", '如 已获("首台套保险补偿")')
    asked: list[Node] = [compare("=", fact_of(inside, "事项", node), tree.Text(matter, type=TEXT))]
    rest = list(node.args[1:])
    if rest and text_of(rest[-1], "范围", f'写 "{NOW}" 或 "{EVER}"') in (EVER, NOW):
        if text_of(rest.pop(), "范围", "") == NOW:
            asked.append(compare("=", fact_of(inside, "所属期", node), THIS_PERIOD))
    elif len(rest) > 1:
        raise fail("L62", f"已获 的范围写 {NOW} 或 {EVER}", rest[-1], f'如 已获("{matter}", "中央", "{NOW}")')
    asked += [named(inside, "付款级次", node, level) for level in rest]
    condition = asked[0] if len(asked) == 1 else tree.And(tuple(asked), span=node.span, type=BOOLEAN)
    chosen = tree.Filter(rows, condition, span=node.span, type=rows.type)
    value = fact_of(inside, "金额", node)
    each = tree.Each(chosen, value, span=node.span, type=list_of(value.type))
    return wrap(as_call(node, (each,), value.type, "合计"))


def exchange_rate(binder: Binder, node: tree.Call) -> Node:
    """汇率(currency, day): the term 〈currency〉汇率, a table by 期末 (the day), read on the day asked for."""
    currency = text_of(node.args[0], "币种", '如 汇率("美元", 期末)')
    if currency not in FOREIGN:
        raise fail("L62", f"没有币种「{currency}」", node.args[0], f"可写 {'、'.join(FOREIGN)}")
    name = f"{currency}汇率"
    symbol = binder.scope.lookup(name)
    if symbol is None or symbol.kind != "term" or symbol.body is None or not is_constant(symbol.body):
        raise fail(
            "L67", f"没有定义「{name}」", node, f"在 terms 里写一张表：{name}: {{by: 期末, match: {{日期: 汇率}}}}"
        )
    wanted = multiply(MONEY, parse_unit(currency).dimension, -1)
    if symbol.body.type.kind != "number" or symbol.body.type.dimension != wanted:
        raise fail("L51", f"定义「{name}」要以 元/{currency} 计，得到的是{symbol.body.type}", node, "检查单位")
    day = date_of(binder, node.args[1])

    def asked(part: Node) -> Node | None:
        return day if isinstance(part, tree.Known) and part.name == "期末" else None

    table = replaced(symbol.body, asked)
    return as_call(node, (table, tree.Text(name, type=TEXT), day), symbol.body.type, "载明")


def replaced(node: Node, swap: Swap) -> Node:
    """The tree with every node for which `swap` gives another exchanged for it; types and spans stay."""
    other = swap(node)
    if other is not None:
        return other
    changes = {}
    for name in type(node).__slots__:
        old = getattr(node, name)
        if name not in ("span", "type") and (new := _replaced(old, swap)) is not old:
            changes[name] = new
    return replace(node, **changes) if changes else node


def _replaced(value: object, swap: Swap) -> object:
    if isinstance(value, Node):
        return replaced(value, swap)
    if isinstance(value, tuple):
        items = tuple(_replaced(item, swap) for item in value)
        return value if all(new is old for new, old in zip(items, value, strict=True)) else items
    return value
