# SPDX-License-Identifier: Apache-2.0
"""What a LID unit is, holds, is asked for and passes on. Volumes are m3 per m2 of the unit, rates m/s over it."""

from __future__ import annotations

from typing import NamedTuple

BIORETENTION, RAIN_GARDEN, GREEN_ROOF, TRENCH, PAVEMENT, BARREL, ROOF, SWALE = range(8)


class LidUnit(NamedTuple):
    """A unit's design. A layer of depth zero is not there."""

    surface_depth: float  # m, to which it ponds
    surface_void: float  # fraction of the ponded volume that is water
    surface_coefficient: float  # m^(-2/3)/s: outflow = coefficient * (depth - surface_depth)^(5/3); swale m^(-5/3)/s
    spills: float  # 1 where all above the surface depth leaves within the step
    pavement_depth: float  # m
    pavement_void: float  # over the whole surface, block pavers too
    pervious: float  # fraction of the surface of a pavement
    soil_depth: float  # m
    porosity: float
    field_capacity: float
    wilting_point: float
    conductivity: float  # m/s
    conductivity_slope: float
    storage_depth: float  # m, of a green roof the drainage mat
    storage_void: float
    drain_offset: float  # m
    mat_coefficient: float  # m^(-2/3)/s of a green roof: flow = coefficient * depth^(5/3); negative = all that arrives
    capacity: float  # m/s, of a roof's downspouts
    bottom_width: float  # m, of a swale
    side_slope: float  # run over rise, of a swale
    length: float  # 1/m, of a swale over its plan area


class Levels(NamedTuple):
    """Water in the layers."""

    surface: float  # m
    pavement: float  # m
    soil: float  # moisture, fraction of the volume
    storage: float  # m


class Demand(NamedTuple):
    """What the step brings, and what the layers would pass on, m/s."""

    inflow: float  # rain and runoff treated
    evaporation: float  # potential
    infiltration: float  # into the soil below the surface
    permeability: float  # of the pavement
    exfiltration: float  # into the native soil
    drain: float


class Fluxes(NamedTuple):
    """Mean rates of a step, m/s over the unit."""

    outflow: float  # from the surface
    infiltration: float  # from the surface
    pavement_percolation: float
    soil_percolation: float
    exfiltration: float
    drain: float
    surface_evaporation: float
    pavement_evaporation: float
    soil_evaporation: float
    storage_evaporation: float
