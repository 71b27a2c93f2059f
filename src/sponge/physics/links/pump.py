"""Pumps.

The curve gives the flow of one pump at full speed; the setting is its relative speed. Kinds, as the field numbers
them: IDEAL takes what flows in; 1 steps with the wet well's volume; 2 steps with depth; 3 is a head curve (flow
falls with lift); 4 runs along depth; 5 is a head curve that obeys the affinity laws.
"""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.constants import FOOT
from sponge.base.kernels import kernel
from sponge.base.tables import Tables, interpolate, slope_at, step_ahead

IDEAL, STEP_VOLUME, STEP_DEPTH, HEAD, DEPTH, VARIABLE_SPEED = range(6)
ON_CURVE, OFF_CURVE, BELOW_CURVE, ABOVE_CURVE = 0, 1, 2, 1  # what the flow class of a pump says
DEPTH_DIFFERENCE = 0.001 * FOOT  # m, over which a depth curve's slope is taken


class Pumps(NamedTuple):
    """All pumps."""

    kind: Shared  # (pump,) as above
    start_depth: PerLane  # m, switches on above it; 0 = never
    stop_depth: PerLane  # m, switches off below it; 0 = never
    curve: TableRef  # flow m3/s against volume m3, depth m or lift m; -1 for an ideal pump
    tables: Tables


@kernel
def affinity_flow(tables, curve, lift, speed):
    """Flow [m3/s] of a head curve at `speed`, before the speed's own factor, and -dQ/dH [m2/s].

    Affinity laws: Q ~ N, H ~ N2, so the curve is entered at lift/N2.
    """
    head = max(lift / speed / speed, 0.0)
    return interpolate(tables, curve, head), -slope_at(tables, curve, head) / speed


@kernel
def depth_flow(tables, curve, depth):
    """Flow [m3/s] of a depth curve and its slope dQ/dy [m2/s], a forward difference."""
    flow = interpolate(tables, curve, depth)
    ahead = interpolate(tables, curve, depth + DEPTH_DIFFERENCE)
    return flow, (ahead - flow) / DEPTH_DIFFERENCE


@kernel
def curve_class(tables, curve, x):
    """Where x lies on a curve: BELOW_CURVE, ON_CURVE or ABOVE_CURVE."""
    if x < tables.x[tables.start[curve]]:
        return BELOW_CURVE
    if x > tables.x[tables.start[curve + 1] - 1]:
        return ABOVE_CURVE
    return ON_CURVE


@kernel
def pump_flow(pumps, k, lane, setting, available, volume, depth, lift):
    """Flow [m3/s], dQ/dH [m2/s] and class of pump k.

    `available` is the inflow [m3/s] of its inlet node, `volume` [m3] and `depth` [m] that node's, `lift` [m] the
    head behind the pump less the head before it. Never negative. The slope leaves out the setting, and is that of
    EPA SWMM: of the curve, zero for the kinds that run in steps.
    """
    kind, curve, tables = pumps.kind[k], pumps.curve[k, lane], pumps.tables
    slope, place = 0.0, ON_CURVE
    if kind == IDEAL:
        flow = available
    elif kind == STEP_VOLUME or kind == STEP_DEPTH:
        x = volume if kind == STEP_VOLUME else depth
        flow, place = step_ahead(tables, curve, x), min(curve_class(tables, curve, x), OFF_CURVE)
    elif kind == DEPTH:
        flow, slope = depth_flow(tables, curve, depth)
        place = curve_class(tables, curve, depth)
    else:
        speed = setting if kind == VARIABLE_SPEED else 1.0
        flow, slope = affinity_flow(tables, curve, lift, speed)
        place = min(curve_class(tables, curve, max(lift / speed / speed, 0.0)), OFF_CURVE)
    return max(flow, 0.0) * setting, slope, place
