# SPDX-License-Identifier: Apache-2.0
"""What a picture shows, picked from a results dataset: plain arrays, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.assess.district import flooded_by_zone
from sponge.base.errors import UsageError
from sponge.report.picture.key_figures import KeyFigure, key_figures
from sponge.report.picture.results_file import ZONE, check_zones
from sponge.report.picture.scenarios import Pair
from sponge.report.picture.zone_series import ZoneSeries, zone_series

CAPTURE = {
    "zone_event_capture": "Share of rain captured (strict)",
    "zone_annual_capture_ratio": "Annual share of rain captured (strict)",
}
SEVERITY = {  # what makes a zone the worst one, in this order: its words, and its values by zone
    "m³ flooded": flooded_by_zone,
    "m³ of runoff": lambda run: run.get("zone_runoff_volume"),
}
DRY = 0.5  # m3: less counts as none


@dataclass(frozen=True)
class Overview:
    """Data of one picture; arrays by zone, NaN where there is no value."""

    zones: tuple[str, ...]
    primary: tuple[str, ...]  # of each zone
    names_zh: dict[str, str]  # of zones and primary zones
    capture: np.ndarray  # (zone,) share of the rain, base
    capture_title: str
    figures: tuple[KeyFigure, ...]  # of the district
    worst: ZoneSeries
    worst_reason: str
    pair: Pair
    title: str


def overview_of(dataset: Any, pair: Pair) -> Overview:
    """What the picture of this pair of scenarios shows."""
    check_zones(dataset)
    base = scenario_of(dataset, pair.base)
    compare = None if pair.compare is None else scenario_of(dataset, pair.compare)
    variable = next((name for name in CAPTURE if name in dataset), None)
    if variable is None:
        raise UsageError(f"the results hold no share of captured rain ({' or '.join(CAPTURE)}): see --variables")
    capture = np.asarray(base[variable].values, float)
    if not np.isfinite(capture).any():
        raise UsageError(f"{variable} has no value in scenario {pair.base_label or 'of this run'}: did its run fail?")
    zones = tuple(str(v) for v in dataset[ZONE].values)
    worst, measure = worst_zone(base)
    return Overview(
        zones, _texts(dataset, "zone_primary", ("",) * len(zones)), chinese_names(dataset), capture, CAPTURE[variable],
        key_figures(base, compare), zone_series(base, compare, worst), _reason(measure, worst, base, compare), pair,
        str(dataset.attrs.get("title", "")),
    )  # fmt: skip


def scenario_of(dataset: Any, position: int | None) -> Any:
    """The dataset of one scenario; a single run's is returned as it is."""
    return dataset if position is None else dataset.isel(scenario=position)


def worst_zone(base: Any) -> tuple[int, str]:
    """Position of the zone with most flooding, or with most runoff where none floods; and which of the two decides."""
    for told, of in SEVERITY.items():
        found = of(base)
        values = np.zeros(1) if found is None else np.nan_to_num(np.asarray(found.values, float))
        if values.max() > DRY:
            return int(values.argmax()), told
    return 0, ""


def _reason(measure: str, zone: int, *runs: Any) -> str:
    """The words for the worst zone's values in both scenarios."""
    if not measure:
        return "no runoff"
    volumes = [f"{float(SEVERITY[measure](run).values[zone]):,.0f}" for run in runs if run is not None]
    return f"{' → '.join(volumes)} {measure}"


def _texts(dataset: Any, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(v) for v in dataset[name].values) if name in dataset else default


def chinese_names(dataset: Any) -> dict[str, str]:
    """Chinese names of control and primary zones by identifier, as the results have them."""
    found: dict[str, str] = {}
    for dim, name in ((ZONE, "zone_name_zh"), ("primary_zone", "primary_zone_name_zh")):
        if name in dataset and dim in dataset:
            found |= {str(k): str(v) for k, v in zip(dataset[dim].values, dataset[name].values) if str(v)}
    return found
