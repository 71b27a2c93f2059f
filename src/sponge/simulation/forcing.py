# SPDX-License-Identifier: Apache-2.0
"""Rain that is set while a simulation runs: it takes the place of the gages' own from the next runoff step on."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import freeze
from sponge.base.blocks import side_by_side
from sponge.base.tables import pool
from sponge.simulation.ensemble import Ensemble


class Forced(NamedTuple):
    """One setting of rain."""

    where: np.ndarray  # (gage, lane) is it set?
    since: np.ndarray  # (lane,) s from which on
    rain: np.ndarray  # (gage, lane) m/s


class RainForcing:
    """All settings of the rain of an ensemble, and the gages' own tables beneath."""

    def __init__(self, ensemble: Ensemble):
        self.ensemble = ensemble
        self.own = [batch.network.hydrology.gages for batch in ensemble.batches]
        self.settings: tuple[Forced, ...] = ()

    def add(self, where: np.ndarray, rain: np.ndarray) -> None:
        """Set rain [m/s] where it is meant, (gage, lane): from each lane's next runoff step on, until set anew."""
        known = self.ensemble.gather(lambda batch: batch.state.hydrology.time)
        self.become((*self.settings, Forced(where, np.maximum(known, self.ensemble.time), rain)))

    def become(self, settings: tuple[Forced, ...]) -> None:
        """Have just these settings."""
        if settings is self.settings or settings == self.settings == ():
            return
        self.settings = settings
        for lanes, batch, own in zip(self.ensemble.blocks, self.ensemble.batches, self.own, strict=True):
            columns = [*lanes, *[lanes[-1]] * (len(batch.lanes) - len(lanes))]
            gages = freeze(side_by_side(self._gages(own, columns), once=True))
            batch.network = batch.network._replace(hydrology=batch.network.hydrology._replace(gages=gages))
            batch._pack()  # kernels read the tables where they lie

    def _gages(self, own: Any, columns: list[int]) -> Any:
        """The tables of a block's gages with all settings, whose lanes are these of the ensemble."""
        start, x, y = own.tables
        tables = [(x[a:b], y[a:b]) for a, b in pairwise(start)]
        rain = np.array(own.rain)
        for setting in self.settings:
            for column, lane in enumerate(columns):
                for gage in np.flatnonzero(setting.where[:, lane]):
                    k, since = rain[gage, column], setting.since[lane]
                    times, rates = tables[k] if k >= 0 else (np.zeros(0), np.zeros(0))
                    before = times < since
                    tables.append((np.append(times[before], since), np.append(rates[before], setting.rain[gage, lane])))
                    rain[gage, column] = len(tables) - 1
        return own._replace(rain=rain, tables=pool(tables))
