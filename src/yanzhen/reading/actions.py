"""Verbs with which plans say what is to be done, and the adverbs that stand before them.

An action is a clause that begins with a verb of doing, perhaps behind adverbs (加快、全力、进一步) or words that call on someone
(要、推动、鼓励). Verbs of attitude (提高站位、增强使命感、坚持) are no actions.
"""

from __future__ import annotations

import re

from yanzhen.reading.vocabulary import either

_verbs, _adverbs = either("doing"), either("manner")

ACTION = re.compile(f"(?P<manner>(?:(?:{_adverbs})、?(?:地)?){{0,6}})(?P<verb>{_verbs})")
"""Adverbs, then the verb of an action, at the head of a clause."""

_STRONG = re.compile(
    f"(?:{_adverbs}){{0,2}}(?:抓好|推进|建设|实施|完善|加强|深化|打造|落实|开展|建立|健全|融入|提升|促进|培育|制定)"
)

ATTITUDE = re.compile(
    "提高.{0,6}站位|增强.{0,20}(?:感|意识|自信|定力|紧迫)|强化.{0,8}(?:意识|认识)|深刻认识|统一思想|提高认识|坚定.{0,6}(?:自信|信心)|认清|深入学习|深入贯彻|学习贯彻|传达|牢固树立.{0,12}(?:意识|理念|思维)|"
    "研究部署|势在必行|重要举措|前景|发挥.{0,20}(?:作用|优势)|(?:提升|提高|增强)[^,]{0,24}(?:水平|感|满意度|[^能]力|质效|实效)$|树立.{0,12}(?:意识|理念|思维)|深入认识|奋力|唱响|展现|彰显|谱写|迎接|贡献|携手|感谢|担当|不忘|坚持|立足|把握|抢抓.{0,10}机遇|保持.{0,6}定力|弘扬.{0,6}精神"
)
"""A clause of attitude: nothing in it can be done and reported."""


def begins_with_action(words: str) -> bool:
    """Whether words begin as a clause of doing does; a paragraph that goes on after a comma often begins so."""
    return _STRONG.match(words) is not None
