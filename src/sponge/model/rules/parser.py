# SPDX-License-Identifier: Apache-2.0
"""Clauses of [CONTROLS] to the syntax tree. Every clause is read, whatever is wrong with the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import Problem
from sponge.model.elements import Rule
from sponge.model.model import Model
from sponge.model.rules.clauses import Names, read_action, read_premise, read_variable
from sponge.model.rules.expressions import parse_expression
from sponge.model.rules.syntax import Action, Attribute, ControlRule, Expression, Operation, Premise
from sponge.model.rules.words import ALL_ATTRIBUTES, CLAUSES, ClauseError, keyword, number, tokens_of

# where a clause may stand: clause -> the clauses that it may follow (AND follows what it continues)
_FOLLOWS = {
    "IF": ("RULE",), "OR": ("IF",), "AND": ("IF", "THEN", "ELSE"), "THEN": ("IF",), "ELSE": ("THEN",),
    "PRIORITY": ("THEN", "ELSE"),
}  # fmt: skip


def parse_rules(model: Model) -> tuple[tuple[ControlRule, ...], list[Problem]]:
    """All control rules of a model in the file's order, and everything wrong with them.

    What was read last is kept: variants of a model share the text of their rules, and mostly the names.
    """
    names = Names.of(model)
    for source, before, rules, problems in _KEPT:
        same = source[0] is model.rules and source[1] is model.rule_variables and source[2] == model.path
        if same and before == names:
            return rules, list(problems)
    rules, problems = _parse(model, replace(names, variables={}, expressions={}))
    _KEPT.append(((model.rules, model.rule_variables, model.path), names, rules, problems))
    return rules, list(problems)


_KEPT: deque[tuple[Any, Names, tuple[ControlRule, ...], list[Problem]]] = deque(maxlen=2)


def gages_of_rules(model: Model) -> set[str]:
    """Rain gages that a premise of the control rules looks at, itself or in an expression."""
    if not model.rules or not model.gages:
        return set()
    trees = (side for rule in parse_rules(model)[0] for p in rule.premises for side in (p.left, p.right))
    return {leaf.name for tree in trees for leaf in _leaves(tree) if leaf.object == "GAGE"}


def _leaves(tree: Expression) -> Iterator[Attribute]:
    """The attributes of an expression."""
    if isinstance(tree, Attribute):
        yield tree
    elif isinstance(tree, Operation):
        for argument in tree.arguments:
            yield from _leaves(argument)


def _parse(model: Model, names: Names) -> tuple[tuple[ControlRule, ...], list[Problem]]:
    problems = _Problems(str(model.path or ""))
    for row in model.rule_variables:
        with problems.at(row.line):
            _define(list(row.tokens), names)
    rules: list[ControlRule] = []
    seen: set[str] = set()
    for rule in model.rules:
        if rule.name.upper() in seen:
            problems.add(ClauseError(f"the rule {rule.name} is defined twice"), rule.line)
        seen.add(rule.name.upper())
        rules.append(_parse_rule(rule, names, problems))
    return tuple(rules), problems.found


@dataclass
class _Problems:
    """Collects what goes wrong, with the line at hand."""

    file: str
    found: list[Problem] = field(default_factory=list)
    line: int = 0

    def at(self, line: int) -> _Problems:
        self.line = line
        return self

    def add(self, error: ClauseError, line: int) -> None:
        self.found.append(Problem(error.message, self.file, line, "CONTROLS", error.hint))

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, ClauseError):
            self.add(error, self.line)
            return True
        return False


def _define(tokens: list[str], names: Names) -> None:
    """VARIABLE name = object id attribute, or EXPRESSION name = formula."""
    if len(tokens) < 4:
        raise ClauseError("too few items", "VARIABLE name = NODE id DEPTH, or EXPRESSION name = formula")
    kind, name, equals = keyword(tokens[0], ("VARIABLE", "EXPRESSION")), tokens[1].upper(), tokens[2]
    if not equals.startswith("="):
        raise ClauseError(f"'=' is missing after {tokens[1]}")
    if kind == "VARIABLE":
        if name in ALL_ATTRIBUTES:
            raise ClauseError(f"{tokens[1]} is the name of an attribute and cannot name a variable")
        names.variables[name] = read_variable(tokens[3:], names)[0]
    else:
        names.expressions[name] = parse_expression(" ".join(tokens[3:]), names.variables)


def _parse_rule(rule: Rule, names: Names, problems: _Problems) -> ControlRule:
    clauses = _Clauses(names)
    for number_of_line, text in enumerate(rule.text, rule.line):
        with problems.at(number_of_line):
            tokens = tokens_of(text)
            if tokens:
                clauses.read(tokens, number_of_line)
    c = clauses
    return ControlRule(
        rule.name, tuple(c.premises), tuple(c.then_actions), tuple(c.else_actions), c.priority, rule.line
    )


@dataclass
class _Clauses:
    """The clauses of one rule as they are read; ``state`` is the last clause that AND does not continue."""

    names: Names
    premises: list[Premise] = field(default_factory=list)
    then_actions: list[Action] = field(default_factory=list)
    else_actions: list[Action] = field(default_factory=list)
    priority: float = 0.0
    state: str = ""

    def read(self, tokens: list[str], line: int) -> None:
        clause = keyword(tokens[0], CLAUSES)
        if clause is None:
            raise ClauseError(f"{tokens[0]} begins no clause of a rule", did_you_mean(tokens[0], CLAUSES))
        if clause == "RULE":
            self.state = "RULE"
            self.header(tokens)
            return
        expected = _FOLLOWS[clause]
        before, in_place = self.state, self.state in expected
        if clause not in ("AND", "OR"):
            self.state = clause
        if not in_place:
            after = " or ".join(expected)
            raise ClauseError(f"{clause} cannot follow {before or 'nothing'}", f"it belongs after {after}")
        self.body(clause, tokens, line)

    def header(self, tokens: list[str]) -> None:
        if len(tokens) != 2:
            raise ClauseError("RULE takes one name and nothing else", "quote a name that holds spaces")

    def body(self, clause: str, tokens: list[str], line: int) -> None:
        if clause == "PRIORITY":
            if len(tokens) != 2:
                raise ClauseError("PRIORITY takes one number")
            self.priority = number(tokens[1])
        elif self.state == "IF":
            self.premises.append(read_premise("OR" if clause == "OR" else "AND", tokens[1:], self.names, line))
        else:
            actions = self.then_actions if self.state == "THEN" else self.else_actions
            actions.append(read_action(tokens[1:], self.names, line))
