# SPDX-License-Identifier: Apache-2.0
"""Rain that is set while a simulation runs: it takes the place of the gages' own from the next runoff step on.

A gage that was set has a table of its own with room behind its last row, so that a further setting is a row more and
costs no more than the first.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import freeze
from sponge.base.blocks import side_by_side
from sponge.base.tables import pool
from sponge.simulation.ensemble import Ensemble

LEAST_ROOM = 64  # rows behind a table when it is made; as many as it has where that is more


class Forced(NamedTuple):
    """One setting of rain."""

    where: np.ndarray  # (gage, lane) is it set?
    since: np.ndarray  # (lane,) s from which on
    rain: np.ndarray  # (gage, lane) m/s


class GageTable:
    """Rain of one gage in one column of a block: rows by time, behind them room, whose times are never reached."""

    def __init__(self, times: np.ndarray, rates: np.ndarray):
        self.times, self.rates, self.count = times.copy(), rates.copy(), len(times)

    @property
    def is_full(self) -> bool:
        """Is there no room for a further row?"""
        return self.count == len(self.times)

    def make_room(self) -> None:
        """Longer arrays with the same rows."""
        room = max(LEAST_ROOM, self.count)
        self.times = np.append(self.times[: self.count], np.full(room, np.inf))
        self.rates = np.append(self.rates[: self.count], np.zeros(room))

    def set(self, since: float, rain: float) -> None:
        """This rain from a time on; what was to come later is forgotten. There must be room for it."""
        while self.count and self.times[self.count - 1] >= since:
            self.count -= 1
            self.times[self.count], self.rates[self.count] = np.inf, 0.0
        self.times[self.count], self.rates[self.count] = since, rain
        self.count += 1


class RainForcing:
    """All settings of the rain of an ensemble, and the gages' own tables beneath."""

    def __init__(self, ensemble: Ensemble):
        self.ensemble = ensemble
        self.own = [batch.network.hydrology.gages for batch in ensemble.batches]
        self._settings: list[Forced] = []
        self._tables: list[dict[tuple[int, int], GageTable]] | None = None  # of each block, by gage and column

    def __getstate__(self) -> dict[str, Any]:
        """A copy makes tables of its own where it is set anew: those here are the ones that these blocks read."""
        return self.__dict__ | {"_tables": None, "_settings": list(self._settings)}

    @property
    def settings(self) -> tuple[Forced, ...]:
        """All settings, in the order of time."""
        return tuple(self._settings)

    def add(self, where: np.ndarray, rain: np.ndarray) -> None:
        """Set rain [m/s] where it is meant, (gage, lane): from each lane's next runoff step on, until set anew."""
        known = self.ensemble.gather(lambda batch: batch.state.hydrology.time)
        setting = Forced(where, np.maximum(known, self.ensemble.time), rain)
        self._settings.append(setting)
        if self._tables is None:
            self._rebuild()
            return
        unread = False
        for k, tables in enumerate(self._tables):
            unread = self._apply(setting, k, tables) or unread
        if unread:
            self._install()

    def become(self, settings: tuple[Forced, ...]) -> None:
        """Have just these settings."""
        if not settings and not self._settings:
            return
        self._settings = list(settings)
        self._rebuild()

    def _rebuild(self) -> None:
        """Tables anew from all settings."""
        self._tables = [{} for _ in self.ensemble.batches]
        for k, tables in enumerate(self._tables):
            for setting in self._settings:
                self._apply(setting, k, tables)
        self._install()

    def _columns(self, k: int) -> list[int]:
        """The lane of the ensemble that each column of a block is of; padding is a copy of the last."""
        lanes, batch = self.ensemble.blocks[k], self.ensemble.batches[k]
        return [*lanes, *[lanes[-1]] * (len(batch.lanes) - len(lanes))]

    def _apply(self, setting: Forced, k: int, tables: dict[tuple[int, int], GageTable]) -> bool:
        """Take a setting into the tables of a block; whether the block does not read them all where they lie now."""
        own, unread = self.own[k], False
        start, x, y = own.tables
        for column, lane in enumerate(self._columns(k)):
            for gage in map(int, np.flatnonzero(setting.where[:, lane])):
                table = tables.get((gage, column))
                if table is None:
                    of = int(own.rain[gage, column])
                    rows = slice(start[of], start[of + 1]) if of >= 0 else slice(0, 0)
                    table = tables[gage, column] = GageTable(x[rows], y[rows])
                if table.is_full:
                    table.make_room()
                    unread = True
                table.set(float(setting.since[lane]), float(setting.rain[gage, lane]))
        return unread

    def _install(self) -> None:
        """Have every block read its tables, and the tables lie where the block reads them."""
        assert self._tables is not None
        for batch, own, tables in zip(self.ensemble.batches, self.own, self._tables, strict=True):
            start, x, y = own.tables
            known = [(x[a:b], y[a:b]) for a, b in pairwise(start)]
            rain = np.array(own.rain)
            for i, (gage, column) in enumerate(tables):
                rain[gage, column] = len(known) + i
            pooled = pool([*known, *((table.times, table.rates) for table in tables.values())])
            for i, table in enumerate(tables.values()):
                rows = slice(pooled.start[len(known) + i], pooled.start[len(known) + i + 1])
                table.times, table.rates = pooled.x[rows], pooled.y[rows]
            gages = freeze(side_by_side(own._replace(rain=rain, tables=pooled), once=True))
            batch.network = batch.network._replace(hydrology=batch.network.hydrology._replace(gages=gages))
            batch._pack()  # kernels read the tables where they lie
