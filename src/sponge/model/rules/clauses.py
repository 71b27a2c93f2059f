# SPDX-License-Identifier: Apache-2.0
"""Premises and actions: one clause of a rule, from its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sponge.base.dates import is_half_of_day
from sponge.base.did_you_mean import Hints
from sponge.model.kinds import names_in
from sponge.model.links import LINK_KINDS, LinkKind
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS
from sponge.model.rules.syntax import Action, Attribute, Expression, Number, Premise
from sponge.model.rules.words import (
    ALL_ATTRIBUTES,
    ATTRIBUTES,
    CLAUSES,
    COMMON_DAY,
    LINK_OF_WORD,
    LINKS,
    LITERALS,
    OBJECTS,
    RELATIONS,
    ClauseError,
    bounded,
    duration,
    is_date,
    keyword,
    number,
    status,
)  # fmt: skip

MAX_PAST_HOURS = 48


@dataclass
class Names:
    """Every name that a rule may use, by its capitals, as the model spells it."""

    nodes: dict[str, str]
    links: dict[str, str]
    kinds: dict[str, LinkKind]  # of each link
    gages: dict[str, str]
    curves: dict[str, str]
    series: dict[str, str]
    variables: dict[str, Expression] = field(default_factory=dict)
    expressions: dict[str, Expression] = field(default_factory=dict)
    hint: Hints = field(default_factory=Hints, compare=False)

    @classmethod
    def of(cls, model: Model) -> Names:
        """The names of a model."""
        nodes = names_in(model, NODE_KINDS)
        kinds = {name: kind for kind in LINK_KINDS for name in kind.rows(model)}
        tables = _by_case(model.gages), _by_case(model.curves), _by_case(model.series)
        return cls(_by_case(nodes), _by_case(kinds), kinds, *tables)


def _by_case(names: Iterable[str]) -> dict[str, str]:
    return {name.upper(): name for name in names}


def _find(token: str, table: dict[str, str], what: str, names: Names) -> str:
    try:
        return table[token.upper()]
    except KeyError:
        raise ClauseError(f"there is no {what} {token}", names.hint(token, table.values())) from None


def read_variable(tokens: list[str], names: Names) -> tuple[Attribute, int]:
    """``NODE J1 DEPTH``, ``SIMULATION TIME``, ...: the attribute and how many words it takes."""
    kind = keyword(tokens[0], OBJECTS)
    if kind is None:
        hint = names.hint(tokens[0], (*OBJECTS, *names.variables, *names.expressions))
        raise ClauseError(f"{tokens[0]} is no object, variable or expression", hint)
    width = 2 if kind == "SIMULATION" else 3
    if len(tokens) < width:
        raise ClauseError(f"{kind} lacks a name or an attribute")
    word = tokens[width - 1]
    if kind == "GAGE":
        return _gage_attribute(_find(tokens[1], names.gages, "rain gage", names), word), width
    attribute = keyword(word, ALL_ATTRIBUTES)
    if attribute not in ATTRIBUTES[kind]:
        raise ClauseError(f"{word} is no attribute of a {kind}", "known: " + ", ".join(sorted(ATTRIBUTES[kind])))
    if kind == "SIMULATION":
        return Attribute(kind, "", attribute), width
    if kind == "NODE":
        return Attribute(kind, _find(tokens[1], names.nodes, "node", names), attribute), width
    return Attribute("LINK", _find(tokens[1], names.links, "link", names), attribute), width


def _gage_attribute(gage: str, word: str) -> Attribute:
    """INTENSITY, or n-HR_PRECIP: the rain of the last n hours."""
    if keyword(word, ("INTENSITY",)):
        return Attribute("GAGE", gage, "INTENSITY")
    hours = re.match(r"\d+", word)
    if not hours or not 1 <= int(hours[0]) <= MAX_PAST_HOURS:
        hint = f"INTENSITY, or nHR_PRECIP with n up to {MAX_PAST_HOURS}"
        raise ClauseError(f"{word} is no attribute of a GAGE", hint)
    return Attribute("GAGE", gage, "PAST_RAIN", int(hours[0]))


def read_premise(connective: str, tokens: list[str], names: Names, line: int) -> Premise:
    """``variable relation value``, ``variable relation variable`` or ``expression relation value``."""
    if len(tokens) < 3:
        raise ClauseError("the premise is not complete", "for example NODE J1 DEPTH > 0.5")
    left, used = _left_side(tokens, names)
    rest = tokens[used:]
    if not rest or rest[0] not in RELATIONS:
        found = rest[0] if rest else "the end of the line"
        raise ClauseError(f"a relation is missing before {found}", "one of " + " ".join(RELATIONS))
    if len(rest) < 2:
        raise ClauseError(f"nothing stands after {rest[0]}")
    right, used = _right_side(rest[1:], left, names)
    if left == Attribute("SIMULATION", "", "DAYOFYEAR") and is_date(rest[1]):
        left = Attribute("SIMULATION", "", COMMON_DAY)
    _nothing_more(rest[1 + used :])
    return Premise(connective, left, rest[0], right, line)


def _left_side(tokens: list[str], names: Names) -> tuple[Expression, int]:
    name = tokens[0].upper()
    if name in names.expressions:
        return names.expressions[name], 1
    if name in names.variables:
        return names.variables[name], 1
    return read_variable(tokens, names)


def _right_side(tokens: list[str], left: Expression, names: Names) -> tuple[Number | Attribute, int]:
    variable = names.variables.get(tokens[0].upper())
    if isinstance(variable, Attribute):
        return variable, 1
    if keyword(tokens[0], OBJECTS):
        return read_variable(tokens, names)
    literal = LITERALS.get(left.attribute, number) if isinstance(left, Attribute) else number
    half = len(tokens) > 1 and literal is duration and is_half_of_day(tokens[1])
    return Number(literal(" ".join(tokens[: 1 + half]))), 1 + half


def _nothing_more(tokens: list[str]) -> None:
    """Another clause on the same line would be lost; other words are remarks."""
    if tokens and keyword(tokens[0], CLAUSES):
        raise ClauseError(f"{tokens[0]} must begin a line of its own")


def read_action(tokens: list[str], names: Names, line: int) -> Action:
    """``PUMP P1 STATUS = ON``, ``WEIR W1 SETTING = 0.5 | CURVE c | TIMESERIES t | PID kp ki kd``."""
    if len(tokens) < 5:
        raise ClauseError("the action is not complete", "for example PUMP P1 STATUS = ON, with spaces around '='")
    kind = LINK_OF_WORD.get(keyword(tokens[0], LINKS) or "")
    if kind is None:
        *words, last = LINK_OF_WORD
        raise ClauseError(f"{tokens[0]} cannot be controlled", f"{', '.join(words)} or {last}")
    link = _find(tokens[1], names.links, "link", names)
    if names.kinds[link] is not kind:
        raise ClauseError(f"{link} is a {names.kinds[link].name}, not a {kind.name}")
    attribute = keyword(tokens[2], ("STATUS", "SETTING"))
    if attribute == "STATUS" and kind.statuses:
        _nothing_more(tokens[5:])
        if keyword(tokens[4], kind.statuses) is None:
            raise ClauseError(f"{tokens[4]} is no status of a {kind.word}", " or ".join(kind.statuses))
        return Action(link, status(tokens[4]), line=line)
    if attribute == "SETTING" and kind.setting_limits:
        return _setting(kind.setting_limits, link, tokens[4:], names, line)
    raise ClauseError(f"{tokens[2]} of a {kind.word} cannot be set", "SETTING" if kind.setting_limits else "STATUS")


def _setting(limits: tuple[float, float], link: str, tokens: list[str], names: Names, line: int) -> Action:
    how = keyword(tokens[0], ("CURVE", "TIMESERIES", "PID"))
    width = {None: 1, "CURVE": 2, "TIMESERIES": 2, "PID": 4}[how]
    if len(tokens) < width:
        raise ClauseError(f"{how} lacks its numbers" if how == "PID" else f"{how} lacks a name")
    _nothing_more(tokens[width:])
    if how == "CURVE":
        return Action(link, curve=_find(tokens[1], names.curves, "curve", names), line=line)
    if how == "TIMESERIES":
        return Action(link, series=_find(tokens[1], names.series, "time series", names), line=line)
    if how == "PID":
        gain, integral, derivative = (number(token) for token in tokens[1:4])
        return Action(link, pid=(gain, integral, derivative), line=line)
    return Action(link, bounded(tokens[0], *limits), line=line)
