"""The parser's ground floor: where it is, what it may build, brackets, names with spaces, types.

It knows nothing of expressions; `parser_tests.py` and `parser.py` build the grammar on it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from yanzhen.errors import LanguageError, Span
from yanzhen.language import tree
from yanzhen.language.bounds import Bounds
from yanzhen.language.feel.names import FUNCTIONS, PROPERTIES, TYPES
from yanzhen.language.lexer import Token, tokens_of
from yanzhen.language.mistakes import slip_at
from yanzhen.language.tree import Node

KEYWORDS = frozenset({
    "and", "or", "not", "in", "if", "then", "else", "some", "every", "satisfies", "between", "return", "for", "function",
    "instance", "of", "true", "false", "null", "是", "否",
})  # fmt: skip
NAME_SIGNS = frozenset({"+", "-", "*", "/", "**", "'", ".", "·"})
"""Signs that FEEL allows inside a name once the name is declared (`foo-bar`)."""

CLOSING = {"(": ")", "[": "]", "{": "}"}


class Parts:
    """Position, bounds and the small readers."""

    def __init__(self, text: str, *, full: bool, bounds: Bounds, names: Iterable[str] = ()) -> None:
        self.text = text
        self.full = full
        self.bounds = bounds
        self.tokens = tokens_of(text, full=full, digits=bounds.digits)
        self.at = 0
        self.level = 0
        self.brackets: list[Token] = []
        self.made: dict[int, tuple[int, Node]] = {}
        self.closings: dict[int, int] = {}
        self.range_end = -1
        self.known: dict[str, list[tuple[str, ...]]] = {}
        for name in (*FUNCTIONS, *names) if full else ():
            self.declare(name)
        self.properties = tuple(tuple(name.split()) for name in PROPERTIES) if full else ()

    # ------------------------------------------------------------ position

    @property
    def here(self) -> Token:
        """The token to be read."""
        return self.tokens[self.at]

    def peek(self, step: int) -> Token:
        """A token further on (or back); the end token beyond the end."""
        return self.tokens[min(self.at + step, len(self.tokens) - 1)]

    def is_symbol(self, sign: str) -> bool:
        """Whether the token here is this sign."""
        return self.here.kind == "symbol" and self.here.text == sign

    def word(self, word: str, hint: str) -> None:
        """Past this keyword, which must stand here."""
        if self.here.kind != "name" or self.here.text != word:
            raise self.stuck(f"这里要有 {word}", hint)
        self.at += 1

    def symbol(self, sign: str, hint: str) -> None:
        """Past this sign, which must stand here."""
        if not self.is_symbol(sign):
            raise self.stuck(f"这里要有 {sign}", hint)
        self.at += 1

    # ------------------------------------------------------------ bounds and errors

    def enter(self) -> None:
        """One more thing begun and unfinished; refused before the stack could run out."""
        self.level += 1
        if self.level > self.bounds.unfinished:
            raise self.too_deep()

    def too_deep(self) -> LanguageError:
        """The refusal of nesting beyond the bound."""
        what = f"表达式嵌套超过 {self.bounds.depth} 层"
        return self.error("YZ-L21", what, self.here.span, "拆成几条条件，或把一部分定义为术语（terms）")

    def make(self, kind: type[Node], *fields: object, span: Span) -> Node:
        """A node of this kind, counted; refused when the tree gets too deep or too large."""
        node = kind(*fields, span=span)
        depth = 1 + max((self.made[id(child)][0] for child in tree.children(node)), default=0)
        self.made[id(node)] = (depth, node)
        if depth > self.bounds.depth:
            raise self.too_deep()
        if len(self.made) > self.bounds.nodes:
            what = f"表达式超过 {self.bounds.nodes} 个节点"
            raise self.error("YZ-L22", what, self.here.span, "拆成几条条件，或写成表（steps、match）")
        return node

    def closed(self, node: Node) -> bool:
        """Whether the node was written in brackets of its own."""
        return id(node) in self.closings

    def count_items(self, items: list, opening: Token) -> None:
        """Refused when a list grows beyond the bound."""
        if len(items) > self.bounds.items:
            what = f"列表超过 {self.bounds.items} 项"
            raise self.error("YZ-L23", what, opening.span, "长列表写成代码表，用 属于(代码, 节点)")

    def full_only(self, what: str, span: Span, hint: str) -> None:
        """Refused in packs."""
        if not self.full:
            raise self.error("YZ-L12", f"地方包里不用 {what}", span, hint)

    def error(self, code: str, what: str, span: Span, hint: str) -> LanguageError:
        """An error at a place of this text."""
        return LanguageError(what, code=code, text=self.text, span=span, hint=hint)

    def stuck(self, what: str = "", hint: str = "") -> LanguageError:
        """Reading cannot go on here: a known slip, an open bracket, an unfinished or a wrong text."""
        token = self.here
        slip = slip_at(self.tokens, self.at, expected=bool(what))
        if slip is not None:
            return self.error("YZ-L09", f"读不懂这里的「{self._written(slip[0])}」", slip[0].span, slip[1])
        if token.kind == "end":
            if self.brackets:
                opening = self.brackets[-1]
                return self._unclosed(opening)
            return self.error("YZ-L10", what or "表达式没有写完", token.span, hint or "补全后半句")
        if token.kind == "symbol" and token.text in CLOSING.values() and not what:
            return self._unopened(token)
        return self.error(
            "YZ-L08", what or f"读不懂这里的「{self._written(token)}」", token.span, hint or "检查前后的运算符和括号"
        )

    def _written(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def _unclosed(self, opening: Token) -> LanguageError:
        sign = CLOSING.get(opening.text, ")")
        return self.error(
            "YZ-L03", f"这里的「{opening.text}」没有配对的「{sign}」", opening.span, f"在它包住的内容后面补 {sign}"
        )

    def _unopened(self, token: Token) -> LanguageError:
        if self.brackets:
            opening = self.brackets[-1]
            if CLOSING.get(opening.text) == token.text:
                return self.error(
                    "YZ-L08", f"「{token.text}」前面少了一个值", token.span, "补上值，或去掉多余的逗号、运算符"
                )
            return self.error(
                "YZ-L03",
                f"「{opening.text}」要用「{CLOSING.get(opening.text, ')')}」收尾，这里是「{token.text}」",
                token.span,
                "括号要成对",
            )
        return self.error("YZ-L03", f"多出一个「{token.text}」", token.span, "去掉它，或在前面补上与它配对的括号")

    # ------------------------------------------------------------ brackets

    def open_bracket(self) -> Token:
        """Past an opening bracket."""
        opening = self.here
        self.brackets.append(opening)
        self.enter()
        if len(self.brackets) > self.bounds.depth:
            raise self.too_deep()
        self.at += 1
        return opening

    def close_bracket(self, opening: Token, sign: str) -> Token:
        """Past the closing bracket, which must stand here."""
        if not self.is_symbol(sign):
            raise self.stuck() if self.here.kind != "end" else self._unclosed(opening)
        self.brackets.pop()
        self.level -= 1
        self.at += 1
        return self.peek(-1)

    def comma(self, opening: Token, closing: str) -> None:
        """Past the comma between two items."""
        if not self.is_symbol(","):
            raise self.stuck() if self.here.kind != "end" else self._unclosed(opening)
        self.at += 1

    # ------------------------------------------------------------ names

    def declare(self, name: str) -> None:
        """From here on this name is read as one, spaces and signs included."""
        if not self.full:
            return
        try:
            words = tuple(token.text for token in tokens_of(name, full=True)[:-1])
        except LanguageError:
            return  # a key in quotes may hold anything; what cannot be read as words cannot be written as a name either
        if len(words) > 1:
            known = self.known.setdefault(words[0], [])
            if words not in known:
                known.append(words)
                known.sort(key=len, reverse=True)

    def name_here(self, *, after_dot: bool = False) -> tuple[str, int]:
        """The longest declared name that begins here and how many tokens it takes; else the single word."""
        first = self.here.text
        for words in (*self.known.get(first, ()), *(self.properties if after_dot else ())):
            if all(self.peek(step).text == word for step, word in enumerate(words)):
                return _joined(words), len(words)
        return first, 1

    def key_length(self) -> int:
        """How many tokens a key before a colon takes here; 0 when there is no key."""
        step = 0
        while step < 24:
            token = self.peek(step)
            if token.kind == "symbol" and token.text == ":":
                return step
            if token.kind == "name" or (step and (token.kind == "number" or token.text in NAME_SIGNS)):
                step += 1
            else:
                return 0
        return 0

    def key_name(self, length: int, *, declare: bool = False) -> str:
        """The key of that many tokens, past its colon."""
        words = tuple(self.peek(step).text for step in range(length))
        self.at += length + 1
        name = _joined(words)
        if declare and length > 1:
            self.declare(" ".join(words))
        return name

    def variable(self, *until: str) -> str:
        """A new name, read up to one of these words, and declared."""
        words: list[str] = []
        while self.here.kind == "name" and (self.here.text not in until) and (self.full or not words):
            if self.here.text in KEYWORDS and not words:
                break
            words.append(self.here.text)
            self.at += 1
        if not words:
            raise self.stuck("这里要有一个变量名", "写作 some x in 列表 satisfies 条件")
        self.declare(" ".join(words))
        return _joined(tuple(words))

    def type_name(self) -> str:
        """A type, as normalised text."""
        self.enter()
        for name in TYPES:
            words = name.split()
            if all(self.peek(step).text == word for step, word in enumerate(words)):
                self.at += len(words)
                break
        else:
            if self.here.kind != "name":
                raise self.error("YZ-L13", "这里要有一个类型", self.here.span, "如 number、string、date、list<number>")
            name = self.here.text
            self.at += 1
        text = name
        if self.is_symbol("<"):
            self.at += 1
            text += self._type_arguments(name)
        elif self.is_symbol("<>"):
            text += self._type_arguments(name)
        self.level -= 1
        return text

    def _type_arguments(self, name: str) -> str:
        """What stands between < and >; the two may have been read as one sign."""
        parts: list[str] = []
        while not self.is_symbol(">") and not self.is_symbol("<>"):
            if parts:
                self.symbol(",", "类型写作 list<number>、context<a: string>、function<number> -> string")
            length = self.key_length() if name == "context" else 0
            key = self.key_name(length) + ": " if length else ""
            parts.append(key + self.type_name())
        self.at += 1
        result = f"<{', '.join(parts)}>"
        if name == "function":
            self.symbol("->", "函数类型写作 function<number> -> string")
            result += " -> " + self.type_name()
        return result


def _joined(words: tuple[str, ...]) -> str:
    """A name's words as FEEL normalises them: one space between words, none around signs."""
    text = words[0]
    for before, word in itertools.pairwise(words):
        text += word if before in NAME_SIGNS or word in NAME_SIGNS else " " + word
    return text
