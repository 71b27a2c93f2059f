"""Processes that few models have: their tables, and where a step calls them.

A model that has none of them has ``None`` in place of the tables, and the calls below compile to nothing
(``base.optional``). A process that a model lacks, beside others that it has, is a table of size zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sponge.base.kernels import kernel
from sponge.base.optional import only_with
from sponge.engine.groundwater import (
    Groundwater,
    GroundwaterState,
    groundwater_inflows,
    limit_infiltration,
    move_groundwater,
    new_groundwater_state,
    passed_by_node,
    report_groundwater,
    summarise_groundwater,
)
from sponge.engine.ledger import GROUNDWATER
from sponge.engine.lid_tables import Lids, LidState, new_lid_state
from sponge.engine.lids import drains_at, peak_with_drains, report_drains, run_lids, water_lids
from sponge.engine.quality_loads import gather_loads, loads_of_sources
from sponge.engine.quality_surface import run_surface_quality, see_snow, start_surface
from sponge.engine.quality_tables import GROUND, SEWER, Quality, QualityState, new_quality_state
from sponge.engine.quality_tables import GROUNDWATER as GROUND_LOAD
from sponge.engine.quality_tables import RDII as SEWER_LOAD
from sponge.engine.quality_transport import route_quality, start_transport
from sponge.engine.rdii import Rdii, RdiiState, add_to_nodes, new_rdii_state, volume_by_node
from sponge.engine.runoff_file import RunoffFile, given_runoff
from sponge.engine.snow import (
    Snow,
    SnowState,
    melt_snow,
    new_snow_state,
    report_snow,
    snow_by_subcatchment,
    snow_ledger,
)


class Extra(NamedTuple):
    """What does not change."""

    snow: Snow
    groundwater: Groundwater
    lids: Lids
    rdii: Rdii
    runoff_file: RunoffFile
    quality: Quality


class ExtraState(NamedTuple):
    """What changes."""

    snow: SnowState
    groundwater: GroundwaterState
    lids: LidState
    rdii: RdiiState
    quality: QualityState


def new_extra_state(network: Any, lanes: int) -> ExtraState | None:
    """The state of a network's processes before the start; None where it has none."""
    extra = network.extra
    if extra is None:
        return None
    return ExtraState(
        snow=new_snow_state(extra.snow, lanes),
        groundwater=new_groundwater_state(extra.groundwater, lanes),
        lids=new_lid_state(extra.lids, network.hydrology.gage.shape[0], lanes),
        rdii=new_rdii_state(extra.rdii, lanes),
        quality=new_quality_state(extra.quality, len(network.inlets.link), lanes),
    )


def held_on_subcatchments(
    extra: Extra | None, state: ExtraState | None, shape: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes hold more than at the start, and that were taken away, each of ``shape``
    (subcatchment, lane)."""
    if extra is None or state is None:
        return np.zeros(shape), np.zeros(shape)
    return snow_by_subcatchment(extra.snow, state.snow, shape[0])


def passed_at_nodes(
    extra: Extra | None, state: ExtraState | None, half: np.ndarray, n_nodes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Volumes [m3] that processes brought to nodes and took from them, (node, lane); ``half`` (lane,) is half of the
    last step [s]."""
    if extra is None or state is None:
        none = np.zeros((n_nodes, half.size))
        return none, none
    brought, taken = passed_by_node(extra.groundwater, state.groundwater, half, n_nodes)
    return volume_by_node(extra.rdii, state.rdii, half, n_nodes) + brought, taken


def summarise_extra(
    extra: Extra | None, state: ExtraState | None, found: dict[str, np.ndarray], subcatchments: int
) -> dict[str, np.ndarray]:
    """``found`` with the summary variables of the processes that the model has."""
    if extra is not None and state is not None:
        if extra.snow.to.size:
            runoff = {name: value for name, value in found.items() if name.startswith("runoff_")}
            found |= snow_ledger(extra.snow, state.snow, runoff)
        if extra.groundwater.node.size:
            found |= summarise_groundwater(extra.groundwater, state.groundwater, subcatchments)
    return found


@only_with("extra")
@kernel
def start_extra(network, state, lanes):
    """Fill the new state, once depths, flows and volumes at the start are known."""
    quality, now = network.extra.quality, state.extra.quality
    start_surface(quality, now.surface, lanes)
    start_transport(network, quality, state, now.transport, lanes)


@only_with("extra")
@kernel
def before_surfaces(network, state, lanes):
    """At a runoff step's start, with the weather and the runon known.

    May change ``state.hydrology.precipitation``, what reaches each surface, and ``max_infiltration``.
    """
    melt_snow(network.extra.snow, state.extra.snow, state.hydrology, network.hydrology.climate, lanes)
    limit_infiltration(network.extra.groundwater, state.extra.groundwater, state.hydrology, lanes)
    water_lids(network, state, lanes)


@only_with("extra")
@kernel
def after_surfaces(network, state, lanes):
    """When the surfaces of all subcatchments have run off in a runoff step, before what left them moves on.

    May change ``state.hydrology.left`` and ``left_rate``, what goes to each subcatchment's outlet.
    """
    if network.extra.runoff_file.subcatchments.size > 0:
        given_runoff(network.extra.runoff_file, network.hydrology, state.hydrology, lanes)
    run_lids(network, state, lanes)
    move_groundwater(
        network.extra.groundwater, state.extra.groundwater, state.hydrology, network.nodes, state.nodes, lanes
    )


@only_with("extra")
@kernel
def after_runoff(network, state, lanes):
    """At a runoff step's end, with the runoff of every subcatchment known."""
    peak_with_drains(network, state, lanes)
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        now = state.extra.quality.surface
        see_snow(network.extra.snow, state.extra.snow, now, lanes)
        run_surface_quality(network, network.extra.quality, state.hydrology, now, lanes)


@only_with("extra")
@kernel
def extra_inflows(network, state, active, lanes):
    """Inflows of a routing step to nodes, added to ``state.nodes.lateral`` and to ``state.ledger.rate``.

    Pollutants come last, when all flows are known.
    """
    if network.settings.runoff:
        drains_at(network, state, active, lanes)
    groundwater_inflows(
        network.extra.groundwater, state.extra.groundwater, state.hydrology, state.clock, state.volumes.weight,
        state.nodes, state.ledger.rate[GROUNDWATER], active, lanes,
    )
    add_to_nodes(network, state, active, lanes)
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        now = state.extra.quality
        gather_loads(network, network.extra.quality, state, now.surface, now.transport, active, lanes)
        loads_of_sources(
            network.extra.quality, now.transport, network.extra.groundwater.node, state.extra.groundwater.rate, GROUND,
            GROUND_LOAD, active, lanes,
        )
        loads_of_sources(
            network.extra.quality, now.transport, network.extra.rdii.node, state.extra.rdii.rate, SEWER, SEWER_LOAD,
            active, lanes,
        )


@only_with("extra")
@kernel
def after_flows(network, state, active, lanes):
    """When a routing step's flows, depths and volumes are known, in the lanes ``active``."""
    if len(network.extra.quality.pollutants.co_pollutant) > 0:
        route_quality(network, network.extra.quality, state, state.extra.quality.transport, active, lanes)


@only_with("extra")
@kernel
def report_extra(network, state, time, lane, subcatchment, system):
    """Add to a lane's results at ``time`` [s]: rows as in ``hydrology_report.report_subcatchments``."""
    report_drains(network, state, time, lane, subcatchment, system)
    report_snow(
        network.extra.snow, state.extra.snow, state.hydrology, network.hydrology.area, time, lane, subcatchment, system
    )
    report_groundwater(
        network.extra.groundwater, state.extra.groundwater, state.hydrology, network.hydrology.area, time, lane,
        subcatchment, system,
    )
