# SPDX-License-Identifier: Apache-2.0
"""Subcatchments of a Model as the arrays that runoff is computed from."""

from __future__ import annotations

import numpy as np

from sponge.engine.hydrology.tables import IMPERVIOUS, SURFACES, Hydrology, RunoffSteps
from sponge.model import elements as el
from sponge.model.compat import Corrections, corrections
from sponge.model.compile.climate import compile_climate, monthly_factors
from sponge.model.compile.gages import compile_gages, runoff_steps
from sponge.model.compile.lid import land_under_none
from sponge.model.index import Index
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.physics.infiltration import PARAMETERS, SOIL_STATES, Soil, soil_of
from sponge.physics.infiltration.curve_number import CurveNumber
from sponge.physics.infiltration.horton import Horton
from sponge.physics.infiltration.method import Method
from sponge.physics.runoff import runoff_coefficient

Surfaces = tuple[float, float, float]  # by IMPERVIOUS_BARE, IMPERVIOUS, PERVIOUS


def surfaces_of(sub: el.Subcatchment, land: float = 1.0) -> tuple[Surfaces, Surfaces, Surfaces]:
    """Fractions of the area, coefficients of overland flow and depression storages of the three surfaces.

    They make up ``land`` of the area; the rest lies under LID units.
    """
    impervious, bare = min(sub.impervious, 1.0), min(sub.impervious_without_storage, 1.0)
    fraction = impervious * bare * land, impervious * (1.0 - bare) * land, (1.0 - impervious) * land
    area = land * sub.area
    paved = impervious * area  # both paved surfaces share the width
    fast = runoff_coefficient(paved, sub.width, sub.slope, sub.roughness_impervious)
    slow = runoff_coefficient(area - paved, sub.width, sub.slope, sub.roughness_pervious)
    return fraction, (fast, fast, slow), (0.0, sub.storage_impervious, sub.storage_pervious)


def crossing_shares(sub: el.Subcatchment, fraction: Surfaces) -> Surfaces:
    """Part of each surface's runoff that crosses: from both paved ones to pervious, or from pervious to paved.

    Where the surface that should receive it has no area, the runoff goes to the outlet.
    """
    mixed = 0.0 < sub.impervious < 1.0
    to_pervious = sub.routed if mixed and sub.route_to == "PERVIOUS" else 0.0
    to_impervious = sub.routed if mixed and sub.route_to == "IMPERVIOUS" and fraction[IMPERVIOUS] > 0.0 else 0.0
    return to_pervious, to_pervious, to_impervious


def soil_as(row: Method | None, correct: Corrections) -> Soil:
    """A subcatchment's soil, with the numbers that corrections of EPA SWMM have in them."""
    code, numbers, states = soil_of(row)
    if isinstance(row, CurveNumber):
        numbers = (*numbers[:3], correct.pause_under_water, *numbers[4:])
    elif isinstance(row, Horton) and (row.max_rate == row.min_rate or row.decay == 0.0):
        numbers = (*numbers[:4], numbers[4] * correct.limit_of_level_soil)
    return code, numbers, states


def outlets_of(model: Model, index: Index) -> tuple[np.ndarray, np.ndarray]:
    """Node and subcatchment that receive each subcatchment's runoff, -1 for none (itself counts as none)."""
    node = [index.nodes.get(sub.outlet, -1) for sub in model.subcatchments.values()]
    downhill = []
    for name, sub in model.subcatchments.items():
        other = model.subcatchments.get(sub.outlet)
        receives = other is not None and sub.outlet not in index.nodes and sub.outlet != name
        downhill.append(index.subcatchments[sub.outlet] if receives else -1)
    return np.array(node, np.int64), np.array(downhill, np.int64)


def pattern_rows(model: Model) -> tuple[dict[str, int], np.ndarray]:
    """Row of each monthly pattern by name, and the factors (pattern, 12)."""
    names = [name for name, pattern in model.patterns.items() if pattern.kind == "MONTHLY"]
    factors = np.array([monthly_factors(model, name) for name in names]).reshape(len(names), 12)
    return {name: i for i, name in enumerate(names)}, factors


def compile_hydrology(model: Model, index: Index, step_cache: StepCache | None = None) -> Hydrology:
    """Hydrology of one lane."""
    step_cache = step_cache or StepCache()
    step, bare = step_cache.of, step_cache.bare_model(model)
    subs = list(model.subcatchments.values())
    n, land = len(subs), step(land_under_none, bare)
    surfaces = [surfaces_of(sub, land.get(sub.name, 1.0)) for sub in subs]
    crossing = [crossing_shares(sub, fraction) for sub, (fraction, _, _) in zip(subs, surfaces, strict=True)]
    correct = corrections(model.options.compat)
    soils = [soil_as(sub.infiltration, correct) for sub in subs]
    numbers = np.array(surfaces, float).reshape(n, 3, SURFACES)
    wet, dry = step(runoff_steps, bare)
    return Hydrology(
        **step(parcels_of, bare, index),
        method=np.array([code for code, _, _ in soils], np.int64),
        fraction=numbers[:, 0], coefficient=numbers[:, 1], storage=numbers[:, 2],
        crosses=np.array(crossing, float).reshape(n, SURFACES),
        soil=np.array([numbers for _, numbers, _ in soils], float).reshape(n, PARAMETERS),
        initial_soil=np.array([states for *_, states in soils], float).reshape(n, SOIL_STATES),
        gages=step(compile_gages, bare), climate=step(compile_climate, bare),
        steps=RunoffSteps(
            wet=np.array(wet), dry=np.array(dry), duration=np.array(float(int(model.options.duration))),
            ahead=np.array(float(correct.runon_ahead)), straight=np.array(float(correct.straight_runoff)),
        ),
    )  # fmt: skip


def parcels_of(model: Model, index: Index) -> dict[str, np.ndarray]:
    """What hydrology has beside weather, surfaces and soils, by field of Hydrology."""
    subs = list(model.subcatchments.values())
    n = len(subs)
    node, downhill = outlets_of(model, index)
    rows, monthly = pattern_rows(model)
    return {
        "gage": np.array([index.gages.get(sub.gage, -1) for sub in subs], np.int64),
        "node": node,
        "downhill": downhill,
        "pattern": np.array(
            [[rows.get(name, -1) for name in (sub.roughness_pattern, sub.storage_pattern, sub.infiltration_pattern)]
             for sub in subs], np.int64,
        ).reshape(n, 3),
        "in_system": np.where(downhill < 0, 1.0, corrections(model.options.compat).runon_in_system),
        "area": np.array([sub.area for sub in subs], float),
        "monthly": monthly,
    }
