# SPDX-License-Identifier: Apache-2.0
"""Aquifers under subcatchments as arrays, and the formulas of their flows as operands."""

from __future__ import annotations

import numpy as np

from sponge.engine.groundwater.aquifers import Groundwater
from sponge.engine.groundwater.tables import CONSTANT, FIRST_OPERATOR, VARIABLES, Formulas, Ground
from sponge.model import groundwater as gw
from sponge.model.compile.climate import monthly_factors
from sponge.model.compile.lid import land_under_none
from sponge.model.compile.operators import operator_code
from sponge.model.formula_units import FormulaUnits
from sponge.model.index import Index
from sponge.model.lid import area_on_soil
from sponge.model.model import Model
from sponge.model.processes import with_groundwater
from sponge.model.rules.groundwater import tree_of
from sponge.model.rules.syntax import Attribute, Expression, Number

KINDS = ("LATERAL", "DEEP")


def pervious_shares(model: Model) -> dict[str, float]:
    """Part of each subcatchment through which water gets into the ground: LID units that seep count."""
    left, units = land_under_none(model), area_on_soil(model.lid_controls, model.lid_uses)
    shares = {}
    for name, sub in model.subcatchments.items():
        own = (1.0 - min(sub.impervious, 1.0)) * left.get(name, 1.0)
        seeps = units.get(name, 0.0) / sub.area if sub.area > 0.0 else 0.0
        shares[name] = min(own + seeps, 1.0)
    return shares


def ground_of(model: Model, g: gw.Groundwater, pervious: float) -> dict[str, float]:
    """Fields of ``Ground``: what the subcatchment leaves open is the aquifer's or the node's."""
    a, sub = model.aquifers[g.aquifer], model.subcatchments[g.name]
    bottom = a.bottom if g.bottom is None else g.bottom
    table = a.water_table if g.water_table is None else g.water_table
    threshold = model.node(g.node).invert if g.threshold is None else g.threshold
    return {
        "porosity": a.porosity,
        "wilting_point": a.wilting_point,
        "capacity": a.field_capacity,
        "conductivity": a.conductivity,
        "conductivity_slope": a.conductivity_slope,
        "tension_slope": a.tension_slope,
        "upper_fraction": a.upper_evaporation,
        "reach": a.lower_evaporation_depth,
        "seepage": a.seepage,
        "bottom": bottom,
        "depth": g.surface - bottom,
        "threshold": threshold - bottom,
        "a1": g.a1,
        "b1": g.b1,
        "a2": g.a2,
        "b2": g.b2,
        "a3": g.a3,
        "surface_depth": g.surface_depth,
        "pervious": pervious,
        "area": sub.area,
        "initial_level": table - bottom,
        "initial_moisture": a.moisture if g.moisture is None else g.moisture,
    }


def to_units(units: FormulaUnits) -> dict[str, float]:
    """What turns a variable of a formula from SI to the model's unit."""
    length, rate = 1.0 / units.length, 1.0 / units.rate
    return {
        "HGW": length, "HSW": length, "HCB": length, "HGS": length, "KS": rate, "K": rate, "THETA": 1.0, "PHI": 1.0,
        "FI": rate, "FU": rate, "A": 1.0 / units.land,
    }  # fmt: skip


class _Operands:
    """Operands of formulas, one after another."""

    def __init__(self, model: Model):
        self.model = model
        self.factor = to_units(model.formula_units)
        self.rows: list[tuple[int, int, int, float]] = []

    def add(self, tree: Expression) -> int:
        """The row of an expression, after those that it works on."""
        if isinstance(tree, Number):
            row = (CONSTANT, 0, 0, tree.value)
        elif isinstance(tree, Attribute):
            row = (VARIABLES.index(tree.attribute), 0, 0, self.factor[tree.attribute])
        else:
            left, *right = [self.add(argument) for argument in tree.arguments]
            row = (FIRST_OPERATOR + operator_code(self.model, tree.operator), left, right[0] if right else left, 0.0)
        self.rows.append(row)
        return len(self.rows) - 1


def formulas_of(model: Model, grounds: list[gw.Groundwater]) -> Formulas:
    """The formulas of these subcatchments."""
    units = model.formula_units
    texts = {(e.subcatchment, e.kind): e for e in model.groundwater_expressions}
    operands, first, roots = _Operands(model), [0], []
    for g in grounds:
        found = [texts.get((g.name, kind)) for kind in KINDS]
        roots.append([-1 if e is None else operands.add(tree_of(e)) for e in found])
        first.append(len(operands.rows))
    kind, left, right, number = zip(*operands.rows, strict=True) if operands.rows else [()] * 4
    return Formulas(
        np.array(first, np.int64), np.array(kind, np.int64), np.array(left, np.int64), np.array(right, np.int64),
        np.array(number, float), np.array(roots, np.int64).reshape(len(grounds), 2),
        np.array([units.volume / units.land, units.rate]),
    )  # fmt: skip


def compile_groundwater(model: Model, index: Index) -> Groundwater:
    """Groundwater of one lane; of size zero where the model has none."""
    grounds, pervious = with_groundwater(model), pervious_shares(model)
    numbers = [ground_of(model, g, pervious[g.name]) for g in grounds]
    patterns = [model.aquifers[g.aquifer].evaporation_pattern for g in grounds]
    return Groundwater(
        subcatchment=np.array([index.subcatchments[g.name] for g in grounds], np.int64),
        node=np.array([index.nodes[g.node] for g in grounds], np.int64),
        ground=Ground(**{name: np.array([row[name] for row in numbers], float) for name in Ground._fields}),
        monthly=np.array([monthly_factors(model, name) for name in patterns]).reshape(len(grounds), 12),
        formulas=formulas_of(model, grounds),
    )
