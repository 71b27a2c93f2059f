# SPDX-License-Identifier: Apache-2.0
"""The underdrain of a LID unit: the head that drives it, its flow, and what of that the storage can give.

Rossman & Huber (2016), EPA SWMM Reference Manual III, 6.2; equation numbers are of that manual.
"""

from __future__ import annotations

from sponge.base.compiler import any_lane, inlined, kernel, no, power, where
from sponge.base.constants import FOOT
from sponge.base.tables import interpolate

SHALLOW = 1e-10 * FOOT  # m of head that drive nothing


@inlined
def drain_head(unit, levels):
    """Head [m] above the bottom of the storage: its own depth and, once it is full, that of the layers above (6-17).

    A soil counts by the part between field capacity and porosity that is filled.
    """
    head, full = levels.storage, levels.storage >= unit.storage_depth
    if any_lane(full):
        soil, paved = unit.soil_depth > 0.0, unit.pavement_depth > 0.0
        filled = (levels.soil - unit.field_capacity) / where(soil, unit.porosity - unit.field_capacity, 1.0)
        head = head + where(full & soil, max(filled, 0.0) * unit.soil_depth, 0.0)
        full = full & (no(soil) | (levels.soil >= unit.porosity))
        head = head + where(full & paved, levels.pavement, 0.0)
        above = (paved & (levels.pavement >= unit.pavement_depth)) | (soil & no(paved))
        head = head + where(full & above, levels.surface, 0.0)
    return head


@inlined
def drain_flow(head, offset, coefficient, exponent, open_head, closed_head, was_open):
    """Flow [m/s] of an underdrain, coefficient * (head - offset)^exponent (6-16).

    A closed drain opens above ``open_head`` [m], an open one closes at ``closed_head`` [m].
    """
    above, flow = head - offset, 0.0 * head
    flows = (head > where(was_open > 0.0, closed_head, open_head)) & (above > SHALLOW)
    if any_lane(flows):
        flow = where(flows, coefficient * power(where(flows, above, 1.0), exponent), flow)
    return flow


@kernel
def curve_factor(curves, curve, head):
    """What a drain's curve says of the head [m] above its offset; 1 without a curve."""
    return interpolate(curves, curve, head) if curve >= 0 else 1.0


@inlined
def drained(unit, depth, drain, exfiltration, evaporation, arriving, dt):
    """What a drain can carry [m/s] of the storage above its offset; of what arrives only once the storage is full."""
    room = -exfiltration - evaporation + where(depth >= unit.storage_depth, arriving, 0.0)
    room = room + where(unit.drain_offset <= depth, (depth - unit.drain_offset) * unit.storage_void / dt, 0.0)
    return min(drain, max(room, 0.0))
