# SPDX-License-Identifier: Apache-2.0
"""The syntax tree of control rules. Numbers are in the file's own units; times in days, as the rules compare them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A literal; dates are days since 1899-12-30, times days, ON and OPEN 1, OFF and CLOSED 0."""

    value: float


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a premise looks at: ``Attribute("NODE", "J1", "DEPTH")``.

    ``object`` is NODE, LINK (any kind of link), GAGE or SIMULATION. The attribute PAST_RAIN of a gage is the rain of
    the last ``hours`` whole hours.
    """

    object: str
    name: str
    attribute: str
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator (+ - * / ^ NEG) or function (SQRT, STEP, ...) of an expression and what it works on."""

    operator: str
    arguments: tuple[Expression, ...]


Expression = Number | Attribute | Operation


@dataclass(frozen=True, slots=True)
class Premise:
    """A comparison, and how it joins the ones before it."""

    connective: str  # AND, OR; the first is AND
    left: Expression
    relation: str  # = <> < <= > >=
    right: Number | Attribute
    line: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """A new setting of a link: a number, or what a curve, a time series or a PID controller says."""

    link: str
    value: float = 1.0
    curve: str = ""
    series: str = ""
    pid: tuple[float, float, float] | None = None  # gain, integral time and derivative time in minutes
    line: int = 0


@dataclass(frozen=True, slots=True)
class ControlRule:
    """IF premises THEN actions ELSE actions PRIORITY number."""

    name: str
    premises: tuple[Premise, ...] = ()
    then_actions: tuple[Action, ...] = ()
    else_actions: tuple[Action, ...] = ()
    priority: float = 0.0
    line: int = 0
