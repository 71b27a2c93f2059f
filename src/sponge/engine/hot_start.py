"""A state to begin with that another run left: what a hot start file of EPA SWMM holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane
from sponge.engine.hydrology_tables import AFTER

if TYPE_CHECKING:
    from sponge.engine.system import State


class HotStart(NamedTuple):
    """Where a lane begins. Rows of subcatchments are NaN where a file has none (SWMM 5.0)."""

    node_depth: PerLane  # (node,) m
    node_lateral: PerLane  # (node,) m3/s
    link_flow: PerLane  # (link,) m3/s, as the solver has it
    link_depth: PerLane  # (link,) m
    link_setting: PerLane  # (link,)
    surface_depth: PerLane  # (subcatchment, surface) m
    runoff: PerLane  # (subcatchment,) m3/s
    soil: PerLane  # (subcatchment, soil state)


def begin_with(hot: HotStart, state: State) -> None:
    """Put what was left into a new state, all but the volumes that follow from it."""
    state.nodes.depth[:] = hot.node_depth
    state.nodes.lateral[:] = hot.node_lateral
    state.nodes.inflow[:] = hot.node_lateral
    state.links.flow[:] = hot.link_flow
    state.links.depth[:] = hot.link_depth
    state.links.setting[:] = hot.link_setting
    state.links.target_setting[:] = hot.link_setting
    hydrology = state.hydrology
    hydrology.depth[:] = _given(hot.surface_depth, hydrology.depth)
    hydrology.soil[:] = _given(hot.soil, hydrology.soil)
    hydrology.runoff[AFTER] = _given(hot.runoff, hydrology.runoff[AFTER])


def _given(values: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), otherwise, values)


def left_by(state: State, lane: int) -> HotStart:
    """What a lane leaves behind."""
    hydrology, nodes, links = state.hydrology, state.nodes, state.links
    values = (
        nodes.depth, nodes.lateral, links.flow, links.depth, links.setting, hydrology.depth, hydrology.runoff[AFTER],
        hydrology.soil,
    )  # fmt: skip
    return HotStart(*(np.array(value[..., lane]) for value in values))
