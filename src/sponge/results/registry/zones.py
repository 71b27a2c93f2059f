# SPDX-License-Identifier: Apache-2.0
"""Variables of zones and stations."""

from __future__ import annotations

from sponge.results.registry.variable import MM_PER_HOUR, ZONES, Variable

ZONE_DIMS = {"zone": "secondary_zone", "primary_zone": "primary_zone", "other_zone": "other_zone"}
WHOSE = {"zone": "control zone", "primary_zone": "primary zone", "other_zone": "other zone"}
YEAR = 365.0 * 86400.0  # s: runs as long as this have an annual capture ratio


def _series(name: str, source: str, units: str, long_name: str, averaged: bool, factor: float = 1.0) -> Variable:
    return Variable(name, source, units, long_name, factor=factor, cell_methods="time: point", averaged=averaged)


def _zone_series(prefix: str) -> tuple[Variable, ...]:
    zone = WHOSE[prefix]

    def row(name: str, units: str, long_name: str, averaged: bool, factor: float = 1.0) -> Variable:
        return _series(f"{prefix}_{name}", f"{ZONE_DIMS[prefix]}.{name}", units, long_name, averaged, factor)

    return (
        row("rainfall", "mm h-1", f"mean rainfall intensity on the {zone}", False, MM_PER_HOUR),
        row("runoff", "m3 s-1", f"surface runoff that leaves the parcels of the {zone}", False),
        row("outflow", "m3 s-1", f"outflow of the {zone} through outfalls and to rivers", True),
        row("flooding", "m3 s-1", f"surface flooding in the {zone}, or rate of ponding", True),
        row("ponding", "m3", f"water ponded in the {zone}", True),
    )


STATION_SERIES = (
    _series("station_flow", "station.flow", "m3 s-1", "flow of the station's main role", True),
    _series(
        "station_storage", "station.storage", "m3", "volume of water in the station's wet well or tank", True
    ),
)
ZONE_SERIES = (*_zone_series("zone"), *_zone_series("primary_zone"), *STATION_SERIES)

LEDGER = (  # of a zone, m3
    ("rain_volume", "rain"),
    ("inflow_volume", "inflow from outside: external, dry weather, rivers"),
    ("inflow_from_zones_volume", "inflow from other zones"),
    ("evaporation_volume", "evaporation"),
    ("infiltration_volume", "infiltration and seepage"),
    ("outflow_volume", "outflow through outfalls and to rivers"),
    ("outflow_to_zones_volume", "outflow to other zones"),
    ("flooding_volume", "surface flooding lost"),
    ("unrouted_volume", "runoff that came while no flow was routed"),
    ("treated_volume", "sent to treatment"),
    ("reused_volume", "reused"),
    ("storage_change", "change of storage"),
    ("ledger_residual", "residual of the ledger: the solver's continuity error"),
)
DESTINATIONS = (  # of what LID units drain
    ("sewer", "into sewers and waters"), ("plant", "into sewers of a treatment plant"),
    ("ground", "onto pervious ground and other parcels"), ("reuse", "to a use"),
)  # fmt: skip
INDICATORS = (  # of a zone: name, units, meaning, cell methods
    ("rain_depth", "mm", "rain", "time: sum"),
    ("runoff_depth", "mm", "runoff that leaves the parcels, drains of LID units included", "time: sum"),
    ("runoff_volume", "m3", "runoff that leaves the parcels, drains of LID units included", "time: sum"),
    ("event_capture", "1", "share of the event's rain that is captured (strict): 1 - runoff / rain", ""),
    ("annual_capture_ratio", "1", "volume capture ratio of the run's rain (strict): 1 - runoff / rain", ""),
    ("surface_runoff_volume", "m3", "runoff that leaves the parcels without having passed through a LID unit's filter",
     "time: sum"),
    *((f"lid_drain_{to}_volume", "m3", f"drained by filtering LID units {where}", "time: sum")
      for to, where in DESTINATIONS),
    ("impervious_area", "m2", "impervious area that no LID unit takes", ""),
    ("lid_area", "m2", "area of LID units", ""),
    ("lid_holding_volume", "m3", "water that LID units hold on their surface and in their storage when full", ""),
    ("lid_seepage", "m3 s-1", "seepage out of LID units that are full", ""),
    ("pipe_length", "m", "length of closed conduits", ""),
    ("surcharged_pipe_length", "m", "length of closed conduits that were full at both ends at any time", ""),
    ("max_ponded_volume", "m3", "largest volume of ponded water", "time: maximum"),
    ("max_wet_area", "m2", "largest area of ground under water at once", "time: maximum"),
    ("ponded_nodes", "1", "number of nodes with more than 15 cm of ponded water at any time", ""),
    ("ponded_at_end", "1", "number of nodes with more than 15 cm of ponded water when the run ends", ""),
    ("wet_at_end", "1", "number of nodes with water above the ground when the run ends", ""),
    ("drained_time", "h", "time from the end of rain until no water stands above the ground", ""),
    ("max_ponded_depth", "m", "largest depth of ponded water above the ground at any node", "time: maximum"),
    ("ponded_hours", "h", "longest time with more than 15 cm of ponded water at any node", "time: sum"),
    ("retreat_time", "h", "time from the end of rain until ponded water stands under 15 cm everywhere", ""),
    ("overflow_volume", "m3", "volume spilt through overflows", "time: sum"),
    ("overflow_count", "1", "number of overflow events", "time: sum"),
    ("pumped_volume", "m3", "volume pumped to rivers", "time: sum"),
    ("stored_volume", "m3", "volume captured into tanks and green storage", "time: sum"),
    ("first_flush_volume", "m3", "volume captured into first-flush tanks", "time: sum"),
    ("peak_runoff", "m3 s-1", "peak of the surface runoff that leaves the parcels", "time: maximum"),
    ("peak_outflow", "m3 s-1", "peak of the outflow through outfalls and to rivers", "time: maximum"),
)
STATION_SUMMARIES = (
    ("pumped_volume", "m3", "volume pumped to rivers", "time: sum"),
    ("captured_volume", "m3", "volume captured into the tank", "time: sum"),
    ("overflow_volume", "m3", "volume spilt", "time: sum"),
    ("overflow_count", "1", "number of overflow events", "time: sum"),
    ("treated_volume", "m3", "volume sent to treatment", "time: sum"),
    ("reused_volume", "m3", "volume reused", "time: sum"),
    ("max_storage", "m3", "largest volume in the wet well or tank", "time: maximum"),
    ("emptying_time", "h", "time from the end of rain until the tank's emptying ended, or of the run", ""),
    ("pump_hours", "h", "time running, all pumps together", "time: sum"),
    ("energy", "kW h", "work of the pumps: static lift between the two water levels, without losses", "time: sum"),
    ("mean_lift", "m", "mean static lift of what was pumped", "time: mean"),
    ("held_hours", "h", "time off while the water stood above the start depth, all pumps together", "time: sum"),
    ("empties_at_end", "1", "1 where the tank was not yet empty when the run ended", ""),
    ("max_flow", "m3 s-1", "peak of the flow of the station's main role", "time: maximum"),
)
OF_LONG_RUNS = ("annual_capture_ratio",)  # and of shorter ones:
OF_EVENTS = (
    "event_capture", "retreat_time", "emptying_time", "drained_time", "ponded_at_end", "wet_at_end", "deep_at_end",
    "empties_at_end",
)  # fmt: skip
NODES_OF_EVENTS = ("node_drained_time", "node_deep_at_end", "node_wet_at_end")
LAND_USES = (  # of a land use in a zone
    ("area", "m2", "area", ""),
    ("impervious_area", "m2", "impervious area that no LID unit takes", ""),
    ("rain_volume", "m3", "rain", "time: sum"),
    ("runoff_volume", "m3", "runoff that leaves without having passed through a LID unit's filter", "time: sum"),
    ("drain_volume", "m3", "drained by filtering LID units into sewers, waters and to a plant", "time: sum"),
)
LOADS = (
    ("washoff_load", "mass washed off the parcels", "time: sum"),
    ("overflow_load", "mass spilt through overflows", "time: sum"),
)


def _summary(name: str, units: str, long_name: str, methods: str, dim: str) -> Variable:
    return Variable(name, f"{ZONES}.{name}", units, long_name, cell_methods=methods, dtype="float64", of=dim)


def _zone_summaries() -> tuple[Variable, ...]:
    found = []
    for prefix, dim in ZONE_DIMS.items():
        for name, meaning in LEDGER:
            text = f"{meaning}, ledger of the {WHOSE[prefix]}"
            found.append(_summary(f"{prefix}_{name}", "m3", text, "time: sum", dim))
        for name, units, meaning, methods in INDICATORS if prefix != "other_zone" else ():
            found.append(_summary(f"{prefix}_{name}", units, f"{meaning}, {WHOSE[prefix]}", methods, dim))
        for name, meaning, methods in LOADS if prefix != "other_zone" else ():
            text = f"{meaning}, {WHOSE[prefix]}"
            found.append(_summary(f"{prefix}_{name}", "kg", text, methods, f"{prefix}_quality"))
    freeboard = "least height of the ground above the water at any node, other zone"
    found.append(_summary("other_zone_min_freeboard", "m", freeboard, "", "other_zone"))
    for name, units, meaning, methods in LAND_USES:
        text = f"{meaning}, land use in the control zone"
        found.append(_summary(f"zone_land_use_{name}", units, text, methods, "zone_land_use"))
    for name, units, meaning, methods in STATION_SUMMARIES:
        found.append(_summary(f"station_{name}", units, f"{meaning}, station", methods, "station"))
    return tuple(found)


ZONE_SUMMARIES = _zone_summaries()


def absent_of(duration: float) -> frozenset[str]:
    """Names of variables that a run of this length [s] does not have."""
    without = OF_EVENTS if duration >= YEAR else OF_LONG_RUNS
    nodes = NODES_OF_EVENTS if duration >= YEAR else ()
    return frozenset(v.name for v in ZONE_SUMMARIES if v.name.endswith(without)).union(nodes)
