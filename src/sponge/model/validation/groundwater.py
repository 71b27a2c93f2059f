# SPDX-License-Identifier: Apache-2.0
"""Aquifers, groundwater of subcatchments, and its formulas."""

from __future__ import annotations

from sponge.model.groundwater import Aquifer, Groundwater
from sponge.model.rules.groundwater import read_by_beginning, tree_of
from sponge.model.rules.words import ClauseError
from sponge.model.validation.findings import Findings


def check_groundwater(found: Findings) -> None:
    """What EPA SWMM checks before a run, and that no groundwater starts outside its bounds."""
    model = found.model
    for aquifer in model.aquifers.values():
        for wrong in wrong_in_aquifer(aquifer):
            found.bad_element("aquifers", aquifer, wrong)
        pattern = model.patterns.get(aquifer.evaporation_pattern)
        if pattern and pattern.kind != "MONTHLY":
            found.bad_element("aquifers", aquifer, f"its pattern {pattern.name!r} is {pattern.kind}, not MONTHLY")
    for groundwater in model.groundwater.values():
        if groundwater.aquifer in model.aquifers:
            _check_levels(found, groundwater, model.aquifers[groundwater.aquifer])
    for expression in model.groundwater_expressions:
        try:
            tree_of(expression)
        except ClauseError as error:
            what = f"{expression.kind} flow of subcatchment {expression.subcatchment!r}: {error.message}"
            found.bad(what, "GWF", expression.line, error.hint)
            continue
        for name, word in read_by_beginning(expression).items():
            what = f"{expression.kind} flow of subcatchment {expression.subcatchment!r}: {name} is read as {word}"
            found.warn(what, "GWF", expression.line, "a variable counts by its beginning, as for EPA SWMM")


def wrong_in_aquifer(a: Aquifer) -> list[str]:
    """Everything wrong with an aquifer's numbers."""
    wrong = []
    if not 0.0 < a.porosity <= 1.0:
        wrong.append(f"porosity {a.porosity:g} must lie above 0 and be at most 1")
    if a.field_capacity >= a.porosity:
        wrong.append(f"field capacity {a.field_capacity:g} must be less than porosity {a.porosity:g}")
    if a.wilting_point >= a.field_capacity:
        wrong.append(f"wilting point {a.wilting_point:g} must be less than field capacity {a.field_capacity:g}")
    if a.conductivity <= 0.0:
        wrong.append("conductivity must be positive")
    for name in ("conductivity_slope", "tension_slope", "upper_evaporation", "lower_evaporation_depth", "seepage"):
        if getattr(a, name) < 0.0:
            wrong.append(f"{name.replace('_', ' ')} cannot be negative")
    if a.water_table < a.bottom:
        wrong.append(f"the water table ({a.water_table:g} m) lies under the bottom ({a.bottom:g} m)")
    if not a.wilting_point <= a.moisture <= a.porosity:
        wrong.append(f"moisture {a.moisture:g} must lie between wilting point and porosity")
    return wrong


def _check_levels(found: Findings, g: Groundwater, a: Aquifer) -> None:
    bottom = a.bottom if g.bottom is None else g.bottom
    table = a.water_table if g.water_table is None else g.water_table
    if g.surface < table:
        found.bad_element(
            "groundwater", g, f"the ground ({g.surface:g} m) lies under the water table ({table:g} m)"
        )
    elif g.surface <= bottom:
        found.warn_element("groundwater", g, "the ground lies at the aquifer's bottom: no groundwater is simulated")
    elif table < bottom:
        found.bad_element(
            "groundwater", g, f"the water table ({table:g} m) lies under the bottom ({bottom:g} m)"
        )
    if g.moisture is not None and g.moisture < 0.0:
        found.bad_element("groundwater", g, f"moisture {g.moisture:g} cannot be negative")
    elif g.moisture is not None and g.moisture > a.porosity > 0.0:
        found.warn_element(
            "groundwater", g, f"moisture {g.moisture:g} above the porosity {a.porosity:g}: the ground begins full"
        )
