"""Results of two zones with numbers that a reader adds up in the head: base and all measures, storms and ten years."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sponge.assess.cases import cases_of, choose
from sponge.assess.judge import Indicator, assess
from sponge.assess.standards import rules_of
from sponge.base.version import VERSION

ZONES = ["upper", "lower"]
STORMS = (3.0, 100.0)
MEASURES = ("none", "all")
START = "2020-01-01T00:00:00"
TEN_YEARS = "2029-12-31T00:00:00"


def storms(**values: Any) -> xr.Dataset:
    """Two return periods, each without and with the measures: scenarios 3 none, 3 all, 100 none, 100 all."""
    data = {
        "zone_peak_runoff": [[1.0, 2.0], [0.8, 1.5], [3.0, 4.0], [2.7, 4.4]],
        "zone_peak_outflow": [[0.5, 0.5], [0.5, 0.4], [1.0, 1.0], [1.0, 0.9]],
        "zone_overflow_volume": [[0.0, 10.0], [0.0, 4.0], [0.0, 30.0], [0.0, 6.0]],
        "zone_max_ponded_depth": [[0.0, 0.1], [0.0, 0.05], [0.1, 0.4], [0.12, 0.3]],
        "zone_retreat_time": [[0.0, 0.0], [0.0, 0.0], [0.0, 4.0], [0.0, 2.5]],
        "zone_flooding_volume": np.zeros((4, 2)),
        "zone_drained_time": [[0.0, 0.0], [0.0, 1.0], [0.0, 5.0], [0.5, 4.0]],
        "zone_ponded_nodes": [[0.0, 1.0], [0.0, 0.0], [0.0, 4.0], [0.0, 3.0]],
        "zone_pipe_length": [[600.0, 400.0]] * 4,
        "zone_surcharged_pipe_length": [[0.0, 300.0], [0.0, 100.0], [600.0, 400.0], [600.0, 400.0]],
        "zone_first_flush_volume": [[0.0, 0.0], [30.0, 0.0], [0.0, 0.0], [40.0, 0.0]],
        "zone_impervious_area": [[5e3, 1e4]] * 4,
        "zone_lid_area": [[0.0, 0.0], [200.0, 0.0]] * 2,
        "zone_lid_holding_volume": [[0.0, 0.0], [60.0, 0.0]] * 2,
        "zone_lid_seepage": [[0.0, 0.0], [0.001, 0.0]] * 2,
    } | values  # fmt: skip
    found = _dataset(data, "2020-01-02T00:00:00", [p for p in STORMS for _ in MEASURES], MEASURES * 2)
    found["other_zone_min_freeboard"] = (("scenario", "other_zone"), [[2.0, 9.0], [2.0, 9.0], [0.4, 9.0], [0.6, 9.0]])
    found["station_emptying_time"] = (("scenario", "station"), [[np.nan, 3.0], [7.0, 3.0]] * 2)
    early, late = [[0, 0], [3, 4], [2, 1], [0, 0]], [[0, 0], [1, 1], [2.7, 2], [0, 4.4]]  # peaks 5 and 10 min later
    found["zone_runoff"] = (("scenario", "time", "secondary_zone"), np.array([early, early, early, late], float))
    return found.assign_coords(
        time=[0.0, 300.0, 600.0, 900.0],
        other_zone=["rivers", "sewers"], station=["tank", "pumps"],
        station_kind=("station", ["first_flush_tank", "pump_station"]),
    )  # fmt: skip


def years(end: str = TEN_YEARS, **values: Any) -> xr.Dataset:
    """Ten years without and with the measures; with them 30 of 300 m3 pass through underdrains."""
    data = {
        "zone_rain_volume": [[100.0, 200.0], [100.0, 200.0]],
        "zone_runoff_volume": [[40.0, 80.0], [35.0, 60.0]],
        "zone_surface_runoff_volume": [[40.0, 80.0], [25.0, 40.0]],
        "zone_lid_drain_sewer_volume": [[0.0, 0.0], [10.0, 15.0]],
        "zone_lid_drain_plant_volume": [[0.0, 0.0], [0.0, 5.0]],
        "zone_overflow_volume": [[0.0, 1000.0], [0.0, 250.0]],
        "zone_overflow_count": [[0.0, 100.0], [0.0, 40.0]],
        "zone_reused_volume": [[0.0, 0.0], [9.0, 0.0]],
        "zone_lid_drain_reuse_volume": [[0.0, 0.0], [0.0, 6.0]],
    } | values  # fmt: skip
    found = _dataset(data, end, [np.nan] * 2, MEASURES)
    found = found.assign_coords(pollutant=["TSS", "COD", "TN"], land_use=["homes", "farmland"])
    loads = [[[90.0, 110.0], [40.0, 60.0], [4.0, 6.0]], [[50.0, 60.0], [30.0, 50.0], [4.0, 5.0]]]
    found["zone_washoff_load"] = (("scenario", "pollutant", "secondary_zone"), loads)
    dims = ("scenario", "land_use", "secondary_zone")
    found["zone_land_use_area"] = (dims, [[[1e4, 1e4], [0.0, 2e4]]] * 2)
    found["zone_land_use_rain_volume"] = (dims, [[[100.0, 50.0], [0.0, 150.0]]] * 2)
    found["zone_land_use_runoff_volume"] = (dims, [[[40.0, 40.0], [0.0, 40.0]], [[25.0, 20.0], [0.0, 20.0]]])
    found = found.assign_coords(node=["J1", "T1"])  # T1: where treated overflows leave
    found["node_total_inflow_volume"] = (("scenario", "node"), [[900.0, 1000.0], [900.0, 250.0]])
    found["node_outlet_load"] = (("scenario", "pollutant", "node"), [[[0.0, 80.0], [0.0, 9.0], [0.0, 1.0]],
                                                                    [[0.0, 10.0], [0.0, 3.0], [0.0, 1.0]]])  # fmt: skip
    found["zone_land_use_drain_volume"] = (dims, [[[0.0, 0.0], [0.0, 0.0]], [[10.0, 20.0], [0.0, 0.0]]])
    return found


def _dataset(data: dict[str, Any], end: str, periods: list[float], measures: tuple[str, ...]) -> xr.Dataset:
    names = [f"{p:g} a, {m}" if np.isfinite(p) else m for p, m in zip(periods, measures, strict=True)]
    dims = ("scenario", "secondary_zone")
    found: dict[str, Any] = {name: (dims, np.asarray(value, float)) for name, value in data.items()}
    found["status"] = ("scenario", np.zeros(len(names), np.int16))
    coordinates: dict[str, Any] = {
        "scenario": names, "measures": ("scenario", list(measures)), "secondary_zone": ZONES,
        "zone_area": ("secondary_zone", [1e4, 3e4]),
    }  # fmt: skip
    if np.isfinite(periods).all():
        coordinates["return_period"] = ("scenario", periods)
    attrs = {"sponge_version": VERSION, "time_coverage_start": START, "time_coverage_end": end}
    return xr.Dataset(found, coordinates, attrs)


LOCAL = '[cso_ss]\nsettings = { outfalls = ["T1"] }\n'  # a standard of the user's own
GIVEN = {  # what no run tells
    "ecological_banks": 0.8, "water_quality": 0.9, "groundwater_trend": -0.1, "heat_island": 0.4,
    "reclaimed_water": 0.3,
    "event": [{"set": "calibration", "nse": 0.8}, {"set": "calibration", "nse": 0.7},
              {"set": "validation", "nse": 0.6}, {"set": "validation", "nse": 0.65}],
}  # fmt: skip


def indicators(*datasets: xr.Dataset, base: str | None = None, with_: str | None = None) -> dict[str, Indicator]:
    """What the national standard finds in results, by key."""
    cases = [case for dataset in datasets for case in cases_of(dataset, "made.nc")]
    return {i.id: i for i in assess(choose(cases, base, with_), rules_of())}


def write(folder: Path) -> list[Path]:
    """Both as files."""
    paths = [folder / "storms.nc", folder / "years.nc"]
    for path, dataset in zip(paths, (storms(), years()), strict=True):
        dataset.to_netcdf(path, engine="h5netcdf")
    return paths
