# SPDX-License-Identifier: Apache-2.0
"""Any number of lanes as one: those that can share a block run together, the others in blocks of their own.

What is shared are steps, flags and the shapes of tables; no lane's result depends on its company.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from math import nan
from typing import Any

import numpy as np

from sponge.base.arrays import POOLS, kinds_of
from sponge.engine.batch import WIDTHS, Batch, blocks_of_rows, row_at, without_failed
from sponge.engine.reporting.periods import MOST as MOST_ROWS
from sponge.io.state import parts_of
from sponge.model.model import Model

MOST = WIDTHS[-1]  # lanes of a block
LISTED = ("control_actions", "control_action_time", "control_action", "control_action_setting")  # as long as they come


def shared_key(network: Any) -> str:
    """A digest of what all lanes of a block have in common: shared arrays, settings, shapes of the rest."""
    digest = hashlib.sha256()
    _digest(network, digest)
    return digest.hexdigest()


def _digest(table: Any, digest: Any) -> None:
    for name, kind in kinds_of(type(table)).items():
        value = getattr(table, name)
        if value is None or (kind == "table" and name in POOLS):  # pools are merged, whatever their length
            continue
        if hasattr(value, "_fields"):
            _digest(value, digest)
        elif kind in ("lane", "ref"):
            digest.update(f"{name}{np.shape(value)}".encode())
        else:
            array = np.ascontiguousarray(value)
            digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())


def blocks_of(networks: Sequence[Any | None]) -> list[list[int]]:
    """The lanes of each block: at most 8 that can share one; a lane without a network is in none."""
    alike: dict[str, list[int]] = {}
    for lane, network in enumerate(networks):
        if network is not None:
            alike.setdefault(shared_key(network), []).append(lane)
    return [lanes[first : first + MOST] for lanes in alike.values() for first in range(0, len(lanes), MOST)]


def rained_area(model: Model | str) -> float:
    """Area of a lane's subcatchments, m2; NaN where there is no model."""
    return sum(s.area for s in model.subcatchments.values()) if isinstance(model, Model) else nan


class Ensemble:
    """The blocks of many lanes, seen as one block: what is asked of it has a lane for each network, last.

    A lane without a network, and one that has failed, has NaN in rows and summaries.
    """

    def __init__(self, networks: Sequence[Any | None], width: int = 1, areas: Sequence[float] = ()):
        """Lanes at their start; ``width`` is the least number of lanes to compile for where one block holds all.

        With ``areas`` of their subcatchments [m2] the summary has the mean depth of each lane's rain.
        """
        self.n_lanes, self.areas = len(networks), np.array(areas, float)
        self.blocks = blocks_of(networks)
        self.undivided = len(self.blocks) == 1 and len(self.blocks[0]) == self.n_lanes
        whole = [[n for n in map(networks.__getitem__, lanes) if n is not None] for lanes in self.blocks]
        self.batches = [Batch(block, width if self.undivided else 1) for block in whole]

    def __copy__(self) -> Ensemble:
        return deepcopy(self)

    # --- where the lanes are ---

    @property
    def duration(self) -> float:
        """Length of the simulation, s."""
        return max((batch.duration for batch in self.batches), default=0.0)

    @property
    def time(self) -> np.ndarray:
        """Each lane's time since the start, s, (lane,)."""
        return self.gather(lambda batch: batch.time, np.nan)

    @property
    def health(self) -> np.ndarray:
        """Each lane's flags (engine.clock), (lane,); 1 where there is no network."""
        return self.gather(lambda batch: batch.health, 1)

    @property
    def reported(self) -> float:
        """The last reporting time that ``reports`` gave, s."""
        return min((batch.reported for batch in self.batches), default=0.0)

    # --- going on ---

    def advance(self, until: float) -> None:
        """Take every lane to the first step that reaches ``until`` [s]."""
        for batch in self.batches:
            batch.advance(until)

    def report_times(self) -> Iterator[float]:
        """The reporting times, s, which all lanes have in common."""
        return self.batches[0].report_times() if self.batches else iter(())

    @property
    def next_report(self) -> float:
        """The first reporting time after ``reported``, s."""
        if not self.batches:
            return float(np.inf)
        settings = self.batches[0].network.settings
        step, first = settings.report_step, next(self.report_times(), np.inf)
        return max(first, (int((self.reported + 1e-6) / step) + 1) * step)

    @property
    def room(self) -> int:
        """The most reporting times that ``rows`` takes."""
        return min(batch.room for batch in self.batches)

    def row_blocks(self, until: float = np.inf, most: int = MOST_ROWS) -> Iterator[tuple[list[float], Any]]:
        """Run to the first step that reaches ``until`` [s], or to the end: the rows of all lanes at the reporting
        times, several at once; they stand until the next are asked for."""
        until = min(until, self.duration)
        yield from blocks_of_rows(self, until, most)
        self.advance(until)

    def reports(self, until: float = np.inf) -> Iterator[tuple[float, Any]]:
        """As ``row_blocks``, one reporting time after another."""
        for times, rows in self.row_blocks(until, 1):
            yield times[0], row_at(rows, 0)

    def rows(self, times: Sequence[float]) -> Any:
        """Run to some reporting times: the results of all lanes at each, (period, row, element, lane)."""
        return self._row([batch.rows(times) for batch in self.batches])

    def row(self, time: float) -> Any:
        """Results of all lanes at a time between the last two steps of each."""
        return self._row([batch.row(time) for batch in self.batches])

    def _row(self, rows: list[Any]) -> Any:
        """One row from those of the batches, or several as one."""
        health = self._join([row.health for row in rows], 1)
        if self.undivided and not health.any():
            return rows[0]
        fields = [self._join([row[i] for row in rows], np.nan) for i in range(len(rows[0]) - 1)]
        return without_failed(type(rows[0])(*fields, health))

    def summary(self, masked: bool = True) -> dict[str, np.ndarray]:
        """The summaries of all lanes; not ``masked``, with what there is of those that have failed."""
        summaries = [batch.summary() for batch in self.batches]
        listed = () if self.undivided else LISTED
        names = [name for name in (summaries[0] if summaries else ()) if name not in listed]
        found = {name: self._join([np.array(one[name], float) for one in summaries], np.nan) for name in names}
        failed = self.health != 0
        for values in found.values() if masked else ():
            values[..., failed] = np.nan
        if self.areas.size and "runoff_rainfall" in found:
            with np.errstate(invalid="ignore", divide="ignore"):
                found["scenario_rain_depth"] = found["runoff_rainfall"] / self.areas
        return found

    # --- back and forth ---

    def snapshot(self) -> list[Any]:
        """A copy of all that changes; ``restore`` brings it back bit for bit."""
        return [(batch.snapshot(), batch.reported) for batch in self.batches]

    def restore(self, snapshot: list[Any]) -> None:
        """Go back to a snapshot of these lanes."""
        for batch, (state, reported) in zip(self.batches, snapshot, strict=True):
            batch.restore(state)
            batch.reported = reported

    def spread(self, lane: int, others: Ensemble) -> None:
        """Have every lane of others, of the same network, be as one of these is now."""
        block = next(k for k, lanes in enumerate(self.blocks) if lane in lanes)
        batch, at = self.batches[block], self.blocks[block].index(lane)
        for other in others.batches:
            for (_, mine, by_lane), (_, theirs, _) in zip(parts_of(batch.state), parts_of(other.state), strict=True):
                if not by_lane:
                    theirs[...] = mine
                elif mine.shape[:-1] == theirs.shape[:-1]:  # room to work in is as large as a block is wide
                    theirs[...] = mine[..., at : at + 1]
            other.reported = batch.reported

    # --- arrays of all lanes ---

    def gather(self, values_of: Callable[[Batch], np.ndarray], missing: float = np.nan) -> np.ndarray:
        """An array (..., lane) of all lanes from arrays of the blocks, whose padding is left out."""
        return self._join([values_of(batch)[..., : batch.n_lanes] for batch in self.batches], missing)

    def scatter(self, values: np.ndarray, array_of: Callable[[Batch], np.ndarray], rows: Any = slice(None)) -> None:
        """Write an array (row, lane) of all lanes into rows of arrays of the blocks; padding is a copy of the last."""
        for lanes, batch in zip(self.blocks, self.batches, strict=True):
            array = array_of(batch)
            columns = lanes + lanes[-1:] * (array.shape[-1] - len(lanes))
            array[rows] = values if self.undivided and len(lanes) == len(columns) else values[..., columns]

    def _join(self, parts: list[np.ndarray], missing: float) -> np.ndarray:
        if self.undivided:
            return parts[0]
        shape = parts[0].shape[:-1] if parts else ()
        whole = np.full((*shape, self.n_lanes), missing, parts[0].dtype if parts else None)
        for lanes, part in zip(self.blocks, parts, strict=True):
            whole[..., lanes] = part
        return whole
