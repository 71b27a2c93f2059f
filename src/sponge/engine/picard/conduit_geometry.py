# SPDX-License-Identifier: Apache-2.0
"""The wet sections of a conduit at its ends and in the middle, and the water surface that it gives to its nodes.

Names with 1 are at the upstream end, with 2 at the downstream end, with m in the middle; all in lanes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.compiler import any_lane, first_of, flags, inlined, load, no, row_of, spread, where
from sponge.base.constants import HAIR, SMALL_DEPTH
from sponge.engine.network import DOWN_CRITICAL, DOWN_DRY, DRY, OUTFALL, SUBCRITICAL, UP_CRITICAL, UP_DRY
from sponge.physics.conduits.slot import slot_area, slot_width
from sponge.physics.sections.lookup import depth_row
from sponge.physics.sections.straight import straight_area, straight_radius_43, straight_width


class ConduitPlace(NamedTuple):
    """A conduit, its link and its nodes; of conduits side by side Indices.

    These are alike in all that plain branches go by (``state.Abreast``): the first's stands for all of theirs.
    """

    c: Any
    j: Any
    n1: Any
    n2: Any


class SectionSize(NamedTuple):
    """Of a conduit's section, in lanes."""

    k: Any  # row in the pool of sections
    depth: Any  # m, full
    area: Any  # m2, full
    width: Any  # m, largest
    per_depth: Any  # 1/m


class Ends(NamedTuple):
    """Water at both ends, in lanes."""

    y1: Any  # m, depth
    y2: Any
    h1: Any  # m, head above the bed's downstream end
    h2: Any
    kind: Any  # flow class
    share: Any  # of the downstream half's surface that its node is given


class WetSections(NamedTuple):
    """The wet section at both ends and in the middle, in lanes."""

    ym: Any  # m
    a1: Any  # m2
    a2: Any
    am: Any
    slots: Any  # m2, in the slot, mean of both ends
    w1: Any  # m, width of the surface; with slot or crown width where full
    w2: Any
    wm1: Any  # in the middle, as the upstream half has it
    wm2: Any  # as the downstream half
    open1: Any  # m, the section's own width
    open_m: Any
    p1: Any  # m^(4/3), radius to the power 4/3; at the upstream end of curved sections only, see upstream_radius
    pm: Any


@inlined
def section_size(conduits, at, lanes):
    """The section of a conduit."""
    return SectionSize(
        load(conduits.section, at.c, lanes), load(conduits.full_depth, at.c, lanes),
        load(conduits.full_area, at.c, lanes), load(conduits.max_width, at.c, lanes),
        load(conduits.per_depth, at.c, lanes),
    )


@inlined
def flow_class(y1, y2, h1, h2, fall, drop1, drop2, flow):
    """How a conduit flows, from the depths at its ends; CRITICAL classes still await critical depth.

    ``fall`` [m] of the bed, ``drop`` is the free fall [m] from the conduit's invert to the node's (or the outfall's
    water).
    """
    above = where(drop1 > 0.0, UP_CRITICAL, SUBCRITICAL)
    below = where(drop2 > 0.0, DOWN_CRITICAL, SUBCRITICAL)
    both = where(flow < 0.0, above, below)
    only_up = where(h1 < 0.0, DOWN_DRY, below)
    only_down = where(h2 < fall, UP_DRY, above)
    wet1, wet2 = y1 > SMALL_DEPTH, y2 > SMALL_DEPTH
    return 1.0 * where(wet1, where(wet2, both, only_up), where(wet2, only_down, DRY))


@inlined
def ends_of(settings, nodes, links, conduits, node_state, size, last, at, lanes):
    """Depths and heads at both ends from the nodes' depths, and the flow class.

    A depth within a hair of the full one is full: what rounding leaves of it does not decide how the conduit flows.
    """
    fall = load(conduits.fall, at.c, lanes)
    offset1, offset2 = load(links.offset_up, at.j, lanes), load(links.offset_down, at.j, lanes)
    depth1, depth2 = load(node_state.depth, at.n1, lanes), load(node_state.depth, at.n2, lanes)
    y1, y2 = max(depth1 - offset1, 0.0), max(depth2 - offset2, 0.0)
    h1, h2 = fall + y1, y2
    y1, y2, brim = max(y1, SMALL_DEPTH), max(y2, SMALL_DEPTH), size.depth - HAIR
    if settings.slot == 0:
        y1, y2 = where(y1 > brim, size.depth, y1), where(y2 > brim, size.depth, y2)
    else:
        y1 = where(y1 > brim, max(y1, size.depth), y1)
        y2 = where(y2 > brim, max(y2, size.depth), y2)
    drop1 = where(nodes.kind[first_of(at.n1)] == OUTFALL, max(offset1 - depth1, 0.0), offset1)
    drop2 = where(nodes.kind[first_of(at.n2)] == OUTFALL, max(offset2 - depth2, 0.0), offset2)
    kind = spread(SUBCRITICAL, lanes)
    if any_lane(no((y1 > SMALL_DEPTH) & (y2 > SMALL_DEPTH)) | (drop1 > 0.0) | (drop2 > 0.0)):
        kind = flow_class(y1, y2, h1, h2, fall, drop1, drop2, last)
        kind = where((y1 < size.depth) | (y2 < size.depth), kind, SUBCRITICAL)
    return Ends(y1, y2, h1, h2, kind, spread(1.0, lanes))


@inlined
def curved_section(conduits, size, y, at, lanes):
    """Area [m2], width [m] and radius to the power 4/3 [m^(4/3)] at depth y [m], from a table."""
    ratio = min(y * size.per_depth, 1.0)
    start, area, area_slope, width, width_slope, power, power_slope, _ = row_of(
        conduits.sections.depth, size.k, depth_row(ratio)
    )
    d = ratio - start
    return (
        (area + d * area_slope) * size.area, (width + d * width_slope) * size.width,
        (power + d * power_slope) * load(conduits.full_radius_43, at.c, lanes),
    )  # fmt: skip


@inlined
def straight_section(conduits, size, y, at, lanes):
    """Area [m2], width [m] and radius to the power 4/3 [m^(4/3)] at depth y [m], in closed form."""
    bottom, run = load(conduits.bottom, at.c, lanes), load(conduits.run, at.c, lanes)
    inside = min(y, size.depth)
    area = where(y < size.depth, min(straight_area(inside, bottom, run), size.area), size.area)
    wall, roof = load(conduits.wall, at.c, lanes), load(conduits.roof, at.c, lanes)
    return area, straight_width(inside, bottom, run), straight_radius_43(area, inside, size.area, bottom, wall, roof)


@inlined
def upstream_radius(conduits, size, ends, shape, at, lanes):
    """Radius to the power 4/3 [m^(4/3)] at the upstream end: of straight sections found only where it is needed."""
    straight = flags(conduits.straight, at.c, lanes)
    power = shape.p1
    if any_lane(straight):
        power = where(straight, straight_section(conduits, size, ends.y1, at, lanes)[2], power)
    return power


@inlined
def wet_sections(conduits, ends, ym, size, at, lanes):
    """Areas [m2] and widths [m] at both ends and in the middle, and the radii [m^(4/3)] that come with them."""
    straight = flags(conduits.straight, at.c, lanes)
    curved = no(straight)
    a1, w1, p1 = spread(0.0, lanes), spread(0.0, lanes), spread(0.0, lanes)
    a2, w2, am, wm, pm = a1, w1, a1, w1, p1
    if any_lane(curved):
        a1, w1, p1 = curved_section(conduits, size, ends.y1, at, lanes)
        a2, w2, _ = curved_section(conduits, size, ends.y2, at, lanes)
        am, wm, pm = curved_section(conduits, size, ym, at, lanes)
    if any_lane(straight):
        b1, v1, _ = straight_section(conduits, size, ends.y1, at, lanes)
        b2, v2, _ = straight_section(conduits, size, ends.y2, at, lanes)
        bm, vm, qm = straight_section(conduits, size, ym, at, lanes)
        a1, a2, am = where(straight, b1, a1), where(straight, b2, a2), where(straight, bm, am)
        w1, w2, wm = where(straight, v1, w1), where(straight, v2, w2), where(straight, vm, wm)
        pm = where(straight, qm, pm)
    return a1, w1, p1, a2, w2, am, wm, pm


@inlined
def crowned(settings, y, width, size, crown):
    """Surface width [m] of a closed conduit: near its crown that of the crown, [m], as if it were open there."""
    return where(min(y * size.per_depth, 1.0) >= settings.crown_cutoff, crown, width)


@inlined
def slotted(settings, y, area, width, size, lanes):
    """Area that flows [m2], surface width [m], area in the slot [m2] of a closed conduit, a slot over its crown; and
    where that is open.

    Water stands in the slot; none flows through it, but for the share that the settings say. As EPA SWMM has it, its
    area is the present width times the depth.
    """
    ratio, none = y * size.per_depth, spread(0.0, lanes)
    in_slot = ratio >= settings.crown_cutoff
    if not any_lane(in_slot):
        return area, width, none, in_slot
    slot = slot_width(ratio, size.width, settings.crown_cutoff)
    wide = max(y - size.depth, 0.0) * slot
    stands = slot_area(ratio, size.width, size.depth)
    stands = stands + settings.slot_in_pipe * (wide - stands) - settings.slot_flow * wide
    return area + settings.slot_flow * wide, where(in_slot, slot, width), stands, in_slot


@inlined
def wet_sections_of(settings, conduits, ends, size, at, lanes):
    """Areas, widths and radii at both ends and in the middle."""
    ym = 0.5 * (ends.y1 + ends.y2)
    a1, open1, p1, a2, w2, am, open_m, pm = wet_sections(conduits, ends, ym, size, at, lanes)
    w1, wm1, wm2, slots = open1, open_m, open_m, spread(0.0, lanes)
    if conduits.is_open[first_of(at.c)] == 0 and settings.slot == 0:
        crown = load(conduits.crown_width, at.c, lanes)
        w1 = crowned(settings, ends.y1, w1, size, crown)
        w2 = crowned(settings, ends.y2, w2, size, crown)
        wm1 = wm2 = crowned(settings, ym, open_m, size, crown)
    elif conduits.is_open[first_of(at.c)] == 0:
        a1, w1, slot1, high1 = slotted(settings, ends.y1, a1, w1, size, lanes)
        a2, w2, slot2, high2 = slotted(settings, ends.y2, a2, w2, size, lanes)
        am, wm, _, high = slotted(settings, ym, am, open_m, size, lanes)
        slots = 0.5 * (slot1 + slot2)
        straight = settings.slot_in_pipe
        wm1 = where(high & high1, w1 + straight * (wm - w1), wm)  # the halves of the slot's volume
        wm2 = where(high & high2, w2 + straight * (wm - w2), wm)
    return WetSections(ym, a1, a2, am, slots, w1, w2, wm1, wm2, open1, open_m, p1, pm)


@inlined
def surfaces(settings, ends, shape, length, offset1, offset2):
    """The water surface [m2] that a barrel gives to its upstream and its downstream node.

    Where one end falls free, the node of the other has all of it: the depth at the fall rises with that node's, so that
    its half fills and empties too. Critical depth goes by Q^(2/3), and Q by y^(5/3) S^(1/2) in a wide section, on a
    level bed with S by y: it rises by 13/9 of the ratio of both depths, on a slope by 10/9.
    """
    kind, share = ends.kind, ends.share
    half1, half2 = (shape.w1 + shape.wm1) * length, (shape.wm2 + shape.w2) * length
    if no(any_lane(kind != SUBCRITICAL)):
        return half1 * 0.25, half2 * 0.25 * share
    bit = SMALL_DEPTH * length * 0.5
    all1, all2 = half1 * 0.5, half2 * 0.5
    if settings.fall_rise > 0.0:
        all1 = (half1 + half2 * min(settings.fall_rise * ends.y2 / ends.y1, 1.0)) * 0.25
        all2 = (half2 + half1 * min(settings.fall_rise * ends.y1 / ends.y2, 1.0)) * 0.25
    up = where(kind == SUBCRITICAL, half1 * 0.25, 0.0)
    up = where(kind == DOWN_CRITICAL, all1, up)
    up = where((kind == DOWN_DRY) | ((kind == UP_DRY) & (offset1 <= 0.0)), half1 * 0.25, up)
    down = where(kind == SUBCRITICAL, half2 * 0.25 * share, 0.0)
    down = where(kind == UP_CRITICAL, all2, down)
    down = where((kind == UP_DRY) | ((kind == DOWN_DRY) & (offset2 <= 0.0)), half2 * 0.25, down)
    return where(kind == DRY, bit, up), where(kind == DRY, bit, down)
