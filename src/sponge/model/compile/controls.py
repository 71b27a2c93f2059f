# SPDX-License-Identifier: Apache-2.0
"""Control rules of a Model to the arrays that the engine interprets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from sponge.base.tables import pool
from sponge.engine.controls import Actions, Controls, Operands, Premises
from sponge.engine.controls import tables as code
from sponge.engine.network import OUTLET, Conduits, Links, Nodes
from sponge.model.compat import Corrections, corrections
from sponge.model.compile.codes import LINK_OF_CODE
from sponge.model.compile.operators import operator_code
from sponge.model.formula_units import FormulaUnits
from sponge.model.model import Model
from sponge.model.rules.syntax import Action, Attribute, ControlRule, Expression, Number, Operation
from sponge.model.rules.words import COMMON_DAY
from sponge.physics.sections.lookup import Sections

RELATIONS = {
    "=": code.EQUAL, "<>": code.NOT_EQUAL, "<": code.LESS, "<=": code.LESS_EQUAL, ">": code.GREATER,
    ">=": code.GREATER_EQUAL,
}  # fmt: skip
_NODE = {
    "DEPTH": code.NODE_DEPTH, "HEAD": code.NODE_DEPTH, "VOLUME": code.NODE_VOLUME, "INFLOW": code.NODE_INFLOW,
}  # fmt: skip
_SIMULATION = {
    "TIME": code.TIME, "DATE": code.DATE, "CLOCKTIME": code.CLOCK_TIME, "DAY": code.DAY_OF_WEEK, "MONTH": code.MONTH,
    "DAYOFYEAR": code.DAY_OF_YEAR, COMMON_DAY: code.COMMON_DAY,
}  # fmt: skip
_LINK = {
    "DEPTH": code.LINK_DEPTH, "STATUS": code.LINK_SETTING, "SETTING": code.LINK_SETTING, "TIMEOPEN": code.TIME_OPEN,
    "TIMECLOSED": code.TIME_CLOSED,
}  # fmt: skip
_CONSTANT_OF_CONDUIT = ("FULLFLOW", "FULLDEPTH", "LENGTH", "SLOPE")
EPOCH = datetime(1970, 1, 1)
OperandRow = tuple[int, int, int, float, float, int]  # the columns of Operands


def compile_controls(
    model: Model, rules: Sequence[ControlRule], index: Any, nodes: Nodes, links: Links, conduits: Conduits,
    sections: Sections,
) -> Controls:  # fmt: skip
    """Controls of one lane, of the rules that its text holds.

    ``index`` has dicts nodes, links and gages from name to row; the tables are one lane's.
    """
    builder = _Operands(model, index, nodes, links, conduits, sections)
    premises = _premises(rules, builder)
    controlled = list(dict.fromkeys(a.link for r in rules for a in (*r.then_actions, *r.else_actions)))
    return Controls(
        operands=builder.arrays(),
        premises=premises,
        actions=_actions(model, rules, controlled),
        first_premise=_starts([len(r.premises) for r in rules]),
        first_action=_starts([len(branch) for r in rules for branch in (r.then_actions, r.else_actions)]),
        priority=np.array([r.priority for r in rules], float),
        link=_ints([index.links[name] for name in controlled]),
    )


def _constant(value: float) -> OperandRow:
    return code.CONSTANT, 0, 0, 0.0, value, -1


def _read(
    kind: int, index: int, factor: float = 1.0, other: int = 0, offset: float = 0.0, area: int = -1
) -> OperandRow:
    return kind, index, other, factor, offset, area


def _ints(values: Sequence[int]) -> np.ndarray:
    return np.array(values, np.int64).reshape(-1)


def _starts(counts: Sequence[int]) -> np.ndarray:
    """First rows of groups of these sizes, and the end of the last."""
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@dataclass
class _Operands:
    """Collects operands, each once."""

    model: Model
    index: Any
    nodes: Nodes
    links: Links
    conduits: Conduits
    sections: Sections
    rows: list[OperandRow] = field(default_factory=list)
    areas: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    known: dict[object, int] = field(default_factory=dict)
    kept: list[Expression] = field(default_factory=list)  # so that the ids in ``known`` stay theirs

    def __post_init__(self) -> None:
        self.units: FormulaUnits = self.model.formula_units
        self.numbers: Corrections = corrections(self.model.options.compat)

    def arrays(self) -> Operands:
        kind, index, other, factor, offset, area = zip(*self.rows, strict=True) if self.rows else [()] * 6
        return Operands(
            _ints(kind), _ints(index), _ints(other), np.array(factor, float), np.array(offset, float), _ints(area),
            pool(self.areas),
        )

    def of(self, expression: Expression) -> int:
        """Row of an operand, added if it is new. Equal numbers stay apart: another lane may change one of them."""
        key = expression if isinstance(expression, Attribute) else id(expression)
        if key not in self.known:
            self.kept.append(expression)
            self.known[key] = self._add(expression)
        return self.known[key]

    def root(self, expression: Expression) -> int:
        """Like ``of``, with a formula that has no value (NaN) taken as 0."""
        if not isinstance(expression, Operation):
            return self.of(expression)
        key = ("root", id(expression))
        if key not in self.known:
            self.known[key] = self.of(Operation("FINITE", (expression,)))
        return self.known[key]

    def _add(self, expression: Expression) -> int:
        if isinstance(expression, Number):
            row = _constant(expression.value)
        elif isinstance(expression, Operation):
            left, *right = [self.of(argument) for argument in expression.arguments]
            kind = code.FIRST_OPERATOR + operator_code(self.model, expression.operator)
            row = _read(kind, left, other=right[0] if right else left)
        elif expression.object == "SIMULATION":
            row = self._clock(expression.attribute)
        elif expression.object == "GAGE":
            row = self._gage(expression)
        elif expression.object == "NODE":
            row = self._node(expression)
        else:
            row = self._link(expression)
        self.rows.append(row)
        return len(self.rows) - 1

    def _clock(self, attribute: str) -> OperandRow:
        if attribute == COMMON_DAY and self.numbers.common_year == 0.0:
            attribute = "DAYOFYEAR"
        return _read(_SIMULATION[attribute], 0)

    def _gage(self, a: Attribute) -> OperandRow:
        gage = self.index.gages[a.name]
        if a.attribute == "INTENSITY":
            return _read(code.GAGE_RAIN, gage, 1.0 / self.units.rate)
        return _read(code.GAGE_PAST_RAIN, gage, 1.0 / self.units.depth, a.hours)

    def _node(self, a: Attribute) -> OperandRow:
        node, units = self.index.nodes[a.name], self.units
        if a.attribute == "MAXDEPTH":
            return _constant(self.nodes.full_depth[node] / units.length)
        size = {"VOLUME": units.volume, "INFLOW": units.flow}.get(a.attribute, units.length)
        invert = self.nodes.invert[node] / size if a.attribute == "HEAD" else 0.0
        return _read(_NODE[a.attribute], node, 1.0 / size, offset=invert)

    def _link(self, a: Attribute) -> OperandRow:
        """An attribute that this kind of link has not is missing, and its premise always false."""
        link, units = self.index.links[a.name], self.units
        attribute = a.attribute
        if not LINK_OF_CODE[self.links.kind[link]].has_value(attribute):
            return _constant(code.MISSING)
        if attribute == "SETTING" and self.links.kind[link] == OUTLET and self.numbers.outlet_setting == 0.0:
            return _constant(code.MISSING)
        if attribute in _CONSTANT_OF_CONDUIT:
            return _constant(self._conduit(link, attribute))
        if attribute == "VELOCITY":
            return _read(code.LINK_VELOCITY, link, 1.0 / units.length, area=self._area(link))
        if attribute == "FLOW":
            return _read(code.LINK_FLOW, link, self.links.direction[link] / units.flow)
        if attribute == "STATUS" and self.numbers.status_of_speed > 0.0:
            return _read(code.LINK_STATUS, link)
        return _read(_LINK[attribute], link, 1.0 / units.length if attribute == "DEPTH" else 1.0)

    def _conduit(self, link: int, attribute: str) -> float:
        """A conduit's length, slope, full depth or full flow in the model's units."""
        if attribute == "FULLFLOW":
            return self.links.full_flow[link] / self.units.flow
        if attribute == "FULLDEPTH":
            return self.links.full_depth[link] / self.units.length
        if self.links.is_dummy[link]:
            return 0.0
        conduit = self.links.index[link]
        if attribute == "SLOPE":
            return self.conduits.slope[conduit]
        return self.conduits.length[conduit] / self.units.length

    def _area(self, link: int) -> int:
        """A new table of flow area [m2], all barrels, against depth [m]."""
        conduit = self.links.index[link]
        if self.links.is_dummy[link]:
            self.areas.append((np.zeros(1), np.zeros(1)))
            return len(self.areas) - 1
        rows = self.sections.depth[self.conduits.section[conduit]]
        area = rows[:, 1] * self.conduits.full_area[conduit] * self.conduits.barrels[conduit]
        self.areas.append((rows[:, 0] * self.conduits.full_depth[conduit], area))
        return len(self.areas) - 1


def _premises(rules: Sequence[ControlRule], operands: _Operands) -> Premises:
    rows = [
        (
            code.OR if p.connective == "OR" else code.AND,
            operands.root(p.left),
            operands.of(p.right),
            RELATIONS[p.relation],
            _time_kind(p.left),
        )
        for rule in rules
        for p in rule.premises
    ]
    return Premises(*(_ints(column) for column in (zip(*rows, strict=True) if rows else [()] * 5)))


def _time_kind(left: Expression) -> int:
    """How the left side of a premise makes it compare."""
    attribute = left.attribute if isinstance(left, Attribute) else ""
    if attribute in ("TIME", "CLOCKTIME"):
        return code.CLOCK if attribute == "TIME" else code.TIME_OF_DAY
    return code.SINCE_SWITCHED if attribute in ("TIMEOPEN", "TIMECLOSED") else code.PLAIN


def _actions(model: Model, rules: Sequence[ControlRule], controlled: list[str]) -> Actions:
    """Of two actions on one link in a rule the last written counts, so each branch is turned round."""
    dead_band = corrections(model.options.compat).pid_dead_band
    tables: list[tuple[np.ndarray, np.ndarray]] = []
    rows_of_links = {name: row for row, name in enumerate(controlled)}
    branches = (branch for rule in rules for branch in (rule.then_actions, rule.else_actions))
    rows = [
        (rows_of_links[action.link], int(action.link in model.pumps), *_how(model, action, tables), dead_band)
        for branch in branches
        for action in reversed(branch)
    ]
    row, is_pump, kind, value, integral, derivative, table, band = zip(*rows, strict=True) if rows else [()] * 8
    return Actions(
        _ints(row), _ints(is_pump), _ints(kind), np.array(value, float), np.array(integral, float),
        np.array(derivative, float), np.array(band, float), _ints(table), pool(tables),
    )


def _how(model: Model, action: Action, tables: list[tuple[np.ndarray, np.ndarray]]) -> tuple:
    """Kind, value or gain, integral and derivative time, table."""
    if action.pid:
        return (code.PID, *action.pid, -1)
    if action.curve:
        points = np.array(model.curves[action.curve].points, float).reshape(-1, 2)
        tables.append((points[:, 0], points[:, 1]))
        return code.CURVE, 0.0, 0.0, 0.0, len(tables) - 1
    if action.series:
        series = model.series[action.series]
        start = (model.options.start - EPOCH).total_seconds() if series.dated else 0.0
        tables.append((np.array(series.times, float) - start, np.array(series.values, float)))
        return code.SERIES, 0.0, 0.0, 0.0, len(tables) - 1
    return code.NUMBER, action.value, 0.0, 0.0, -1


