"""Names with numbers in them: 十大重点交通项目, 六种关系, “五制一平台”, “双减”, 三年行动计划; and how many they declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.reading.actions import ACTION
from yanzhen.reading.numerals import count_of
from yanzhen.reading.vocabulary import either, words

_N = r"(?:[二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]|\d{1,2})"
_GREAT = re.compile(
    rf"(?P<open>[“‘「])?(?P<count>{_N})大(?P<noun>[\u4e00-\u9fff]{{1,12}})(?P<close>[”’」](?P<tail>[\u4e00-\u9fff]{{0,6}}))?"
)
_KINDS = re.compile(
    rf"(?P<open>[“‘「])?(?<![第\d一二三四五六七八九十百])(?P<count>{_N})(?P<class>个|种|项|条|类|位|名|家|件|大|座|支|方面)(?P<noun>[\u4e00-\u9fff]{{0,12}})(?P<close>[”’」])?"
)
_QUOTED = re.compile(r"[“‘「](?P<name>[\u4e00-\u9fff\d+·]{2,12})[”’」](?P<tail>[\u4e00-\u9fff]{0,8})")
_PARTS = re.compile(
    r"(?P<count>\d{1,3}|双(?:[十百千]+)?|[一二两三四五六七八九十百千多]+)(?P<what>[^\d一二两双三四五六七八九十百千多]{1,4})"
)
_YEARS = re.compile(
    r"[“‘「]?(?<![个第])(?P<count>[二两三四五六七八九十]|\d{1,2})年(?P<noun>行动(?:计划|方案)?|禁渔|攻坚(?:行动)?|规划|计划)[”’」]?"
)
_STOP = ("建设", "落地", "实现", "组建", "开展", "进行", "行列", "获", "出席", "参加", "踊跃", "表现")
_TAILS = (
    "工作机制",
    "机制",
    "工程",
    "行动",
    "计划",
    "要求",
    "战略",
    "政策",
    "企业",
    "制度",
    "体系",
    "模式",
    "项目",
    "园区",
    "服务",
    "工作",
    "措施",
    "硬措施",
    "平台",
)
_NO_LABEL = frozenset(words("no_label"))


@dataclass(frozen=True, slots=True)
class Label:
    """A name with its count. The range is that of the name with its quotation marks; `noun` is what is counted.

    `great`: N大…; `kinds`: N个、N种…, a list only where items are found; `code`: a composite name.
    """

    start: int
    end: int
    name: str
    noun: str
    count: int | None
    form: str
    parts: tuple[int | None, ...] = ()
    note: str | None = None


def labels_of(text: str) -> Iterator[Label]:
    """The labels of one paragraph in order, none inside another."""
    found = [*_great(text), *_years(text), *_codes(text), *_kinds(text)]
    at = 0
    rank = {"great": 0, "years": 1, "code": 2, "kinds": 3}
    for label in sorted(found, key=lambda label: (label.start, rank[label.form])):
        if label.start >= at:
            yield label
            at = label.end


def _great(text: str) -> Iterator[Label]:
    for match in _GREAT.finditer(text):
        if text[match.start("count") - 1 : match.start("count")] == "第":
            continue
        count = count_of(match["count"])
        tail = match["tail"] or ""
        closed = match["close"] is not None
        noun = match["noun"] if closed else _noun(match["noun"])
        tail = (
            next((word for word in _TAILS if tail.startswith(word) and not noun.endswith(word)), "") if closed else ""
        )
        if not closed and match["open"]:
            continue
        if text[match.start() - 2 : match.start()] == "党的":
            continue
        if count is None or count < 2 or not noun or (len(noun) < 2 and not tail):
            continue
        end = match.start("noun") + len(noun) if not closed else match.end("close") + len(tail)
        if len(match["noun"]) < 2 and not closed:
            continue
        yield Label(match.start(), end, f"{match['count']}大{noun}{tail}", noun + tail, count, "great")


def _noun(run: str) -> str:
    """The noun at the head of a run of characters, up to its closing noun; empty when nothing closes it before a verb."""
    cut = len(run)
    for at in range(1, len(run)):
        if any(run.startswith(word, at) for word in _STOP) or (at > 1 and _verb(run, at)):
            cut = at
            break
    end = 0
    for match in re.finditer(either("heads"), run[:cut]):
        if not end or match.start() == end:
            end = match.end()
    return run[:end]


def _verb(run: str, at: int) -> bool:
    match = ACTION.match(run, at)
    return match is not None and len(match["verb"]) >= 2 and match["verb"] not in words("heads") and not match["manner"]


def _kinds(text: str) -> Iterator[Label]:
    for match in _KINDS.finditer(text):
        count = count_of(match["count"])
        closed = match["open"] is not None and match["close"] is not None
        if match["class"] == "大" or count is None or count < 2 or (match["open"] and not closed):
            continue
        noun = match["noun"] if closed else _noun(match["noun"])
        if match["class"] == "方面":
            noun = "方面"
        if not noun and not closed:
            continue
        end = match.end() if closed else match.start("noun") + (0 if match["class"] == "方面" else len(noun))
        name = f"{match['count']}{match['class']}{'' if match['class'] == '方面' else noun}"
        yield Label(match.start(), end, name, noun, count, "code" if closed else "kinds")


def _years(text: str) -> Iterator[Label]:
    for match in _YEARS.finditer(text):
        yield Label(
            match.start(), match.end(), match[0].strip("“”‘’「」"), match["noun"], None, "years", note="年限,非列表"
        )


def _codes(text: str) -> Iterator[Label]:
    for match in _QUOTED.finditer(text):
        name = match["name"]
        if name in _NO_LABEL or re.search(r"[年月日第]", name):
            continue
        name_read = "双" + name[2:] if name.startswith("双一") else re.sub(r"\d+强", "强", name)
        if name.endswith("榜"):
            yield Label(match.start(), match.end("name") + 1, name, "", None, "code", note="榜单名,非列表")
            continue
        parts = list(_PARTS.finditer(name_read))
        if not parts or (sum(part.end() - part.start() for part in parts) < len(name_read) - 3 and len(parts) < 2):
            continue
        counts = tuple(_count(part["count"]) for part in parts)
        if len(parts) == 1 and (
            parts[0].start() > 3 or (counts[0] is not None and counts[0] < 2) or not _names(name, parts[0])
        ):
            continue
        if len(parts) > 1 and parts[0].start() > 2:
            continue
        known = [count for count in counts if count is not None]
        total = sum(known) if len(known) == len(counts) else None
        if total is not None and total < 2:
            continue
        tail = next((word for word in _TAILS if match["tail"].startswith(word)), "")
        end = match.end("name") + 1
        yield Label(match.start(), end, name, tail, total, "code", counts if len(counts) > 1 else ())


def _names(name: str, part: re.Match[str]) -> bool:
    """Whether one number in a quoted name counts something: 双减, 三鬼, 四上企业, 凡提四必; not 一次, 十分, 万一."""
    if part["count"] in ("千", "百", "多") and part.start():
        return False
    return part["what"][0] not in "分次回度方面心点" and len(name) <= 8


def _count(written: str) -> int | None:
    if written == "双":
        return 2
    if "多" in written or written.startswith("双") or written in ("千", "百十"):
        return None
    return 100 if written == "百" else count_of(written)
