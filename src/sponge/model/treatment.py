# SPDX-License-Identifier: Apache-2.0
"""Treatment expressions: from the text of [TREATMENT] to trees, with every problem found on the way.

``R = ...`` is the part of a pollutant that is removed from what flows in, ``C = ...`` the concentration that leaves. An
expression may use HRT (h), DT (s), FLOW, DEPTH and AREA (the file's units), the name of a pollutant for its
concentration and R_NAME for the part of it that is removed; arithmetic and functions are those of control rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sponge.base.errors import Problem
from sponge.model.model import Model
from sponge.model.quality import PROCESS, Treatment
from sponge.model.rules.expressions import names_in, parse_expression
from sponge.model.rules.syntax import Attribute, Expression, Number, Operation
from sponge.model.rules.words import ClauseError

OF_STORAGE = ("HRT", "AREA")  # zero at a node that stores nothing
REMOVAL, CONCENTRATION = "R", "C"
HINT = "HRT, DT, FLOW, DEPTH, AREA, the name of a pollutant, or R_ and its name"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A treatment as a tree. Its variables are ``Attribute("TREATMENT", name, what)``: what is a word of PROCESS, C
    or R of the pollutant ``name``."""

    treatment: Treatment
    kind: str  # R or C
    tree: Expression


class _Variables(dict[str, Expression]):
    """Names in capitals; the process words count by their beginning, as for EPA SWMM, and come before pollutants."""

    def __init__(self, model: Model):
        super().__init__({word: Attribute("TREATMENT", "", word) for word in PROCESS})
        for name in model.pollutants:
            self.setdefault(name.upper(), Attribute("TREATMENT", name, CONCENTRATION))
        for name in model.pollutants:
            self.setdefault(f"R_{name.upper()}", Attribute("TREATMENT", name, REMOVAL))

    def __getitem__(self, name: str) -> Expression:
        word = next((word for word in PROCESS if name.startswith(word)), name)
        return super().__getitem__(word)


def parse_treatments(model: Model) -> tuple[dict[str, list[Parsed]], list[Problem]]:
    """The treatments of each node, each after those whose removals it needs, and everything wrong with them."""
    nodes: dict[str, list[Parsed]] = {}
    problems: list[Problem] = []
    variables = _Variables(model)
    for treatment in model.treatments:
        try:
            nodes.setdefault(treatment.node, []).append(_parse(model, treatment, variables))
        except ClauseError as error:
            problems.append(_problem(model, treatment, error))
        else:
            problems += _read_by_beginning(model, treatment)
    found = {}
    for node, parsed in nodes.items():
        try:
            found[node] = _in_order(parsed)
        except _Loop as loop:
            problems.append(_problem(model, loop.parsed.treatment, loop.error))
    return found, problems


def _problem(model: Model, treatment: Treatment, error: ClauseError) -> Problem:
    text = f"treatment of {treatment.pollutant!r} at node {treatment.node!r}: {error.message}"
    return Problem(text, str(model.path or ""), treatment.line, "TREATMENT", error.hint)


def _read_by_beginning(model: Model, treatment: Treatment) -> Iterator[Problem]:
    """A warning of each name that only begins with a word of PROCESS, be it a pollutant's or not."""
    for name in names_in(treatment.expression.partition("=")[2]):
        word = next((word for word in PROCESS if name.upper().startswith(word) and name.upper() != word), "")
        if word:
            hint = "a variable counts by its beginning, as for EPA SWMM"
            problem = _problem(model, treatment, ClauseError(f"{name} is read as {word}", hint))
            yield replace(problem, fatal=False)


def _parse(model: Model, treatment: Treatment, variables: _Variables) -> Parsed:
    text = treatment.expression.strip()
    kind, equals, expression = text[:1].upper(), *text.partition("=")[1:]
    if kind not in (REMOVAL, CONCENTRATION):
        raise ClauseError(f"{text.split(' ')[0]!r} is neither R nor C", "R = the part removed, C = what leaves")
    if not equals:
        raise ClauseError("there is no = after R or C")
    tree = parse_expression(expression, variables, HINT)
    stores = treatment.node in model.storages
    for operation in _operations(tree):
        if operation.operator == "/" and constant(operation.arguments[1], stores) == 0.0:
            zero = _named(operation.arguments[1])
            why = f": {zero} is 0 at a node that is no storage unit" if zero else ""
            raise ClauseError(f"the expression divides by zero{why}")
    return Parsed(treatment, kind, tree)


def _operations(tree: Expression) -> Iterator[Operation]:
    if isinstance(tree, Operation):
        yield tree
        for argument in tree.arguments:
            yield from _operations(argument)


def attributes(tree: Expression) -> Iterator[Attribute]:
    """Every variable of an expression, as often as it stands there."""
    if isinstance(tree, Attribute):
        yield tree
    elif isinstance(tree, Operation):
        for argument in tree.arguments:
            yield from attributes(argument)


def _named(tree: Expression) -> str:
    """A variable of a storage unit in an expression."""
    return next((a.attribute for a in attributes(tree) if a.attribute in OF_STORAGE), "")


def constant(tree: Expression, stores: bool) -> float | None:
    """The value of an expression that has one whatever happens at a node (one that ``stores``, or not), else None."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Attribute):
        return 0.0 if tree.attribute in OF_STORAGE and not stores else None
    values = [constant(argument, stores) for argument in tree.arguments]
    if tree.operator == "*" and 0.0 in values:
        return 0.0
    if any(value is None for value in values):
        return None
    return _worth(tree.operator, *(value for value in values if value is not None))


def _worth(operator: str, a: float, b: float = 0.0) -> float | None:
    """What an operator makes of numbers, where that is simple."""
    if operator == "/":
        return a / b if b else None
    if operator == "^":
        real = a > 0.0 or (a < 0.0 and float(b).is_integer())
        return None if abs(b) >= 100.0 else a**b if real else 0.0
    simple = {"+": a + b, "-": a - b, "*": a * b, "NEG": -a, "ABS": abs(a)}
    return simple.get(operator, 0.0 if operator in ("SQRT", "SIN", "TAN", "SGN") and a == 0.0 else None)


class _Loop(Exception):
    def __init__(self, parsed: Parsed, error: ClauseError):
        super().__init__(error.message)
        self.parsed, self.error = parsed, error


def _in_order(treatments: list[Parsed]) -> list[Parsed]:
    """Removals before those that need them."""
    by_name = {parsed.treatment.pollutant: parsed for parsed in treatments}
    done: dict[str, Parsed] = {}
    for name in by_name:
        _settle(name, by_name, done)
    return list(done.values())


def _settle(name: str, by_name: dict[str, Parsed], done: dict[str, Parsed]) -> None:
    """Put a treatment behind all that it needs, however long the chain of them is."""
    path: dict[str, Iterator[str]] = {}  # what waits -> what it still needs
    while name or path:
        if name in path:
            names = list(path)
            way = " needs ".join(f"R_{n}" for n in [*names[names.index(name) :], name])
            raise _Loop(by_name[name], ClauseError(f"the removals form a loop: {way}", "a removal may not need itself"))
        if name and name not in done and name in by_name:
            path[name] = (a.name for a in attributes(by_name[name].tree) if a.attribute == REMOVAL)
        if not path:
            return
        last = next(reversed(path))
        name = next(path[last], "")
        if not name:
            del path[last]
            done[last] = by_name[last]
