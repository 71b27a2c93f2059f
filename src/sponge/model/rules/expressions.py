# SPDX-License-Identifier: Apache-2.0
"""Mathematical expressions of named variables, by recursive descent.

sum      = product {(+ | -) product}
product  = signed {(* | /) signed}
signed   = [+ | -] power
power    = atom [^ power]          exponents group to the right and may carry a sign
atom     = number | name | function ( sum ) | ( sum )

As in EPA SWMM a minus directly before a digit belongs to the number, unless something stands before it to subtract
from; that matters for ``-2^2``, since the power of a negative base is zero there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sponge.base.did_you_mean import did_you_mean
from sponge.model.rules.syntax import Expression, Number, Operation
from sponge.model.rules.words import ClauseError

FUNCTIONS = (
    "COS", "SIN", "TAN", "COT", "ABS", "SGN", "SQRT", "LOG", "EXP", "ASIN", "ACOS", "ATAN", "ACOT", "SINH", "COSH",
    "TANH", "COTH", "LOG10", "STEP",
)  # fmt: skip
MAX_NESTING = 100
MAX_OPERATIONS = 250  # of one expression: what follows walks down its tree
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|([A-Za-z_]\w*)|(.))", re.ASCII)


def parse_expression(
    text: str, variables: Mapping[str, Expression], hint: str = "define it with VARIABLE"
) -> Expression:
    """The tree of an expression; ``variables`` by name in capitals, a ``hint`` for one that is none. Raises
    ClauseError."""
    reader = _Reader(_TOKEN.findall(text.strip()), variables, hint)
    tree = reader.sum()
    if reader.peek():
        raise ClauseError(f"{reader.peek()!r} was not expected in the expression")
    if depth_of(tree, MAX_OPERATIONS) > MAX_OPERATIONS:
        raise ClauseError(f"the expression is too long: more than {MAX_OPERATIONS} operations upon each other")
    return tree


def depth_of(tree: Expression, most: int) -> int:
    """How many operations stand upon each other at most; the counting ends beyond ``most``."""
    level, depth = [tree], 0
    while level and depth <= most:
        level = [a for node in level if isinstance(node, Operation) for a in node.arguments]
        depth += bool(level)
    return depth


def names_in(text: str) -> list[str]:
    """The names in an expression that are no functions, each once, in their order."""
    names = (name for _, name, _ in _TOKEN.findall(text))
    return list(dict.fromkeys(name for name in names if name and name.upper() not in FUNCTIONS))


class _Reader:
    def __init__(self, tokens: list[tuple[str, str, str]], variables: Mapping[str, Expression], hint: str):
        self.tokens = tokens
        self.variables = variables
        self.hint = hint
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return "".join(self.tokens[self.at]) if self.at < len(self.tokens) else ""

    def take(self, *symbols: str) -> str:
        """The next symbol if it is one of these, else nothing."""
        symbol = self.tokens[self.at][2] if self.at < len(self.tokens) else ""
        if symbol and symbol in symbols:
            self.at += 1
            return symbol
        return ""

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ClauseError("the expression is nested too deep")
        left = self.product()
        while operator := self.take("+", "-"):
            left = Operation(operator, (left, self.product()))
        self.depth -= 1
        return left

    def product(self) -> Expression:
        left = self.signed()
        while operator := self.take("*", "/"):
            left = Operation(operator, (left, self.signed()))
        return left

    def signed(self) -> Expression:
        sign = self.take("+", "-")
        if sign == "-" and self.at < len(self.tokens) and self.tokens[self.at][0]:
            return self.power(-1.0)
        operand = self.power()
        return Operation("NEG", (operand,)) if sign == "-" else operand

    def power(self, sign: float = 1.0) -> Expression:
        base = self.atom(sign)
        if not self.take("^"):
            return base
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ClauseError("the expression is nested too deep")
        exponent = self.signed()
        self.depth -= 1
        return Operation("^", (base, exponent))

    def atom(self, sign: float) -> Expression:
        if self.at >= len(self.tokens):
            raise ClauseError("the expression ends too soon")
        digits, name, symbol = self.tokens[self.at]
        self.at += 1
        if digits:
            return Number(sign * float(digits))
        if name:
            return self.call(name.upper()) if name.upper() in FUNCTIONS else self.variable(name)
        if symbol == "(":
            return self.bracketed()
        raise ClauseError(f"{symbol!r} was not expected in the expression")

    def bracketed(self) -> Expression:
        inner = self.sum()
        if not self.take(")"):
            raise ClauseError("a bracket of the expression is not closed")
        return inner

    def call(self, function: str) -> Expression:
        if not self.take("("):
            raise ClauseError(f"{function} must be followed by a bracket")
        return Operation(function, (self.bracketed(),))

    def variable(self, name: str) -> Expression:
        try:
            return self.variables[name.upper()]
        except KeyError:
            hint = did_you_mean(name, self.variables) or self.hint
            raise ClauseError(f"the expression uses the unknown variable {name}", hint) from None
