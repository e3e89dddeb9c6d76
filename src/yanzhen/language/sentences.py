"""A tree as one plain Chinese sentence, for officers and firms who do not read expressions.

Nothing is left out: whatever decides is said. Comparisons become 不低于, 高于, 不超过, 低于; and, or, not become 且, 或, 不.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from yanzhen.language import tree
from yanzhen.language.numbers import number_text
from yanzhen.language.tree import Node
from yanzhen.language.types import ANY
from yanzhen.units import show

COMPARISONS = {">=": "不低于", ">": "高于", "<=": "不超过", "<": "低于", "=": "为", "!=": "不为"}
DAYS = {">=": "不早于", ">": "晚于", "<=": "不晚于", "<": "早于", "=": "为", "!=": "不为"}
OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!=", "!=": "="}
SIGNS = {"+": "加", "-": "减", "*": "乘以", "/": "除以", "**": "的乘方："}

PHRASES = {
    "上年": "上年{0}", "上年同期": "上年同期{0}", "上一年度": "上年{0}", "最近": "截至{1}最近一期的{0}",
    "前": "{1}之前的{0}", "近": "近{1}的{0}", "增量": "{0}比上年的增量", "增长率": "{0}比上年的增长率",
    "连续": "连续{1}{0}", "连续年数": "连续{0}的年数", "首次": "首次{0}", "历史最高": "{0}的历史最高值",
    "年次": "自{0}起的年次", "满": "自{0}起满{1}", "期内": "{0}在所属期内", "天数": "自{0}至{1}的天数",
    "合计": "{0}合计", "计数": "{0}的数量", "最大": "{0}中最大的", "最小": "{0}中最小的", "均值": "{0}的平均",
    "count": "{0}的数量", "sum": "{0}合计", "min": "{0}中最小的", "max": "{0}中最大的",
    "mean": "{0}的平均", "不重复计数": "{0}不重复的数量", "取前": "{0}中{2}最大的 {1} 行", "最前": "{0}中排在最前的",
    "最后": "{0}中排在最后的", "类别差": "{0}比{1}靠后的位数", "工作日数": "自{0}至{1}的工作日数", "无基数": "{0}没有可比的基数",
    "关联": "与之有{0}关系的主体", "等次": "{0}的等次", "总分": "{0}的总分", "已获": "{0}已获金额", "汇率": "{0}在{1}的汇率",
    "复合倍数": "{0}", "复合增长倍数": "{0}近 {1} 年的复合增长率",
    "整倍数": "{0}中{1}的整倍数", "取整": "{0}按{1}取整（{2}）", "已知": "{0}已在案", "缺省": "{0}（缺则按{1}）",
    "属于": "{0}属于{1}", "持有": "持有{0}", "首次取得": "首次取得{0}", "在名单": "在{0}上",
    "期末值": "{0}的期末值", "平均值": "{0}各期的平均值", "各期合计": "{0}各期合计", "末期值": "{0}的末期值",
    "有值": "{0}有值", "无值": "没有{0}", "复合增长率": "{0}{1}的复合增长率",
}  # fmt: skip
"""Function → how it is said; further arguments are added in brackets."""

SAID = {"最近": 2, "取前": 3, "最前": 1, "最后": 1, "工作日数": 2, "无基数": 1, "复合倍数": 1}
"""Functions whose further arguments binding added, and how many people wrote."""

SPANS = frozenset({"前", "近", "连续"})
"""Functions whose further arguments are lengths of time."""

LISTED = {"较高": "中较高的", "较低": "中较低的"}


def sentence(node: Node) -> str:
    """The condition or amount in words, without a full stop."""
    return _say(node)


def _say(node: Node) -> str:
    return SAY[type(node)](node)


def _inside(node: Node) -> str:
    """The words, in brackets when they hold a conjunction or an operator of their own."""
    joined = isinstance(node, tree.And | tree.Or | tree.If | tree.Arithmetic | tree.AtLeast | tree.Table)
    return f"（{_say(node)}）" if joined else _say(node)


def _number(node: tree.Number) -> str:
    if node.type != ANY and not node.unit and node.type.kind == "number":
        return show(node.value, node.type.dimension)
    if node.type != ANY and node.unit:
        from yanzhen.units import parse_unit

        value = node.value / parse_unit(node.unit).factor
    else:
        value = node.value
    gap = "" if not node.unit or node.unit[0] in "%‰" else " "
    return f"{number_text(value)}{gap}{node.unit}"


def _compare(node: tree.Compare) -> str:
    if isinstance(node.right, tree.Boolean) and node.op in ("=", "!="):
        return _say(node.left) if node.right.value == (node.op == "=") else _denied(node.left)
    words = DAYS if "date" in (node.left.type.kind, node.right.type.kind) else COMPARISONS
    return f"{_inside(node.left)}{words[node.op]} {_inside(node.right)}"


def _denied(node: Node) -> str:
    """The opposite, said directly where that is plain."""
    if isinstance(node, tree.Compare) and not isinstance(node.right, tree.Boolean):
        words = DAYS if "date" in (node.left.type.kind, node.right.type.kind) else COMPARISONS
        return f"{_inside(node.left)}{words[OPPOSITE[node.op]]} {_inside(node.right)}"
    if isinstance(node, tree.Not):
        return _say(node.operand)
    if isinstance(node, tree.Fact | tree.Name | tree.TermOf):
        return f"不是{_say(node)}"
    return f"不符合「{_say(node)}」"


def _arithmetic(node: tree.Arithmetic) -> str:
    if node.op == "*" and isinstance(node.left, tree.Number) and node.left.unit in ("%", "‰"):
        return f"{_inside(node.right)}的 {_say(node.left)}"
    if node.op == "*" and isinstance(node.right, tree.Number) and node.right.unit in ("%", "‰"):
        return f"{_inside(node.left)}的 {_say(node.right)}"
    return f"{_inside(node.left)} {SIGNS[node.op]} {_inside(node.right)}"


def _call(node: tree.Call) -> str:
    name = node.function.name if isinstance(node.function, tree.Name) else _say(node.function)
    if name in SHAPED:
        return SHAPED[name](node)
    args = [_argument(arg) for arg in node.args[: SAID.get(name, len(node.args))]]
    if name in ("增长率", "复合增长率", "复合增长倍数") and isinstance(node.args[-1], tree.Boolean):
        args[-1] = f"没有可比基数的{'算' if node.args[-1].value else '不算'}符合"
    if name in SPANS:
        args = [args[0], *(_span(arg) for arg in node.args[1:])]
    if name == "有值" and isinstance(_body(node.args[0]), tree.Table):
        return f"{_inside(_body(node.args[0]).by)}有对应的档次"
    if name in LISTED:
        return f"{'、'.join(args)}{LISTED[name]}"
    phrase = PHRASES.get(name)
    taken = 0 if phrase is None else phrase.count("{")
    if phrase is None or len(args) < taken:
        return f"{name}（{'，'.join(args)}）"
    rest = f"（{'，'.join(args[taken:])}）" if args[taken:] else ""
    return phrase.format(*args) + rest


def _evaluated(node: tree.Call) -> str:
    """等次 and 总分, from the question about rows that binding made of them."""
    each, period, scheme = node.args
    assert isinstance(each, tree.Each) and isinstance(scheme, tree.Text)
    when = f"{period.value} 年的" if isinstance(period, tree.Text) else ""
    return f"“{scheme.value}”{when}{_say(each.value)}"


def _stated(node: tree.Call) -> str:
    return f"{_say(node.args[2])}的{node.args[1].value}"


def _workdays_later(node: tree.Call) -> str:
    return _shift(tree.ShiftDay(node.args[0], node.args[1], "工作日"))


SHAPED: dict[str, Callable[[tree.Call], str]] = {
    "评价所得": _evaluated, "载明": _stated, "工作日后": _workdays_later,
}  # fmt: skip
"""Functions that only binding writes, said as what people wrote."""


def _body(node: Node) -> Node:
    return node.body if isinstance(node, tree.TermOf) else node


def _span(node: Node) -> str:
    """A length of time; bound, it counts periods of the fact."""
    if isinstance(node, tree.Number) and not node.unit and node.type.kind == "number":
        return f" {number_text(node.value)} 期"
    return f" {_say(node)}"


def _argument(node: Node) -> str:
    return f"“{node.value}”" if isinstance(node, tree.Text) else _inside(node)


def _in(node: tree.In) -> str:
    tests = [_test(test) for test in node.tests]
    if len(tests) == 1 and isinstance(node.tests[0], tree.Range | tree.UnaryTest):
        return f"{_inside(node.value)}{tests[0]}"
    if len(node.tests) == 1 and isinstance(node.tests[0], tree.ListOf):
        tests = [_argument(item) for item in node.tests[0].items]
    return f"{_inside(node.value)}为{'、'.join(tests)}之一"


def _test(node: Node) -> str:
    if isinstance(node, tree.UnaryTest):
        return f"{COMPARISONS[node.op]} {_inside(node.operand)}"
    return _say(node) if isinstance(node, tree.Range) else _argument(node)


def _range(node: tree.Range) -> str:
    low = "不低于" if node.low_closed else "高于"
    high = "不超过" if node.high_closed else "低于"
    return f"{low} {_inside(node.low)}且{high} {_inside(node.high)}"


def _quantified(node: tree.Quantified) -> str:
    short = _certificate(node)
    if short:
        return short
    sources = "、".join(_inside(source) for _, source in node.iterators)
    lead = "有一项" if node.kind == "some" else "每一项都"
    return f"{sources}中{lead}符合：{_say(node.condition)}"


def _certificate(node: tree.Quantified) -> str:
    """持有, 首次取得 and 在名单 as people say them, from the questions about rows that binding made of them."""
    source, asked = node.iterators[0][1], node.condition
    if (
        not isinstance(source, tree.Rows)
        or not isinstance(asked, tree.And)
        or not isinstance(asked.items[0], tree.CodeIn)
    ):
        return ""
    label, rest = asked.items[0].label, asked.items[1:]
    days = [_say(item.right) for item in rest if isinstance(item, tree.Compare)]
    signs = [item.op for item in rest if isinstance(item, tree.Compare)]
    open_end = len(rest) == 2 and isinstance(rest[1], tree.Or) and signs == ["<="]
    fresh = bool(rest) and isinstance(rest[0], tree.Not)
    if open_end and source.register == "名单":
        return f"{days[0]}在“{label}”上"
    if open_end and source.register == "资质":
        return f"{days[0]}持有有效的“{label}”"
    if fresh and source.register == "资质" and signs == [">=", "<="]:
        return f"所属期内取得“{label}”（复审不算）"
    if fresh and source.register == "资质" and signs == ["<"]:
        return f"{days[0]}以前取得过“{label}”"
    return ""


def _filter(node: tree.Filter) -> str:
    asked = node.condition.items if isinstance(node.condition, tree.And) else ()
    related = isinstance(node.source, tree.Rows) and node.source.register == "关系" and len(asked) == 3
    if related and isinstance(asked[0], tree.CodeIn) and isinstance(asked[1], tree.Compare):
        return f"{_say(asked[1].right)}与之有“{asked[0].label}”关系的主体"
    return f"{_inside(node.source)}（限{_say(node.condition)}）"


def _table(node: tree.Table) -> str:
    by = _inside(node.by)
    first = {"highest": "，只就首次达到的最高一档", "each": "，每一档首次达到时各一次", "": ""}[node.first]
    rest = f"；其余为 {_inside(node.otherwise)}" if node.otherwise is not None else ""
    rows = [(_say(bound), _inside(value)) for bound, value in node.rows]
    if node.form == "every":
        above = f"超过 {_inside(node.above)} 的部分" if node.above is not None and not _zero(node.above) else ""
        return f"{by}{above}每满 {rows[0][0]} 给 {rows[0][1]}{first}{rest}"
    if node.form == "match":
        # Bound, each row is a condition of its own; as written it is what the value equals.
        said = [
            f"{bound}的为 {value}" if _asks(row[0]) else f"{by}为{bound}的为 {value}"
            for row, (bound, value) in zip(node.rows, rows)
        ]
        return "；".join(said) + rest
    word = {"steps": "达到", "upto": "不超过", "slices": "达到"}[node.form]
    unit = "的部分按" if node.form == "slices" else "的为"
    how = "分段累加" if node.form == "slices" else "分档"
    return f"按{by}{how}：" + "；".join(f"{word} {bound} {unit} {value}" for bound, value in rows) + rest + first


def _zero(node: Node) -> bool:
    return isinstance(node, tree.Number) and not node.value


def _asks(node: Node) -> bool:
    return isinstance(node, tree.Compare | tree.CodeIn | tree.And | tree.Or | tree.Not | tree.In)


def _day(node: tree.Day) -> str:
    day = datetime.date(1970, 1, 1) + datetime.timedelta(days=node.days)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _shift(node: tree.ShiftDay) -> str:
    by = _say(node.by)
    negative = isinstance(node.by, tree.Negative) or (isinstance(node.by, tree.Number) and node.by.value < 0)
    unit = "" if isinstance(node.by, tree.Number) and node.by.unit else f" {node.unit}"
    return f"{_say(node.day)}{'前' if negative else '后'} {by.lstrip('负-')}{unit}"


def _context(node: tree.Context) -> str:
    return "{" + "，".join(f"{key}：{_say(value)}" for key, value in node.entries) + "}"


def _for(node: tree.For) -> str:
    return f"对{'、'.join(f'{_say(source)}中的{name}' for name, source in node.iterators)}逐项取 {_say(node.body)}"


Sayer = Callable[[Node], str]
SAY: dict[type[Node], Sayer] = {
    tree.Number: _number,
    tree.Text: lambda node: f"“{node.value}”",
    tree.Boolean: lambda node: "是" if node.value else "否",
    tree.Null: lambda node: "没有值",
    tree.At: lambda node: node.text,
    tree.Name: lambda node: node.name,
    tree.Path: lambda node: f"{_inside(node.source)}的{node.name}",
    tree.Filter: _filter,
    tree.Call: _call,
    tree.Negative: lambda node: f"负{_inside(node.operand)}",
    tree.Arithmetic: _arithmetic,
    tree.Compare: _compare,
    tree.Within: lambda node: f"{_inside(node.value)}介于 {_inside(node.low)} 与 {_inside(node.high)} 之间（含两端）",
    tree.In: _in,
    tree.And: lambda node: "，且".join(_inside(item) for item in node.items),
    tree.Or: lambda node: "，或".join(_inside(item) for item in node.items),
    tree.Not: lambda node: _denied(node.operand),
    tree.If: lambda node: f"{_say(node.condition)}的为 {_inside(node.yes)}，否则为 {_inside(node.no)}",
    tree.For: _for,
    tree.Quantified: _quantified,
    tree.ListOf: lambda node: "、".join(_argument(item) for item in node.items) or "（空）",
    tree.Context: _context,
    tree.Range: _range,
    tree.UnaryTest: lambda node: f"{COMPARISONS[node.op]} {_inside(node.operand)}",
    tree.InstanceOf: lambda node: f"{_inside(node.value)}是 {node.type_name}",
    tree.FunctionOf: lambda node: f"由{'、'.join(name for name, _ in node.parameters)}求 {_say(node.body)}",
    tree.Fact: lambda node: node.column,
    tree.OwnerOf: lambda node: (
        f"{node.via if node.via in (node.register, '对方') else '所属' + node.register}的{_inside(node.inner)}"
    ),
    tree.TermOf: lambda node: node.name,
    tree.Rows: lambda node: node.register,
    tree.Each: lambda node: f"{_inside(node.source)}的{_inside(node.value)}",
    tree.Known: lambda node: node.name,
    tree.Calendar: lambda node: node.name,
    tree.Population: lambda node: f"{_inside(node.value)}在总体中的{node.function}",
    tree.CodeIn: lambda node: f"{_inside(node.value)}属于{node.label or '所列代码'}",
    tree.CodeValue: lambda node: node.text or str(node.id),
    tree.Day: _day,
    tree.ShiftDay: _shift,
    tree.Table: _table,
    tree.AtLeast: lambda node: f"下列至少 {node.count} 项：" + "；".join(_say(item) for item in node.items),
    tree.Judged: lambda node: f"经评审认定：{node.question or node.key}",
}
"""Node class → its words. A test holds that every node class is here."""
