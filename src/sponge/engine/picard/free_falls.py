# SPDX-License-Identifier: Apache-2.0
"""Where a conduit falls free at one end: the depth there is not below normal or critical depth."""

from __future__ import annotations

from math import sqrt

from sponge.base.compiler import any_lane, flags, inlined, kernel, lanewise, load, no, put, row_from, row_of, where
from sponge.base.constants import GRAVITY, SMALL_DEPTH
from sponge.engine.network import SUBCRITICAL, UP_CRITICAL
from sponge.engine.picard.conduit_geometry import Ends, straight_section
from sponge.physics.sections.lookup import (
    DEPTH,
    FACTOR,
    critical_cell,
    critical_depth_ratio,
    critical_flow_scale,
    depth_row,
    normal_cell,
    normal_depth_ratio,
    within_cell,
)


@inlined
def runs_slower(conduits, size, y, flow, at, lanes):
    """Is the depth y [m] surely above both normal and critical depth of a flow [m3/s]? Spares the search for them."""
    straight = flags(conduits.straight, at.c, lanes)
    slower = no(straight)
    if any_lane(slower):
        row = depth_row(min(y * size.per_depth, 1.0))
        _, area, _, _, _, power, _, critical_flow = row_of(conduits.sections.depth, size.k, row)
        normal = load(conduits.full_flow, at.c, lanes) * area * sqrt(power)
        slower = flow < 0.98 * min(normal, critical_flow * critical_flow_scale(size.area, size.width))
    if any_lane(straight):
        area, width, power = straight_section(conduits, size, y, at, lanes)
        normal = load(conduits.beta, at.c, lanes) * area * sqrt(power)
        critical = area * sqrt(GRAVITY * area / width)
        slower = where(straight, flow < 0.98 * min(normal, critical), slower)
    return slower


@kernel
def searched_depths(sections, k, flow_ratio, z):
    """Ratios of normal and critical depth to the full depth of a flow, and the rows of the tables that hold them."""
    normal, critical = normal_depth_ratio(sections, k, flow_ratio), critical_depth_ratio(sections, k, z)
    return normal, critical, float(normal_cell(sections, k, flow_ratio)), float(critical_cell(sections, k, z))


@inlined
def fall_depths(conduits, conduit_state, size, flow, needed, at, lanes):
    """Normal and critical depth [m]. Flow changes little from step to step: they are where they were, or searched."""
    sections, ratio = conduits.sections, flow / load(conduits.full_flow, at.c, lanes)
    z = flow / critical_flow_scale(size.area, size.width)
    normal_row = load(conduit_state.normal_row, at.c, lanes)
    critical_row = load(conduit_state.critical_row, at.c, lanes)
    normal, near = within_cell(sections.area, size.k, row_from(normal_row), ratio, FACTOR, DEPTH)
    critical, close = within_cell(sections.critical, size.k, row_from(critical_row), z, 0, 1)
    known = near & close & (ratio < 1.0)
    lost = needed & no(known)
    if any_lane(lost):
        yn, yc, row1, row2 = lanewise(lost, searched_depths, sections, size.k, ratio, z)
        put(conduit_state.normal_row, at.c, lost, row1)
        put(conduit_state.critical_row, at.c, lost, row2)
        normal, critical = where(lost, yn, normal), where(lost, yc, critical)
    return normal * size.depth, critical * size.depth


@inlined
def with_free_falls(settings, conduits, conduit_state, ends, size, last, may_fall, at, lanes):
    """The ends of a conduit where it may fall free at one: not below normal or critical depth.

    Between the two EPA SWMM gives the downstream node a part of its half's surface alone.
    """
    up, flow = ends.kind == UP_CRITICAL, abs(last)
    end = where(up, ends.y1, ends.y2)
    slower = (end > SMALL_DEPTH) & runs_slower(conduits, size, end, flow, at, lanes)
    kind, share = where(may_fall, SUBCRITICAL, ends.kind), ends.share
    y1, y2, h1, h2 = ends.y1, ends.y2, ends.h1, ends.h2
    doubtful = may_fall & no(slower)
    if any_lane(doubtful):
        yn, yc = fall_depths(conduits, conduit_state, size, flow, doubtful, at, lanes)
        low, high = min(yn, yc), max(yn, yc)
        falls = doubtful & ((end <= SMALL_DEPTH) | (end < low))
        kind = where(falls, ends.kind, kind)
        at1, at2 = falls & up, falls & no(up)
        y1, y2 = where(at1, max(low, SMALL_DEPTH), y1), where(at2, max(low, SMALL_DEPTH), y2)
        h1 = where(at1, load(conduits.fall, at.c, lanes) + y1, h1)
        h2 = where(at2, y2, h2)
        if settings.fall_rise == 0.0:
            held = doubtful & no(falls) & no(up) & (y2 < high)
            share = where(held, where(high - low >= SMALL_DEPTH, (high - y2) / (high - low), 0.0), share)
    return Ends(y1, y2, h1, h2, kind, share)
