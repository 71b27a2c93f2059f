# SPDX-License-Identifier: Apache-2.0
"""Storage units of a Model as tables of one lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf, pi

import numpy as np

from sponge.model.compat import corrections
from sponge.model.compile.columns import integers, numbers
from sponge.model.compile.curves import CurvePool
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.nodes import Exfiltration, Storage
from sponge.physics.infiltration import PARAMETERS
from sponge.physics.nodes.exfiltration import StorageLosses
from sponge.physics.nodes.storage import POLYNOMIAL, POWER, TABULAR, Storages

Points = Sequence[tuple[float, float]]

POLYNOMIALS: dict[str, Callable[[float, float, float], tuple[float, float, float]]] = {  # of half-axes or half-sides
    "CYLINDRICAL": lambda a, b, z: (pi * a * b, 0.0, 0.0),
    "CONICAL": lambda a, b, z: (pi * a * b, 2.0 * pi * b * z, pi * b / a * z * z),
    "PARABOLIC": lambda a, b, z: (0.0, pi * a * b / z, 0.0),
    "PYRAMIDAL": lambda a, b, z: (4.0 * a * b, 4.0 * (a + b) * z, 4.0 * z * z),
}


def formula_of(row: Storage) -> tuple[int, float, float, float]:
    """Shape code and the coefficients a0, a1 and a2 (or exponent) of a storage unit's area.

    Cylinder: pi A B with half-axes A, B. Cone: half-axes grow by z a metre along A, in proportion along B. Paraboloid:
    A B are the half-axes at its height z. Pyramid: both sides grow by 2 z a metre. KeyError for a shape that is none.
    """
    if row.shape == "TABULAR":
        return TABULAR, 0.0, 0.0, 0.0
    if row.shape == "FUNCTIONAL":
        return POWER, row.constant, row.coefficient, row.exponent
    length, width, z = row.shape_parameters
    return POLYNOMIAL, *POLYNOMIALS[row.shape](length / 2.0, width / 2.0, z)


def curve_volumes(depths: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Volume [m3] below each row of an area curve; below the first row area falls in proportion to depth."""
    if len(depths) == 0:
        return np.zeros(0)
    segments = 0.5 * (areas[1:] + areas[:-1]) * np.diff(depths)
    return 0.5 * areas[0] * max(depths[0], 0.0) + np.concatenate([[0.0], np.cumsum(segments)])


def volume_at(model: Model, row: Storage, depth: float) -> float:
    """Volume [m3] of a storage unit at a depth [m]."""
    shape, a0, a1, a2 = formula_of(row)
    if depth <= 0.0:
        return 0.0
    if shape == POLYNOMIAL:
        return depth * (a0 + depth * (a1 / 2.0 + depth * a2 / 3.0))
    if shape == POWER:
        return a0 * depth + (a1 / (a2 + 1.0) * depth ** (a2 + 1.0) if a1 else 0.0)
    depths, areas = np.array(model.curves[row.curve].points, float).reshape(-1, 2).T
    if len(depths) == 0:
        return 0.0
    if depth < depths[0]:
        return float(0.5 * areas[0] / depths[0] * depth**2)
    end_slope = max((areas[-1] - areas[-2]) / (depths[-1] - depths[-2]), 0.0) if len(depths) > 1 else 0.0
    area = np.interp(depth, depths, areas) + end_slope * max(depth - depths[-1], 0.0)
    below = depths < depth
    return float(curve_volumes(np.append(depths[below], depth), np.append(areas[below], area))[-1])


def banks_of(model: Model, row: Storage) -> tuple[float, float, float, float]:
    """Bottom area [m2], depths of the foot and the top of the banks [m], and surface at their top [m2].

    A curve's banks are where its area grows with depth, wherever that is; a formula's never end.
    """
    shape, a0, a1, a2 = formula_of(row)
    if shape != TABULAR:
        return a0 + (a1 if shape == POWER and a2 == 0.0 else 0.0), 0.0, inf, inf
    points = model.curves[row.curve].points
    if under_shelves(model):
        return _all_banks(points)
    foot = top = surface = 0.0
    for (_, before), (depth, area) in pairwise(points):
        if area > before:
            top, surface = depth, area
        elif area == before and surface == 0.0:
            foot = depth
        else:
            break
    return (points[0][1] if points and points[0][0] <= 0.0 else 0.0), foot, top, surface


def under_shelves(model: Model) -> bool:
    """Does water leak through all soil below it, also where the unit is narrower above?"""
    return corrections(model.options.compat).soil_under_shelves > 0.0


def _all_banks(points: Points) -> tuple[float, float, float, float]:
    """As ``banks_of``, of all parts in which the area grows with depth."""
    grows = [(low, high) for (low, area), (high, later) in pairwise(points) if later > area]
    from_bottom = bool(points) and points[0][0] <= 0.0
    foot = grows[0][0] if from_bottom and grows else 0.0
    return points[0][1] if from_bottom else 0.0, foot, grows[-1][1] if grows else 0.0, inf


def soil_areas(areas: np.ndarray) -> np.ndarray:
    """Area [m2] of the soil below each row of an area curve: every part in which it grows with depth adds to it."""
    return areas[:1] + np.concatenate([[0.0], np.cumsum(np.maximum(np.diff(areas), 0.0))])


def compile_losses(model: Model) -> StorageLosses:
    """Evaporation and exfiltration of one lane, in the order of ``model.storages``."""
    rows = list(model.storages.values())
    leaks = [r.exfiltration or Exfiltration(0.0, 0.0, 0.0) for r in rows]
    soil = np.array([leak.numbers() for leak in leaks], float).reshape(-1, PARAMETERS)
    banks = np.array([banks_of(model, r) for r in rows], float).reshape(-1, 4)
    return StorageLosses(
        numbers(r.evaporation_factor for r in rows), *(soil[:, k].copy() for k in range(4)),
        *(banks[:, k].copy() for k in range(4)),
    )


def compile_storages(model: Model, index: Index, full_depth: np.ndarray) -> Storages:
    """Storage units of one lane, in the order of ``model.storages``; ``full_depth`` [m] is (node,)."""
    rows, curves = list(model.storages.values()), CurvePool(model)
    formulas = np.array([formula_of(r) for r in rows], float).reshape(-1, 4)
    nodes = integers(index.nodes[r.name] for r in rows)
    depths = full_depth[nodes] if len(rows) else np.zeros(0)
    tabular = [r.shape == "TABULAR" for r in rows]
    curve = integers(curves.place(r.curve) if t else -1 for r, t in zip(rows, tabular, strict=True))
    volume_curve, soil_curve, narrows = np.full(len(rows), -1, np.int64), curve.copy(), np.zeros(len(rows))
    for i, row in enumerate(rows):
        if tabular[i]:
            x, y = np.array(model.curves[row.curve].points, float).reshape(-1, 2).T
            volume_curve[i] = curves.add(curve_volumes(x, y), x)
            if under_shelves(model) and (np.diff(y) < 0.0).any():
                soil_curve[i], narrows[i] = curves.add(x, soil_areas(y)), 1.0
    return Storages(
        node=nodes,
        shape=formulas[:, 0].astype(np.int64),
        constant=formulas[:, 1].copy(),
        coefficient=formulas[:, 2].copy(),
        exponent=formulas[:, 3].copy(),
        full_depth=depths,
        full_volume=numbers(volume_at(model, r, y) for r, y in zip(rows, depths, strict=True)),
        curve=curve,
        volume_curve=volume_curve,
        narrows=narrows,
        soil_curve=soil_curve,
        tables=curves.tables(),
        losses=compile_losses(model),
    )
