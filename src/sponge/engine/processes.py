# SPDX-License-Identifier: Apache-2.0
"""In which order processes that few models have hook into a step.

A process that a model lacks has ``None`` in place of its table (``engine.process_tables``), and the calls below compile
to nothing (``base.compiler.only_with``): a model compiles what it needs.
"""

from __future__ import annotations

from sponge.base.compiler import kernel, only_with
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
from sponge.engine.quality.loads import gather_loads, groundwater_loads, rdii_loads
from sponge.engine.quality.surface import note_surfaces, run_surface_quality, see_snow, start_surface
from sponge.engine.quality.transport import route_quality, start_transport
from sponge.engine.rdii.inflows import add_to_nodes
from sponge.engine.snow.packs import melt_snow, report_snow

# --- each process where a step calls it ---------------------------------------------------------------------------

melt = only_with("processes.snow")(melt_snow)
snow_in_report = only_with("processes.snow")(report_snow)
limit_by_ground = only_with("processes.groundwater")(limit_infiltration)
move_ground = only_with("processes.groundwater")(move_groundwater)
ground_to_nodes = only_with("processes.groundwater")(groundwater_inflows)
ground_in_report = only_with("processes.groundwater")(report_groundwater)
water_units = only_with("processes.lids")(water_lids)
treat_runoff = only_with("processes.lids")(run_lids)
count_drains = only_with("processes.lids")(peak_with_drains)
drains_to_nodes = only_with("processes.lids")(drains_at)
drains_in_report = only_with("processes.lids")(report_drains)
report_units = only_with("processes.lids")(report_details)
rdii_to_nodes = only_with("processes.rdii")(add_to_nodes)
runoff_from_file = only_with("processes.runoff_file")(given_runoff)
start_land_quality = only_with("processes.quality")(start_surface)
start_network_quality = only_with("processes.quality")(start_transport)
surfaces_noted = only_with("processes.quality")(note_surfaces)
loads_to_nodes = only_with("processes.quality")(gather_loads)
transport = only_with("processes.quality")(route_quality)
report_concentrations = only_with("processes.quality")(write_concentrations)
snow_on_streets = only_with("processes.quality", "processes.snow")(see_snow)
ground_loads = only_with("processes.quality", "processes.groundwater")(groundwater_loads)
sewer_loads = only_with("processes.quality", "processes.rdii")(rdii_loads)
units_noted = only_with("processes.lid_loads")(note_before_units)
clean_units = only_with("processes.lid_loads")(start_lid_loads)
drain_loads = only_with("processes.lid_loads")(loads_of_drains)
file_loads = only_with("processes.quality", "processes.runoff_file")(given_loads)
surface_quality = only_with("processes.quality", without="processes.runoff_file")(run_surface_quality)


# --- the places in a step -----------------------------------------------------------------------------------------


@only_with("processes")
@kernel
def start_processes(network, state, lanes):
    """Fill the new state, once depths, flows and volumes at the start are known."""
    start_land_quality(network, state, lanes)
    start_network_quality(network, state, lanes)
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
    """Add to a lane's results at ``time`` [s]: rows as in ``hydrology.report.report_subcatchments``."""
    drains_in_report(network, state, time, lane, subcatchment, system)
    snow_in_report(network, state, time, lane, subcatchment, system)
    ground_in_report(network, state, time, lane, subcatchment, system)
