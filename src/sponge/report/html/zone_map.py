# SPDX-License-Identifier: Apache-2.0
"""The map of the zones for the page: polygons, rivers, stations, and every indicator of every scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sponge.assess.district import STANDING, standing_by_zone
from sponge.assess.indicators import captured_share
from sponge.base.errors import UsageError
from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.picture.map_data import MapData, find_folder, node_places, read_map
from sponge.report.picture.network import texts
from sponge.report.picture.overview import chinese_names
from sponge.report.picture.quantities import CUT_SHORT, PERCENT, ZONE_MAP, Quantity, there
from sponge.report.picture.results_file import ZONE

DECIMALS = 3  # decimals of a kilometre
CAPTURED = Quantity(  # made of two variables of the results
    "1 - zone_surface_runoff_volume / zone_rain_volume", "Share of rain captured (gbt51345)", "%", PERCENT
)


def zone_map(pack: Pack, scope: Scope, results: Path, model: Path | None) -> tuple[dict[str, Any], list[str]]:
    """The map that the page draws, and notes; empty where the results have no zones or no polygons are found."""
    dataset = scope.dataset
    if not dataset.sizes.get(ZONE):
        return {}, []
    recorded = str(dataset.attrs.get("model", ""))
    try:
        folder = find_folder(model, results, recorded)
    except UsageError as error:
        return {}, [f"no map of the zones: {error}"]
    data = read_map(folder, node_places(dataset), model.name if model and model.is_file() else recorded)
    zones = texts(dataset, ZONE)
    if not set(zones) & set(data.zones):
        raise UsageError(f"no zone of {results} is in {folder / 'zones.geojson'}: give the model of the run (--model)")
    scope = replace(scope, dataset=(dataset := _with_drains(dataset)))
    quantities = there((CAPTURED, *ZONE_MAP), dataset)
    values = np.stack([q.factor * scope.summary(q.variable) for q in quantities])
    kept = [k for k, q in enumerate(quantities) if np.isfinite(values[k]).any()]
    found = {
        "zones": [_zone(name, data, chinese_names(dataset)) for name in zones],
        "waters": [{"name": w.name, "zh": data.names_zh.get(w.name, ""), "en": data.names_en.get(w.name, ""),
                    "kind": w.kind, "main": w.main, "parts": [_points(p) for p in w.parts]} for w in data.waters],
        "stations": [{"name": s.name, "kind": s.kind, "at": _points(np.array([s.place]))[0]} for s in data.stations],
        "quantities": [
            {"title": q.title, "unit": q.unit, "variable": q.variable, "definition": q.definition(dataset),
             "cut": _cut(pack, scope, q.variable)}
            for q in (quantities[k] for k in kept)
        ],
        "values": pack.numbers("map/zones", values[kept]),
        "synthetic": data.synthetic,
    }  # fmt: skip
    return found, list(data.notes)


def _with_drains(dataset: Any) -> Any:
    """The results with the share of captured rain under the standard's definition, where they tell it."""
    if any(name not in dataset for name in ("zone_rain_volume", "zone_surface_runoff_volume")):
        return dataset
    share = captured_share(dataset["zone_rain_volume"], dataset["zone_surface_runoff_volume"])
    meaning = "share of the rain that is captured, what LID units have filtered and drain included"
    dims = dataset["zone_surface_runoff_volume"].dims
    return dataset.assign({CAPTURED.variable: (dims, share, {"long_name": meaning})})


def _zone(name: str, data: MapData, chinese: dict[str, str]) -> dict[str, Any]:
    primary = data.primary.get(name, "")
    return {
        "name": name, "zh": chinese.get(name) or data.names_zh.get(name, ""), "en": data.names_en.get(name, ""),
        "primary": primary, "primary_zh": chinese.get(primary) or data.names_zh.get(primary, ""),
        "primary_en": data.names_en.get(primary, ""), "rings": [_points(ring) for ring in data.zones.get(name, ())],
    }  # fmt: skip


def _points(line: np.ndarray) -> list[list[float]]:
    return np.round(line, DECIMALS).tolist()


def _cut(pack: Pack, scope: Scope, variable: str) -> str:
    """Flags, above 0 where a time was cut short by the run's end, shown as "more than".

    In results without such flags, that of the retreat follows from its length."""
    flag = CUT_SHORT.get(variable, "")
    if flag in scope.dataset:
        return pack.numbers(f"cut/{variable}", scope.summary(flag))
    if variable != STANDING[0] or any(name not in scope.dataset for name in STANDING):
        return ""
    loaded = scope.dataset[list(STANDING)].load()
    flags = [standing_by_zone(loaded.isel(scenario=k) if scope.is_sweep else loaded) for k in scope.positions]
    known = [found for found in flags if found is not None]
    return pack.numbers(f"cut/{variable}", np.array(known, float)) if len(known) == len(flags) else ""
