# SPDX-License-Identifier: Apache-2.0
"""Aquifers and what lies under subcatchments, SI units, one frozen row an object.

Elevations are those of the model; depths m, rates m/s, moisture and fractions of one. Exchange with a node, per area:

    q = a1 (h - h*)^b1 - a2 (hsw - h*)^b2 + a3 h hsw        [m/s]

of the water table h, the surface water hsw and the threshold h*, all in m above the aquifer's bottom: what a1, a2 and
a3 are in depends on the exponents.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.model.elements import Element


@dataclass(frozen=True, slots=True)
class Aquifer(Element):
    """[AQUIFERS]."""

    porosity: float = 0.0  # m3/m3
    wilting_point: float = 0.0  # m3/m3
    field_capacity: float = 0.0  # m3/m3
    conductivity: float = 0.0  # m/s, saturated
    conductivity_slope: float = 0.0  # of the logarithm of conductivity against moisture
    tension_slope: float = 0.0  # m, of soil tension against moisture
    upper_evaporation: float = 0.0  # fraction of evaporation that the upper zone may meet
    lower_evaporation_depth: float = 0.0  # m under the ground
    seepage: float = 0.0  # m/s to deep groundwater where the water table is at the ground
    bottom: float = 0.0  # m
    water_table: float = 0.0  # m, at the start
    moisture: float = 0.0  # of the upper zone at the start
    evaporation_pattern: str = ""  # monthly factors of upper_evaporation


@dataclass(frozen=True, slots=True)
class Groundwater(Element):
    """[GROUNDWATER] of the subcatchment of this name; None where the aquifer or the node says it."""

    aquifer: str = ""
    node: str = ""
    surface: float = 0.0  # m, of the ground
    a1: float = 0.0  # coefficient of the water table's part, m/s a m^b1
    b1: float = 0.0  # exponent
    a2: float = 0.0  # of the surface water's part, m/s a m^b2
    b2: float = 0.0  # exponent
    a3: float = 0.0  # of their product, 1/(m s)
    surface_depth: float = 0.0  # m of water at the node, 0 = as simulated
    threshold: float | None = None  # m, of the water table at which flow begins; else the node's invert
    bottom: float | None = None  # m
    water_table: float | None = None  # m
    moisture: float | None = None  # m3/m3, of the upper zone at the start


@dataclass(frozen=True, slots=True)
class GroundwaterExpression:
    """[GWF]: a formula in the model's own units that is added to the lateral flow, or is the deep flow."""

    subcatchment: str
    kind: str  # LATERAL, DEEP
    text: str
    line: int = field(default=0, kw_only=True, compare=False)
