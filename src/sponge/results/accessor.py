# SPDX-License-Identifier: Apache-2.0
"""Results in Python: ``sponge.open(path)`` is an xarray.Dataset, with what engineers ask of it under ``.sponge``.

    ds = sponge.open("storm.nc")
    ds.sponge.hydrograph("C12").plot()
    ds.sponge.profile("J1", "O1")
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.results.route import shortest_route

HYDROGRAPHS = {
    "link": "link_flow", "node": "node_total_inflow", "subcatchment": "subcatchment_runoff", "station": "station_flow",
    "secondary_zone": "zone_runoff", "primary_zone": "primary_zone_runoff",
}  # fmt: skip
CLASSES = ("subcatchment", "node", "link", "secondary_zone", "primary_zone", "station")


@xr.register_dataset_accessor("sponge")
class Results:
    """``ds.sponge``: hydrographs, profiles, the map and tables of results. All numbers are SI."""

    def __init__(self, dataset: xr.Dataset):
        self._data = dataset

    def hydrograph(self, name: str, variable: str = "") -> xr.DataArray:
        """The series of one element: a link's flow, a node's total inflow, a subcatchment's or a zone's runoff, a
        station's flow, or the variable that is named. A name that several have is the link's, else the node's, the
        subcatchment's."""
        kinds = [kind for kind in HYDROGRAPHS if kind in self._data.dims]
        if variable:
            kinds = [kind for kind in kinds if kind in self._variable(variable).dims]
        for kind in kinds:
            if name in self._data[kind].values:
                return self._variable(variable or HYDROGRAPHS[kind]).sel({kind: name})
        known = [str(one) for kind in kinds for one in self._data[kind].values]
        raise UsageError(f"there is no element '{name}'{suggestion(name, known)}")

    def profile(self, first: str, last: str, time: Any = None) -> pd.DataFrame:
        """The way from one node to another along the flow, else against it: the fewest links. A row a node, with the
        link that leads on, the distance [m] along the map's straight lines, the invert [m], and the head [m]: the
        highest, or that at ``time``."""
        self._has_network("a profile")
        nodes = [str(name) for name in self._data.node.values]
        for name in (first, last):
            if name not in nodes:
                raise UsageError(f"there is no node '{name}'{suggestion(name, nodes)}")
        route = shortest_route(self._data, first, last, {})
        if route is None:
            raise UsageError(f"no links lead from '{first}' to '{last}'")
        way, links = list(route.nodes), list(route.links)
        found = self._data.sel(node=way)
        head, depth = self._variable("node_head", found), self._variable("node_depth", found)
        at_once = {"time": 0}
        rows: dict[str, Any] = {"node": way, "link": [*links, ""]}
        if {"x", "y"} <= set(self._data.coords):
            steps = np.hypot(np.diff(found.x.values), np.diff(found.y.values))
            rows["distance"] = np.concatenate([[0.0], np.cumsum(steps)])
        rows["invert"] = (head.isel(at_once) - depth.isel(at_once)).transpose(..., "node").values
        shown = head.max("time") if time is None else head.sel(time=time, method="nearest")
        rows["head"] = shown.transpose(..., "node").values
        if rows["head"].ndim > 1:
            raise UsageError("a profile is of one scenario: ds.sel(scenario=...).sponge.profile(...)")
        return pd.DataFrame(rows)

    def map(self, variable: str = "link_max_capacity", ax: Any = None) -> Any:
        """Nodes and links where they stand, links or nodes coloured by a variable without time; matplotlib axes."""
        pyplot = library("matplotlib.pyplot", "plot", "a map needs")
        self._has_network("a map")
        values, data = self._variable(variable), self._data
        kind = next((kind for kind in ("link", "node") if values.dims == (kind,)), None)
        if kind is None:
            dims = ", ".join(map(str, values.dims))
            raise UsageError(f"{variable} is no variable of links or nodes alone, but of {dims}")
        if not {"x", "y"} <= set(data.coords):
            raise UsageError("the model has no coordinates ([COORDINATES])")
        axes = ax if ax is not None else pyplot.subplots()[1]
        ends = [data.sel(node=data[f"link_{end}_node"].values) for end in ("from", "to")]
        segments = list(np.transpose([[end.x, end.y] for end in ends], (2, 0, 1)))
        colours = None if kind == "link" else "0.7"
        lines = library("matplotlib.collections").LineCollection(segments, linewidths=2.0, colors=colours)
        axes.add_collection(lines)
        shown: Any = lines
        if kind == "link":
            lines.set_array(values.values)
        else:
            shown = axes.scatter(data.x, data.y, c=values.values, s=20, zorder=2)
        axes.autoscale()
        axes.set_aspect("equal")
        label = f"{values.attrs.get('long_name', variable)} [{values.attrs.get('units', '1')}]"
        axes.figure.colorbar(shown, ax=axes, label=label)
        return axes

    def frames(self) -> dict[str, pd.DataFrame]:
        """Tables by class of element: ``summary`` variables by name, and under ``node_depth`` and the like each series
        as time by element, of a sweep as scenario and time by element."""
        data, found = self._data, {}
        for kind in CLASSES:
            if kind in data.dims:
                own = [name for name, values in data.data_vars.items() if set(values.dims) <= {kind, "scenario"}]
                own = [name for name in own if kind in data[name].dims]
                found[kind] = data[own].reset_coords(drop=True).to_dataframe()
        for name, values in data.data_vars.items():
            if "time" in values.dims and values.dims[-1] in CLASSES and set(values.dims[:-1]) <= {"scenario", "time"}:
                table = values.reset_coords(drop=True).to_series().unstack(values.dims[-1])
                found[str(name)] = table.reindex(columns=data[values.dims[-1]].values)
        return found

    def _has_network(self, what: str) -> None:
        if not {"node", "link"} <= set(self._data.dims):
            raise UsageError(f"{what} is of nodes and links, which these results do not hold: run without --zones-only")

    def _variable(self, name: str, data: Any = None) -> xr.DataArray:
        data = self._data if data is None else data
        if name not in data:
            known = [str(one) for one in data.data_vars]
            raise UsageError(f"these results have no variable '{name}'{suggestion(name, known)}")
        return data[name]
