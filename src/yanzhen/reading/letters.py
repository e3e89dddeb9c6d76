"""Letters as the grammar compares them: one character for one character, so that positions stay true.

Full-width digits, letters and signs become their half-width twins, traditional forms that the grammar's own words are made of
become simplified ones. The text itself is never touched: this is a second string of the same length to look at.
"""

from __future__ import annotations

import unicodedata

_TRADITIONAL = (
    "達达億亿萬万個个戶户產产業业區区縣县鄉乡鎮镇長长會会議议開开東东書书記记與与從从進进過过時时間间們们來来對对國国"
    "條条單单實实現现點点圍围應应將将動动務务團团領领導导門门機机關关發发辦办聯联職职員员組组織织黨党勞劳無无電电車车醫医"
    "學学費费資资稅税額额總总數数標标準准項项級级據据爲为為为舉举兩两幾几號号歲岁礎础後后約约餘余類类種种層层強强廠厂"
    "場场園园線线規规劃划圖图報报聞闻訊讯設设計计劇剧農农廣广營营環环質质優优創创貫贯徹彻審审訂订調调參参見见談谈話话"
    "並并連连續续減减補补貼贴獎奖勵励務务責责確确較较億亿歷历經经濟济擴扩積积極极財财屆届當当於于圓圆"
)
_SIMPLER = dict(zip(_TRADITIONAL[::2], _TRADITIONAL[1::2]))
_SIGNS = {"。": "。", "、": "、", "﹑": "、", "﹐": ",", "｡": "。", "､": "、", "‘": "‘", "〃": "〃"}


def plain(text: str) -> str:
    """A string of the same length in which only the shape of letters differs."""
    return text.translate(_table(text))


def _table(text: str) -> dict[int, str]:
    """What to replace, for the characters that occur."""
    table = {}
    for letter in set(text):
        if letter in _SIGNS:
            twin = _SIGNS[letter]
        elif letter in _SIMPLER:
            twin = _SIMPLER[letter]
        elif ord(letter) < 0x80 or 0x4E00 <= ord(letter) <= 0x9FFF:
            continue
        elif letter in "\u00a0\u2002\u2003\u3000\t\f\v\r\x85\u2028\u2029":
            twin = " "
        else:
            twin = unicodedata.normalize("NFKC", letter)
            if len(twin) != 1 or twin in "\n":
                continue
            if twin.isspace():
                twin = " "
        if twin != letter:
            table[ord(letter)] = twin
    return table


def is_han(letter: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf"
