# SPDX-License-Identifier: Apache-2.0
"""What a running simulation shows and takes: its elements' values of now, by name, of one lane or of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.engine.batch import Batch
from sponge.engine.lid.tables import lid_volume
from sponge.engine.network import OUTFALL, PUMP
from sponge.engine.reporting.rows import LINK_ROW, SubcatchmentRow
from sponge.simulation.ensemble import Ensemble
from sponge.simulation.forcing import RainForcing
from sponge.simulation.growing import GROWING

Write = Callable[[Any, Any], None]  # place in the array, value
ALL = slice(None)


class NamedArray(np.ndarray):
    """An array of elements that also takes their names: ``flow["C1"]``, ``depth[["J1", "J2"]]``, ``setting["P1"] = 0``.

    A whole array without a name; a value that is set goes to ``write``, which may have it take effect elsewhere (a
    pump's setting moves toward what is written).
    """

    names: dict[str, int] | None = None
    write: Write | None = None

    @classmethod
    def of(cls, values: np.ndarray, names: dict[str, int], write: Write | None = None) -> NamedArray:
        """An array by name, (element,) or (element, lane); read only without ``write``."""
        found = values.view(cls)
        found.names, found.write = names, write
        found.flags.writeable = False
        return found

    def _where(self, key: Any) -> Any:
        if self.names is None:
            return key
        if isinstance(key, str):
            if key not in self.names:
                raise KeyError(f"there is no '{key}' here{suggestion(key, self.names)}")
            return self.names[key]
        if isinstance(key, list) and key and isinstance(key[0], str):
            return [self._where(name) for name in key]
        if isinstance(key, tuple) and key:
            return (self._where(key[0]), *key[1:])
        return key

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(self._where(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        if self.names is None:
            super().__setitem__(key, value)
        elif self.write is None:
            raise UsageError("these values are results: they cannot be set")
        else:
            self.write(self._where(key), _finite(value))


    def _operated(self, of: Any, other: Any) -> np.ndarray:
        """What ``sim.links.setting *= 0.5`` sets: numbers of its own, as these are read only."""
        return of(np.asarray(self), other)

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._operated(np.add, other)

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._operated(np.subtract, other)

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._operated(np.multiply, other)

    def __itruediv__(self, other: Any) -> Any:  # type: ignore[misc]
        return self._operated(np.divide, other)


def _finite(value: Any) -> np.ndarray:
    try:
        values = np.asarray(value, float)
    except (TypeError, ValueError):
        raise UsageError(f"a value that is set must be a number, not {value!r}") from None
    if not np.all(np.isfinite(values)):
        raise UsageError("a value that is set must be a finite number")
    return values


class Elements:
    """One kind of element of a running simulation; its attributes are NamedArrays of now, lane last where many."""

    names: tuple[str, ...]
    pollutants: tuple[str, ...]
    _ensemble: Ensemble
    _index: dict[str, int]
    _one: bool
    _READ: tuple[str, ...] = ()
    _WRITE: tuple[str, ...] = ()

    _QUALITY = ""  # field of a row with its concentrations

    def __init__(self, ensemble: Ensemble, names: tuple[str, ...], one: bool, pollutants: tuple[str, ...] = ()):
        object.__setattr__(self, "_ensemble", ensemble)
        object.__setattr__(self, "pollutants", pollutants)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "_index", {name: i for i, name in enumerate(names)})
        object.__setattr__(self, "_one", one)

    def __dir__(self) -> list[str]:
        return ["names", *self._READ]

    def __getattr__(self, name: str) -> NamedArray:
        if name not in self._READ:
            hint = suggestion(name, self._READ) or f"; there are: {', '.join(self._READ)}"
            raise AttributeError(f"no attribute '{name}' here{hint}")
        return self._named(self._values(name), self._writer(name) if name in self._WRITE else None)

    def _named(self, values: np.ndarray, write: Write | None = None) -> NamedArray:
        values = np.array(values)
        return NamedArray.of(values[:, 0] if self._one else values, self._index, write)

    def concentration(self, pollutant: str) -> NamedArray:
        """Of a pollutant now, kg/m3 (or counts/m3)."""
        if not self._QUALITY:
            raise UsageError("there are no concentrations here: ask nodes, links or subcatchments")
        if pollutant not in self.pollutants:
            raise UsageError(f"no pollutant '{pollutant}' is simulated{suggestion(pollutant, self.pollutants)}")
        at = self.pollutants.index(pollutant)
        return self._named(self._of_row(lambda row: getattr(row, self._QUALITY)[0, at]))

    def _of_row(self, pick: Callable[[Any], np.ndarray]) -> np.ndarray:
        """What results say now, (element, lane): each lane at its own time."""

        def of_batch(batch: Batch) -> np.ndarray:
            rows = {time: pick(batch.row(time)) for time in dict.fromkeys(batch.time.tolist())}
            return np.stack([rows[time][:, k] for k, time in enumerate(batch.time.tolist())], axis=1).astype(float)

        return self._ensemble.gather(of_batch)

    def __setattr__(self, name: str, value: Any) -> None:
        getattr(self, name)[:] = value

    def _writer(self, name: str) -> Write:
        """What sets values of an attribute: (element,) of one lane, (element, lane) of many."""

        def array_of(batch: Batch) -> np.ndarray:
            return self._target(name, batch)

        def write(key: Any, value: Any) -> None:
            values = np.array(self._ensemble.gather(array_of))
            (values[:, 0] if self._one else values)[key] = value
            self._ensemble.scatter(self._allowed(values), array_of)

        return write

    def _allowed(self, values: np.ndarray, rows: Any = ALL) -> np.ndarray:
        """What is set, (row, lane), within what the elements of these rows take."""
        return values

    def read(self, name: str) -> np.ndarray:
        """Values of now, (element, lane) however many lanes there are; they may change with the next step."""
        return self._values(name)

    def put(self, name: str, rows: Any, values: np.ndarray) -> None:
        """Set (row, lane) values of some elements, which stand in these rows, whatever their names."""
        self._ensemble.scatter(self._allowed(values, rows), lambda batch: self._target(name, batch), rows)

    def _values(self, name: str) -> np.ndarray:
        """Values of now, (element, lane)."""
        raise NotImplementedError

    def _target(self, name: str, batch: Batch) -> np.ndarray:
        """The array of a block, (element, lane), that takes what is set."""
        raise NotImplementedError


class NodeView(Elements):
    """Nodes in the model's order. ``lateral_inflow`` can be set: it is added to the model's own until set anew.
    ``stage`` of an outfall can be set: a water level that takes the place of the model's."""

    _QUALITY = "node_quality"
    _READ = ("depth", "head", "volume", "lateral_inflow", "total_inflow", "flooding", "stage")
    _WRITE = ("lateral_inflow", "stage")

    def _values(self, name: str) -> np.ndarray:
        if name == "head":
            return self._ensemble.gather(lambda batch: batch.state.nodes.depth + batch.network.nodes.invert)
        field = {"lateral_inflow": "lateral", "total_inflow": "inflow", "flooding": "overflow", "stage": "forced_stage"}
        return self._ensemble.gather(lambda batch: getattr(batch.state.nodes, field.get(name, name)))

    def put(self, name: str, rows: Any, values: np.ndarray) -> None:
        """Set (row, lane) values of some nodes."""
        self._refuse(name, rows)
        super().put(name, rows, values)

    def _writer(self, name: str) -> Write:
        write = super()._writer(name)

        def checked(key: Any, value: Any) -> None:
            self._refuse(name, key[0] if isinstance(key, tuple) else key)
            write(key, value)

        return checked

    def _refuse(self, name: str, rows: Any) -> None:
        """UsageError where a stage is to be set elsewhere than at outfalls."""
        kinds = self._ensemble.batches[0].network.nodes.kind
        others = np.flatnonzero(kinds != OUTFALL)
        chosen = np.atleast_1d(np.arange(len(kinds))[rows])
        if name == "stage" and np.isin(chosen, others).any():
            first = self.names[chosen[np.isin(chosen, others)][0]]
            raise UsageError(f"node '{first}' is no outfall: a stage is set at outfalls alone")

    def _target(self, name: str, batch: Batch) -> np.ndarray:
        state = batch.state.nodes
        return {"lateral_inflow": state.forced_inflow, "stage": state.forced_stage}[name]


class LinkView(Elements):
    """Links in the model's order, flow along the model's direction. ``setting`` can be set: pumps take it as speed,
    orifices and weirs as opening, at their own pace; control rules may change it again. What is beyond 0 and 1 (for
    pumps only below 0) is taken as the nearest of these, as EPA SWMM takes it."""

    _QUALITY = "link_quality"
    _READ = ("flow", "depth", "volume", "setting", "target_setting", "velocity", "capacity")
    _WRITE = ("setting", "target_setting")

    def _values(self, name: str) -> np.ndarray:
        if name in ("velocity", "capacity"):
            return self._of_row(lambda row: row.link[getattr(LINK_ROW, name)])

        def values_of(batch: Batch) -> np.ndarray:
            values = getattr(batch.state.links, name)
            return values * batch.network.links.direction[:, None] if name == "flow" else values

        return self._ensemble.gather(values_of)

    def _target(self, name: str, batch: Batch) -> np.ndarray:
        return batch.state.links.target_setting

    def _allowed(self, values: np.ndarray, rows: Any = ALL) -> np.ndarray:
        kinds = self._ensemble.batches[0].network.links.kind[rows]
        return np.minimum(np.maximum(values, 0.0), np.where(kinds == PUMP, np.inf, 1.0)[:, None])


class SubcatchmentView(Elements):
    """Subcatchments in the model's order: rates of the last runoff step."""

    _QUALITY = "subcatchment_quality"
    _READ = SubcatchmentRow._fields

    def _values(self, name: str) -> np.ndarray:
        row = self._READ.index(name)
        return self._ensemble.gather(lambda batch: batch.row(float(batch.time.min())).subcatchment[row].astype(float))


class PumpView(LinkView):
    """Pumps in the model's order of links. ``setting`` can be set: their speed. ``starts``, ``hours``, ``volume`` [m3]
    and ``energy`` [kW h] are sums since the start."""

    _QUALITY = ""
    _SUMS = ("starts", "hours", "volume", "energy")
    _READ = ("flow", "setting", "target_setting", *_SUMS)
    _rows: np.ndarray

    def __init__(self, ensemble: Ensemble, links: tuple[str, ...], pumps: tuple[str, ...], one: bool):
        super().__init__(ensemble, pumps, one)
        object.__setattr__(self, "_rows", np.array([links.index(name) for name in pumps], np.intp))

    def _values(self, name: str) -> np.ndarray:
        if name not in self._SUMS:
            return super()._values(name)[self._rows]
        of = GROWING[f"pump_{name}"]
        return self._ensemble.gather(lambda batch: of(batch.network, batch.state))[self._rows]

    def put(self, name: str, rows: Any, values: np.ndarray) -> None:
        """Set (row, lane) values of some pumps."""
        super().put(name, self._rows[rows], values)

    def _writer(self, name: str) -> Write:
        def array_of(batch: Batch) -> np.ndarray:
            return self._target(name, batch)

        def write(key: Any, value: Any) -> None:
            values = np.array(self._ensemble.gather(array_of))
            own = values[self._rows]
            (own[:, 0] if self._one else own)[key] = value
            values[self._rows] = own
            self._ensemble.scatter(self._allowed(values), array_of)

        return write


class GageView(Elements):
    """Rain gages in the model's order. ``rainfall`` [m/s] can be set: it takes the place of the gage's own from the
    next runoff step on (which begins a DRY_STEP from the last one at most), until it is set anew. RDII is that of the
    gage's own rain: its unit hydrographs are worked out before the run."""

    _READ = ("rainfall",)
    _WRITE = ("rainfall",)
    _forcing: RainForcing

    def __init__(self, forcing: RainForcing, names: tuple[str, ...], one: bool):
        super().__init__(forcing.ensemble, names, one)
        object.__setattr__(self, "_forcing", forcing)

    def _values(self, name: str) -> np.ndarray:
        return self._ensemble.gather(lambda batch: batch.state.hydrology.gage_rain)

    def _writer(self, name: str) -> Write:
        def write(key: Any, value: Any) -> None:
            rain = np.array(self._values(name))
            where = np.zeros(rain.shape, bool)
            for array, new in ((rain, value), (where, True)):
                (array[:, 0] if self._one else array)[key] = new
            if rain[where].min(initial=0.0) < 0.0:
                raise UsageError("rain cannot be negative")
            self._forcing.add(where, rain)

        return write

    def put(self, name: str, rows: Any, values: np.ndarray) -> None:
        """Set (row, lane) rain of some gages."""
        self._writer(name)((rows, slice(None)), values)


LAYERS = {"surface_depth": "surface", "pavement_depth": "pavement", "soil_moisture": "soil", "storage_depth": "storage"}


class LidView(Elements):
    """LID units in the model's order, by SUBCATCHMENT/CONTROL: what each of their layers holds now. Depths are m of
    water, ``soil_moisture`` is a fraction of the volume, ``stored_depth`` the water in all layers, m over the unit."""

    _READ = (*LAYERS, "stored_depth")

    def _values(self, name: str) -> np.ndarray:
        if not self.names:
            return np.zeros((0, self._ensemble.n_lanes))

        def held(batch: Batch) -> np.ndarray:
            lids, processes = batch.network.processes, batch.state.processes
            assert lids is not None and lids.lids is not None and processes is not None and processes.lids is not None
            state = processes.lids
            return lid_volume(lids.lids, state) if name == "stored_depth" else getattr(state.level, LAYERS[name])

        return self._ensemble.gather(held)
