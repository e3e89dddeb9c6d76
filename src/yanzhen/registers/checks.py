"""Check algorithms of the numbers subjects are known by, each by its standard. Nothing is corrected in silence.

统一社会信用代码: GB 32100-2015 (check digit, positions 1–17) and GB 11714 (check of the body, positions 9–17).
证券代码: six digits. 本册编号: a pack's own number, letters and digits, for subjects that have no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

CREDIT, SECURITIES, OWN = "统一社会信用代码", "证券代码", "本册编号"
KINDS = (CREDIT, SECURITIES, OWN)

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKS_LIKE = str.maketrans("OIZS", "0125")
_LENGTH = 18
_PLAIN = re.compile(r"[0-9A-Za-z]+\Z")


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """Why a number is refused or, for a `warning`, doubted; `suggestion` is never applied by the program."""

    why: str
    suggestion: str = ""
    warning: bool = False


def normal(key: str) -> str:
    """The number in half-width capitals without spaces: the form in which it is compared and stored."""
    return "".join(unicodedata.normalize("NFKC", key).split()).upper()


def accepted(key: str, accepts: Iterable[str]) -> KeyProblem | None:
    """None when the number (in its normal form) is of one of the kinds a register accepts; else what is wrong with it.

    Eighteen letters and digits are always read as a 统一社会信用代码 where that is accepted, so that a slip in one
    never passes as a 本册编号. A register that names no kinds accepts any number.
    """
    kinds = tuple(accepts)
    if not key:
        return KeyProblem("没有填")
    if not kinds:
        return None
    if CREDIT in kinds and len(key) == _LENGTH and _PLAIN.match(key):
        return credit_code(key)
    if SECURITIES in kinds and re.fullmatch(r"[0-9]{6}", key):
        return None
    if OWN in kinds:
        return own_number(key)
    if CREDIT in kinds:
        return credit_code(key)
    return KeyProblem(f"不是{'或'.join(kinds)}", "证券代码是 6 位数字" if SECURITIES in kinds else "")


def credit_code(code: str) -> KeyProblem | None:
    """None for a sound 统一社会信用代码; a warning when only the check of its body (organisation code) fails."""
    if len(code) != _LENGTH:
        return KeyProblem(f"统一社会信用代码应为 18 位，现为 {len(code)} 位")
    wrong = sorted({sign for sign in code if sign not in _ALPHABET})
    if wrong:
        read_as = code.translate(_LOOKS_LIKE)
        fits = all(sign in _ALPHABET for sign in read_as) and read_as[-1] == check_digit(read_as)
        return KeyProblem(f"统一社会信用代码不含「{'、'.join(wrong)}」", f"是否为 {read_as}" if fits else "")
    if code[-1] != check_digit(code):
        return KeyProblem("统一社会信用代码的校验位不符（GB 32100-2015）", "对照营业执照逐位核对")
    if code[16] != body_check_digit(code):
        return KeyProblem("主体标识码（第 9–17 位）的校验位不符（GB 11714）", "对照营业执照核对", warning=True)
    return None


def check_digit(code: str) -> str:
    """The 18th character that the first 17 ask for."""
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def body_check_digit(code: str) -> str:
    """The 17th character that positions 9–16 ask for."""
    total = sum(_BODY_ALPHABET.index(sign) * weight for sign, weight in zip(code[8:16], _BODY_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11) or str(11 - total % 11)


def own_number(key: str) -> KeyProblem | None:
    """None for a 本册编号: letters (Latin or Han), digits, - and _, at most 32."""
    if len(key) > 32:
        return KeyProblem(f"本册编号最长 32 位，现为 {len(key)} 位")
    wrong = sorted({sign for sign in key if not (sign.isalnum() or sign in "-_")})
    return KeyProblem(f"本册编号只用字母和数字，不含「{'、'.join(wrong)}」") if wrong else None
