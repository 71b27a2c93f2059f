# SPDX-License-Identifier: Apache-2.0
"""Control rules as arrays: operands, premises, actions, and what rules remember.

Every value that a premise compares is an operand: a constant, an attribute of the network, or an operator on earlier
operands. Times are in days and values in the model's own units, because rules are written so.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.tables import Tables

# operand kinds: first what is read from the state's arrays
NODE_DEPTH, NODE_VOLUME, NODE_INFLOW, LINK_FLOW, LINK_DEPTH, LINK_SETTING, GAGE_RAIN, LINK_STATUS = range(8)
(
    CONSTANT, LINK_VELOCITY, TIME_OPEN, TIME_CLOSED, GAGE_PAST_RAIN, TIME, DATE, CLOCK_TIME, DAY_OF_WEEK, MONTH,
    DAY_OF_YEAR, COMMON_DAY,
) = range(10, 22)  # fmt: skip
OPERATORS = (
    "+", "-", "*", "/", "^", "NEG", "COS", "SIN", "TAN", "COT", "ABS", "SGN", "SQRT", "LOG", "EXP", "ASIN", "ACOS",
    "ATAN", "ACOT", "SINH", "COSH", "TANH", "COTH", "LOG10", "STEP", "FINITE",
    "^+",
)  # fmt: skip
FIRST_OPERATOR = 100  # operand kinds from here are operators, in the order of OPERATORS
EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL = range(6)
AND, OR = range(2)
# how a premise compares: as numbers, or as times, which are equal at the evaluation of rules that lies nearest to them
PLAIN, CLOCK, SINCE_SWITCHED, TIME_OF_DAY = range(4)
NUMBER, CURVE, SERIES, PID = range(4)
MISSING = -1.0e10  # an attribute without a value: its premise is false


class Operands(NamedTuple):
    """Values that premises compare."""

    kind: Shared  # (operand,)
    index: Shared  # (operand,) node, link or gage; the left operand of an operator
    other: Shared  # (operand,) hours of past rain; the right operand of an operator
    factor: PerLane  # SI -> the model's units, with the sign of a conduit turned round
    offset: PerLane  # added, in the model's units: a node's invert for its head; a constant's value
    area: TableRef  # depth m -> flow area m2 of all barrels, for a velocity
    tables: Tables


class Premises(NamedTuple):
    """Comparisons of two operands, rule after rule."""

    connective: Shared  # (premise,)
    left: Shared  # (premise,) operand
    right: Shared  # (premise,) operand
    relation: Shared  # (premise,)
    time: Shared  # (premise,) PLAIN, CLOCK, SINCE_SWITCHED, TIME_OF_DAY


class Actions(NamedTuple):
    """New settings, rule after rule: THEN actions, then ELSE actions, the last written first."""

    controlled: Shared  # (action,) row among the controlled links
    is_pump: Shared  # (action,)
    kind: Shared  # (action,)
    value: PerLane  # setting; gain of a PID
    integral_time: PerLane  # min
    derivative_time: PerLane  # min
    dead_band: PerLane  # a smaller update of a PID controller is none, and an error that changes less counts as new; 0
    table: TableRef
    tables: Tables


class Controls(NamedTuple):
    """All control rules."""

    operands: Operands
    premises: Premises
    actions: Actions
    first_premise: Shared  # (rule + 1,)
    first_action: Shared  # (2 rule + 1,): THEN of rule r from 2r, ELSE from 2r + 1
    priority: PerLane  # (rule,)
    link: Shared  # (controlled,) the links that rules set


class ControlState(NamedTuple):
    """What rules remember; all with a last lane axis."""

    value: PerLane  # (operand, lane)
    setting: PerLane  # (controlled, lane) chosen in this evaluation
    chosen: PerLane  # (controlled, lane) priority of the rule that chose it, -inf = none
    error: PerLane  # (action, lane) PID error of the last evaluation
    error_rate: PerLane  # (action, lane) 1/min, its change since the one before
    begun: PerLane  # (action, lane) 1 once a PID controller knows an error
    controlled: PerLane  # (1, lane) left side of the last premise: what curves and PID controllers follow
    set_point: PerLane  # (1, lane) its right side
    acting: PerLane  # (controlled, lane) the action that chose its setting in this evaluation
    taken: PerLane  # (1, lane) actions that changed a target to a fixed setting, in all; 0 where none are listed
    taken_time: PerLane  # (room, lane) s since start, of each of them in turn, as many as there is room for
    taken_action: PerLane  # (room, lane) its action
    taken_setting: PerLane  # (room, lane) the setting that it asked for


def new_control_state(controls: Controls, n_lanes: int, room: int = 0) -> ControlState:
    """The state before the first step; with ``room`` for so many actions in the list of those that were taken."""
    n_operands, n_links, n_actions = (len(a) for a in (controls.operands.kind, controls.link, controls.actions.kind))
    room = room if n_actions else 0
    rows = (n_operands, n_links, n_links, n_actions, n_actions, n_actions, 1, 1, n_links, 1, room, room, room)
    state = ControlState(*(np.zeros((n, n_lanes)) for n in rows))
    state.value[:] = controls.operands.offset  # what constants are
    state.begun[:] = controls.actions.dead_band > 0.0  # a controller with a dead band takes its first errors as zeros
    return state


def actions_taken(state: ControlState) -> dict[str, np.ndarray]:
    """The list of one lane's actions that changed a target, (action taken, 1), and how many there were in all, (1,);
    nothing where none are listed."""
    room = len(state.taken_time)
    if room == 0:
        return {}
    count = min(int(state.taken[0, 0]), room)
    return {
        "control_actions": state.taken[0, :1].copy(), "control_action_time": state.taken_time[:count, :1].copy(),
        "control_action": state.taken_action[:count, :1].copy(),
        "control_action_setting": state.taken_setting[:count, :1].copy(),
    }  # fmt: skip
