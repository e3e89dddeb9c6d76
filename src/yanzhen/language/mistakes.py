"""Typical slips, recognised where reading stopped, each answered with the corrected form.

A slip is recognised by example: by the sign or word at which the grammar had no way on. The table is all there is to it;
a new slip is a new line and a file in tests/language/bad.
"""

from __future__ import annotations

from yanzhen.language.lexer import Token

SIGNS = {
    "==": "相等写作 =",
    "=>": "大于等于写作 >=",
    "=<": "小于等于写作 <=",
    "<>": "不等写作 !=",
    "&&": "并且写作 and",
    "&": "并且写作 and",
    "||": "或者写作 or",
    "|": "或者写作 or",
    "!": "否定写作 not，如 not 高新技术企业",
    "^": "乘方写作 **，只在完整 FEEL 里有",
    "'": '文字写在双引号里，如 "国家级"',
    "`": '文字写在双引号里，如 "国家级"',
    "?": "分情况写作 if 条件 then 甲 else 乙",
    ";": "一条表达式里没有分号；几个条件各写一行，或用 and 连接",
    "#": "注释写作 // 或 /* */",
    "$": "金额写单位，如 500 万元；文字写在双引号里",
    "~": "范围写作 x between 甲 and 乙，两端都包含",
    "\\": "除写作 /",
}
"""A sign of another language, or of none → how it is said here."""

WORDS = {
    "且": "并且写作 and",
    "并且": "并且写作 and",
    "以及": "并且写作 and",
    "和": "并且写作 and",
    "AND": "并且写作小写 and",
    "或": "或者写作 or",
    "或者": "或者写作 or",
    "OR": "或者写作小写 or",
    "非": "否定写作 not",
    "不是": "否定写作 not，不等写作 !=",
    "NOT": "否定写作小写 not",
    "为": "相等写作 =",
    "等于": "相等写作 =",
    "is": "相等写作 =",
    "不等于": "不等写作 !=",
    "不低于": "不低于写作 >=",
    "不少于": "不少于写作 >=",
    "不小于": "不小于写作 >=",
    "达到": "达到写作 >=",
    "以上": "以上（含本数）写作 >=，写在数字前面",
    "超过": "超过写作 >",
    "高于": "高于写作 >",
    "大于": "大于写作 >",
    "不超过": "不超过写作 <=",
    "不高于": "不高于写作 <=",
    "不大于": "不大于写作 <=",
    "以内": "以内写作 <=，写在数字前面",
    "低于": "低于写作 <",
    "少于": "少于写作 <",
    "小于": "小于写作 <",
    "不足": "不足写作 <",
    "以下": "以下写作 <= 或 <（看条文是否含本数），写在数字前面",
    "如果": "分情况写作 if 条件 then 甲 else 乙",
    "则": "分情况写作 if 条件 then 甲 else 乙",
    "否则": "分情况写作 if 条件 then 甲 else 乙",
    "elif": "再分情况写作 else if 条件 then 甲 else 乙",
    "mod": "余数写作 modulo(x, y)，只在完整 FEEL 里有",
    "True": "真写作 是 或 true",
    "False": "假写作 否 或 false",
    "None": "没有值用 已知(x) 来问",
}
"""A word used as an operator → the operator."""

COMPARISONS = frozenset({">=", "<=", ">", "<", "=", "!="})
AFTER_VALUE = frozenset({"number", "text", "name"})


NEAR = 3
"""How many words on a word such as 以上 is looked for, when two values stand side by side."""


def slip_at(tokens: list[Token], at: int, *, expected: bool = False) -> tuple[Token, str] | None:
    """The word that was probably meant otherwise, and how it is written; None when nothing here is a known slip.

    When the grammar knows what must stand here (`expected`), only clear slips count, not mere neighbourhood.
    """
    here = tokens[at]
    before = tokens[at - 1] if at else None
    if here.kind == "symbol" and here.text in SIGNS:
        return here, SIGNS[here.text]
    if here.kind == "name" and here.text in WORDS:
        return here, WORDS[here.text]
    if here.kind == "symbol" and here.text in COMPARISONS:
        return here, _comparison(tokens, at, before)
    if expected:
        return None
    if before is not None and before.kind == "name" and before.text in WORDS:
        return before, WORDS[before.text]
    if here.kind in AFTER_VALUE and before is not None:
        for token in tokens[at + 1 : at + 1 + NEAR]:
            if token.kind == "name" and token.text in WORDS:
                return token, WORDS[token.text]
        if before.kind == "name" and here.kind == "name":
            return here, f"名称里没有空格：写成「{before.text}{here.text}」，或在中间写运算符"
        return here, "两个值之间少了运算符或逗号"
    if here.kind == "symbol" and here.text == ":":
        return here, "冒号只用在 YAML 的键后面；比较用 = 或 >="
    return None


def _comparison(tokens: list[Token], at: int, before: Token | None) -> str:
    if before is not None and before.kind == "symbol" and before.text in COMPARISONS:
        both = before.text + tokens[at].text
        return {"><": "不等写作 !=", ">=": "大于等于中间不空格：>=", "<=": "小于等于中间不空格：<="}.get(
            both, "比较号只写一个"
        )
    following = [
        token.text for token in tokens[at + 1 : at + 3] if token.kind in ("number", "name") or token.text == "%"
    ]
    return f"比较号左边要有值，如 营业收入 {tokens[at].text} {''.join(following) or '500 万元'}"
