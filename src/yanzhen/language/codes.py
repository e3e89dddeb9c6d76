"""Every code of a LanguageError that reading and full FEEL raise, with the one sentence the reference page prints.

The table is the only place where a code is given its meaning; a test holds that no other code is raised and none is idle.
Codes YZ-L40 and above belong to binding (names, types, units of packs).
"""

from __future__ import annotations

CODES: dict[str, str] = {
    "YZ-L01": "表达式里有不认识的字符。",
    "YZ-L02": "引号没有配对。",
    "YZ-L03": "括号没有配对。",
    "YZ-L04": "数字写法不对，或位数太多。",
    "YZ-L05": "数字后面的词不是计量单位。",
    "YZ-L06": "数字里有千分位逗号。",
    "YZ-L07": "年份写成了时长。",
    "YZ-L08": "此处语法不通。",
    "YZ-L09": "写法是别的语言的，这里另有写法。",
    "YZ-L10": "表达式没有写完。",
    "YZ-L11": "表达式是空的。",
    "YZ-L12": "地方包里不用这种写法。",
    "YZ-L13": "类型写法不对。",
    "YZ-L20": "表达式太长。",
    "YZ-L21": "表达式嵌套太深。",
    "YZ-L22": "表达式节点太多。",
    "YZ-L23": "列表太长。",
    "YZ-L24": "计算量超过上限。",
    "YZ-L30": "没有这个名称。",
    "YZ-L32": "计量单位不能这样合用。",
    "YZ-L33": "这种节点在这里不能求值。",
}
