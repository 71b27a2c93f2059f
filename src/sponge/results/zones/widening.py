# SPDX-License-Identifier: Apache-2.0
"""Zones and stations of a model, as results see them: names, coordinates, and how rows and summaries are widened."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.model.index import index_of
from sponge.model.model import Model
from sponge.model.zones.crossings import levels_of
from sponge.model.zones.groups import groups_of
from sponge.results.zones.land_uses import land_uses_of
from sponge.results.zones.series import ZoneRows
from sponge.results.zones.stations import StationRows
from sponge.results.zones.summary import ZoneSummary


class ZoneResults:
    """What turns the engine's results into those of zones and stations; the same for every lane of a model."""

    def __init__(self, model: Model):
        index, zoning, stations = index_of(model), model.zoning, model.stations or {}
        first: dict[str, int] = {}  # variable -> first of its groups
        for k, group in enumerate(groups_of(model, index)):
            first.setdefault(group.variable, k)
        self.stations = StationRows(model, zoning, stations, index, first.get("station_max_flow", 0))
        levels = levels_of(zoning) if zoning is not None else ()
        self.rows = ZoneRows(model, levels, stations, index)
        self.levels = [
            ZoneSummary(model, zoning, level, index, self.stations, first.get(f"{level.prefix}_peak_runoff", 0))
            for level in levels
            if zoning is not None
        ]

    def widened_summary(self, summary: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The engine's summary with the variables of zones and stations."""
        if "group_peak" not in summary:
            return summary
        found = self.stations.of(summary, summary["group_peak"].shape[-1])
        for level in self.levels:
            found |= level.of(summary)
        return summary | found


def zone_results_of(model: Model) -> ZoneResults | None:
    """What makes the results of a model's zones and stations; None where it has neither zones nor stations."""
    return ZoneResults(model) if model.zoning is not None or model.stations else None


def dimensions(model: Model) -> dict[str, tuple[str, ...]]:
    """Names along the dimensions of zones and stations."""
    found: dict[str, tuple[str, ...]] = {}
    if model.zoning is not None:
        zoning = model.zoning
        found = {"secondary_zone": zoning.secondary, "primary_zone": zoning.primaries, "other_zone": zoning.others}
        found["land_use"] = land_uses_of(model)
    return found | {"station": tuple(model.stations or ())}


def coordinates(model: Model) -> list[tuple[str, str, np.ndarray, dict[str, Any]]]:
    """(name, dimension, values, attributes) of what is known of zones and stations."""
    found: list[tuple[str, str, np.ndarray, dict[str, Any]]] = []
    zoning = model.zoning
    if zoning is not None:
        titles = {"zone": "secondary_zone", "primary_zone": "primary_zone", "other_zone": "other_zone"}
        for prefix, dim in titles.items():
            values = texts(zoning.names.get(zone, "") for zone in dimensions(model)[dim])
            found.append((f"{prefix}_name_zh", dim, values, {"long_name": f"Chinese name of the {prefix}"}))
        primary = texts(zoning.primary.values())
        found.append(("zone_primary", "secondary_zone", primary, {"long_name": "primary zone of the control zone"}))
        area = dict.fromkeys((*zoning.secondary, *zoning.primaries), 0.0)
        for name, zone in zoning.subcatchments.items():
            for place in {zone, zoning.primary.get(zone, zone)} & set(area):
                area[place] += model.subcatchments[name].area
        about = {"long_name": "area of the subcatchments", "units": "m2"}
        for prefix, zones in (("zone", zoning.secondary), ("primary_zone", zoning.primaries)):
            values = np.array([area[zone] for zone in zones], float)
            found.append((f"{prefix}_area", titles[prefix], values, about))
    stations = (model.stations or {}).values()
    kinds = {"kind": "kind of the station", "zone": "zone of the station", "name_zh": "Chinese name of the station"}
    for attribute, text in kinds.items():
        values = texts(getattr(s, attribute) for s in stations)
        found.append((f"station_{attribute}", "station", values, {"long_name": text}))
    return found


def texts(values: Any) -> np.ndarray:
    """Strings as an array of objects."""
    return np.array(list(values), object)
