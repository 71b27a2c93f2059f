# SPDX-License-Identifier: Apache-2.0
"""Work of stations, or of pumps where a model names no stations, in every scenario."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.picture.network import texts
from sponge.report.picture.quantities import CUT_SHORT, PUMPS, STATIONS, there

VALUES = 1_500_000  # most values on the page; with more, scenarios are left out
EMPTYING = "station_emptying_time"


def stations(pack: Pack, scope: Scope) -> dict[str, Any]:
    """The table's columns and values; empty where the results have neither stations nor pumps."""
    dataset = scope.dataset
    if dataset.sizes.get("station"):
        dim, names, quantities = "station", texts(dataset, "station"), there(STATIONS, dataset)
        rows = np.arange(len(names))
    else:
        dim, quantities = "link", there(PUMPS, dataset)
        rows = np.flatnonzero([kind == "pump" for kind in texts(dataset, "link_type")])
        names = tuple(texts(dataset, "link")[k] for k in rows)
    if not names or not quantities:
        return {}
    chosen = scope.ranked[: max(2, VALUES // (len(names) * len(quantities)))]
    shown = [k for k, position in enumerate(scope.positions) if position in set(chosen)]
    values = np.stack([q.factor * scope.summary(q.variable)[shown][:, rows] for q in quantities])
    kept = [k for k in range(len(quantities)) if np.nan_to_num(values[k]).any()]
    return {
        "dim": dim, "names": list(names), "kinds": list(texts(dataset, "station_kind")) if dim == "station" else [],
        "zones": list(texts(dataset, "station_zone")) if dim == "station" else [], "scenarios": shown,
        "quantities": [
            {"title": q.title, "unit": q.unit, "variable": q.variable, "definition": q.definition(dataset)}
            for q in (quantities[k] for k in kept)
        ],
        "values": pack.numbers("stations", values[kept]),
        "open": _not_empty(pack, scope, shown) if dim == "station" else "",
    }  # fmt: skip


def _not_empty(pack: Pack, scope: Scope, shown: list[int]) -> str:
    """Flags (scenario, station), above 0 where the tank was not empty when the run ended, shown as "more than".

    In results without such flags, they are set where the emptying took all of the time after the last rain, to within
    a period and a half.
    """
    dataset = scope.dataset
    if CUT_SHORT[EMPTYING] in dataset:
        return pack.numbers("stations/open", scope.summary(CUT_SHORT[EMPTYING])[shown])
    if EMPTYING not in dataset or "system_rainfall" not in dataset or dataset.sizes["time"] < 2:
        return ""
    hours = (dataset["time"].values - dataset["time"].values[0]) / np.timedelta64(1, "s") / 3600.0
    rain = scope.series("system_rainfall", [scope.positions[k] for k in shown])
    last = [hours[np.flatnonzero(values > 0.0)[-1]] if (values > 0.0).any() else 0.0 for values in rain]
    dry = hours[-1] - np.array(last) - 1.5 * (hours[1] - hours[0])
    return pack.numbers("stations/open", (scope.summary(EMPTYING)[shown] >= dry[:, None]).astype(float))
