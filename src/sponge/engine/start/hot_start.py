# SPDX-License-Identifier: Apache-2.0
"""A state to begin with that another run left: what a hot start file of EPA SWMM holds."""

from __future__ import annotations

from typing import NamedTuple

from sponge.base.arrays import PerLane


class HotStart(NamedTuple):
    """Where a lane begins. NaN where a file says nothing."""

    node_depth: PerLane  # (node,) m
    node_lateral: PerLane  # (node,) m3/s
    residence_time: PerLane  # (node,) s, of storage units
    link_flow: PerLane  # (link,) m3/s, as the solver has it
    link_depth: PerLane  # (link,) m
    link_setting: PerLane  # (link,)
    surface_depth: PerLane  # (subcatchment, surface) m
    runoff: PerLane  # (subcatchment,) m3/s
    soil: PerLane  # (subcatchment, soil state)
    groundwater: PerLane  # (subcatchment, 4) moisture, water table m, flow m/s, room in the upper zone m
    snow: PerLane  # (subcatchment, surface, 4) snow m, free water m, cold content m, temperature index degC
    node_quality: PerLane  # (node, pollutant) kg/m3 or counts/m3
    link_quality: PerLane  # (link, pollutant)
    runoff_quality: PerLane  # (subcatchment, pollutant)
    ponded: PerLane  # (subcatchment, pollutant) kg or counts
    buildup: PerLane  # (subcatchment, land use, pollutant)
    last_swept: PerLane  # (subcatchment, land use) s since the start
