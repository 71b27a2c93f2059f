# SPDX-License-Identifier: Apache-2.0
"""Storage units: area, volume and depth of every shape.

A shape is a polynomial A = a0 + a1 y + a2 y2 (cylinder, cone, paraboloid, pyramid), a power law A = a0 + a1 y^n, or
a curve of area against depth, straight between its rows. Volume is the integral of area in every case.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from sponge.base.arrays import PerLane, Shared, TableRef
from sponge.base.compiler import any_lane, kernel, lanewise, load, no, where
from sponge.base.tables import Tables, last_row_at
from sponge.physics.nodes.exfiltration import StorageLosses

POLYNOMIAL, POWER, TABULAR = range(3)
SMALL_STEP = 1e-9  # m: a depth found to this is found
SHALLOW = 1e-3  # m: a power law of negative exponent is an upright wall below it, of the same volume


class Storages(NamedTuple):
    """All storage units."""

    node: Shared  # (storage,)
    shape: Shared  # (storage,)
    constant: PerLane  # m2: a0
    coefficient: PerLane  # a1
    exponent: PerLane  # n of a power law, a2 of a polynomial
    full_depth: PerLane  # m
    full_volume: PerLane  # m3
    curve: TableRef  # area m2 against depth m
    volume_curve: TableRef  # depth m against volume m3, at the same rows
    narrows: PerLane  # 1 where the area of a curve shrinks above a wider part whose soil leaks
    soil_curve: TableRef  # area m2 of the soil below against depth m; that of the water where nothing narrows
    tables: Tables
    losses: StorageLosses


@kernel
def curve_area(tables, k, depth):
    """Area [m2] of an area curve.

    Below the first row area falls in proportion to depth; above the last it goes on with the last slope, but does
    not shrink.
    """
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first:
        return 0.0
    row = last_row_at(tables, k, depth)
    if row < first:
        return tables.y[first] * depth / tables.x[first] if tables.x[first] > 0.0 else tables.y[first]
    return tables.y[row] + (depth - tables.x[row]) * segment_slope(tables, row, first, last)


@kernel
def segment_slope(tables, row, first, last):
    """dA/dy [m] above a row of an area curve."""
    if row == last:
        if row == first:
            return 0.0
        return max((tables.y[row] - tables.y[row - 1]) / (tables.x[row] - tables.x[row - 1]), 0.0)
    return (tables.y[row + 1] - tables.y[row]) / (tables.x[row + 1] - tables.x[row])


@kernel
def curve_volume(tables, k, kv, depth):
    """Volume [m3] below `depth` [m] of area curve k, whose volumes at its rows are curve kv."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first or depth <= 0.0:
        return 0.0
    row = last_row_at(tables, k, depth)
    if row < first:
        return 0.5 * tables.y[first] / tables.x[first] * depth * depth
    above = depth - tables.x[row]
    slope = segment_slope(tables, row, first, last)
    return tables.x[tables.start[kv] + row - first] + above * (tables.y[row] + 0.5 * slope * above)


@kernel
def curve_depth(tables, k, kv, volume):
    """Depth [m] of area curve k that holds `volume` [m3]: the segment's quadratic, solved without cancellation."""
    first, last = tables.start[k], tables.start[k + 1] - 1
    if last < first or volume <= 0.0:
        return 0.0
    row = last_row_at(tables, kv, volume) - tables.start[kv] + first
    if row < first:
        return sqrt(2.0 * volume * tables.x[first] / tables.y[first])
    above = volume - tables.x[tables.start[kv] + row - first]
    area, slope = tables.y[row], segment_slope(tables, row, first, last)
    end = area + sqrt(max(area * area + 2.0 * slope * above, 0.0))
    return tables.x[row] + (2.0 * above / end if end > 0.0 else 0.0)


@kernel
def below_shallow(a2, depth):
    """Where a power law of negative exponent, whose area grows without end towards the bottom, has the mean area of its
    lowest layer."""
    return (a2 < 0.0) & (depth < SHALLOW)


@kernel
def formula_area(shape, a0, a1, a2, depth):
    """Area [m2] of a polynomial or a power law."""
    if shape == POLYNOMIAL:
        return a0 + depth * (a1 + depth * a2)
    if not any_lane(a1 != 0.0):  # an upright wall, the commonest
        return a0 + 0.0 * depth
    power = depth**a2
    if any_lane(a2 < 0.0):
        power = where(below_shallow(a2, depth), SHALLOW**a2 / (a2 + 1.0), power)
    return a0 + where(a1 != 0.0, a1 * power, 0.0)


@kernel
def formula_volume(shape, a0, a1, a2, depth):
    """Volume [m3] of a polynomial or a power law."""
    if shape == POLYNOMIAL:
        return depth * (a0 + depth * (a1 / 2.0 + depth * a2 / 3.0))
    if not any_lane(a1 != 0.0):
        return max(depth, 0.0) * a0
    power = depth**a2
    if any_lane(a2 < 0.0):
        power = where(below_shallow(a2, depth), SHALLOW**a2, power)
    return where(depth > 0.0, depth * (a0 + where(a1 != 0.0, a1 / (a2 + 1.0) * power, 0.0)), 0.0)


@kernel
def formula_depth(shape, a0, a1, a2, volume, full_depth):
    """Depth [m] that holds `volume` [m3], between 0 and `full_depth`: Newton's steps, halved where they leave it."""
    low, high = 0.0, full_depth
    area = formula_area(shape, a0, a1, a2, full_depth)
    depth = min(volume / area, full_depth) if area > 0.0 else 0.5 * full_depth
    for _ in range(60):
        excess = formula_volume(shape, a0, a1, a2, depth) - volume
        if excess > 0.0:
            high = depth
        else:
            low = depth
        area = formula_area(shape, a0, a1, a2, depth)
        last = depth
        depth -= excess / area
        if not low <= depth <= high:
            depth = 0.5 * (low + high)
        if abs(depth - last) < SMALL_STEP:
            break
    return depth


@kernel
def storage_area(storages, i, lane, depth):
    """Water surface [m2] of storage i at `depth` [m]."""
    if storages.shape[i] == TABULAR:
        return curve_area(storages.tables, storages.curve[i, lane], depth)
    return formula_area(
        storages.shape[i], storages.constant[i, lane], storages.coefficient[i, lane], storages.exponent[i, lane], depth
    )


@kernel
def storage_volume(storages, i, lane, depth):
    """Water [m3] in storage i at `depth` [m], at most its full volume."""
    if depth >= storages.full_depth[i, lane] and storages.full_volume[i, lane] > 0.0:
        return storages.full_volume[i, lane]
    if storages.shape[i] == TABULAR:
        return curve_volume(storages.tables, storages.curve[i, lane], storages.volume_curve[i, lane], depth)
    return formula_volume(
        storages.shape[i], storages.constant[i, lane], storages.coefficient[i, lane], storages.exponent[i, lane], depth
    )


@kernel
def storage_areas(storages, i, depth, lanes):
    """Water surface [m2] of storage i at `depth` [m], in lanes."""
    if storages.shape[i] == TABULAR:
        return lanewise(depth == depth, curve_area, storages.tables, load(storages.curve, i, lanes), depth)
    a0, a1 = load(storages.constant, i, lanes), load(storages.coefficient, i, lanes)
    return formula_area(storages.shape[i], a0, a1, load(storages.exponent, i, lanes), depth)


@kernel
def soil_areas(storages, i, depth, area, lanes):
    """Area [m2] of the soil that water of a `depth` [m] with a surface `area` [m2] stands over, in lanes."""
    wider = load(storages.narrows, i, lanes) > 0.0
    if any_lane(wider):
        soil = load(storages.soil_curve, i, lanes)
        area = where(wider, lanewise(wider, curve_area, storages.tables, soil, depth), area)
    return area


@kernel
def storage_volumes(storages, i, depth, lanes):
    """Water [m3] in storage i at `depth` [m], at most its full volume, in lanes."""
    full_volume = load(storages.full_volume, i, lanes)
    full = (depth >= load(storages.full_depth, i, lanes)) & (full_volume > 0.0)
    if storages.shape[i] == TABULAR:
        curves = load(storages.curve, i, lanes), load(storages.volume_curve, i, lanes)
        volume = lanewise(no(full), curve_volume, storages.tables, curves[0], curves[1], depth)
        return where(full, full_volume, volume)
    a0, a1 = load(storages.constant, i, lanes), load(storages.coefficient, i, lanes)
    volume = formula_volume(storages.shape[i], a0, a1, load(storages.exponent, i, lanes), depth)
    return where(full, full_volume, volume)


@kernel
def storage_depth(storages, i, lane, volume):
    """Depth [m] at which storage i holds `volume` [m3], at most its full depth."""
    full_depth, full_volume = storages.full_depth[i, lane], storages.full_volume[i, lane]
    if full_volume > 0.0 and volume >= full_volume:
        return full_depth
    if volume <= 0.0:
        return 0.0
    if storages.shape[i] == TABULAR:
        depth = curve_depth(storages.tables, storages.curve[i, lane], storages.volume_curve[i, lane], volume)
        return min(depth, full_depth)
    return formula_depth(
        storages.shape[i], storages.constant[i, lane], storages.coefficient[i, lane], storages.exponent[i, lane],
        volume, full_depth,
    )
