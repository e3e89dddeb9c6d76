"""Tokens become the tree of `tree.py`: one grammar, two profiles.

Written by hand, in the manner of Pratt: FEEL's names hold spaces and depend on what was named before, and a message must
say what to write instead, which no parser generator gives. Everything is bounded while it is read (`bounds.py`), so no
later walk over a tree can run out of stack. Brackets, names and types are in `parser_parts.py`, ranges and tests in `parser_tests.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from yanzhen.errors import LanguageError, Span
from yanzhen.language import tree
from yanzhen.language.bounds import FULL, PACK
from yanzhen.language.lexer import Token
from yanzhen.language.parser_parts import KEYWORDS
from yanzhen.language.parser_tests import Tests
from yanzhen.language.tree import Node

LOWEST, DISJUNCTION, CONJUNCTION, COMPARISON, SUM, PRODUCT, POWER, SIGN = range(8)

BINDING = {
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER,
    "=": COMPARISON, "!=": COMPARISON, "<": COMPARISON, "<=": COMPARISON, ">": COMPARISON, ">=": COMPARISON,
}  # fmt: skip
WORD_BINDING = {"or": DISJUNCTION, "and": CONJUNCTION, "between": COMPARISON, "in": COMPARISON}
CONSTANTS = {"true": True, "false": False, "是": True, "否": False, "null": None}


def parse(text: str, *, full: bool = False, names: Iterable[str] = ()) -> Node:
    """The tree of one expression; LanguageError with place and hint when it is none.

    `full` reads all of FEEL, else the pack profile. `names` are names with spaces that the caller knows (full only).
    """
    bounds = FULL if full else PACK
    if len(text) > bounds.characters:
        what = f"表达式有 {len(text)} 个字符，最多 {bounds.characters} 个"
        raise LanguageError(what, code="YZ-L20", hint="拆成几条条件，或把一部分定义为术语（terms）")
    return Parser(text, full=full, bounds=bounds, names=names).whole()


class Parser(Tests):
    """Reads one text once, left to right."""

    def whole(self) -> Node:
        """The only expression of the text."""
        if self.here.kind == "end":
            raise self.error("YZ-L11", "表达式是空的", self.here.span, "写一个条件，如 营业收入 >= 500 万元")
        node = self.expression()
        if self.here.kind != "end":
            raise self.stuck()
        return node

    def expression(self, binding: int = LOWEST, left: Node | None = None) -> Node:
        """An expression whose operators all bind tighter than `binding`; `left` when its beginning has been read."""
        if left is None:
            left = self._prefix()
        while True:
            token = self.tokens[self.at]
            if token.kind == "symbol" and token.text in BINDING:
                strength = BINDING[token.text]
            elif token.kind == "name" and token.text in WORD_BINDING:
                strength = WORD_BINDING[token.text]
            else:
                return left
            if strength <= binding:
                return left
            self.enter()
            left = self._infix(left, token, strength)
            self.level -= 1

    def _infix(self, left: Node, token: Token, strength: int) -> Node:
        self.at += 1
        if token.text in ("and", "or"):
            return self._chain(left, token.text, strength)
        if token.text == "between":
            low = self.expression(COMPARISON)
            self.word("and", "between 写作 x between 甲 and 乙")
            high = self.expression(COMPARISON)
            return self.make(tree.Within, left, low, high, span=left.span.to(high.span))
        if token.text == "in":
            return self.tests_of(left)
        right = self.expression(strength)
        span = left.span.to(right.span)
        if strength == COMPARISON:
            self._refuse_chain(left, right, token)
            return self.make(tree.Compare, token.text, left, right, span=span)
        if token.text == "**":
            self.full_only("**", token.span, "地方包里没有乘方；平方写作 x * x")
        return self.make(tree.Arithmetic, token.text, left, right, span=span)

    def _refuse_chain(self, left: Node, right: Node, token: Token) -> None:
        if isinstance(left, tree.Compare) and not self.full and left.span.end <= token.start and not self.closed(left):
            raise self.error(
                "YZ-L09", "比较不能连写", left.span.to(right.span), "写成 x between 甲 and 乙，或 甲 < x and x < 乙"
            )

    def _chain(self, left: Node, word: str, strength: int) -> Node:
        """All of a chain of `and` (or `or`) as one node: a long chain stays shallow."""
        kind = tree.And if word == "and" else tree.Or
        items = list(left.items) if isinstance(left, kind) else [left]
        while True:
            right = self.expression(strength)
            items += right.items if isinstance(right, kind) else [right]
            if not (self.here.kind == "name" and self.here.text == word):
                return self.make(kind, tuple(items), span=items[0].span.to(right.span))
            self.at += 1

    # ------------------------------------------------------------ operands

    def _prefix(self) -> Node:
        token = self.tokens[self.at]
        if token.kind == "number":
            return self.postfix(self.number())
        if token.kind == "text":
            self.at += 1
            return self.postfix(self.make(tree.Text, token.value, span=token.span))
        if token.kind == "name":
            name, length = self.name_here()
            word = token.text if length == 1 else ""
            if word == "function" and self.peek(1).text == "(":
                return self._function()
            if word in PREFIXES and not (word == "not" and self._not_by_name()):
                return PREFIXES[word](self)
            if word in KEYWORDS and word not in CONSTANTS and word != "not":
                raise self.stuck()
            return self.postfix(self._named(token, name, length))
        reader = OPENERS.get(token.text) if token.kind == "symbol" else None
        if reader is None or (token.text == "]" and not self.full):
            raise self.stuck()
        node = reader(self)
        return node if token.text == "-" else self.postfix(node)

    def _named(self, token: Token, name: str, length: int) -> Node:
        if length == 1 and name in CONSTANTS:
            self.at += 1
            if name == "null":
                self.full_only("null", token.span, "事实有没有用 已知(x)；已知没有值时比较自动为否")
                return self.make(tree.Null, span=token.span)
            return self.make(tree.Boolean, CONSTANTS[name], span=token.span)
        span = Span(token.start, self.tokens[self.at + length - 1].end)
        self.at += length
        return self.make(tree.Name, name, span=span)

    def _negative(self) -> Node:
        sign = self.here
        self.at += 1
        self.enter()
        operand = self.expression(SIGN)
        self.level -= 1
        return self.make(tree.Negative, operand, span=sign.span.to(operand.span))

    def _at_literal(self) -> Node:
        sign = self.here
        self.at += 1
        text = self.here
        if text.kind != "text":
            raise self.error("YZ-L08", "@ 后面要有一段引号里的日期", text.span, '写作 @"2024-12-31"')
        self.at += 1
        return self.make(tree.At, text.value, span=sign.span.to(text.span))

    def _not_by_name(self) -> bool:
        """Whether `not` is called with a named parameter: then it is a function like any other."""
        return self.full and self.peek(1).text == "(" and self.peek(2).kind == "name" and self.peek(3).text == ":"

    def _negation(self) -> Node:
        """`not x`, tighter than `and`, looser than comparison; in full FEEL `not(x)` is a function and ends at its bracket."""
        token = self.here
        self.at += 1
        call = self.full and self.is_symbol("(")
        self.enter()
        operand = self._bracket() if call else self.expression(CONJUNCTION)
        self.level -= 1
        node = self.make(tree.Not, operand, span=Span(token.start, self.peek(-1).end))
        return self.postfix(node) if call else node

    def _bracket(self) -> Node:
        opening = self.open_bracket()
        node = self.test_or_expression() if self.full and self.begins_test() else self.expression()
        if self.is_symbol(".."):
            return self.range_from(opening, node)
        closing = self.close_bracket(opening, ")")
        self.closings[id(node)] = closing.end
        return node

    def postfix(self, node: Node) -> Node:
        """`node` with the calls, filters, paths and type questions that follow it."""
        while True:
            token = self.here
            if token.kind == "name" and token.text == "instance" and self.peek(1).text == "of":
                self.full_only("instance of", token.span, "地方包里每个字段的类型由台账声明")
                self.at += 2
                name = self.type_name()
                node = self.make(tree.InstanceOf, node, name, span=Span(node.span.start, self.peek(-1).end))
            elif token.kind != "symbol":
                return node
            elif token.text == "(":
                node = self._call(node)
            elif token.text == "[" and not self.closes_range():
                node = self._filter(node)
            elif token.text == ".":
                node = self._path(node)
            else:
                return node

    def _path(self, node: Node) -> Node:
        self.at += 1
        if self.here.kind != "name":
            raise self.error("YZ-L08", "点号后面要有字段名", self.here.span, "写作 台账.字段，如 担保机构.名称")
        name, length = self.name_here(after_dot=True)
        self.at += length
        return self.make(tree.Path, node, name, span=Span(node.span.start, self.peek(-1).end))

    def _filter(self, node: Node) -> Node:
        opening = self.open_bracket()
        condition = self.expression()
        closing = self.close_bracket(opening, "]")
        return self.make(tree.Filter, node, condition, span=Span(node.span.start, closing.end))

    def _call(self, function: Node) -> Node:
        opening = self.open_bracket()
        args: list[Node] = []
        names: list[str] = []
        while not self.is_symbol(")"):
            if args:
                self.comma(opening, ")")
            length = self.key_length()
            if length:
                self.full_only("按名称给参数", self.here.span, "按次序写参数")
                names.append(self.key_name(length))
            args.append(self.expression())
            self.count_items(args, opening)
        closing = self.close_bracket(opening, ")")
        if names and len(names) != len(args):
            raise self.error("YZ-L08", "参数要么都写名称，要么都不写", opening.span.to(closing.span), "统一成一种写法")
        span = Span(function.span.start, closing.end)
        return self.make(tree.Call, function, tuple(args), tuple(names), span=span)

    def _list(self) -> Node:
        opening = self.open_bracket()
        items: list[Node] = []
        while not self.is_symbol("]"):
            if items:
                self.comma(opening, "]")
            items.append(self.test_or_expression() if self.full else self.expression())
            if self.is_symbol("..") and len(items) == 1:
                return self.range_from(opening, items[0])
            self.count_items(items, opening)
        closing = self.close_bracket(opening, "]")
        return self.make(tree.ListOf, tuple(items), span=opening.span.to(closing.span))

    def _context(self) -> Node:
        self.full_only("{ }", self.here.span, "地方包里没有上下文；一条条件一行，用到的部分定义为术语")
        opening = self.open_bracket()
        entries: list[tuple[str, Node]] = []
        while not self.is_symbol("}"):
            if entries:
                self.comma(opening, "}")
            if self.here.kind == "text":
                key = str(self.here.value)
                self.at += 1
                self.declare(key)
                self.symbol(":", "上下文写作 {键: 值}")
            else:
                length = self.key_length()
                if not length:
                    raise self.error("YZ-L08", "这里要有键和冒号", self.here.span, "上下文写作 {键: 值}")
                key = self.key_name(length, declare=True)
            entries.append((key, self.expression()))
            self.count_items(entries, opening)
        closing = self.close_bracket(opening, "}")
        return self.make(tree.Context, tuple(entries), span=opening.span.to(closing.span))

    # ------------------------------------------------------------ worded forms

    def _if(self) -> Node:
        start = self.here
        self.at += 1
        self.enter()
        condition = self.expression()
        self.word("then", "分情况写作 if 条件 then 甲 else 乙")
        yes = self.expression()
        self.word("else", "分情况写作 if 条件 then 甲 else 乙；else 不可省")
        no = self.expression()
        self.level -= 1
        return self.make(tree.If, condition, yes, no, span=start.span.to(no.span))

    def _for(self) -> Node:
        start = self.here
        self.full_only("for", start.span, "地方包里用 some、every、合计、计数")
        self.at += 1
        self.enter()
        iterators = self._iterators(ranges=True)
        self.declare("partial")
        self.word("return", "循环写作 for x in 列表 return 值")
        body = self.expression()
        self.level -= 1
        return self.make(tree.For, iterators, body, span=start.span.to(body.span))

    def _some(self) -> Node:
        start = self.here
        self.at += 1
        self.enter()
        iterators = self._iterators(ranges=self.full)
        self.word("satisfies", f"写作 {start.text} x in 列表 satisfies 条件")
        condition = self.expression()
        self.level -= 1
        return self.make(tree.Quantified, start.text, iterators, condition, span=start.span.to(condition.span))

    def _iterators(self, *, ranges: bool) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        while True:
            name = self.variable("in")
            self.word("in", "写作 x in 列表")
            source = self.expression()
            if ranges and self.is_symbol(".."):
                self.at += 1
                high = self.expression()
                source = self.make(tree.Range, source, high, True, True, True, span=source.span.to(high.span))
            found.append((name, source))
            self.count_items(found, self.here)
            if not self.is_symbol(","):
                return tuple(found)
            self.at += 1

    def _function(self) -> Node:
        start = self.here
        self.full_only("function", start.span, "地方包里共用的计算定义为术语（terms）")
        self.at += 1
        opening = self.open_bracket()
        parameters: list[tuple[str, str]] = []
        while not self.is_symbol(")"):
            if parameters:
                self.comma(opening, ")")
            name = self.variable(":", ",", ")")
            kind = ""
            if self.is_symbol(":"):
                self.at += 1
                kind = self.type_name()
            parameters.append((name, kind))
            self.count_items(parameters, opening)
        self.close_bracket(opening, ")")
        if self.here.text == "external":
            raise self.error("YZ-L12", "不运行外部函数（external）", self.here.span, "用 FEEL 自己的函数来写")
        self.enter()
        body = self.expression()
        self.level -= 1
        return self.make(tree.FunctionOf, tuple(parameters), body, span=start.span.to(body.span))


PREFIXES = {
    "not": Parser._negation, "if": Parser._if, "for": Parser._for, "some": Parser._some, "every": Parser._some,
}  # fmt: skip
OPENERS = {
    "(": Parser._bracket, "[": Parser._list, "]": Parser.open_range, "{": Parser._context, "@": Parser._at_literal,
    "-": Parser._negative,
}  # fmt: skip
