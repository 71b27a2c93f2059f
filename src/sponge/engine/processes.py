# SPDX-License-Identifier: Apache-2.0
"""In which order processes that few models have hook into a step.

A process that a model lacks has ``None`` in place of its table (``engine.process_tables``), and the calls below compile
to nothing (``base.compiler.only_with``): a model compiles what it needs. The places in a step are called by their
addresses, so that nothing else is compiled for it.
"""

from __future__ import annotations

from typing import Any

from sponge.base.compiler import address_of, called_by_address, kernel, only_with
from sponge.engine.groundwater.aquifers import (
    groundwater_inflows,
    limit_infiltration,
    move_groundwater,
    report_groundwater,
)
from sponge.engine.hydrology.runoff_file import given_loads, given_runoff
from sponge.engine.lid.loads import loads_of_drains, note_before_units, start_lid_loads
from sponge.engine.lid.units import (
    drain_inflows,
    drains_of_groups,
    peak_with_drains,
    report_details,
    report_drains,
    run_lids,
    water_lids,
)
from sponge.engine.process_tables import Hooks
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
drains_to_nodes = only_with("processes.lids")(drain_inflows)
drains_in_report = only_with("processes.lids")(report_drains)
drains_in_groups = only_with("processes.lids")(drains_of_groups)
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


@called_by_address
@kernel
def before_surfaces(network, state, lanes):
    """At a runoff step's start, with the weather and the runon known.

    May change ``state.hydrology.precipitation``, what reaches each surface, and ``max_infiltration``.
    """
    melt(network, state, lanes)
    limit_by_ground(network, state, lanes)
    water_units(network, state, lanes)


@called_by_address
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


@called_by_address
@kernel
def after_runoff(network, state, lanes):
    """At a runoff step's end, with the runoff of every subcatchment known."""
    count_drains(network, state, lanes)
    snow_on_streets(network, state, lanes)
    surface_quality(network, state, lanes)
    file_loads(network, state, lanes)


@called_by_address
@kernel
def process_inflows(network, state, lanes):
    """Inflows of a routing step to nodes, added to ``state.nodes.lateral`` and to ``state.ledger.rate``.

    Pollutants come last, when all flows are known.
    """
    active = state.clock.in_event
    if network.settings.runoff:
        drains_to_nodes(network, state, active, lanes)
    ground_to_nodes(network, state, active, lanes)
    rdii_to_nodes(network, state, active, lanes)
    loads_to_nodes(network, state, active, lanes)
    ground_loads(network, state, active, lanes)
    sewer_loads(network, state, active, lanes)
    if network.settings.runoff:
        drain_loads(network, state, active, lanes)


@called_by_address
@kernel
def after_flows(network, state, lanes):
    """When a routing step's flows, depths and volumes are known, in the lanes within an event."""
    transport(network, state, state.clock.in_event, lanes)


@called_by_address
@kernel
def sum_drains(network, state, lanes):
    """What drains bring to the groups whose sums are kept, into ``state.peaks.drains``."""
    drains_in_groups(network, state, lanes)


@called_by_address
@kernel
def report_processes(network, state, periods, k, lanes):
    """Into the results at the k-th time of ``periods``, rows as in ``engine.reporting.rows``, once they hold the runoff
    of the surfaces."""
    time, subcatchment = periods.time[k], periods.subcatchment[k]
    if network.hydrology.area.shape[0] > 0:
        for lane in range(len(lanes)):
            drains_in_report(network, state, time, lane, subcatchment, periods.system[k])
            snow_in_report(network, state, time, lane, subcatchment, periods.system[k])
            ground_in_report(network, state, time, lane, subcatchment, periods.system[k])
    report_units(network, state, periods.lid_report[k], lanes)
    report_concentrations(
        network, state, time, subcatchment, periods.subcatchment_quality[k], periods.node_quality[k],
        periods.link_quality[k], lanes,
    )  # fmt: skip


def hooks_of(network: Any, state: Any, periods: Any, lanes: tuple[float, ...]) -> Hooks:
    """The addresses of all places for a model with these tables, as kernels take them."""
    within = (before_surfaces, after_surfaces, after_runoff, process_inflows, after_flows, sum_drains)
    found = {place.__name__: address_of(place, network, state, lanes) for place in within}
    return Hooks(**found, report_processes=address_of(report_processes, network, state, periods, 0, lanes))
