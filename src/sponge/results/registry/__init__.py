# SPDX-License-Identifier: Apache-2.0
"""Every variable of a results file, once: name, dimensions, units, meaning, and where the engine holds it, by name.

A new variable is one record here (or in the module of its process) and what makes its values: a row of a table in
``engine.reporting.rows``, or an entry of ``engine.accounts.summary.summarise``. ``python -m
sponge.results.registry.docs`` then writes its line into docs/results.md. The order here is that of the file.
"""

from __future__ import annotations

from sponge.results.registry.counted import COUNTED
from sponge.results.registry.lid import LID_SERIES, LID_SUMMARIES
from sponge.results.registry.processes import PROCESS_SUMMARIES
from sponge.results.registry.quality import QUALITY_SERIES, QUALITY_SUMMARIES
from sponge.results.registry.variable import (
    MM_PER_HOUR,
    SWEEP,
    TABLES,
    WIDER_TABLES,
    Variable,
    largest,
    moment,
    summary,
    total,
)
from sponge.results.registry.zones import ZONE_SERIES, ZONE_SUMMARIES

__all__ = ["ROUTING_LEDGER", "RUNOFF_LEDGER", "SERIES", "STATUS", "SUMMARIES", "TABLES", "WIDER_TABLES", "Variable"]


def _series(source: str, units: str, long_name: str, standard_name: str = "", factor: float = 1.0) -> Variable:
    """A row of a table of the engine, under both names together."""
    return Variable(
        source.replace(".", "_"), source, units, long_name, standard_name=standard_name, factor=factor,
        cell_methods="time: point", averaged=source.startswith(("node.", "link.")),
    )  # fmt: skip


_RATE = MM_PER_HOUR
SERIES: tuple[Variable, ...] = (
    _series("subcatchment.rainfall", "mm h-1", "rainfall intensity", "rainfall_rate", _RATE),
    _series("subcatchment.snow_depth", "m", "snow depth as water", "lwe_thickness_of_surface_snow_amount"),
    _series("subcatchment.evaporation", "mm h-1", "evaporation rate", "lwe_water_evaporation_rate", _RATE),
    _series("subcatchment.infiltration", "mm h-1", "infiltration rate", factor=_RATE),
    _series("subcatchment.runoff", "m3 s-1", "runoff"),
    _series("subcatchment.groundwater_flow", "m3 s-1", "groundwater flow to the drainage network"),
    _series("subcatchment.groundwater_level", "m", "groundwater table elevation"),
    _series("subcatchment.soil_moisture", "1", "soil moisture of the unsaturated zone as a volume fraction"),
    _series("node.depth", "m", "water depth above the invert"),
    _series("node.head", "m", "hydraulic head"),
    _series("node.volume", "m3", "volume of water held at the node"),
    _series("node.lateral_inflow", "m3 s-1", "lateral inflow"),
    _series("node.total_inflow", "m3 s-1", "total inflow"),
    _series("node.flooding", "m3 s-1", "surface flooding, or rate of ponding"),
    _series("link.flow", "m3 s-1", "flow"),
    _series("link.depth", "m", "water depth"),
    _series("link.velocity", "m s-1", "mean velocity"),
    _series("link.volume", "m3", "volume of water held in the link"),
    _series("link.capacity", "1", "fraction of the full area that is filled; setting of a pump or regulator"),
    _series("system.temperature", "degC", "air temperature", "air_temperature"),
    _series("system.rainfall", "mm h-1", "mean rainfall intensity", "rainfall_rate", _RATE),
    _series("system.snow_depth", "m", "mean snow depth as water", "lwe_thickness_of_surface_snow_amount"),
    _series("system.infiltration", "mm h-1", "mean rate of infiltration and seepage", factor=_RATE),
    _series("system.runoff", "m3 s-1", "total runoff"),
    _series("system.dry_weather_inflow", "m3 s-1", "total dry weather inflow"),
    _series("system.groundwater_inflow", "m3 s-1", "total groundwater inflow"),
    _series("system.rdii_inflow", "m3 s-1", "total rainfall dependent inflow and infiltration"),
    _series("system.direct_inflow", "m3 s-1", "total direct inflow"),
    _series("system.lateral_inflow", "m3 s-1", "total lateral inflow"),
    _series("system.flooding", "m3 s-1", "total flooding"),
    _series("system.outflow", "m3 s-1", "total outflow through outfalls"),
    _series("system.storage", "m3", "volume of water in nodes and links"),
    _series("system.evaporation", "mm h-1", "mean evaporation rate", "lwe_water_evaporation_rate", _RATE),
    _series("system.pet", "mm h-1", "potential evaporation rate", factor=_RATE),
    *QUALITY_SERIES,
    *ZONE_SERIES,
    *LID_SERIES,
)


# the terms of the two mass ledgers, in the order of a report
RUNOFF_LEDGER = (
    ("initial_snow", "initial snow cover"),
    ("initial_lid_storage", "initial storage of LID units"),
    ("rainfall", "total rainfall"),
    ("runon", "runon from outfalls"),
    ("evaporation_loss", "evaporation loss"),
    ("infiltration_loss", "infiltration loss"),
    ("surface_runoff", "surface runoff"),
    ("lid_drainage", "drainage of LID units"),
    ("snow_removed", "snow removed"),
    ("final_snow", "final snow cover"),
    ("final_storage", "final storage"),
)
ROUTING_LEDGER = (
    ("dry_weather_inflow", "dry weather inflow"),
    ("wet_weather_inflow", "wet weather inflow"),
    ("groundwater_inflow", "groundwater inflow"),
    ("rdii_inflow", "rainfall dependent inflow"),
    ("external_inflow", "external inflow"),
    ("outflow", "outflow through outfalls"),
    ("flooding_loss", "flooding loss"),
    ("evaporation_loss", "evaporation loss"),
    ("seepage_loss", "seepage loss"),
    ("initial_storage", "initial storage"),
    ("final_storage", "final storage"),
)

SUMMARIES: tuple[Variable, ...] = (
    total("subcatchment_rainfall_depth", "mm", "total rainfall"),
    total("subcatchment_runon_depth", "mm", "total runon from other subcatchments and outfalls"),
    total("subcatchment_evaporation_depth", "mm", "total evaporation"),
    total("subcatchment_infiltration_depth", "mm", "total infiltration"),
    total("subcatchment_runoff_depth", "mm", "total runoff"),
    summary("subcatchment_runoff_coefficient", "1", "runoff over rainfall and runon"),
    largest("subcatchment_max_runoff", "m3 s-1", "peak runoff"),
    summary("subcatchment_area", "m2", "area"),
    summary("subcatchment_impervious_area", "m2", "impervious area that no LID unit takes"),
    largest("node_max_depth", "m", "maximum water depth"),
    largest("node_max_head", "m", "maximum hydraulic head"),
    moment("node_time_of_max_depth", "time of the maximum water depth"),
    largest("node_max_total_inflow", "m3 s-1", "maximum total inflow"),
    total("node_lateral_inflow_volume", "m3", "volume from outside the network, less what was withdrawn"),
    total("node_total_inflow_volume", "m3", "volume from outside the network and out of links"),
    summary("node_initial_volume", "m3", "volume of water held at the start"),
    largest("node_max_volume", "m3", "maximum volume of water held"),
    total("node_evaporation_volume", "m3", "volume evaporated from the storage unit"),
    total("node_seepage_volume", "m3", "volume seeped from the storage unit"),
    total("node_flooding_volume", "m3", "volume of surface flooding"),
    largest("node_max_flooding", "m3 s-1", "maximum rate of surface flooding"),
    total("node_withdrawal_shortfall", "m3", "withdrawals for which there was no water"),
    total("node_routing_residual", "m3", "water made (lost, where negative) at the node, in the ledger of routing"),
    total("node_hours_flooded", "h", "time flooded"),
    largest("node_max_ponded_depth", "m", "largest depth of ponded water above the ground: volume over ponded area"),
    total("node_ponded_hours", "h", "time with more than 15 cm of ponded water"),
    summary("node_drained_time", "h", "time from the end of rain until no water stands above the ground"),
    moment("node_time_of_last_ponding", "last time with more than 15 cm of ponded water"),
    moment("node_time_of_last_flooding", "last time with water above the ground"),
    summary("node_deep_at_end", "1", "1 where more than 15 cm of water stand above the ground when the run ends"),
    summary("node_wet_at_end", "1", "1 where water stands above the ground when the run ends"),
    summary("node_min_freeboard", "m", "least height of the ground above the water, negative where it floods"),
    total("node_hours_surcharged", "h", "time surcharged above the crown of the highest link"),
    largest("link_max_flow", "m3 s-1", "maximum of the absolute flow"),
    moment("link_time_of_max_flow", "time of the maximum flow"),
    largest("link_max_velocity", "m s-1", "maximum of the absolute velocity"),
    largest("link_max_capacity", "1", "maximum of the filled fraction of the full area, or of the setting"),
    total("link_hours_surcharged", "h", "time full at both ends"),
    summary("pump_starts", "1", "number of times that the pump started", cell_methods="time: sum"),
    total("pump_hours", "h", "time running"),
    total("pump_volume", "m3", "volume pumped"),
    total("pump_energy", "kW h", "work on the water: static lift between the two water levels, without losses"),
    summary("pump_mean_lift", "m", "mean static lift of what was pumped", cell_methods="time: mean"),
    total("pump_held_hours", "h", "time off while the water at its inlet stood above the start depth"),
    summary("runoff_continuity_error", "percent", "continuity error of runoff", dtype="float64"),
    summary("routing_continuity_error", "percent", "continuity error of flow routing", dtype="float64"),
    summary("quality_continuity_error", "percent", "continuity error of quality routing", dtype="float64"),
    summary("steps_not_converged", "percent", "routing steps that did not converge", dtype="float64"),
    summary("steps", "1", "number of routing steps", dtype="float64"),
    summary("mean_iterations", "1", "mean number of iterations of a routing step", dtype="float64"),
    Variable("scenario_rain_depth", f"{SWEEP}.scenario_rain_depth", "mm", "mean rainfall over the model", factor=1e3),
    *(summary(f"runoff_{name}", "m3", f"{text}, runoff ledger", dtype="float64") for name, text in RUNOFF_LEDGER),
    *(summary(f"routing_{name}", "m3", f"{text}, routing ledger", dtype="float64") for name, text in ROUTING_LEDGER),
    *COUNTED,
    *PROCESS_SUMMARIES,
    *QUALITY_SUMMARIES,
    *ZONE_SUMMARIES,
    *LID_SUMMARIES,
)

# what `status` says; the numbers are the exit codes of the command line
STATUS = {0: "completed", 4: "numerical_failure", 130: "interrupted"}


def series_of(table: str) -> tuple[Variable, ...]:
    """The series of one table, in the order of the engine's rows."""
    return tuple(v for v in SERIES if v.table == table)
