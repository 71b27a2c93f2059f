# SPDX-License-Identifier: Apache-2.0
"""Series over time for the page: of all elements where they are few, else of the most telling ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sponge.assess.district import flooded_by_zone
from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.report.html.pack import Pack
from sponge.report.html.scope import Scope
from sponge.report.picture.network import texts
from sponge.report.picture.quantities import SERIES, Quantity, there

VALUES = {  # most values of a kind of element
    "": 800_000, "primary_zone": 300_000, "secondary_zone": 1_600_000, "subcatchment": 600_000, "node": 900_000,
    "link": 900_000, "station": 700_000,
}  # fmt: skip
LEAST_SCENARIOS, MANY_ELEMENTS = 4, 24  # scenarios are left out for elements: down to so many, up to so many elements
ROWS = 1500  # reporting times; a longer run keeps those about its peak
PEAKS = ("system_runoff", "system_outflow", "system_flooding")
RANKED = {  # variables whose size ranks the elements
    "node": ("node_flooding_volume", "node_max_total_inflow"), "link": ("link_max_flow",),
    "subcatchment": ("subcatchment_max_runoff",), "station": ("station_max_flow",),
    "primary_zone": ("primary_zone_runoff_volume",),
}  # fmt: skip


def pack_series(pack: Pack, scope: Scope, show: Sequence[str]) -> dict[str, Any]:
    """Pack the series; returns what is packed. ``show`` names elements that come first."""
    dataset = scope.dataset
    rows = shown_rows(scope)
    _check_shown(dataset, show)
    groups = [
        _group(pack, scope, dim, there(quantities, dataset), rows, show)
        for dim, quantities in SERIES.items() if there(quantities, dataset) and (not dim or dataset.sizes.get(dim))
    ]  # fmt: skip
    if not groups or "time" not in dataset.dims:
        return {"groups": [], "hours": [], "start": ""}
    times = dataset["time"].values
    first = np.datetime64(str(dataset.attrs.get("time_coverage_start", times[0])))
    hours = (times[rows] - first) / np.timedelta64(1, "s") / 3600.0
    return {
        "groups": groups, "hours": pack.numbers("hours", hours), "start": str(first.astype("datetime64[s]")),
        "rows": int(rows.stop - rows.start), "all_rows": len(times),
    }  # fmt: skip


def shown_rows(scope: Scope) -> slice:
    """All reporting times, or those about the peak of runoff in the base scenario."""
    count = scope.dataset.sizes.get("time", 0)
    if count <= ROWS:
        return slice(0, count)
    run = scope.run(scope.positions[scope.base], *PEAKS)
    name = next((n for n in PEAKS if n in run), None)
    peak = int(np.nanargmax(run[name].values)) if name else count // 2
    start = min(max(0, peak - ROWS // 2), count - ROWS)
    return slice(start, start + ROWS)


def _check_shown(dataset: Any, show: Sequence[str]) -> None:
    known = [name for dim in SERIES if dim and dim in dataset.dims for name in texts(dataset, dim)]
    for name in show:
        if name not in known:
            raise UsageError(f"--show {name}: the results have no such element{suggestion(name, known)}")


def _group(
    pack: Pack, scope: Scope, dim: str, quantities: list[Quantity], rows: slice, show: Sequence[str]
) -> dict[str, Any]:
    names = texts(scope.dataset, dim) if dim else ("",)
    each = max(len(quantities) * (rows.stop - rows.start), 1)
    room = VALUES[dim] // each
    wanted = [k for k, name in enumerate(names) if name in show]
    scenarios = scope.ranked[: max(LEAST_SCENARIOS, room // min(len(names), MANY_ELEMENTS))]
    elements = list(dict.fromkeys([*wanted, *_ranked(scope, dim, len(names))]))
    elements = sorted(elements[: max(room // len(scenarios), len(wanted), 1)])
    chosen = [k for k in scope.positions if k in set(scenarios)]
    values = np.stack([q.factor * _read(scope, q.variable, dim, chosen, elements, rows) for q in quantities])
    return {
        "dim": dim, "data": pack.series(f"series/{dim}", values), "elements": [names[k] for k in elements],
        "all": len(names), "scenarios": [scope.positions.index(k) for k in chosen],
        "quantities": [
            {"title": q.title, "unit": q.unit, "variable": q.variable, "definition": q.definition(scope.dataset)}
            for q in quantities
        ],
    }  # fmt: skip


def _ranked(scope: Scope, dim: str, count: int) -> list[int]:
    """Elements ranked by their greatest value in any scenario of the page, the greatest first."""
    if dim == "secondary_zone" and (flooded := flooded_by_zone(scope.dataset)) is not None:
        keys = [np.atleast_2d(flooded.values)]
    else:
        keys = [scope.summary(name) for name in RANKED.get(dim, ()) if name in scope.dataset]
    tops = [-np.nan_to_num(key).max(0) for key in keys][::-1]
    return [int(k) for k in np.lexsort(tops)] if tops else list(range(count))


def _read(
    scope: Scope, variable: str, dim: str, scenarios: list[int], elements: list[int], rows: slice
) -> np.ndarray:
    """(element, scenario, time)."""
    values = scope.series(variable, scenarios, rows)
    return np.moveaxis(values[..., elements], 2, 0).astype(float) if dim else values[None].astype(float)
