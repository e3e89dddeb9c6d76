"""What the page of components shows; invented, and the page says so."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from yanzhen.web.frame.templatetags.parts import Reason

SAMPLES: dict[str, Any] = {
    "sums": (
        (_("应享合计"), 17_070_000, "万元", False),
        (_("差一步可增"), 28_800_000, "万元", True),
        (_("拨付明细"), 17_072_000, "元", False),
    ),
    "reasons": [
        Reason(
            "near",
            _("全部满足"),
            _("差 1 项"),
            parts=(
                Reason("met", _("列入培育名单"), _("是"), _("工信 · 截至 2025-09-30")),
                Reason("near", _("设备投资达到门槛"), "476.80", _("工信 · 年度")),
                Reason(
                    "met",
                    _("任一满足"),
                    _("是"),
                    parts=(
                        Reason("met", _("项目已备案"), _("是")),
                        Reason("facts", _("项目已验收"), _("缺数据，不影响")),
                    ),
                ),
            ),
        )
    ],
    "steps": (_("判定"), _("确认"), _("公示"), _("拨付")),
    "events": (
        {"when": "10-23", "what": _("公示满，转财政拨付"), "who": _("财政岗"), "state": "next"},
        {"when": "10-17", "what": _("确认领取"), "who": _("企业"), "state": ""},
        {"when": "10-12", "what": _("逾期，自动升级"), "who": _("自动触发"), "state": "late"},
    ),
    "chart": {
        "xAxis": {"type": "category", "data": ["2021", "2022", "2023", "2024"]},
        "yAxis": {"type": "value", "name": "万元"},
        "series": [{"type": "bar", "data": [120, 180, 260, 310], "barWidth": 28}],
    },
}
