"""Text becomes tokens, each with its place in the text as written.

Full-width signs are read as their twins (（ as (, ≥ as >=, “ as a quote …) without touching the text, so a position in a
message is a position in the document. Names are compared after NFKC. What a token means is the parser's business: here a
keyword is a name, and a unit is a name after a number.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from yanzhen.errors import LanguageError, Span
from yanzhen.language.numbers import rounded

TWINS = {
    "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "“": '"', "”": '"',
} | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # fmt: skip
"""Signs read as another; the block of full-width ASCII is shifted as a whole."""

SYMBOLS = ("**", "..", "<=", ">=", "!=", "->", "==", "=>", "=<", "<>", "&&", "||")
"""Signs of two characters, the last six only so that a message can name them."""

SINGLE = frozenset("()[]{},.:+-*/<>=@%‰·!&|?;'`^$#~\\")
STRAIGHT = frozenset('"＂')
CURLY = frozenset("“”")
QUOTES = STRAIGHT | CURLY
"""Text opened by a straight quote may hold curly ones, and the other way round."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text: `kind` is number, text, name, symbol or end; `text` is normalised, the span is not."""

    kind: str
    text: str
    start: int
    end: int
    value: object = None

    @property
    def span(self) -> Span:
        """Where it stands in the text as written."""
        return Span(self.start, self.end)


class Lexer:
    """Reads one text. `full` allows what FEEL allows in names, text and numbers."""

    def __init__(self, text: str, *, full: bool, digits: int) -> None:
        self.text = text
        self.full = full
        self.digits = digits
        self.at = 0
        self.tokens: list[Token] = []

    def read(self) -> list[Token]:
        """All tokens in order, the last one of kind end."""
        size = len(self.text)
        while True:
            self._skip()
            if self.at >= size:
                self.tokens.append(Token("end", "", size, size))
                return self.tokens
            self.tokens.append(self._next())

    def _skip(self) -> None:
        """Past blanks and comments; an open comment runs to the end."""
        text, size = self.text, len(self.text)
        while self.at < size:
            if text[self.at].isspace() or text[self.at] in "\ufeff\u200b":
                self.at += 1
            elif self._twin(self.at) == "/" and self._twin(self.at + 1) == "/":
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            elif self._twin(self.at) == "/" and self._twin(self.at + 1) == "*":
                end = text.find("*/", self.at + 2)
                if end < 0:
                    raise self.error("YZ-L02", "注释 /* 没有结尾 */", self.at, self.at + 2, "在注释末尾写 */")
                self.at = end + 2
            else:
                return

    def _twin(self, at: int) -> str:
        if at >= len(self.text):
            return ""
        sign = self.text[at]
        return TWINS.get(sign, sign)

    def _next(self) -> Token:
        sign = self._twin(self.at)
        if self.text[self.at] in QUOTES:
            return self._quoted()
        if _digit(sign) or (sign == "." and _digit(self._twin(self.at + 1))):
            return self._number()
        if self._starts_name(sign):
            return self._name()
        start = self.at
        if len(sign) == 2:
            self.at += 1
            return Token("symbol", sign, start, self.at)
        pair = sign + self._twin(start + 1)
        if pair in SYMBOLS:
            self.at += 2
            return Token("symbol", pair, start, self.at)
        if sign in SINGLE:
            self.at += 1
            return Token("symbol", sign, start, self.at)
        name = unicodedata.name(sign, f"U+{ord(sign):04X}")
        hint = "列举用逗号" if sign == "、" else "名称只用汉字、字母、数字和下划线；其他写进 title"
        raise self.error("YZ-L01", f"不认识的字符「{sign}」（{name}）", start, start + 1, hint)

    # ------------------------------------------------------------ names

    def _starts_name(self, sign: str) -> bool:
        if len(sign) != 1:
            return False
        if sign == "_" or unicodedata.category(sign)[0] == "L" or unicodedata.category(sign) == "Nl":
            return True
        return self.full and (sign == "?" or _feel_name_sign(ord(sign)))

    def _name(self) -> Token:
        start = self.at
        while self.at < len(self.text):
            sign = self._twin(self.at)
            if len(sign) == 1 and (self._starts_name(sign) or unicodedata.category(sign) in ("Nd", "Mn", "Mc")):
                self.at += 1
            else:
                break
        return Token("name", unicodedata.normalize("NFKC", self.text[start : self.at]), start, self.at)

    # ------------------------------------------------------------ numbers

    def _number(self) -> Token:
        start = self.at
        whole = self._digits()
        part = ""
        if self._twin(self.at) == "." and _digit(self._twin(self.at + 1)):
            self.at += 1
            part = self._digits()
        written = (whole or "0") + ("." + part if part else "")
        power = self._exponent()
        significant = (whole + part).lstrip("0")
        if len(significant) > self.digits and not self.full:
            raise self.error(
                "YZ-L04", f"数字有 {len(significant)} 位，最多 {self.digits} 位", start, self.at, "检查数字"
            )
        if len(written) > 1_000:
            raise self.error("YZ-L04", f"数字有 {len(written)} 位，太长", start, self.at, "最多保留 34 位有效数字")
        value = Fraction(written) * Fraction(10) ** power
        if self.full and len(significant) > self.digits:
            value = rounded(value)
        return Token("number", written + (f"e{power}" if power else ""), start, self.at, value)

    def _digits(self) -> str:
        start = self.at
        while _digit(self._twin(self.at)):
            self.at += 1
        return unicodedata.normalize("NFKC", self.text[start : self.at])

    def _exponent(self) -> int:
        """The power of ten after a number of full FEEL; in packs `e` would be a unit and is refused as one."""
        if not self.full or self._twin(self.at) not in ("e", "E"):
            return 0
        sign = self._twin(self.at + 1)
        step = 2 if sign in ("+", "-") else 1
        if not _digit(self._twin(self.at + step)):
            return 0
        start = self.at
        self.at += step
        digits = self._digits()
        power = int(digits) if len(digits) < 6 else 99_999
        if power > 6_200:
            raise self.error("YZ-L04", "指数超出范围", start, self.at, "指数在 -6143 与 6144 之间")
        return -power if sign == "-" else power

    # ------------------------------------------------------------ text

    def _quoted(self) -> Token:
        start = self.at
        closing = CURLY if self.text[start] in CURLY else STRAIGHT
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign in closing:
                self.at += 1
                return Token("text", _pair("".join(parts)), start, self.at, _pair("".join(parts)))
            if sign == "\n" and not self.full:
                break
            if sign == "\\":
                parts.append(self._escape())
            else:
                parts.append(sign)
                self.at += 1
        raise self.error("YZ-L02", "这里开始的引号没有结尾", start, start + 1, '文字写在一对引号里，如 "国家级"')

    def _escape(self) -> str:
        """The character an escape stands for; an unknown one is itself, backslash included (regular expressions)."""
        text, at = self.text, self.at + 1
        kind = text[at : at + 1]
        if kind in ("n", "r", "t"):
            self.at += 2
            return {"n": "\n", "r": "\r", "t": "\t"}[kind]
        if kind in ('"', "\\", "'"):
            self.at += 2
            return kind
        width = {"u": 4, "U": 6}.get(kind, 0)
        digits = text[at + 1 : at + 1 + width]
        if width and len(digits) == width and all(sign in "0123456789abcdefABCDEF" for sign in digits):
            code = int(digits, 16)
            if code <= 0x10FFFF:
                self.at += 2 + width
                return chr(code)
        self.at += 1
        return "\\"

    def error(self, code: str, what: str, start: int, end: int, hint: str) -> LanguageError:
        """An error at this place of the text."""
        return LanguageError(what, code=code, text=self.text, span=Span(start, end), hint=hint)


def tokens_of(text: str, *, full: bool = False, digits: int = 28) -> list[Token]:
    """All tokens of the text, the last of kind end; LanguageError on a sign or quote that cannot be read."""
    return Lexer(text, full=full, digits=digits).read()


def _digit(sign: str) -> bool:
    return len(sign) == 1 and "0" <= sign <= "9"


def _feel_name_sign(code: int) -> bool:
    """Signs beyond letters that FEEL's grammar allows in names (rule 28: name start char)."""
    return 0x200C <= code <= 0x200D or 0x2070 <= code <= 0x218F or 0x10000 <= code <= 0xEFFFF


def _pair(text: str) -> str:
    """Surrogates written as two escapes become one character; a lone one becomes U+FFFD."""
    if all(not 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
