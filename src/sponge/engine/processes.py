# SPDX-License-Identifier: Apache-2.0
"""In which order processes that few models have hook into a step.

A process that a model lacks has ``None`` in place of its table (``engine.process_tables``), and the calls below compile
to nothing (``base.compiler.only_with``): a model compiles what it needs.
"""

from __future__ import annotations

from sponge.base.compiler import kernel, only_with
from sponge.engine.accounts.ledger import GROUNDWATER
from sponge.engine.groundwater.aquifers import (
    groundwater_inflows,
    limit_infiltration,
    move_groundwater,
    report_groundwater,
)
from sponge.engine.hydrology.runoff_file import given_loads, given_runoff
from sponge.engine.lid.loads import loads_of_drains, note_before_units, start_lid_loads
from sponge.engine.lid.units import drains_at, peak_with_drains, report_details, report_drains, run_lids, water_lids
from sponge.engine.quality.concentrations import write_concentrations
from sponge.engine.quality.loads import gather_loads, loads_of_sources
from sponge.engine.quality.surface import note_surfaces, run_surface_quality, see_snow, start_surface
from sponge.engine.quality.tables import GROUNDWATER as GROUND_LOAD
from sponge.engine.quality.tables import RDII as SEWER_LOAD
from sponge.engine.quality.transport import route_quality, start_transport
from sponge.engine.rdii.inflows import add_to_nodes
from sponge.engine.snow.packs import (
    melt_snow,
    report_snow,
)

# --- each process where a step calls it ---------------------------------------------------------------------------

water_units = only_with("processes.lids")(water_lids)
treat_runoff = only_with("processes.lids")(run_lids)
count_drains = only_with("processes.lids")(peak_with_drains)
drains_to_nodes = only_with("processes.lids")(drains_at)
drains_in_report = only_with("processes.lids")(report_drains)
rdii_to_nodes = only_with("processes.rdii")(add_to_nodes)
surfaces_noted = only_with("processes.quality")(note_surfaces)
units_noted = only_with("processes.lid_loads")(note_before_units)
clean_units = only_with("processes.lid_loads")(start_lid_loads)
drain_loads = only_with("processes.lid_loads")(loads_of_drains)
file_loads = only_with("processes.quality", "processes.runoff_file")(given_loads)
surface_quality = only_with("processes.quality", without="processes.runoff_file")(run_surface_quality)


@only_with("processes.quality")
@kernel
def start_quality(network, state, lanes):
    """Build-up, and what the network holds."""
    quality, now = network.processes.quality, state.processes.quality
    start_surface(quality, now.surface, lanes)
    start_transport(network, quality, state, now.transport, lanes)


@only_with("processes.snow")
@kernel
def melt(network, state, lanes):
    """Snow falls and melts."""
    melt_snow(network.processes.snow, state.processes.snow, state.hydrology, network.hydrology.climate, lanes)


@only_with("processes.groundwater")
@kernel
def limit_by_ground(network, state, lanes):
    """No more infiltrates than the ground has room for."""
    limit_infiltration(network.processes.groundwater, state.processes.groundwater, state.hydrology, lanes)


@only_with("processes.groundwater")
@kernel
def move_ground(network, state, lanes):
    """Aquifers through a runoff step."""
    move_groundwater(
        network.processes.groundwater, state.processes.groundwater, state.hydrology, network.nodes, state.nodes, lanes
    )


@only_with("processes.runoff_file")
@kernel
def runoff_from_file(network, state, lanes):
    """Runoff that is given."""
    given_runoff(network.processes.runoff_file, network.hydrology, state.hydrology, lanes)


@only_with("processes.quality", "processes.snow")
@kernel
def snow_on_streets(network, state, lanes):
    """The snow that build-up and sweeping ask for."""
    see_snow(network.processes.snow, state.processes.snow, state.processes.quality.surface, lanes)


@only_with("processes.groundwater")
@kernel
def ground_to_nodes(network, state, active, lanes):
    """Groundwater of a routing step."""
    groundwater_inflows(
        network.processes.groundwater, state.processes.groundwater, state.hydrology, state.clock, state.volumes.weight,
        state.nodes, state.ledger.rate[GROUNDWATER], active, lanes,
    )


@only_with("processes.quality")
@kernel
def loads_to_nodes(network, state, active, lanes):
    """Pollutants that come to nodes in a routing step, but for those of groundwater, sewer infiltration and drains."""
    now = state.processes.quality
    gather_loads(network, network.processes.quality, state, now.surface, now.transport, active, lanes)


@only_with("processes.quality", "processes.groundwater")
@kernel
def ground_loads(network, state, active, lanes):
    """Those of groundwater."""
    loads_of_sources(
        state.processes.quality.transport, network.processes.groundwater.node, state.processes.groundwater.rate,
        network.processes.quality.pollutants.groundwater, GROUND_LOAD, active, lanes,
    )


@only_with("processes.quality", "processes.rdii")
@kernel
def sewer_loads(network, state, active, lanes):
    """Those of rainfall dependent inflow and infiltration."""
    loads_of_sources(
        state.processes.quality.transport, network.processes.rdii.node, state.processes.rdii.rate,
        network.processes.quality.pollutants.rdii, SEWER_LOAD, active, lanes,
    )


@only_with("processes.quality")
@kernel
def transport(network, state, active, lanes):
    """Pollutants through nodes and links."""
    route_quality(network, network.processes.quality, state, state.processes.quality.transport, active, lanes)


@only_with("processes.snow")
@kernel
def snow_in_report(network, state, time, lane, subcatchment, system):
    """Depths of snow."""
    report_snow(
        network.processes.snow, state.processes.snow, state.hydrology, network.hydrology.area, time, lane,
        subcatchment, system,
    )


@only_with("processes.groundwater")
@kernel
def ground_in_report(network, state, time, lane, subcatchment, system):
    """Flow, level and moisture of the ground."""
    report_groundwater(
        network.processes.groundwater, state.processes.groundwater, state.hydrology, network.hydrology.area, time, lane,
        subcatchment, system,
    )


# --- the places in a step -----------------------------------------------------------------------------------------


@only_with("processes")
@kernel
def start_processes(network, state, lanes):
    """Fill the new state, once depths, flows and volumes at the start are known."""
    start_quality(network, state, lanes)
    clean_units(network, state, lanes)


@only_with("processes")
@kernel
def before_surfaces(network, state, lanes):
    """At a runoff step's start, with the weather and the runon known.

    May change ``state.hydrology.precipitation``, what reaches each surface, and ``max_infiltration``.
    """
    melt(network, state, lanes)
    limit_by_ground(network, state, lanes)
    water_units(network, state, lanes)


@only_with("processes")
@kernel
def after_surfaces(network, state, lanes):
    """When the surfaces of all subcatchments have run off in a runoff step, before what left them moves on.

    May change ``state.hydrology.left`` and ``left_rate``, what goes to each subcatchment's outlet.
    """
    runoff_from_file(network, state, lanes)
    surfaces_noted(network, state, lanes)
    units_noted(network, state, lanes)
    treat_runoff(network, state, lanes)
    move_ground(network, state, lanes)


@only_with("processes")
@kernel
def after_runoff(network, state, lanes):
    """At a runoff step's end, with the runoff of every subcatchment known."""
    count_drains(network, state, lanes)
    snow_on_streets(network, state, lanes)
    surface_quality(network, state, lanes)
    file_loads(network, state, lanes)


@only_with("processes")
@kernel
def process_inflows(network, state, active, lanes):
    """Inflows of a routing step to nodes, added to ``state.nodes.lateral`` and to ``state.ledger.rate``.

    Pollutants come last, when all flows are known.
    """
    if network.settings.runoff:
        drains_to_nodes(network, state, active, lanes)
    ground_to_nodes(network, state, active, lanes)
    rdii_to_nodes(network, state, active, lanes)
    loads_to_nodes(network, state, active, lanes)
    ground_loads(network, state, active, lanes)
    sewer_loads(network, state, active, lanes)
    if network.settings.runoff:
        drain_loads(network, state, active, lanes)


@only_with("processes")
@kernel
def after_flows(network, state, active, lanes):
    """When a routing step's flows, depths and volumes are known, in the lanes ``active``."""
    transport(network, state, active, lanes)


@only_with("processes")
@kernel
def report_processes(network, state, time, lane, subcatchment, system):
    """Add to a lane's results at ``time`` [s]: rows as in ``hydrology_report.report_subcatchments``."""
    drains_in_report(network, state, time, lane, subcatchment, system)
    snow_in_report(network, state, time, lane, subcatchment, system)
    ground_in_report(network, state, time, lane, subcatchment, system)


@only_with("processes.lids")
@kernel
def report_units(network, state, out, lanes):
    """Rates and levels of the LID units that are reported in detail into ``out`` (row, unit, lane)."""
    report_details(network.processes.lids, state.processes.lids, out, lanes)


@only_with("processes.quality")
@kernel
def report_concentrations(network, state, time, subcatchment, on_land, at_nodes, in_links, lanes):
    """Concentrations at ``time`` [s] into (1, pollutant, element, lane) arrays; of runoff only where there is any in
    ``subcatchment`` (row, subcatchment, lane)."""
    now = state.processes.quality
    write_concentrations(
        now.surface, now.transport, state.hydrology, state.clock, time, subcatchment, on_land, at_nodes, in_links, lanes
    )
