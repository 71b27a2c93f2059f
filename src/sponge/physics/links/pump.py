# SPDX-License-Identifier: Apache-2.0
"""Pumps.

The curve gives the flow of one pump at full speed; the setting is its relative speed. Kinds, as the field numbers
them: IDEAL takes what flows in; 1 steps with the wet well's volume; 2 steps with depth; 3 is a head curve (flow
falls with lift); 4 runs along depth; 5 is a head curve that obeys the affinity laws.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import inlined, where
from sponge.base.tables import Tables, curve_and_slope, step_on_curve

IDEAL, STEP_VOLUME, STEP_DEPTH, HEAD, DEPTH, VARIABLE_SPEED = range(6)
ON_CURVE, OFF_CURVE, BELOW_CURVE, ABOVE_CURVE = 0, 1, 2, 1  # what the flow class of a pump says


class Pumps(NamedTuple):
    """All pumps."""

    kind: Shared  # (pump,) as above
    start_depth: PerLane  # m, switches on above it; 0 = never
    stop_depth: PerLane  # m, switches off below it; 0 = never
    curve: TableRef  # flow m3/s against volume m3, depth m or lift m; -1 for an ideal pump
    tables: Tables


@inlined
def curve_head(lift, speed):
    """Where the head curve of a pump is entered at `speed` against a `lift` [m]: Q ~ N, H ~ N2 (affinity laws)."""
    return max(lift / speed / speed, 0.0)


@inlined
def affinity_flow(tables, curve, lift, speed):
    """Flow [m3/s] of a head curve at `speed`, before the speed's own factor, its slope dQ/dlift [m2/s] and class."""
    head = curve_head(lift, speed)
    flow, slope = curve_and_slope(tables, curve, head)
    slope = where(head > 0.0, slope / speed / speed, 0.0)
    return flow, slope, min(curve_class(tables, curve, head), OFF_CURVE)


@inlined
def curve_class(tables, curve, x):
    """Where x lies on a curve: BELOW_CURVE, ON_CURVE or ABOVE_CURVE."""
    first, last = tables.x[tables.start[curve]], tables.x[tables.start[curve + 1] - 1]
    return 1.0 * where(x < first, BELOW_CURVE, where(x > last, ABOVE_CURVE, ON_CURVE))


@inlined
def pump_flow(kind, tables, curve, setting, available, volume, depth, lift):
    """Flow [m3/s], its slopes [m2/s] with the head before and behind the pump, and its class.

    Numbers or lanes, of one kind with one curve. `available` is the inflow [m3/s] of its inlet node, `volume` [m3]
    and `depth` [m] that node's, `lift` [m] the head behind the pump less the head before it. Never negative. The
    kinds that run in steps have no slope; what an ideal pump takes depends on no head.
    """
    flow, before, behind, place = available, 0.0 * available, 0.0 * available, 0.0 * available
    if kind == STEP_VOLUME or kind == STEP_DEPTH:
        x = volume if kind == STEP_VOLUME else depth
        flow, place = step_on_curve(tables, curve, x), min(curve_class(tables, curve, x), OFF_CURVE)
    elif kind == DEPTH:
        flow, before = curve_and_slope(tables, curve, depth)
        place = curve_class(tables, curve, depth)
    elif kind != IDEAL:
        speed = setting if kind == VARIABLE_SPEED else 1.0 + 0.0 * setting
        flow, behind, place = affinity_flow(tables, curve, lift, speed)
        before = -behind
    runs = flow > 0.0
    return (
        max(flow, 0.0) * setting, where(runs, before * setting, 0.0), where(runs, behind * setting, 0.0), place
    )  # fmt: skip
