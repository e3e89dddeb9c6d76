"""Random expressions of the pack language over the world: every operator, function, table form and kind of row."""

from __future__ import annotations

import random
from collections.abc import Callable

from yanzhen.language import tree
from yanzhen.language.bind import bind
from yanzhen.language.parser import parse
from yanzhen.language.scope import Symbol
from yanzhen.language.tree import Node
from yanzhen.pack.scope import PackScope, TermLayer
from yanzhen.registers import Vocabulary

DATES = ["期末", "基准日", "期初", '@"2022-06-30"', '@"2018-12-31"']
YEARLY_MONEY = ["收入", "税收"]
OPS = [">=", ">", "<=", "<", "=", "!="]
MEASURED = ['[属于(类, "A")]', '[类 = "A11"]', '[有效 and 类 = "A1"]']
"""Filters that leave rows whose 量 is money; those of code B count heads."""


class Expressions:
    """Draws expressions by kind of result; `depth` bounds how far they nest."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def pick(self, *options: Callable[[int], str], depth: int) -> str:
        """One of the ways to write it."""
        return self.draw.choice(options)(depth - 1)

    def truth(self, depth: int) -> str:
        """A condition."""
        if depth <= 0:
            return self.draw.choice(["入库", "达标", "收入 >= 200 元", "人数 > 3 人", '属于(类, "A1")', '级 >= "省级"'])
        ways = [
            self.money_test,
            self.money_test,
            self.share_test,
            self.share_test,
            self.count_test,
            self.count_test,
            self.rows_test,
            self.rows_test,
            self.day_test,
            self.code_test,
            self.history_test,
            self.growth_test,
            self.growth_test,
            self.picked_test,
            self.picked_test,
            self.record_test,
            self.record_test,
            self.working_day_test,
            self.junction,
            self.junction,
            self.chosen_truth,
        ]
        return self.pick(*ways, depth=depth)

    def junction(self, depth: int) -> str:
        """and, or, not."""
        word = self.draw.choice(["and", "or", "not"])
        if word == "not":
            return f"not ({self.truth(depth)})"
        return f"({self.truth(depth)}) {word} ({self.truth(depth)})"

    def chosen_truth(self, depth: int) -> str:
        """A condition chosen by another."""
        return f"(if {self.truth(depth)} then {self.truth(depth)} else {self.truth(depth)})"

    def money_test(self, depth: int) -> str:
        """Money against money."""
        return f"{self.money(depth)} {self.draw.choice(OPS)} {self.draw.choice([self.money(0), self.literal()])}"

    def literal(self) -> str:
        """A sum that values often equal."""
        return self.draw.choice(["200 元", "0 元", "300 元", "0.01 万元", "1 亿元", "-100 元"])

    def money(self, depth: int) -> str:
        """An amount of money."""
        column = self.draw.choice([*YEARLY_MONEY, "补助"])
        if depth <= 0:
            return column
        inner = self.money(depth - 1)
        return self.draw.choice(
            [
                column,
                f"上年({inner})",
                f"前({inner}, 2 年)",
                f"增量({column})",
                f"{inner} + {self.money(depth - 1)}",
                f"{inner} - {self.literal()}",
                f"-({inner})",
                f"{inner} * {self.share(0)}",
                f"({inner}) * 150%",
                f"({inner}) / 3",
                f"较低({inner}, {self.literal()})",
                f"较高({inner}, {self.money(0)}, {self.literal()})",
                f'取整({inner}, 30 元, "{self.draw.choice(["up", "down", "half_up"])}")',
                f"缺省({inner}, 200 元)",
                f"历史最高({self.draw.choice(YEARLY_MONEY)})",
                f"合计(近({column}, {self.draw.choice([2, 3])} 年))",
                f"最大(近({column}, 3 年))",
                f"合计({self.rows()}.金额)",
                f"最大({self.rows()}.金额)",
                f"最小({self.rows()}.金额)",
                f"均值({self.rows()}.金额)",
                f"合计({self.draw.choice(['合同', '线索'])}{self.draw.choice(MEASURED)}.量)",
                f"最大(合同{self.draw.choice(MEASURED)}.量)",
                f"均值(近({column}, 3 年))",
                f"合计({self.top()}.{self.draw.choice(['金额', '金额', '金额'])})",
                f"最大({self.top()}.金额)",
                f"最近({column}, {self.draw.choice(DATES)})",
                f"上年同期({inner})",
                '外币 * 汇率("美元", 期末)',
                '上年(外币) * 汇率("美元", 批复日)',
                f"已获({self.matter()})",
                f"(if {self.truth(depth - 1)} then {inner} else {self.money(0)})",
            ]
        )

    def share_test(self, depth: int) -> str:
        """A share against a share."""
        figure = self.draw.choice(["15%", "0%", "50%", "100%", "3%", "-50%"])
        return f"{self.share(depth)} {self.draw.choice(OPS)} {figure}"

    def share(self, depth: int) -> str:
        """A share: a column, a quotient, a growth rate."""
        if depth <= 0:
            return self.draw.choice(["占比", "占比", "5%"])
        ways = [
            "占比",
            f"({self.money(depth - 1)}) / {self.draw.choice(YEARLY_MONEY)}",
            f"增长率({self.draw.choice(['收入', '税收', '人数'])})",
            "(增长率(收入) + 上年(增长率(收入))) / 2",
            f"上年({self.share(depth - 1)})",
            f"{self.share(depth - 1)} + {self.share(0)}",
            "人数 / 上年(人数)",
            f"增长率({self.draw.choice(['收入', '税收', '人数'])}, 否)",
            "合计(合同.金额) / 均值(合同.金额)",
            "最近(占比, 期末)",
        ]
        return self.draw.choice(ways)

    def count_test(self, depth: int) -> str:
        """Heads and rows against figures."""
        left = self.draw.choice(
            [
                "人数",
                "上年(人数)",
                "人数 + 上年(人数)",
                f"计数({self.rows()})",
                f"合计({self.rows()}.件数)",
                f'合计({self.draw.choice(["合同", "线索"])}[类 = "B"].量)',
                f"计数({self.rows()})",
            ]
        )
        return f"{left} {self.draw.choice(OPS)} {self.draw.choice([0, 1, 2, 3, 4])} 人"

    def rows(self) -> str:
        """Rows of a child register, perhaps filtered."""
        register = self.draw.choice(["合同", "合同", "合同", "线索", "贷款"])
        return register + self.draw.choice(["", "", f"[{self.row_test()}]", f"[{self.row_test()}]"])

    def top(self) -> str:
        """The first few rows by one of their numbers."""
        by = self.draw.choice(["金额", "金额", "件数", "金额 - 200 元"])
        narrowed = self.draw.choice(["", "", f"[{self.row_test()}]"])
        return f"取前({self.rows()}, {self.draw.choice([1, 1, 2, 3])}, {by}){narrowed}"

    def matter(self) -> str:
        """What was received: a matter, perhaps of one level, perhaps of this year."""
        level = self.draw.choice(["", ', "市级"', ', "国家级"'])
        return '"' + self.draw.choice(["补偿", "奖励"]) + '"' + level + self.draw.choice(["", ', "当期"', ', "历年"'])

    def growth_test(self, depth: int) -> str:
        """Growth over one year or several, with and without a word on a base that allows none."""
        column = self.draw.choice(["收入", "税收", "人数", "收入 - 200 元"])
        said = self.draw.choice(["", "", ", 是", ", 否"])
        limit = self.draw.choice(["5%", "0%", "-50%", "-200%", "100%", "占比", "增长率(税收)"])
        if self.draw.random() < 0.3:
            return f"增长率({column}, 是) {self.draw.choice(OPS)} {limit}"
        rate = f"复合增长率({column}, {self.draw.choice([1, 2, 3])} 年{said})"
        if self.draw.random() < 0.2:
            return f"({limit} {self.draw.choice(OPS)} {rate})"
        return f"{rate} {self.draw.choice(OPS)} {limit}"

    def picked_test(self, depth: int) -> str:
        """What is asked of some of the rows, or of all of them together."""
        op, rows = self.draw.choice(OPS), self.rows()
        column = self.draw.choice(["类", "级", "名", "日", "金额", "件数"])
        return self.draw.choice(
            [
                f"不重复计数({rows}.{column}) {op} {self.draw.choice([0, 1, 2])} 个",
                f"不重复计数({self.top()}.{column}) {op} {self.draw.choice([0, 1, 2])} 个",
                f"计数({self.top()}) {op} {self.draw.choice([1, 2])} 个",
                f"(some e in {self.top()} satisfies e.有效)",
                f"(every e in {self.top()} satisfies e.件数 > 2 人)",
                f'{self.draw.choice(["最前", "最后"])}({self.rows()}.级) {op} "{self.draw.choice(["市级", "省级"])}"',
                f'{self.draw.choice(["最前", "最后"])}(近(档, 3 年)) = "国家级"',
                f"类别差(档, {self.draw.choice(['上年(档)', '级', '国家级'])}) {op} {self.draw.choice([0, 1, -1])}",
                f"sum({rows}.金额) {op} mean({rows}.金额)",
                f"max(收入, 税收) {op} min(税收, 补助)",
                f"最大(近(人数, 3 年)) {op} 均值(近(人数, 2 年))",
            ]
        )

    def record_test(self, depth: int) -> str:
        """Related subjects, results of evaluation, what was received."""
        op = self.draw.choice(OPS)
        day = self.draw.choice(["", "", ", 基准日", ", 期初"])
        related = f'关联("{self.draw.choice(["同控", "同控", "同法人", "无人报"])}"{day})'
        inner = self.draw.choice(["入库", "收入 > 税收", '类 = "B"'])
        scheme = self.draw.choice(['"评价"', '"评价"', '"另评"', '"评价", "2023"'])
        return self.draw.choice(
            [
                f"(some e in {related} satisfies e.{self.draw.choice(['入库', '收入 >= 200 元', '达标'])})",
                f"(every e in {related} satisfies e.人数 > 2 人)",
                f"计数({related}[{inner}]) {op} 1 家",
                f"合计({related}.{self.draw.choice(['收入', '税收', '补助'])}) {op} 200 元",
                f"最大({related}.成立日期) {op} 期初",
                f'等次({scheme}) {self.draw.choice(["=", "!="])} "{self.draw.choice("ABCD")}"',
                f"总分({scheme}) {op} 60 分",
                f'上年(等次({scheme}) = "D")',
                f'连续年数(等次("评价") != "D") >= {self.draw.choice([1, 2])} 年',
                f"已获({self.matter()}) {op} {self.draw.choice(['200 元', '0 元', '收入'])}",
            ]
        )

    def working_day_test(self, depth: int) -> str:
        """Days of work between two days, and so many of them later."""
        op = self.draw.choice(OPS)
        day = self.draw.choice(["成立日期", "批复日", "期末", "到期日"])
        steps = self.draw.choice(["0", "1", "5", "60", "500"])
        return self.draw.choice(
            [
                f"工作日数({day}, {self.draw.choice(['批复日', '到期日', '基准日'])}) {op} {steps} 工作日",
                f"{day} {self.draw.choice('+-')} {steps} 工作日 {op} {self.draw.choice(['批复日', '期末', '到期日'])}",
                f"满({day}, {self.draw.choice([1, 5, 200])} 工作日)",
            ]
        )

    def quarter_test(self, depth: int) -> str:
        """What decisions of a quarter may ask: the period itself, columns of their own grain and of the year."""
        op = self.draw.choice(OPS)
        written = self.draw.choice(["2024", "2024-Q2", "2024-Q3", "2024-H1", "2024-05", "2023", "2024-06"])
        return self.draw.choice(
            [
                f'所属期 {op} "{written}"',
                f'("{written}" {op} 所属期)',
                f"用电 {op} 上年同期(用电)",
                f"用电 {op} 前(用电, 3 月)",
                f"上年(收入) {op} 200 元",
                f"最近(收入, 期末) {op} 200 元",
                f"最近(存量, 基准日) {op} 3 人",
                f"复合增长率(用电, 2 年) {op} 5%",
                f"连续年数(用电 >= 2 千瓦时) {op} 2 年",
            ]
        )

    def row_test(self) -> str:
        """A condition on one row, which may look at its owner."""
        return self.draw.choice(
            [
                "金额 >= 200 元",
                "有效",
                "not 有效",
                '属于(类, "A")',
                "期内(日)",
                "件数 > 2 人",
                "金额 > 收入",
                "有效 and 件数 >= 3 人",
                "金额 < 上年(税收)",
                "日 <= 批复日",
                "金额 * 2 = 补助",
                "量达标",
            ]
        )

    def rows_test(self, depth: int) -> str:
        """some and every."""
        kind = self.draw.choice(["some", "every"])
        return f"({kind} e in {self.rows()} satisfies {self.draw.choice(['e.金额 >= 200 元', 'e.有效', 'e.金额 > 收入', 'e.件数 = 人数'])})"

    def day_test(self, depth: int) -> str:
        """Days."""
        return self.draw.choice(
            [
                "期内(批复日)",
                "满(成立日期, 1 年)",
                "批复日 <= 基准日",
                "批复日 + 12 月 > 期末",
                "天数(成立日期, 批复日) >= 365 日",
                "年次(批复日) <= 2",
                "到期日 >= 期末",
                "批复日 - 1 日 < 到期日",
                "已知(到期日)",
                "最大(合同.日) >= 期初",
            ]
        )

    def code_test(self, depth: int) -> str:
        """Codes and texts."""
        tests = [
            '属于(类, "A")',
            '类 = "A11"',
            "上年(类) != 类",
            '级 < "国家级"',
            '名 = "甲"',
            '名 != "乙"',
            '属于(上年(类), "B")',
        ]
        return self.draw.choice(tests)

    def history_test(self, depth: int) -> str:
        """Conditions over years."""
        inner = self.draw.choice(["入库", "达标", "收入 >= 200 元", "人数 > 3 人", "not 达标"])
        return self.draw.choice(
            [
                f"首次({inner})",
                f"连续({inner}, {self.draw.choice([2, 3])} 年)",
                f"连续年数({inner}) >= {self.draw.choice([1, 2, 3])} 年",
                f"上年({inner})",
                "收入 > 历史最高(收入)",
                "用电 >= 4 千瓦时",
                "平均值(存量) > 3 人",
                "期末值(存量) >= 上年(期末值(存量))",
                f"最近(入库, {self.draw.choice(DATES)})",
                f'最近(档, {self.draw.choice(DATES)}) >= "省级"',
                "已知(收入)",
                "整倍数(收入, 100 元) >= 2",
            ]
        )

    def table_by_an_interval(self) -> Node:
        """A table by what may be known only from one side, or between two ends."""
        inner = self.draw.choice(["入库", "达标", "收入 >= 200 元"])
        by, bounds = self.draw.choice(
            [
                (f"连续年数({inner})", ["1 年", "2 年", "3 年"]),
                ("计数(合同[有效])", ["1 件", "2 件", "3 件"]),
                ("合计(合同.金额)", ["0 元", "200 元", "收入"]),
            ]
        )
        rows = zip(map(parse, bounds), map(parse, ["10 元", "20 元", "补助"]), strict=True)
        otherwise = parse("5 元") if self.draw.random() < 0.3 else None
        return tree.Table(self.draw.choice(["steps", "upto"]), parse(by), tuple(rows), otherwise)

    def table(self) -> Node:
        """An unbound table of one of the five forms, by a number, code, text or truth."""
        if self.draw.random() < 0.15:
            return self.table_by_an_interval()
        form = self.draw.choice(["steps", "steps", "upto", "slices", "match", "match", "every"])
        by = self.draw.choice(
            ["收入", "税收", "上年(收入)", "收入 - 100 元"] if form in ("slices", "every") else ["收入", "税收", "补助"]
        )
        first = self.draw.choice(["", "", "highest", "each"]) if form in ("steps", "every") else ""
        otherwise = parse("5 元") if self.draw.random() < 0.3 and not first else None
        values = [self.draw.choice(["10 元", "20 元", "收入 * 10%", "补助", "30 元"]) for _ in range(3)]
        if first:
            by = self.draw.choice(["收入", "税收"])
        if form == "every":
            first = self.draw.choice(["", "each"])
            row = ((parse("100 元"), parse(values[0])),)
            return tree.Table(form, parse(by), row, otherwise, parse(self.draw.choice(["0 元", "200 元"])), first)
        if form == "match":
            codes = [("类", ["A", "A11", "B"]), ("级", ["市级", "省级", "国家级"])]
            by, bounds = self.draw.choice([*codes, ("名", ["甲", "乙", "丁"]), ("人数", ["0 人", "3 人", "4 人"])])
            nodes = [parse(text) if " " in text else tree.Text(text) for text in bounds]
        else:
            nodes = [parse(text) for text in ("0 元", "200 元", "300 元")]
            if form == "slices":
                values = ["100%", "50%", "10%"]
                otherwise = None
        return tree.Table(form, parse(by), tuple(zip(nodes, map(parse, values), strict=True)), otherwise, None, first)


class Named(PackScope):
    """The world's names and two terms."""

    def lookup(self, name: str) -> Symbol | None:
        """As in a pack; 美元汇率 is a table by day, 人均 a quotient, 量达标 asks of a row in the unit of its code."""
        if name == "人均":
            body = bind(parse("收入 / 人数"), self)
            return Symbol("term", body.type, self.register, body=body)
        if name == "量达标" and self.register in ("合同", "线索", "贷款"):
            cells = ((tree.Text("A"), parse("量 >= 200 元")), (tree.Text("B"), parse("量 > 2 人")))
            body = bind(tree.Table("match", parse("类"), cells), self)
            return Symbol("term", body.type, self.register, body=body)
        if name != "美元汇率":
            return super().lookup(name)
        rows = {"2024-12-31": "7.1884 元/美元", "2023-12-31": "7.0827 元/美元", "2024-02-29": "7.1 元/美元"}
        cells = tuple((parse(f'@"{day}"'), parse(rate)) for day, rate in rows.items())
        body = bind(tree.Table("match", parse("期末"), cells), self)
        return Symbol("term", body.type, self.register, body=body)

    def rows_of(self, register: str) -> Named | None:
        """The same names in rows of another register."""
        inside = super().rows_of(register)
        return inside and Named(inside.vocabulary, inside.terms, register, self.grain)


def scope(vocabulary: Vocabulary, register: str = "企业", grain: str = "year") -> PackScope:
    """The world's names."""
    return Named(vocabulary, TermLayer(None, vocabulary), register, grain)


def bound(text: str | Node, vocabulary: Vocabulary, grain: str = "year") -> Node:
    """The expression bound for 企业."""
    return bind(parse(text) if isinstance(text, str) else text, scope(vocabulary, grain=grain))
