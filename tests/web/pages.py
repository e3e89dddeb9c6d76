"""Invented pages for intake, and sheets of them without going through an upload."""

from __future__ import annotations

import secrets

from django.utils import timezone

PAGE = """样例市发展计划发布
■样例日报记者

本报讯(虚构文本,只供测试)到2026年,规模工业企业达到250家以上,空气质量优良天数比例不低于85%。每年至少培训2万名技工。
推进甲路改造、乙河整治、丙区供水等三大重点项目建设。2026年底前完成东渠清淤。市样局要制定年度清单。任务要逐项落实落地落地。
"""
"""Gives targets with their indicators, a list with its projects, a duty, and a doubled word."""

POLICY = """样例市支持制造业若干措施（虚构文本，只供测试）
第一条 设备奖励
对年度设备投资500万元以上的企业，给予一次性奖励20万元。
第二条 认定奖励
新认定的省级示范企业，一次性奖励10万元，同一事项就高不重复享受。
"""


def add_sheet(unit, purpose: str = "plan"):
    """An open sheet of the unit with one line."""
    from yanzhen.web.intake.models import Line, Sheet

    text = PAGE if purpose == "plan" else POLICY
    sheet = Sheet.objects.create(
        purpose=purpose,
        name="样.txt",
        stored=secrets.token_hex(16),
        digest="0" * 64,
        kind="txt",
        text=text,
        unit=unit,
        who="nobody",
        at=timezone.now(),
    )
    if purpose == "plan":
        document = {
            "duty": "完成东渠清淤",
            "cite": {"title": "样例市发展计划发布", "quote": "完成东渠清淤"},
            "does": "完成东渠清淤",
        }
        start = text.index("完成东渠清淤")
        Line.objects.create(
            sheet=sheet, number=1, kind="duty", proposed=document, document=document,
            start=start, end=start + len("完成东渠清淤"), confidence="high", state="new",
        )  # fmt: skip
    return sheet
