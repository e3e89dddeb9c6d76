"""The functions a pack may call: one table, read by binding, by both readings and by the reference page.

`takes` says what each argument is bound as: value (any single value), number, truth, date, count (a whole number literal),
span (a length of time), rows (rows or a list), name (a code or text that names something). A trailing `?` is optional, a
trailing `*` repeats. What each function answers when a period or a fact is missing is part of its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackFunction:
    """One function: its arguments, and a sentence that says what it gives and what it answers when facts are missing."""

    name: str
    takes: tuple[str, ...]
    sentence: str
    example: str

    @property
    def least(self) -> int:
        """Fewest arguments."""
        return sum(not kind.endswith(("?", "*")) for kind in self.takes)

    @property
    def most(self) -> int:
        """Most arguments; 20 when the last one repeats."""
        return 20 if self.takes and self.takes[-1].endswith("*") else len(self.takes)


def _row(name: str, takes: str, sentence: str, example: str) -> PackFunction:
    return PackFunction(name, tuple(takes.split()), sentence, example)


PACK_FUNCTIONS: dict[str, PackFunction] = {
    row.name: row
    for row in (
        _row("上年", "value", "一年之前的值；缺则未知；其时尚无此主体则无值", "上年(入库税收) >= 200 万元"),
        _row("上年同期", "value", "上年同一时段的值；缺则未知；其时尚无此主体则无值", "用电量 > 上年同期(用电量)"),
        _row("前", "value span", "若干期之前的值；缺则未知；其时尚无此主体则无值", "前(营业收入, 2 年)"),
        _row(
            "近",
            "value span span?",
            "最近若干期（含本期）的一列值，第三项为往前推多久；缺期留空",
            "合计(近(净利润, 2 年))",
        ),
        _row(
            "最近",
            "value date",
            "该日以前已满各期中最近的已知值，最多往前十年；都不知则未知",
            "最近(估值, 基准日) >= 10 亿元",
        ),
        _row("增量", "number", "本期减上年，可为负；缺则未知；上年尚无此主体则无法计算", "10% * 增量(研发费用)"),
        _row(
            "增长率",
            "number truth?",
            "本期 ÷ 上年 − 1；缺则未知；上年不为正或尚无此主体则无法计算，第二项写文本如何对待（是：算符合，否：算不符）",
            "增长率(工业产值) >= 15%",
        ),
        _row(
            "复合增长率",
            "number span truth?",
            "若干年的年均复合增长率，只与比例比较，精确到乘方；缺则未知；基期不为正或尚无此主体则无法计算，第三项同 增长率",
            "复合增长率(营业收入, 2 年) >= 5%",
        ),
        _row("连续", "truth span", "最近若干期每期都成立；有一期确不成立即否，否则缺一期即未知", "连续(在库, 2 年)"),
        _row("连续年数", "truth", "到本期为止连续成立的年数；遇缺期则只知下限", "连续年数(在库) >= 2 年"),
        _row(
            "首次",
            "truth",
            "本期成立而以前各年都不成立；以前确有则否，自有完整记录起缺一年即未知",
            "首次(规模以上工业)",
        ),
        _row(
            "历史最高",
            "number",
            "本期之前的最大值；自有完整记录起缺一年即未知；没有则无值",
            "工业产值 > 历史最高(工业产值)",
        ),
        _row("年次", "date", "该日所在年为 1，次年为 2；缺则未知", "年次(首笔收入日期) <= 3"),
        _row("满", "date span", "到期末已满这么久；缺则未知", "满(成立日期, 1 年)"),
        _row("期内", "date", "该日在所属期内；缺则未知", "期内(认定日期)"),
        _row("天数", "date date", "两日相距天数，首日不计；缺则未知", "天数(收到日, 答复日) <= 15 日"),
        _row(
            "工作日数",
            "date date",
            "两日之间的工作日数，首日不计；缺则未知；工作日历没有载明的年份也未知",
            "工作日数(收到日, 答复日) <= 5 工作日",
        ),
        _row("合计", "rows", "各行之和，没有行则为 0；有缺则未知", "合计(贷款.利息)"),
        _row(
            "计数",
            "rows",
            "行数，适用任何计数单位；台账未报送则未知，有行不定则为区间",
            '计数(专利[类别 = "发明"]) >= 2 件',
        ),
        _row(
            "不重复计数",
            "rows",
            "不同的值有几个，空值不计；台账未报送则未知，有缺或有行不定则为区间",
            "不重复计数(专利.类别) >= 2 件",
        ),
        _row("均值", "rows", "各行、各期或总体（over）的平均，没有行则无值；有缺则未知", "均值(合同.金额) >= 100 万元"),
        _row("最大", "rows", "各行、各期或总体（over）最大的值；没有行则无值；有缺则未知", "最大(合同.金额)"),
        _row("最小", "rows", "各行、各期或总体（over）最小的值；没有行则无值；有缺则未知", "最小(合同.金额)"),
        _row(
            "取前",
            "rows count number",
            "某项最大的若干行，空值不取；并列或有缺而不能定的，取谁未定",
            "合计(取前(合同, 3, 金额).金额)",
        ),
        _row(
            "最前",
            "rows",
            "有序代码中排在最前的；没有行则无值；有缺则未知，已是全表最前的除外",
            '最前(监测值.单项类别) = "Ⅰ类"',
        ),
        _row(
            "最后",
            "rows",
            "有序代码中排在最后的；没有行则无值；有缺则未知，已是全表最后的除外",
            '最后(监测值.单项类别) = "Ⅴ类"',
        ),
        _row(
            "类别差",
            "value value",
            "前者在有序代码中比后者靠后几位，可为负；缺则未知",
            "类别差(断面类别, 目标类别) >= 1",
        ),
        _row("较高", "number number*", "几个值中最大的；有缺而已知者不能定则未知", "较高(甲, 乙)"),
        _row("较低", "number number*", "几个值中最小的；有缺而已知者不能定则未知", "较低(发票金额, 付款金额)"),
        _row("整倍数", "number number", "含有多少个整步，不小于 0；缺则未知", "整倍数(工业产值 - 10 亿元, 10 亿元)"),
        _row(
            "取整",
            "number number name",
            "按步长取整，方式 up、down 或 half_up；缺则未知",
            '取整(安置人数, 1 人, "down")',
        ),
        _row("已知", "value", "事实在案；只答是或否，从不未知", "已知(批复日期)"),
        _row("缺省", "value value", "缺时以后者代之；须有文本依据", "缺省(排放量, 0 当量)"),
        _row("属于", "value name", "代码是该节点或在其下；缺则未知", "属于(行业, 先进制造业)"),
        _row("持有", "name date?", "该日持有有效证书（默认期末）；资质未报送则未知", '持有("高新技术企业")'),
        _row("首次取得", "name", "所属期内取得而以前从未取得，复审不算；资质未报送则未知", '首次取得("高新技术企业")'),
        _row("在名单", "name date?", "该日在名单上（默认期末）；该名单未报送则未知", '在名单("严重失信主体名单")'),
        _row(
            "关联",
            "name date?",
            "该日（默认期末）有此种关系的主体，取其栏目；关系未报送则未知",
            'some e in 关联("同一实际控制人") satisfies e.倍增培育企业',
        ),
        _row(
            "等次", "name name?", "方案在所属期（或写明的一期）的评价等次；尚未评价则未知", '等次("亩产效益评价") = "D"'
        ),
        _row(
            "总分",
            "name name?",
            "方案在所属期（或写明的一期）的评价总分；尚未评价则未知",
            '总分("亩产效益评价") >= 60 分',
        ),
        _row(
            "已获",
            "name name? name?",
            "同一主体该事项已兑付金额之和，可限付款级次，范围写 当期 或 历年（默认）；兑付未报送则未知",
            '已获("首台套保险补偿", "中央")',
        ),
        _row(
            "汇率",
            "name date",
            "定义「美元汇率」等表（by: 期末）在该日的值，外币不自动折算；表中没有该日则未知",
            '合同外币金额 * 汇率("美元", 期末)',
        ),
        _row(
            "名次",
            "number name?",
            "在总体（over）里由大到小的名次，并列取前，order 再分先后；有缺或不定则为区间；不在总体里则无值；写方案名是评价名次",
            "名次(上年(用电量)) <= 20",
        ),
        _row("占位", "number", "名次 ÷ 总体的户数，即居前百分之几；有缺或不定则为区间", "占位(入库税收) <= 5%"),
        _row("中位数", "number", "总体的中位数，双数取中间两个的平均；有缺则未知，没有则无值", "中位数(入库税收)"),
        _row("总量", "value", "总体之和，是否数是的有几个；有缺则未知，数个数的为区间", "总量(规模以上工业) >= 30 家"),
        _row("期末值", "value", "较细期间的存量在期末的值；缺则未知", "期末值(参保人数)"),
        _row("平均值", "number", "较细期间各期的平均；缺则未知", "平均值(参保人数)"),
    )
}

ENGLISH = {"count": "计数", "sum": "合计", "min": "最小", "max": "最大", "mean": "均值"}
"""FEEL's own words for what the columns can run over rows."""

ASKS_VALUE = "?有值"
"""What a pack asks of a table it reads for an amount: whether a row fits. No text can hold the name; bound, it is 有值."""

INNER = {
    "有值": "是否在案写 已知(…)",
    "无值": "不在案写 not 已知(…)；没有期限的证书，持有(…) 已经认得",
    "各期合计": "直接写栏目名，较细期间的发生额自动相加",
    "末期值": "写 期末值(…)",
}
"""Names that only binding gives, and what people write instead."""

POPULATION = frozenset({"名次", "占位", "中位数", "总量", "均值", "最大", "最小"})
"""They look at a whole population, in a definition with `over` or in a scheme; the last three are also of rows and periods."""
