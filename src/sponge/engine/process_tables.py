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


class Extra(NamedTuple):
    """What does not change; None for what a model lacks."""

    snow: Snow | None
    groundwater: Groundwater | None
    lids: Lids | None
    rdii: Rdii | None
    runoff_file: RunoffFile | None
    quality: Quality | None
    lid_loads: LidLoads | None  # where there are both LID units and pollutants


class ExtraState(NamedTuple):
    """What changes."""

    snow: SnowState | None
    groundwater: GroundwaterState | None
    lids: LidState | None
    rdii: RdiiState | None
    quality: QualityState | None
    lid_loads: LidLoadState | None


def new_extra_state(network: Any, lanes: int) -> ExtraState | None:
    """The state of a network's processes before the start; None where it has none."""
    extra = network.extra
    if extra is None:
        return None
    n = network.hydrology.gage.shape[0]
    return ExtraState(
        snow=new_snow_state(extra.snow, lanes) if extra.snow else None,
        groundwater=new_groundwater_state(extra.groundwater, lanes) if extra.groundwater else None,
        lids=new_lid_state(extra.lids, n, lanes) if extra.lids else None,
        rdii=new_rdii_state(extra.rdii, lanes) if extra.rdii else None,
        quality=new_quality_state(extra.quality, len(network.inlets.link), lanes) if extra.quality else None,
        lid_loads=new_lid_load_state(extra.lid_loads, lanes) if extra.lid_loads else None,
    )


def lids_of(network: Any, state: Any) -> tuple[Lids, LidState] | None:
    """A network's LID units and their state, if it has any."""
    return (network.extra.lids, state.extra.lids) if network.extra is not None and network.extra.lids else None


def quality_of(network: Any, state: Any) -> tuple[Quality, QualityState] | None:
    """A network's pollutants and their state, if it has any."""
    return (network.extra.quality, state.extra.quality) if network.extra is not None and network.extra.quality else None
