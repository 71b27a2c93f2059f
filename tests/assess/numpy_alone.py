"""Every indicator from the numbers of two files with numpy alone: the same formulas, written down a second time.

``storms`` has the scenarios 3 a without, 3 a with, 100 a without, 100 a with the measures, ``years`` without and with.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np

THREE, HUNDRED, WITH = 1, 3, 1  # scenarios with the measures
Numbers = dict[str, np.ndarray]


def numbers_of(path: Path) -> Numbers:
    """Every variable of a file; texts as texts."""
    with h5py.File(path) as file:
        return {name: value.asstr()[()] if value.dtype.kind == "O" else value[()] for name, value in file.items()
                if isinstance(value, h5py.Dataset)}  # fmt: skip


def indicators(storms: Numbers, years: Numbers, length: float, outfall: str, given: dict[str, Any]) -> dict[str, float]:
    """By id; ``length`` is that of the long run in years, ``outfall`` where treated overflows leave."""
    rain, surface = years["zone_rain_volume"][WITH], years["zone_surface_runoff_volume"][WITH]
    drains = years["zone_lid_drain_sewer_volume"][WITH] + years["zone_lid_drain_plant_volume"][WITH]
    reaches = 1.0 - surface / rain >= 0.75
    area = years["zone_area"]
    load = years["zone_washoff_load"].sum(axis=2)
    names = [str(name) for name in years["pollutant"]]
    kept = {name: 1.0 - load[WITH, k] / load[0, k] for k, name in enumerate(names) if load[0, k] > 0.0}
    spilt = years["zone_overflow_volume"].sum(axis=1)
    reused = years["zone_reused_volume"][WITH].sum() + years["zone_lid_drain_reuse_volume"][WITH].sum()
    events = [e["nse"] for e in given["event"]]
    return {
        "vcr": 1.0 - surface.sum() / rain.sum(), "vcr_strict": 1.0 - (surface + drains).sum() / rain.sum(),
        "vcr_zones": area[reaches].sum() / area.sum(), "vol": _volumes(years if "zone_lid_area" in years else storms),
        "peak_parcels": _ratio(storms["zone_peak_runoff"]), "peak_outlets": _ratio(storms["zone_peak_outflow"]),
        "peak_delay": _delay(storms), "ss": kept["TSS"],
        "load": min(value for name, value in kept.items() if name != "TSS"),
        "cso": 1.0 - spilt[WITH] / spilt[0], "cso_events": years["zone_overflow_count"][WITH].max() / length,
        "cso_ss": _concentration(years, outfall),
        "pipe": 1.0 - storms["zone_surcharged_pipe_length"][THREE].sum() / storms["zone_pipe_length"][THREE].sum(),
        "road": storms["zone_ponded_nodes"][THREE].sum(), "flood_depth": storms["zone_max_ponded_depth"][HUNDRED].max(),
        "flood_time": np.nanmax(storms["zone_retreat_time"][HUNDRED]),
        "flood_dry": np.nanmax(storms["zone_drained_time"][HUNDRED]), "ff": _first_flush(storms),
        "ff_empty": np.nanmax(storms["station_emptying_time"][THREE][storms["station_kind"] == "first_flush_tank"]),
        "reuse": reused / rain.sum(),
        "river": storms["other_zone_min_freeboard"][HUNDRED][storms["other_zone"] == "rivers"].min(),
        "cal": min(events), "ext_bank": given["ecological_banks"], "ext_water": given["water_quality"],
        "ext_groundwater": given["groundwater_trend"], "ext_heat": given["heat_island"],
        "reclaimed": given["reclaimed_water"],
    }  # fmt: skip


def _volumes(numbers: Numbers) -> float:
    """V_s + K J A t over 10 H phi F, of the scenario with the measures that comes last."""
    paved, area = numbers["zone_impervious_area"][-1], numbers["zone_area"]
    need = 0.025 * (0.85 * paved + 0.15 * (area - paved)).sum()
    return float((numbers["zone_lid_holding_volume"][-1] + 7200.0 * numbers["zone_lid_seepage"][-1]).sum() / need)


def _ratio(peaks: np.ndarray) -> float:
    """The largest of with over without, storm by storm and zone by zone, of peaks of a litre a second and more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [np.where(np.maximum(peaks[k], peaks[k + 1]) > 1e-3, peaks[k + 1] / peaks[k], 0.0) for k in (0, 2)]
    return float(np.max(found))


def _delay(storms: Numbers) -> float:
    runoff, minutes = storms["zone_runoff"], storms["time"] / 60.0
    runs = (runoff[2].max(axis=0) > 1e-3) & (runoff[3].max(axis=0) > 1e-3)
    return float((minutes[runoff[3].argmax(axis=0)] - minutes[runoff[2].argmax(axis=0)])[runs].mean())


def _concentration(years: Numbers, outfall: str) -> float:
    """mg/L from kg and m3."""
    node, solids = list(years["node"]).index(outfall), list(years["pollutant"]).index("TSS")
    volume = years["node_total_inflow_volume"][WITH, node]
    return 1e3 * years["node_outlet_load"][WITH, solids, node] / volume


def _first_flush(storms: Numbers) -> float:
    """mm over impervious ground in the least storm, least of the zones with tanks."""
    taken, paved = storms["zone_first_flush_volume"][THREE], storms["zone_impervious_area"][THREE]
    return float((1e3 * taken / paved)[taken > 0.0].min())
