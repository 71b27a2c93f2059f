# SPDX-License-Identifier: Apache-2.0
"""Snow, groundwater and water quality of a hot start: put into a new state, and taken out of one that is left."""

from __future__ import annotations

import numpy as np

from sponge.engine.groundwater import tables as gw
from sponge.engine.process_tables import quality_of
from sponge.engine.quality import tables as ql
from sponge.engine.snow import tables as sn
from sponge.engine.start.hot_start import HotStart
from sponge.engine.system import Network, State
from sponge.physics.groundwater.zones import initial_zones, moisture_of

SNOW = ("depth", "water", "cold", "antecedent")  # fields of Packs in the order of HotStart.snow


def begin_processes(hot: HotStart, network: Network, state: State) -> None:
    """Put what was left into a state that holds what the model says of the start."""
    if network.processes is None or state.processes is None:
        return
    if network.processes.snow is not None and state.processes.snow is not None:
        begin_snow(hot.snow, network.processes.snow, state.processes.snow)
    if network.processes.groundwater is not None and state.processes.groundwater is not None:
        begin_groundwater(hot.groundwater, network.processes.groundwater, state.processes.groundwater)
    simulated = quality_of(network, state)
    if simulated is not None:
        quality, now = simulated
        begin_surface_quality(hot, quality.surface, now.surface, network, state)
        begin_transport(hot, quality, now.transport, state)


def given(values: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Values where a file has them."""
    return np.where(np.isnan(values), otherwise, values)


def begin_snow(left: np.ndarray, snow: sn.Snow, now: sn.SnowState) -> None:
    """``left`` is (subcatchment, surface, 4, lane)."""
    for k, name in enumerate(SNOW):
        getattr(now.pack, name)[:] = given(left[snow.subcatchment, :, k], getattr(now.pack, name))
    now.mean_before[:] = now.mean_after[:] = (now.pack.depth * snow.number.fraction).sum(axis=1)
    now.initial[:] = sn.snow_volume(snow, now)


def begin_groundwater(left: np.ndarray, groundwater: gw.Groundwater, now: gw.GroundwaterState) -> None:
    """``left`` is (subcatchment, 3, lane): moisture, water table as an elevation m, flow m/s."""
    soil = groundwater.ground
    for g, s in enumerate(groundwater.subcatchment):
        for lane in range(left.shape[-1]):
            moisture, table, flow = left[s, :3, lane]
            if np.isnan(moisture + table):
                continue
            now.level[g, lane], now.void[g, lane] = initial_zones(
                table - soil.bottom[g, lane], moisture, soil.depth[g, lane], soil.porosity[g, lane]
            )
            now.flow_after[g, lane] = 0.0 if np.isnan(flow) else flow * soil.area[g, lane]
    now.initial_void[:] = now.void


def begin_surface_quality(
    hot: HotStart, surface: ql.Surface, now: ql.SurfaceState, network: Network, state: State
) -> None:
    """Build-up, sweeping, what stands in ponded water and in runoff, and the load that runs off with it."""
    owner = owner_of(surface)
    now.buildup[:] = given(np.moveaxis(hot.buildup[owner, surface.land], 1, 0), now.buildup)
    now.last_swept[:] = given(hot.last_swept[owner, surface.land], now.last_swept)
    now.ponded[:] = given(np.moveaxis(hot.ponded, 1, 0), now.ponded)
    now.concentration[:] = given(np.moveaxis(hot.runoff_quality, 1, 0), now.concentration)
    runoff, area = state.hydrology.runoff.after, network.hydrology.area
    now.rate.after[:] = now.concentration * runoff
    now.runoff[:] = np.where(area > 0.0, runoff / np.where(area > 0.0, area, 1.0), 0.0)
    now.ledger.initial_load[:] = now.buildup.sum(axis=1) + now.ponded.sum(axis=1)


def owner_of(surface: ql.Surface) -> np.ndarray:
    """Subcatchment of each cover, (cover,)."""
    return np.repeat(np.arange(len(surface.first_cover) - 1), np.diff(surface.first_cover))


def begin_transport(hot: HotStart, quality: ql.Quality, now: ql.TransportState, state: State) -> None:
    """Concentrations in nodes and links, and how long storage units have held their water.

    All that a node has at the start is what it kept of the step before.
    """
    node, link = np.moveaxis(hot.node_quality, 1, 0), np.moveaxis(hot.link_quality, 1, 0)
    for values, left in (
        (now.at_node_old, node), (now.at_node, node), (now.in_link_old, link), (now.in_link, link),
    ):  # fmt: skip
        values[:] = left
    now.node_mass[:] = node * state.nodes.volume
    now.node_kept[:] = now.node_mass
    now.link_mass[:] = np.where(quality.transport.stores[:, None] > 0, link * state.links.volume, 0.0)
    now.ledger.initial_stored[:] = now.node_mass.sum(axis=1) + now.link_mass.sum(axis=1)
    now.age[:] = hot.residence_time[quality.treatments.node]


# --- what is left -------------------------------------------------------------------------------------------------


def processes_left(
    network: Network, state: State, lane: int, sizes: dict[str, tuple[int, ...]]
) -> dict[str, np.ndarray]:
    """Fields of a HotStart of ``sizes`` as one lane leaves them; NaN where a process is not simulated."""
    found = {name: np.full(size, np.nan) for name, size in sizes.items()}
    if network.processes is None or state.processes is None:
        return found
    snow, ground = network.processes.snow, network.processes.groundwater
    if snow is not None and state.processes.snow is not None:
        for k, name in enumerate(SNOW):
            found["snow"][snow.subcatchment, :, k] = getattr(state.processes.snow.pack, name)[:, :, lane]
    if ground is not None and state.processes.groundwater is not None:
        found["groundwater"][ground.subcatchment] = groundwater_left(ground, state.processes.groundwater, lane)
    simulated = quality_of(network, state)
    return found if simulated is None else found | quality_left(found, *simulated, lane)


def quality_left(
    found: dict[str, np.ndarray], quality: ql.Quality, left: ql.QualityState, lane: int
) -> dict[str, np.ndarray]:
    """The same of pollutants; fills the arrays in ``found``."""
    surface, now, carried = quality.surface, left.surface, left.transport
    owner = owner_of(surface)
    found["buildup"][:], found["last_swept"][:] = 0.0, 0.0  # of land uses that a subcatchment lacks
    found["buildup"][owner, surface.land] = now.buildup[..., lane].T
    found["last_swept"][owner, surface.land] = now.last_swept[:, lane]
    found["ponded"][:], found["runoff_quality"][:] = now.ponded[..., lane].T, now.concentration[..., lane].T
    found["node_quality"][:], found["link_quality"][:] = carried.at_node[..., lane].T, carried.in_link[..., lane].T
    found["residence_time"][quality.treatments.node] = carried.age[:, lane]
    return found


def groundwater_left(groundwater: gw.Groundwater, now: gw.GroundwaterState, lane: int) -> np.ndarray:
    """Moisture, water table m, flow m/s and room in the upper zone m of each aquifer, (groundwater, 4)."""
    soil = groundwater.ground
    rows = np.zeros((groundwater.node.size, 4))
    for g in range(groundwater.node.size):
        level, void, area = now.level[g, lane], now.void[g, lane], soil.area[g, lane]
        rows[g] = (
            moisture_of(level, void, soil.depth[g, lane], soil.porosity[g, lane]), level + soil.bottom[g, lane],
            now.flow_after[g, lane] / area if area > 0.0 else 0.0, void,
        )  # fmt: skip
    return rows
