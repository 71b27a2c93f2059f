"""A small dataset and map with known values: what a sweep over zones would write, without running one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

COLUMNS, ROWS = 4, 2  # of square zones on the map, 0.05 degrees wide
WEST, SOUTH, WIDE = 117.0, 39.2, 0.05
SERIES = ("rainfall", "runoff", "outflow", "flooding", "ponding")
MINUTES, AREA = 5.0, 8.0e6  # m2
RAIN_HOURS = 2.0
PERIODS, MEASURES = (1.0, 20.0), ("", "all", "bigger_pumps")
ZONES = [f"zone_{k + 1}" for k in range(COLUMNS * ROWS)]
PRIMARY = ["west" if k % COLUMNS < COLUMNS // 2 else "east" for k in range(COLUMNS * ROWS)]


def dataset(
    zones: list[str] = ZONES, primary: list[str] = PRIMARY, measures: tuple[str, ...] = MEASURES, hours: float = 20.0
) -> xr.Dataset:
    """(return period x measures) scenarios; the k-th zone captures less and floods more than the one before it."""
    pairs = [(p, m) for p in PERIODS for m in measures]
    time = np.arange(1, round(hours * 60.0 / MINUTES) + 1) * MINUTES * 60.0
    shape = (len(pairs), len(time), len(zones))
    found: dict[str, np.ndarray] = {n: np.zeros(shape) for n in SERIES}
    worse = np.linspace(0.2, 1.0, len(zones))
    for k, (period, measure) in enumerate(pairs):
        eased = {"": 1.0, "all": 0.55}.get(measure, 0.8)
        rain = 30.0 * (1.0 + np.log(period)) * _hump(time, 6.8, 0.35) * (time > 6 * 3600) * (time <= 8 * 3600)
        found["rainfall"][k] = rain[:, None]
        found["runoff"][k] = 0.1 * rain.max() * _hump(time, 7.4, 0.7)[:, None] * worse
        found["outflow"][k] = 0.06 * rain.max() * _hump(time, 8.5, 1.6)[:, None] * worse + 0.3
        found["ponding"][k] = 260.0 * rain.max() * eased * _hump(time, 9.0, 1.5)[:, None] * worse * (period > 1.0)
    values = _summaries(found, worse, pairs)
    dims = ("scenario", "time", "secondary_zone")
    data: dict[str, Any] = {f"zone_{n}": (dims, v.astype("float32")) for n, v in found.items()}
    data |= {f"zone_{n}": (("scenario", "secondary_zone"), v) for n, v in values.items()}
    data["status"] = ("scenario", np.zeros(len(pairs), np.int16))
    start = np.datetime64("2020-07-01T00:00", "ns")
    return xr.Dataset(data, {
        "scenario": [f"{m or 'base'}-{p:g}a" for p, m in pairs],
        "return_period": ("scenario", [p for p, _ in pairs]),
        "measures": ("scenario", [m for _, m in pairs]),
        "time": start + np.round(time * 1e9).astype("timedelta64[ns]"),
        "secondary_zone": zones,
        "zone_primary": ("secondary_zone", primary),
        "zone_name_zh": ("secondary_zone", [f"北仓{k}" for k in range(len(zones))]),
        "zone_area": ("secondary_zone", np.full(len(zones), AREA)),
    }, {"title": "Eight squares. Made up", "model": "squares.inp"})  # fmt: skip


def _hump(time: np.ndarray, hour: float, width: float) -> np.ndarray:
    return np.exp(-0.5 * ((time / 3600.0 - hour) / width) ** 2)


def _summaries(series: dict[str, np.ndarray], worse: np.ndarray, pairs: list[tuple[float, str]]) -> dict[str, Any]:
    depth = series["rainfall"].sum(1) * MINUTES / 60.0
    eased = np.array([{"": 1.0, "all": 0.9}.get(m, 0.95) for _, m in pairs])[:, None]
    share = 1.0 - (0.3 + 0.4 * worse) * eased
    return {
        "rain_depth": depth, "rain_volume": depth * AREA / 1000.0, "event_capture": share,
        "runoff_volume": (1.0 - share) * depth * AREA / 1000.0,
        "flooding_volume": series["ponding"].max(1) * 1.5, "max_ponded_volume": series["ponding"].max(1),
        "overflow_volume": 900.0 * worse * eased * np.ones((len(pairs), 1)), "retreat_time": 3.0 * worse * eased,
    }  # fmt: skip


def folder(place: Path) -> Path:
    """A model's folder: polygons, a river, two stations (one of them nowhere), names."""
    place.mkdir(exist_ok=True)
    (place / "zones.geojson").write_text(json.dumps(_collection([
        ({"zone": zone, "primary": primary, "synthetic": True}, "Polygon", [_square(k)])
        for k, (zone, primary) in enumerate(zip(ZONES, PRIMARY))
    ])))  # fmt: skip
    river = {"river": "long_river", "kind": "river"}
    line = [[WEST, SOUTH + 0.02], [WEST + 0.1, SOUTH + 0.03], [WEST + 0.2, SOUTH + 0.07]]
    (place / "rivers.geojson").write_text(json.dumps(_collection([(river, "LineString", line)])))
    (place / "station_names.csv").write_text(
        "station,kind,name_zh,node,zone\nnorth,pump_station,北站,N1,zone_1\nlost,green_storage,无,N9,zone_2\n"
    )
    (place / "zone_names.csv").write_text("zone,level,name_zh\nwest,primary,西区\neast,primary,东区\n")
    (place / "squares.inp").write_text("[JUNCTIONS]\nN1 0\nN9 0\n\n[COORDINATES]\nN1 117.03 39.23\n")
    return place


def _square(k: int) -> list[list[float]]:
    x, y = WEST + WIDE * (k % COLUMNS), SOUTH + WIDE * (k // COLUMNS)
    return [[x, y], [x + WIDE, y], [x + WIDE, y + WIDE], [x, y + WIDE], [x, y]]


def _collection(features: list[tuple[dict[str, Any], str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": p, "geometry": {"type": kind, "coordinates": c}} for p, kind, c in features
    ]}  # fmt: skip
