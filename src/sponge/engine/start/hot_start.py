"""A state to begin with that another run left: what a hot start file of EPA SWMM holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane
from sponge.engine.hydrology.tables import AFTER
from sponge.engine.start.hot_processes import given, processes_left

if TYPE_CHECKING:
    from sponge.engine.system import Network, State


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


def begin_with(hot: HotStart, state: State) -> None:
    """Put what was left into a new state, all but the volumes that follow from it and what they hold."""
    state.nodes.depth[:] = hot.node_depth
    state.nodes.lateral[:] = hot.node_lateral
    state.nodes.inflow[:] = hot.node_lateral
    state.links.flow[:] = hot.link_flow
    state.links.depth[:] = hot.link_depth
    state.links.setting[:] = hot.link_setting
    state.links.target_setting[:] = hot.link_setting
    hydrology = state.hydrology
    hydrology.depth[:] = given(hot.surface_depth, hydrology.depth)
    hydrology.soil[:] = given(hot.soil, hydrology.soil)
    hydrology.runoff[AFTER] = given(hot.runoff, hydrology.runoff[AFTER])


def left_by(network: Network, state: State, lane: int, pollutants: int, land_uses: int) -> HotStart:
    """What a lane leaves behind."""
    hydrology, nodes, links = state.hydrology, state.nodes, state.links
    subs, n_nodes, n_links = hydrology.rain.shape[0], nodes.depth.shape[0], links.flow.shape[0]
    own = {
        "node_depth": nodes.depth, "node_lateral": nodes.lateral, "link_flow": links.flow, "link_depth": links.depth,
        "link_setting": links.setting, "surface_depth": hydrology.depth, "runoff": hydrology.runoff[AFTER],
        "soil": hydrology.soil,
    }  # fmt: skip
    sizes = {
        "residence_time": (n_nodes,), "groundwater": (subs, 4), "snow": (subs, 3, 4),
        "node_quality": (n_nodes, pollutants), "link_quality": (n_links, pollutants),
        "runoff_quality": (subs, pollutants), "ponded": (subs, pollutants), "buildup": (subs, land_uses, pollutants),
        "last_swept": (subs, land_uses),
    }  # fmt: skip
    return HotStart(
        **{name: np.array(value[..., lane]) for name, value in own.items()},
        **processes_left(network, state, lane, sizes),
    )
