# SPDX-License-Identifier: Apache-2.0
"""LID units of a Model as tables of one lane."""

from __future__ import annotations

from math import sqrt

import numpy as np

from sponge.base.arrays import lane_fields
from sponge.base.constants import FOOT, SECONDS_PER_DAY
from sponge.engine.lid.tables import LidDesign, Lids
from sponge.model.compat import corrections
from sponge.model.compile.curves import CurvePool
from sponge.model.index import Index
from sponge.model.lid import FULL, LidControl, LidUse, lid_areas
from sponge.model.model import Model
from sponge.physics import lid
from sponge.physics.infiltration import PARAMETERS, SOIL_STATES, GreenAmpt, ModifiedGreenAmpt, soil_of
from sponge.physics.runoff import MANNING

CODES = {
    "BC": lid.BIORETENTION, "RG": lid.RAIN_GARDEN, "GR": lid.GREEN_ROOF, "IT": lid.TRENCH, "PP": lid.PAVEMENT,
    "RB": lid.BARREL, "RD": lid.ROOF, "VS": lid.SWALE,
}  # fmt: skip
WITH_SOIL = ("BC", "RG", "GR", "PP")
WITH_STORAGE = ("BC", "RG", "IT", "PP", "RB")
NARROW = 0.5 * FOOT  # m, the least width of a swale's bottom
ALL = -1.0  # a drainage mat that passes on all that arrives
NO_PERVIOUS = 0.999  # imperviousness above which nothing returns to the pervious surface


def land_under_none(model: Model) -> dict[str, float]:
    """Fraction of each subcatchment with units that lies under none; 0 where they cover (nearly) all of it."""
    areas = {name: area / model.subcatchments[name].area for name, area in lid_areas(model.lid_uses).items()
             if model.subcatchments[name].area > 0.0}  # fmt: skip
    return {name: 1.0 - area if area <= FULL else 0.0 for name, area in areas.items()}


def surface_fields(control: LidControl, use: LidUse) -> dict[str, float]:
    """Where water ponds. A disconnected roof has no plants, a barrel nothing but its lid."""
    s = control.surface
    if control.kind == "RB":
        return {"surface_void": 1.0, "spills": 1.0}
    void = 1.0 if s.depth <= 0.0 or control.kind == "RD" else 1.0 - s.vegetation
    if control.kind == "VS":
        return swale_fields(control, use, void) | {"surface_depth": s.depth, "surface_void": 1.0}
    rough = s.roughness > 0.0 and s.slope > 0.0
    coefficient = MANNING * sqrt(s.slope) / s.roughness * use.width / use.area if rough and use.area > 0.0 else 0.0
    return {
        "surface_depth": s.depth, "surface_void": void, "surface_coefficient": coefficient,
        "spills": float(coefficient <= 0.0),
    }  # fmt: skip


def swale_fields(control: LidControl, use: LidUse, void: float) -> dict[str, float]:
    """The trapezoid of a swale; where its banks leave no bottom they are steepened. Water flows through the ``void``
    that plants leave, and its depth rises over the whole surface."""
    s, top = control.surface, max(use.width, NARROW)
    bottom, side = top - 2.0 * s.side_slope * s.depth, s.side_slope
    if bottom < NARROW:
        bottom, side = NARROW, 0.5 * (top - NARROW) / s.depth
    flow = MANNING * sqrt(s.slope) / s.roughness / use.area * void ** (5.0 / 3.0) if use.area > 0.0 else 0.0
    return {"bottom_width": bottom, "side_slope": side, "length": 1.0 / top, "surface_coefficient": flow}


def pavement_fields(control: LidControl) -> dict[str, float]:
    """Permeable pavement."""
    p = control.pavement
    void = p.void_ratio / (1.0 + p.void_ratio) * (1.0 - p.impervious)
    return {
        "pavement_depth": p.depth, "pavement_void": void, "pervious": 1.0 - p.impervious,
        "permeability": p.permeability, "pavement_clogging": p.clogging_factor * p.depth * void,
        "regeneration_interval": p.regeneration_interval, "regeneration": p.regeneration,
    }  # fmt: skip


def storage_fields(control: LidControl) -> dict[str, float]:
    """Gravel or a barrel, and its drain. Without storage the drain lies at the bottom of the soil."""
    s, d = control.storage, control.drain
    barrel = control.kind == "RB"
    void = 1.0 if barrel or s.depth <= 0.0 else s.void_ratio / (1.0 + s.void_ratio)
    return {
        "storage_depth": s.depth, "storage_void": void, "seepage": 0.0 if barrel else s.seepage,
        "storage_clogging": s.clogging_factor * s.depth * void, "covered": float(barrel and s.covered),
        "drain_coefficient": d.coefficient, "drain_exponent": d.exponent,
        "drain_offset": d.offset if s.depth > 0.0 else 0.0, "drain_delay": d.delay, "open_head": d.open_head,
        "closed_head": d.closed_head,
    }  # fmt: skip


def mat_fields(control: LidControl, use: LidUse) -> dict[str, float]:
    """The drainage mat of a green roof, in the storage's place."""
    m, slope = control.drain_mat, control.surface.slope
    coefficient = ALL
    if m.roughness > 0.0 and slope > 0.0 and use.area > 0.0:
        coefficient = MANNING * sqrt(slope) / m.roughness * use.width / use.area * m.void_fraction
    return {"storage_depth": m.depth, "storage_void": m.void_fraction, "mat_coefficient": coefficient}


def soil_fields(control: LidControl) -> dict[str, float]:
    """Soil."""
    s = control.soil
    return {
        "soil_depth": s.depth, "porosity": s.porosity, "field_capacity": s.field_capacity,
        "wilting_point": s.wilting_point, "conductivity": s.conductivity, "conductivity_slope": s.conductivity_slope,
    }  # fmt: skip


def leads_to_outlet(model: Model, use: LidUse) -> bool:
    """Does the drain lead to where the subcatchment's runoff goes?"""
    return use.drain_to in ("", model.subcatchments[use.subcatchment].outlet)


def design_of(model: Model, use: LidUse, land: float) -> dict[str, float]:
    """The numbers of a unit, by field of LidDesign; what is not given is 0."""
    control, sub = model.lid_controls[use.control], model.subcatchments[use.subcatchment]
    returns = use.to_pervious and land > 0.0 and sub.impervious < NO_PERVIOUS
    found = {
        "pavement_void": 1.0, "pervious": 1.0, "porosity": 1.0, "storage_void": 1.0, "area": use.total_area,
        "initial_saturation": use.initial_saturation, "from_impervious": use.from_impervious,
        "from_pervious": use.from_pervious, "returns": float(returns),
        "returns_drain": float(returns and leads_to_outlet(model, use)),
        "initial_dry_time": model.options.dry_days * SECONDS_PER_DAY,
    } | surface_fields(control, use)  # fmt: skip
    if control.kind == "PP":
        found |= pavement_fields(control)
    if control.kind in WITH_SOIL and control.soil.depth > 0.0:
        found |= soil_fields(control)
    if control.kind in WITH_STORAGE:
        found |= storage_fields(control)
    elif control.kind == "GR":
        found |= mat_fields(control, use)
    elif control.kind == "RD":
        found["capacity"] = control.drain.coefficient
    return found


def own_soil(model: Model, use: LidUse) -> ModifiedGreenAmpt | None:
    """Green-Ampt parameters of a unit's own soil; None where water enters otherwise."""
    control = model.lid_controls[use.control]
    native, s = model.subcatchments[use.subcatchment].infiltration, control.soil
    if control.kind == "VS" and isinstance(native, GreenAmpt):
        return ModifiedGreenAmpt(native.suction, native.conductivity, native.initial_deficit)
    if control.kind in WITH_SOIL and control.kind != "PP":
        deficit = (s.porosity - s.wilting_point) * (1.0 - use.initial_saturation)
        return ModifiedGreenAmpt(s.suction, s.conductivity, deficit)
    return None


def drain_target(model: Model, index: Index, use: LidUse) -> tuple[int, int]:
    """Node and subcatchment that a drain leads to, -1 for none; a subcatchment comes before a node of its name."""
    name = use.drain_to or model.subcatchments[use.subcatchment].outlet
    if name in index.nodes and (name not in index.subcatchments or not use.drain_to):
        return index.nodes[name], -1
    to = model.subcatchments.get(name)
    nowhere = name == use.subcatchment and not use.drain_to
    elsewhere = to is not None and not nowhere
    return -1, index.subcatchments[name] if elsewhere else -1


def fit_together(model: Model, designs: list[dict[str, float]], land: dict[str, float]) -> None:
    """Units that cover nearly all of a subcatchment cover it exactly; none treats runoff that another treats."""
    covered = lid_areas(model.lid_uses)
    shares: dict[tuple[str, str], float] = {}
    for use, design in zip(model.lid_uses.values(), designs, strict=True):
        if land[use.subcatchment] <= 0.0:
            design["area"] *= model.subcatchments[use.subcatchment].area / covered[use.subcatchment]
        for surface in ("from_impervious", "from_pervious"):
            design[surface] *= float(design["area"] > 0.0)
            key = use.subcatchment, surface
            shares[key] = shares.get(key, 0.0) + design[surface]
    for use, design in zip(model.lid_uses.values(), designs, strict=True):
        for surface in ("from_impervious", "from_pervious"):
            design[surface] /= max(shares[use.subcatchment, surface], 1.0)


def compile_lids(model: Model, index: Index) -> Lids:
    """LID units of one lane, in the order of ``model.lid_uses``."""
    uses, curves = list(model.lid_uses.values()), CurvePool(model)
    land = {use.subcatchment: 1.0 for use in uses} | land_under_none(model)
    designs = [design_of(model, use, land[use.subcatchment]) for use in uses]
    fit_together(model, designs, land)
    subcatchment = np.array([index.subcatchments[use.subcatchment] for use in uses], np.int64)
    soils = [own_soil(model, use) for use in uses]
    grounds = [soil_of(soil) for soil in soils]
    targets = np.array([drain_target(model, index, use) for use in uses], np.int64).reshape(-1, 2)
    n = len(model.subcatchments)
    treated = {
        surface: np.minimum(np.bincount(subcatchment, [d[surface] for d in designs], n), 1.0)
        for surface in ("from_impervious", "from_pervious")
    }
    drains = [model.lid_controls[use.control].drain.curve for use in uses]
    return Lids(
        subcatchment=subcatchment,
        kind=np.array([CODES[model.lid_controls[use.control].kind] for use in uses], np.int64),
        own_soil=np.array([code for code, _, _ in grounds], np.int64),
        on_soil=np.array([model.lid_controls[use.control].on_soil for use in uses], np.int64),
        drain_node=targets[:, 0].copy(),
        drain_subcatchment=targets[:, 1].copy(),
        to_outlet=np.array([leads_to_outlet(model, use) for use in uses], np.int64),
        in_system=np.where(targets[:, 1] < 0, 1.0, corrections(model.options.compat).runon_in_system),
        units=np.bincount(subcatchment, minlength=n).astype(np.int64),
        reported=np.flatnonzero([bool(use.report_file) for use in uses]).astype(np.int64),
        treated_impervious=treated["from_impervious"],
        treated_pervious=treated["from_pervious"],
        design=LidDesign(*(np.array([d.get(f, 0.0) for d in designs], float) for f in lane_fields(LidDesign))),
        soil=np.array([numbers for _, numbers, _ in grounds], float).reshape(-1, PARAMETERS),
        initial_soil=np.array([states for *_, states in grounds], float).reshape(-1, SOIL_STATES),
        drain_curve=np.array([curves.place(name) for name in drains], np.int64),
        tables=curves.tables(),
    )
