"""The phrases of one article and what each does: who, threshold, amount, cap, addition, discretion, relation, exclusion …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

WHO, THRESHOLD, AMOUNT, CAP, ADDITION = "who", "threshold", "amount", "cap", "addition"
DISCRETION, RELATION, EXCLUSION, TIME, DEPARTMENT, CLAIM, OTHER = (
    "discretion", "relation", "exclusion", "time", "department", "claim", "other",
)  # fmt: skip

ROLES = {
    WHO: "对象",
    THRESHOLD: "门槛",
    AMOUNT: "金额",
    CAP: "上限",
    ADDITION: "加成",
    DISCRETION: "裁量",
    RELATION: "叠加关系",
    EXCLUSION: "除外",
    TIME: "次数与期限",
    DEPARTMENT: "责任单位",
    CLAIM: "申报",
    OTHER: "其他",
}
"""Every role, in Chinese."""

_MONEY = r"\d[\d,.]*\s*(?:[百千]?[万亿])?元|\d[\d,.]*\s*[%％‰]"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (DEPARTMENT, re.compile(r"[（(]?(?:责任单位|牵头单位|牵头部门|责任部门|配合单位)[:：]|由.{2,30}(?:负责|牵头|会同)")),
    (RELATION, re.compile(
        r"就高不(?:就低|重复)|不(?:得)?重复(?:享受|奖励|补助|补贴|支持|申报)|择[高优一](?:享受|执行|不重复)|从高不重复"
        r"|不得同时享受|只能?(?:选择|享受|补)[^,，。]{0,6}(?:一种|一项|一次)|补[足差]差?额?|差额(?:部分)?(?:给予|补)|叠加享受|可叠加"
        r"|按最高(?:标准|奖项)?")),
    (EXCLUSION, re.compile(r"不予(?:支持|奖励|补助|受理)|不得(?:享受|申报)|(?:的|者)除外|不(?:再)?享受|取消.{0,8}资格|不适用本")),
    (ADDITION, re.compile(r"再(?:给予|奖励|补助|增加)|上浮|提高\s*\d|增加\s*\d[\d.]*\s*个?百分点|另(?:行)?(?:给予|奖励)|在此基础上")),
    (CAP, re.compile(
        rf"(?:最高|最多|累计|总额|合计|每年|单个?(?:项目|企业)?|原则上)[^,，。;；]{{0,12}}(?:不超过|限额|给予|为)?\s*(?:{_MONEY})"
        rf"|不(?:得)?超过[^,，。;；]{{0,8}}(?:{_MONEY})|(?:{_MONEY})\s*封顶|以(?:{_MONEY})为限")),
    (DISCRETION, re.compile(
        r"视[^,，。]{0,8}情况|酌情|一事一议|根据[^,，。]{0,16}(?:情况|绩效|评审|评估|贡献)|择优|经(?:评审|认定|审核|批准)"
        r"|综合评定|另行研究")),
    (AMOUNT, re.compile(
        rf"(?:给予|奖励|补助|补贴|奖补|资助|贴息|返还|减免|按|配套)[^,，。;；]{{0,30}}(?:{_MONEY})|(?:{_MONEY})[^,，。;；]{{0,10}}"
        r"(?:奖励|补助|补贴|奖补|资助|贴息)")),
    (CLAIM, re.compile(r"申报(?:时间|材料|期限|程序)|\d{1,2}\s*月(?:底|\d{1,2}\s*日)?前|提交[^,，。]{0,12}材料")),
    (TIME, re.compile(
        r"一次性|首次|连续[一二三四五六七八九十两\d]+年|每年|[一二三四五六七八九十两\d]+年内|有效期"
        r"|自(?:印发|发布|公布)之日起")),
    (WHO, re.compile(
        r"(?:对|凡|支持|鼓励)[^,，。]{2,}(?:企业|单位|项目|机构|平台|园区|个人|人才|团队|产品|的)"
        r"|^(?:新)?(?:认定|评为|获评|入选|列入)[^,，。]{2,}")),
    (THRESHOLD, re.compile(
        r"\d[\d,.]*\s*(?:[百千]?[万亿])?(?:元|人|家|户|亩|年|%|％|台|套|件|项|个百分点)?\s*(?:[（(]含[）)])?(?:及)?(?:以上|以下|以内)"
        r"|(?:不低于|不少于|不高于|不超过|达到?|超过|大于|小于|低于|高于|满|增长)\s*\d")),
)  # fmt: skip
"""Role → how it is recognised, the most telling first."""

_BREAK = re.compile(r"[^,，。;；\n]+[,，。;；]?|\n+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of an article: its role, its words without the closing sign, and where they stand in the document."""

    role: str
    words: str
    start: int
    end: int


def phrases_of(text: str, start: int, end: int) -> list[Phrase]:
    """Every phrase between two offsets of the text, in order: `text[phrase.start:phrase.end] == phrase.words`."""
    found: list[Phrase] = []
    for match in _BREAK.finditer(text, start, end):
        words = match.group().rstrip(",，。;；\n \t　")
        lead = len(words) - len(words.lstrip(" \t　\n"))
        words = words[lead:]
        if words:
            begin = match.start() + lead
            found.append(Phrase(_role(words), words, begin, begin + len(words)))
    return _joined(text, found)


def sentences_of(text: str, phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """The phrases in groups, each up to a full stop or a semicolon."""
    found: list[list[Phrase]] = [[]]
    for phrase in phrases:
        found[-1].append(phrase)
        if text[phrase.end : phrase.end + 1] in ("。", "；", ";", "\n"):
            found.append([])
    return [group for group in found if group]


def barred_of(text: str, phrases: Sequence[Phrase]) -> list[Phrase]:
    """What shuts out, each with the case it speaks of: 发生重大事故的，不予支持 is one phrase."""
    found = []
    for before, phrase in zip((None, *phrases), phrases, strict=False):
        if phrase.role == EXCLUSION:
            joined = before is not None and before.words.endswith(("的", "者")) and before.end + 1 == phrase.start
            start = before.start if joined and before is not None else phrase.start
            found.append(Phrase(EXCLUSION, text[start : phrase.end], start, phrase.end))
    return found


def _role(words: str) -> str:
    return next((role for role, pattern in _PATTERNS if pattern.search(words)), OTHER)


def _joined(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """A subject that runs over commas to its 的 or 企业 is one phrase: 对年营收…、研发…的企业."""
    found: list[Phrase] = []
    for phrase in phrases:
        before = found[-1] if found else None
        open_subject = (
            before is not None
            and before.role in (WHO, OTHER, THRESHOLD)
            and before.words.startswith(("对", "凡"))
            and not before.words.endswith(("企业", "单位", "项目", "的", "机构", "平台", "个人"))
            and text[before.end : before.end + 1] in (",", "，")
        )
        if open_subject and before is not None and phrase.role in (WHO, THRESHOLD, OTHER):
            found[-1] = Phrase(WHO, text[before.start : phrase.end], before.start, phrase.end)
        else:
            found.append(phrase)
    return found
