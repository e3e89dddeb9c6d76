"""The shapes of a plan: targets, indicators, lists, projects, duties and mechanisms, with what each key means.

Beside `shapes` and `keys`, which take them in: one table of shapes, one of sentences.
"""

from __future__ import annotations

PERIODS = "year|half|quarter|month"
STATUSES = "runs|partly|planned|named_only"

SHAPES: dict[str, str] = {
    "target": f"target* of* place* due*:day goal*:goal each:{PERIODS} base:base pace:value lights:value split:split "
    "cascade:step[] department ticks:tick[]",
    "goal": "least most about within between:pair rank growth_from",
    "base": "period* value*",
    "split": "over* also_over by sum*:exact|at_least|same",
    "step": "department* does* opens:opens list clause",
    "opens": "ledger* role due*",
    "indicator": f"indicator* value* over apart_by unit* measure*:flow|ytd|stock|average period*:{PERIODS} terms:term{{}} "
    "department",
    "list": "list* count parts:texts members:texts complete:yes of:project|unit|indicator|duty|name department ticks:tick[]",
    "project": "project* place owner invest land promises:pledge[] of department ticks:tick[]",
    "pledge": "promise* due*:day done:day goal:goal",
    "duty": "duty* does* department due:day place ticks:tick[]",
    "mechanism": f"mechanism* row* page*:texts quote group status*:{STATUSES} by:texts",
}
"""Shape → its keys, in the notation of `shapes`."""

TITLES = {
    "target": "目标 plan/*.yaml",
    "goal": "目标值 goal",
    "base": "基期 base",
    "split": "分解 split",
    "step": "传导的一环 cascade",
    "opens": "交办 opens",
    "indicator": "指标 plan/*.yaml",
    "list": "名单 plan/*.yaml",
    "project": "项目 plan/*.yaml",
    "pledge": "项目的承诺 promises",
    "duty": "任务 plan/*.yaml",
    "mechanism": "机制 mechanisms.yaml",
}

_DEPARTMENT = "由谁负责；文本没有写的写 未载明"
_TICKS = "看过并确认的 W 级检查，一列 {id, reason}"

SENTENCES: dict[str, dict[str, str]] = {
    "target": {
        "target": "目标的编号；定下不改",
        "of": "哪个指标",
        "place": "哪个地区，地区代码或名称",
        "due": "到哪一天；文本没有写的写 未载明",
        "goal": "要达到什么：least、most、about、between、rank 中的一个",
        "each": "每期都要达到：year 每年，quarter 每季……；不写即到 due 为止达到",
        "base": "基期和基期值，从它算起走了多远",
        "pace": "序时：by 日期 的表，到某日应到多少",
        "lights": "红黄绿：by 差距 的表",
        "split": "怎样分解到下级",
        "cascade": "目标怎样一级一级落到名单和企业",
        "department": _DEPARTMENT,
        "ticks": _TICKS,
    },
    "goal": {
        "least": "不低于（含）",
        "most": "不高于（含）",
        "about": "左右；within 说差多少以内算达到",
        "within": "about 的幅度，如 3%",
        "between": "[最低, 最高]",
        "rank": "不低于第几名",
        "growth_from": "least 是增长率时，从哪一期算起",
    },
    "base": {"period": "基期，如 2023", "value": "基期值"},
    "split": {
        "over": "分到哪个代码表的各项，如 县市区",
        "also_over": "另一种划分，如 园区；两种不相加",
        "by": "没有写明的各份按什么比例",
        "sum": "exact 各份之和等于总数，at_least 不少于总数，same 各单位同一比率",
    },
    "step": {
        "department": "由谁做",
        "does": "做什么",
        "opens": "开哪本清单台账、何时到期",
        "list": "建哪份名单",
        "clause": "看哪一条款的判定",
    },
    "opens": {"ledger": "哪本清单台账", "role": "交给什么岗位", "due": "到期日"},
    "indicator": {
        "indicator": "指标的名称",
        "value": "怎样算；由统计部门公布、不由本系统计算的写 未载明",
        "over": "看哪个总体",
        "apart_by": "怎样分组",
        "unit": "计量单位",
        "measure": "flow 发生额，ytd 累计数，stock 时点数，average 平均数",
        "period": "多久一个值",
        "terms": "本处的定义",
        "department": _DEPARTMENT,
    },
    "list": {
        "list": "名单的名称",
        "count": "名单自称有几项；不写的从名称里的数认",
        "parts": "复合代号各部分的数，如 五全一常态 为 [5, 1]",
        "members": "各项的名称；文本没有展开的写 未载明",
        "complete": "否：文本只列了其中几项",
        "of": "各项是什么：project 项目，unit 单位，indicator 指标，duty 任务，name 只是名称",
        "department": _DEPARTMENT,
        "ticks": _TICKS,
    },
    "project": {
        "project": "项目的名称",
        "place": "在哪个地区",
        "owner": "由哪个单位建设",
        "invest": "总投资",
        "land": "用地",
        "promises": "谁承诺了什么、何时",
        "of": "用哪个指标看进度",
        "department": _DEPARTMENT,
        "ticks": _TICKS,
    },
    "pledge": {"promise": "承诺什么，如 开工", "due": "承诺的日期", "done": "兑现的日期", "goal": "承诺的数"},
    "duty": {
        "duty": "任务的编号",
        "does": "做什么",
        "department": _DEPARTMENT,
        "due": "何时完成；文本没有写的写 未载明",
        "place": "在哪个地区",
        "ticks": _TICKS,
    },
    "mechanism": {
        "mechanism": "机制的名称",
        "row": "总表里的行号，由 1 起",
        "page": "见于哪几个版面",
        "quote": "原文半句，不超过 40 字",
        "group": "归在哪一类",
        "status": "runs 已运行，partly 部分运行，planned 待建，named_only 文本只提到名称",
        "by": "由哪些条款、定义、方案、目标、名单、项目落实，一列编号",
    },
}

DEFAULTS = {
    "goal.within": "3%，假定",
    "list.of": "name",
    "list.complete": "是",
    "list.members": "未载明",
    "target.department": "未载明",
}
