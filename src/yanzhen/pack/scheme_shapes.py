"""The closed shapes of an evaluation scheme, and every key of them in one sentence."""

from __future__ import annotations

SCHEME_SHAPES: dict[str, str] = {
    "scheme": "scheme* for period:year|half|quarter|month in_force*:in_force place replaces who:conditions unless:conditions "
    "unrated:unrated[] groups*:group[] apart_by:texts terms:term{} bonus:points[] penalty:points[] order cuts:names "
    "score:round round:round refill:yes veto:veto[] protect:protect[] publish:publish department ticks:tick[]",
    "group": "group* who:conditions unless:conditions items*:item[]",
    "item": "item* value*:value weight* shape*:ratio|min_max|inverse|rank|table against:value most least floor "
    "missing:组内平均得分|零分|不参评",
    "points": "when:condition points* most",
    "unrated": "when*:condition as*",
    "veto": "when*:condition at_best*",
    "protect": "when*:condition at_worst*",
    "publish": "due objection silence",
}

SCHEME_TITLES = {
    "scheme": "评价方案 schemes/*.yaml",
    "group": "评价的一组 groups",
    "item": "一项指标 items",
    "points": "加分、扣分 bonus、penalty",
    "unrated": "不参评 unrated",
    "veto": "否决 veto",
    "protect": "保护 protect",
    "publish": "公布与异议 publish",
}

SCHEME_SENTENCES: dict[str, dict[str, str]] = {
    "scheme": {
        "scheme": "方案的名称，等次(…)、总分(…) 用它；定下不改",
        "for": "评哪本台账的行",
        "period": "多久评一次：year 年，half 半年，quarter 季，month 月",
        "in_force": "有效期：自何日、至何日（不含）、按哪一天看",
        "place": "适用的地域，不是条件",
        "replaces": "取代哪个方案；旧的在新方案起始日终止",
        "who": "参评须都符合的条件；确不符合的不在评价范围",
        "unless": "不在评价范围的情形",
        "unrated": "在范围内但不参评的：when 情形，as 写作哪一等（如 T）；不占户数",
        "groups": "分开评的各组，依次看，归入第一个符合的",
        "apart_by": "各组之内再按什么分开排名，如 县区",
        "terms": "本方案的定义；over: 本组 的，在同组参评的各户上求",
        "bonus": "加分，一列",
        "penalty": "扣分，一列",
        "order": "排名的先后，如 总分 desc, 入库税收 desc；再并列的并列",
        "cuts": "等次由好到差：「A: 20%」是自前而后累计的占比，「A: 90 分」是最低分；并列跨线的从优",
        "score": "每项得分、加分、扣分取到多少分",
        "round": "按占比定户数时怎样取整",
        "refill": "是：否决空出的名额由后面的递补；否：不递补",
        "veto": "一票否决，一列：when 情形，at_best 最好到哪一等",
        "protect": "保护，一列：when 情形，at_worst 最差到哪一等；已被否决的不保护",
        "publish": "公布、异议的期限和做法，写给人看",
        "department": "由谁负责；文本没有写的写 未载明",
        "ticks": "看过并确认的 W 级检查，一列 {id, reason}",
    },
    "group": {
        "group": "组的名称，如 规上",
        "who": "归入这一组须都符合的条件",
        "unless": "不归入这一组的情形",
        "items": "各项指标",
    },
    "item": {
        "item": "指标的名称",
        "value": "指标值的式子；shape: table 时是一张给分的表",
        "weight": "满分多少：分，或 %（按百分制）",
        "shape": "计分方法：ratio 值÷基准×权重，min_max 极差法，inverse（2－值÷基准）×权重，rank 按名次，table 查表给分",
        "against": "ratio、inverse 的基准值；可写 2 * 均值(…)、最大(…)，按本组参评各户求",
        "most": "本项最多得多少：分，或权重的 %；不写即不封顶",
        "least": "本项最少得多少：分，或权重的 %",
        "floor": "min_max 最小值的起评分，占权重的 %，或百分制的分",
        "missing": "缺数或无从计算时文本怎样规定：组内平均得分、零分、不参评；不写即待定",
    },
    "points": {
        "when": "什么情形",
        "points": "几分：数，或以分计的式子",
        "most": "这一条最多几分",
    },
    "unrated": {"when": "什么情形", "as": "写作哪一等，如 T"},
    "veto": {"when": "什么情形", "at_best": "最好到哪一等"},
    "protect": {"when": "什么情形", "at_worst": "最差到哪一等"},
    "publish": {"due": "公示到何时", "objection": "怎样提异议", "silence": "逾期不提怎样看"},
}

SCHEME_DEFAULTS = {
    "scheme.for": "企业", "scheme.period": "year", "scheme.place": "包的", "scheme.order": "总分 desc",
    "scheme.cuts": "不分等次", "scheme.score": "0.0001 分，half_up", "scheme.round": "half_up", "scheme.refill": "否",
    "item.least": "inverse 为 0 分，其余不设", "item.floor": "0", "points.when": "一直",
}  # fmt: skip
