# SPDX-License-Identifier: Apache-2.0
"""A block of lanes: one compiled loop, its state, and what it tells the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from itertools import dropwhile, islice, takewhile
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import LaneMismatch, copy_table, freeze, overwrite, stack_lanes
from sponge.base.blocks import side_by_side
from sponge.base.compiler import Packed
from sponge.base.errors import UsageError
from sponge.engine.accounts.summary import summarise
from sponge.engine.controls import actions_taken
from sponge.engine.process_tables import Hooks
from sponge.engine.processes import hooks_of, start_processes
from sponge.engine.reporting.periods import MOMENT, MOST, NOTHING, PERIOD, Periods, ask, room_for
from sponge.engine.reporting.rows import NODE_ROW
from sponge.engine.solver import Solver
from sponge.engine.solvers import solver_named
from sponge.engine.start.cold import initial_depths, initial_volumes, new_state
from sponge.engine.start.hot_flow import begin_with, left_by
from sponge.engine.start.hot_processes import begin_processes
from sponge.engine.start.hot_start import HotStart
from sponge.engine.step import advance_runoff
from sponge.engine.system import Network, State

WIDTHS = (1, 8)  # widths of a block that are compiled
EARLY = 1e-6  # s past which a runoff step has begun
PATIENCE = 0.05  # s that a call for several rows may take: progress and Ctrl-C wait for it

# length of a runoff step [s]; (8 + pollutants, subcatchment) results and concentrations at its end
RunoffWatch = Callable[[float, np.ndarray], None]


class ResultsRow(NamedTuple):
    """Results at one reporting time, float32, SI; ``engine.reporting.rows`` names the rows of each table.

    Of several times each has one axis more, the first.
    """

    subcatchment: np.ndarray  # (row, subcatchment, lane)
    node: np.ndarray  # (row, node, lane)
    link: np.ndarray  # (row, link, lane)
    system: np.ndarray  # (row, lane)
    ponded: np.ndarray  # (node, lane) water above full depth where it may pond, m3
    lid_report: np.ndarray  # (row, reported LID unit, lane)
    subcatchment_quality: np.ndarray  # (1, pollutant, subcatchment, lane) concentrations, kg/m3 or counts/m3
    node_quality: np.ndarray  # (1, pollutant, node, lane)
    link_quality: np.ndarray  # (1, pollutant, link, lane)
    health: np.ndarray  # (lane,) flags (engine.clock)


def row_at(rows: Any, k: int) -> Any:
    """The k-th of the rows of several reporting times, in memory of its own."""
    return type(rows)(*(np.array(values[k]) for values in rows))


def without_failed(rows: Any) -> Any:
    """Rows of one reporting time or of several, not a number where a lane has failed by then."""
    failed = np.asarray(rows.health) != 0
    if not failed.any():
        return rows
    fields = [np.array(values) for values in rows[:-1]]
    for values in fields:
        if failed.ndim == 1:
            values[..., failed] = np.nan
        else:
            for k in range(len(failed)):
                values[k][..., failed[k]] = np.nan
    return type(rows)(*fields, rows.health)


def blocks_of_rows(lanes: Any, until: float, most: int) -> Iterator[tuple[list[float], Any]]:
    """Reporting times up to ``until`` [s] that were not given yet, and what ``lanes.rows`` gives of them.

    The blocks of times are small at first, and double as long as one takes less than ``PATIENCE``.
    """
    later = dropwhile(lambda time: time <= lanes.reported + 1e-6, lanes.report_times())
    due, size = takewhile(lambda time: time <= until, later), 1
    while times := list(islice(due, size)):
        begun = perf_counter()
        rows = lanes.rows(times)
        took = perf_counter() - begun
        yield times, rows
        if took < PATIENCE:
            size = min(2 * size, most, lanes.room)
        elif took > 2.0 * PATIENCE:
            size = max(size // 2, 1)


def solver_of(networks: list[Network]) -> tuple[Solver, Any]:
    """The solver that networks were made for, and its options; LaneMismatch where they differ."""
    solver, settings = networks[0].solver, networks[0].solver_settings
    if any(network.solver is not solver or network.solver_settings != settings for network in networks):
        raise LaneMismatch("lanes of a block share their solver and its options")
    if solver is None:
        raise ValueError("the network was made for no solver")
    return solver, settings


class Batch:
    """1 to 8 lanes of one network, run together; each lane's result is the same alone or in company."""

    def __init__(self, networks: list[Network], width: int = 1):
        """Lanes at their start; LaneMismatch where the networks cannot share a block.

        ``width`` is the least number of lanes to compile for: one lane among blocks of many takes their kernels.
        """
        if not 1 <= len(networks) <= WIDTHS[-1]:
            raise ValueError(f"a block holds 1 to {WIDTHS[-1]} lanes, not {len(networks)}")
        self.n_lanes = len(networks)
        width = next(w for w in WIDTHS if w >= max(self.n_lanes, width))
        self.solver, solver_settings = solver_of(networks)
        starts = [network.hot for network in networks]
        networks = [network._replace(hot=None, solver=None, solver_settings=None) for network in networks]
        padded = networks + [networks[-1]] * (width - self.n_lanes)
        self.network: Network = freeze(side_by_side(stack_lanes(padded), once=True))
        self.lanes = (0.0,) * width
        self.watch: RunoffWatch | None = None
        self.calls: list[tuple[float, Callable[[], None]]] = []  # (s, what to do at the first step that reaches it)
        self.reported = 0.0  # s, the last reporting time whose row was given
        self.state: State = side_by_side(new_state(self.network, width))
        self._pack()
        self.state.clock.next_report[:] = next(self.report_times(), self.network.settings.duration)
        self._begin(starts + [starts[-1]] * (width - self.n_lanes))
        self._prepared = freeze(self.solver.prepare(solver_settings, self.network))
        own = side_by_side(self.solver.new_state(self.network, self.state, self._prepared))
        self.state = self.state._replace(solver=own)  # for readers outside the engine; kernels get it as an argument
        self._pack()

    def _pack(self) -> None:
        """The tables as kernels take them."""
        self.periods = room_for(self.network, len(self.lanes))
        own, asked = self.state.solver, Packed(self.periods, writeable=True)
        network, state = Packed(self.network, writeable=False), self.state._replace(solver=None, hooks=Hooks())
        if self.network.processes is not None:
            hooks = hooks_of(network, Packed(state, writeable=True), asked, self.lanes)
            state = state._replace(hooks=hooks)
        self._asked, self._all_parts = asked, (network, Packed(state, writeable=True))
        self._parts = tuple(part.without_last("processes") for part in self._all_parts)
        if own is not None:
            self._solver_parts = Packed(self._prepared, writeable=False), Packed(own, writeable=True)

    def __getstate__(self) -> dict[str, Any]:
        """What a copy, here or in another process, goes on from: arrays without their addresses."""
        if self.watch is not None or self.calls:
            raise UsageError("a run that saves files on its way cannot be copied")
        left_out = ("_parts", "_all_parts", "_solver_parts", "_asked", "periods")
        return {name: value for name, value in self.__dict__.items() if name not in left_out} | {
            "solver": self.solver.name
        }

    def __setstate__(self, kept: dict[str, Any]) -> None:
        self.__dict__.update(kept)
        self.solver = solver_named(kept["solver"])
        self.network, self._prepared = freeze(side_by_side(self.network, once=True)), freeze(self._prepared)
        self.state = side_by_side(self.state)
        self._pack()

    def __copy__(self) -> Batch:
        return deepcopy(self)

    def _begin(self, starts: list[HotStart | None]) -> None:
        """Depths, flows and volumes at the start: the model's, or what another run left."""
        if all(start is None for start in starts):
            initial_depths(*self._parts, self.lanes)
            start_processes(*self._all_parts, self.lanes)
            return
        hot = stack_lanes(starts)
        begin_with(hot, self.state)
        initial_volumes(*self._parts, self.lanes)
        start_processes(*self._all_parts, self.lanes)
        begin_processes(hot, self.network, self.state)

    @property
    def duration(self) -> float:
        """Length of the simulation, s."""
        return float(self.network.settings.duration)

    @property
    def time(self) -> np.ndarray:
        """Each lane's time since the start, s, (lane,)."""
        return self.state.clock.time[: self.n_lanes]

    @property
    def health(self) -> np.ndarray:
        """Each lane's flags (engine.clock), (lane,)."""
        return self.state.clock.health[: self.n_lanes]

    def _call(self, times: Sequence[float], *, moves: bool, writes: int) -> None:
        """Lanes to each of some times in turn, where they are to move, and a row at each, where one is wanted."""
        ask(self.periods, times, moves=moves, writes=writes)
        if self.network.settings.routed:
            self.solver.advance(*self._parts, *self._solver_parts, self._asked, self.lanes)
        else:
            advance_runoff(*self._parts, self._asked, self.lanes)

    def _advance(self, until: float) -> None:
        """As ``advance``, without calls on the way."""
        self._call([until], moves=True, writes=NOTHING)

    def advance(self, until: float) -> None:
        """Take every lane to the first step that reaches ``until`` [s]."""
        until = min(float(until), self.duration)
        if self.watch is None:
            self._advance(until)
            return
        clock, hydrology = self.state.clock, self.state.hydrology
        while clock.time.min() < until and not clock.health.any():
            known = hydrology.time.min()
            self._advance(min(until, known + EARLY))
            if hydrology.time.min() > known:
                time = float(hydrology.time.min())
                row = self.row(time)
                self.watch(time - known, np.concatenate([row.subcatchment, row.subcatchment_quality[0]])[:, :, 0])

    def report_times(self) -> Iterator[float]:
        """The reporting times, s: multiples of the report step from the report's start on."""
        settings = self.network.settings
        count = int(self.duration / settings.report_step + 1e-9)
        first = max(1, int(np.ceil((settings.report_start - 1e-3) / settings.report_step)))
        return (k * settings.report_step for k in range(first, count + 1))

    def row(self, time: float) -> ResultsRow:
        """Results at a time between the last two steps of every lane."""
        self._call([time], moves=False, writes=MOMENT)
        return row_at(self._written(1), 0)

    def rows(self, times: Sequence[float]) -> ResultsRow:
        """Run to the first steps that reach some reporting times; the results of each period, one axis more than a row.

        They stand until the next call.
        """
        due = min((call[0] for call in self.calls), default=np.inf)
        if self.watch is None and due > times[-1]:
            self._call(times, moves=True, writes=PERIOD)
            found = self._written(len(times))
        else:
            single = []
            for time in times:
                self._reach(time)
                self._call([time], moves=False, writes=PERIOD)
                single.append(row_at(self._written(1), 0))
            found = ResultsRow(*(np.stack(values) for values in zip(*single, strict=True)))
        self.reported = times[-1]
        return found

    @property
    def room(self) -> int:
        """The most reporting times that ``rows`` takes."""
        return len(self.periods.time)

    def _written(self, count: int) -> ResultsRow:
        """The first rows of what the kernels wrote."""
        p: Periods = self.periods
        ponded = self._ponded(p.node[:count, NODE_ROW.volume])
        found = ResultsRow(
            p.subcatchment, p.node, p.link, p.system, ponded, p.lid_report, p.subcatchment_quality, p.node_quality,
            p.link_quality, p.health,
        )  # fmt: skip
        return ResultsRow(*(values[:count, ..., : self.n_lanes] for values in found))

    def _ponded(self, volume: np.ndarray) -> np.ndarray:
        """Water above full depth where it may pond, of volumes (..., node, lane)."""
        nodes = self.network.nodes
        if not self.network.settings.allow_ponding:
            return np.broadcast_to(np.float32(0.0), volume.shape)
        return np.where(nodes.ponded_area > 0.0, np.maximum(volume - nodes.full_volume, 0.0), 0.0).astype(np.float32)

    def row_blocks(self, until: float = np.inf, most: int = MOST) -> Iterator[tuple[list[float], ResultsRow]]:
        """Run to the first step that reaches ``until`` [s], or to the end, giving the results at the reporting times:
        so many at once that a call stays short, and no more than ``most``.

        A block that was restored goes on with the first time that was not given yet. Rows stand until the next are
        asked for.
        """
        until = min(until, self.duration)
        yield from blocks_of_rows(self, until, most)
        self._reach(until)

    def reports(self, until: float = np.inf) -> Iterator[tuple[float, ResultsRow]]:
        """As ``row_blocks``, the results at one reporting time after another."""
        for times, rows in self.row_blocks(until, 1):
            yield times[0], row_at(rows, 0)

    def _reach(self, time: float) -> None:
        """Take every lane to the first step that reaches a time, and make the calls that are due on the way."""
        due = sorted((call for call in self.calls if call[0] <= time), key=lambda call: call[0])
        self.calls = [call for call in self.calls if call[0] > time]
        for moment, call in due:
            if self.state.clock.time.min() < moment:
                self.advance(moment)
            call()
        if self.state.clock.time.min() < time:
            self.advance(time)

    def summary(self) -> dict[str, np.ndarray]:
        """Summary variables by name, (element, lane) or (lane,), SI; errors and shares in per cent."""
        found = {name: value[..., : self.n_lanes] for name, value in summarise(self.network, self.state).items()}
        return found | (actions_taken(self.state.controls) if self.n_lanes == 1 else {})  # lanes differ in how many

    def left_behind(self, pollutants: int, land_uses: int, lane: int = 0) -> HotStart:
        """What another run may begin with, of so many pollutants and land uses."""
        return left_by(self.network, self.state, lane, pollutants, land_uses)

    def snapshot(self) -> Any:
        """A copy of all that changes; ``restore`` brings it back bit for bit."""
        return copy_table(self.state)

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this block."""
        overwrite(self.state, snapshot)


