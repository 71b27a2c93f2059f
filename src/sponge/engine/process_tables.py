# SPDX-License-Identifier: Apache-2.0
"""Tables of processes that few models have: None in place of one that a model lacks, None for all where it has none."""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.engine.groundwater.aquifers import Groundwater, GroundwaterState, new_groundwater_state
from sponge.engine.hydrology.runoff_file import RunoffFile
from sponge.engine.lid.load_tables import LidLoads, LidLoadState, new_lid_load_state
from sponge.engine.lid.tables import Lids, LidState, new_lid_state
from sponge.engine.quality.tables import Quality, QualityState, new_quality_state
from sponge.engine.rdii.inflows import Rdii, RdiiState, new_rdii_state
from sponge.engine.snow.packs import Snow, SnowState, new_snow_state


class Processes(NamedTuple):
    """What does not change; None for what a model lacks."""

    snow: Snow | None
    groundwater: Groundwater | None
    lids: Lids | None
    rdii: Rdii | None
    runoff_file: RunoffFile | None
    quality: Quality | None
    lid_loads: LidLoads | None  # where there are both LID units and pollutants


class ProcessState(NamedTuple):
    """What changes."""

    snow: SnowState | None
    groundwater: GroundwaterState | None
    lids: LidState | None
    rdii: RdiiState | None
    quality: QualityState | None
    lid_loads: LidLoadState | None


class Hooks(NamedTuple):
    """Addresses of what processes do in a step (``engine.processes``); 0 where a model has none."""

    before_surfaces: int = 0
    after_surfaces: int = 0
    after_runoff: int = 0
    process_inflows: int = 0
    after_flows: int = 0
    sum_drains: int = 0
    report_processes: int = 0


def new_process_state(network: Any, lanes: int) -> ProcessState | None:
    """The state of a network's processes before the start; None where it has none."""
    processes = network.processes
    if processes is None:
        return None
    n = network.hydrology.gage.shape[0]
    return ProcessState(
        snow=new_snow_state(processes.snow, lanes) if processes.snow else None,
        groundwater=new_groundwater_state(processes.groundwater, lanes) if processes.groundwater else None,
        lids=new_lid_state(processes.lids, n, lanes) if processes.lids else None,
        rdii=new_rdii_state(processes.rdii, lanes) if processes.rdii else None,
        quality=new_quality_state(processes.quality, len(network.inlets.link), lanes) if processes.quality else None,
        lid_loads=new_lid_load_state(processes.lid_loads, lanes) if processes.lid_loads else None,
    )


def lids_of(network: Any, state: Any) -> tuple[Lids, LidState] | None:
    """A network's LID units and their state, if it has any."""
    found = network.processes
    return (found.lids, state.processes.lids) if found is not None and found.lids else None


def quality_of(network: Any, state: Any) -> tuple[Quality, QualityState] | None:
    """A network's pollutants and their state, if it has any."""
    found = network.processes
    return (found.quality, state.processes.quality) if found is not None and found.quality else None
