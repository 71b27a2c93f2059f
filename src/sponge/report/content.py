"""What a picture shows, picked from a results dataset: plain arrays, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.report.key_figures import KeyFigure, key_figures
from sponge.report.open_results import ZONE, check_zones
from sponge.report.scenarios import Pair
from sponge.report.zone_series import ZoneSeries, zone_series

CAPTURE = {"zone_event_capture": "Share of rain captured", "zone_annual_capture_ratio": "Annual share of rain captured"}
SEVERITY = {  # what makes a zone the worst one, in this order -> how it is told
    "zone_flooding_volume": "{:,.0f} m³ flooded",
    "zone_max_ponded_volume": "up to {:,.0f} m³ ponded",
    "zone_runoff_volume": "{:,.0f} m³ of runoff",
}


@dataclass(frozen=True)
class Content:
    """One picture's worth of a dataset; arrays by zone, NaN where there is no value."""

    zones: tuple[str, ...]
    primary: tuple[str, ...]  # of each zone
    names_zh: dict[str, str]  # zones, primary zones and stations
    capture: np.ndarray  # (zone,) share of the rain, base
    capture_title: str
    figures: tuple[KeyFigure, ...]  # of the district
    worst: ZoneSeries
    worst_reason: str
    pair: Pair
    title: str


def pick(dataset: Any, pair: Pair) -> Content:
    """What the picture of this pair of scenarios shows."""
    check_zones(dataset)
    base, compare = scenario_of(dataset, pair.base), scenario_of(dataset, pair.compare) if pair.compare else None
    variable = next((name for name in CAPTURE if name in dataset), None)
    if variable is None:
        raise UsageError(f"the results hold no share of captured rain ({' or '.join(CAPTURE)}): see --variables")
    capture = np.asarray(base[variable].values, float)
    if not np.isfinite(capture).any():
        raise UsageError(f"{variable} has no value in scenario {pair.base_label or 'of this run'}: did its run fail?")
    zones = tuple(str(v) for v in dataset[ZONE].values)
    worst, reason = worst_zone(base)
    return Content(
        zones, _texts(dataset, "zone_primary", ("",) * len(zones)), _chinese(dataset), capture, CAPTURE[variable],
        key_figures(base, compare), zone_series(base, compare, worst), reason, pair, str(dataset.attrs.get("title", "")),
    )  # fmt: skip


def scenario_of(dataset: Any, position: int | None) -> Any:
    """The dataset of one scenario; of a single run, itself."""
    return dataset if position is None else dataset.isel(scenario=position)


def worst_zone(base: Any) -> tuple[int, str]:
    """Position of the zone with most flooding, or where none floods, most ponding or runoff; and how much it is."""
    for name, text in SEVERITY.items():
        values = np.nan_to_num(np.asarray(base[name].values, float)) if name in base else np.zeros(1)
        if values.max() > 0.5:  # m3: less is no flooding
            worst = int(values.argmax())
            return worst, text.format(values[worst])
    return 0, "no runoff"


def _texts(dataset: Any, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(v) for v in dataset[name].values) if name in dataset else default


def _chinese(dataset: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for dim, name in (
        (ZONE, "zone_name_zh"), ("primary_zone", "primary_zone_name_zh"), ("station", "station_name_zh"),
    ):  # fmt: skip
        if name in dataset and dim in dataset:
            found |= {str(k): str(v) for k, v in zip(dataset[dim].values, dataset[name].values) if str(v)}
    return found
