"""A block of lanes: one compiled loop, its state, and what it tells the outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import LaneMismatch, copy_table, freeze, overwrite, stack_lanes
from sponge.base.blocks import side_by_side
from sponge.base.compiler import Packed
from sponge.engine.lid import summary as lid_summary
from sponge.engine.process_tables import lids_of
from sponge.engine.quality.report import concentrations
from sponge.engine.reporting import results_row as report
from sponge.engine.reporting.rows import LID_ROW, LINK_ROW, NODE_ROW, SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.engine.solver import Solver
from sponge.engine.start.cold import initial_depths, initial_volumes, new_state
from sponge.engine.start.hot_flow import begin_with, left_by
from sponge.engine.start.hot_processes import begin_processes
from sponge.engine.start.hot_start import HotStart
from sponge.engine.step import advance_runoff
from sponge.engine.system import Network, State

WIDTHS = (1, 8)  # widths of a block that are compiled
EARLY = 1e-6  # s past which a runoff step has begun

# length of a runoff step [s]; (8 + pollutants, subcatchment) results and concentrations at its end
Watch = Callable[[float, np.ndarray], None]


class Row(NamedTuple):
    """Results at one reporting time, float32, SI; ``engine.reporting.rows`` names the rows of each table."""

    subcatchment: np.ndarray  # (row, subcatchment, lane)
    node: np.ndarray  # (row, node, lane)
    link: np.ndarray  # (row, link, lane)
    system: np.ndarray  # (row, lane)
    ponded: np.ndarray  # (node, lane) water above full depth where it may pond, m3
    lid_report: np.ndarray  # (row, reported LID unit, lane)
    subcatchment_quality: np.ndarray  # (1, pollutant, subcatchment, lane) concentrations, kg/m3 or counts/m3
    node_quality: np.ndarray  # (1, pollutant, node, lane)
    link_quality: np.ndarray  # (1, pollutant, link, lane)


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
        self.watch: Watch | None = None
        self.calls: list[tuple[float, Callable[[], None]]] = []  # (s, what to do at the first step that reaches it)
        self.reported = 0.0  # s, the last reporting time that ``reports`` gave
        self.state: State = side_by_side(new_state(self.network, width))
        self._parts = Packed(self.network, writeable=False), Packed(self.state, writeable=True)
        self.state.clock.next_report[:] = next(self.report_times(), self.network.settings.duration)
        self._begin(starts + [starts[-1]] * (width - self.n_lanes))
        own = side_by_side(self.solver.new_state(self.network, self.state))
        prepared = freeze(self.solver.prepare(solver_settings, self.network))
        self._solver_parts = Packed(prepared, writeable=False), Packed(own, writeable=True)
        self.state = self.state._replace(solver=own)  # beside the rest for who looks from outside; kernels get it apart

    def _begin(self, starts: list[HotStart | None]) -> None:
        """Depths, flows and volumes at the start: the model's, or what another run left."""
        if all(start is None for start in starts):
            initial_depths(*self._parts, self.lanes)
            return
        hot = stack_lanes(starts)
        begin_with(hot, self.state)
        initial_volumes(*self._parts, self.lanes)
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

    def _advance(self, until: float) -> None:
        """The same, without calls on the way."""
        if self.network.settings.routed:
            self.solver.advance(*self._parts, *self._solver_parts, until, self.lanes)
        else:
            advance_runoff(*self._parts, until, self.lanes)

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
                row = self._found(time)[0]
                quality = concentrations(self.network, self.state, time, row[SUBCATCHMENT_ROW.runoff])[0][0]
                self.watch(time - known, np.concatenate([row, quality])[:, :, 0])

    def report_times(self) -> Iterator[float]:
        """The reporting times, s: multiples of the report step from the report's start on."""
        settings = self.network.settings
        count = int(self.duration / settings.report_step + 1e-9)
        first = max(1, int(np.ceil((settings.report_start - 1e-3) / settings.report_step)))
        return (k * settings.report_step for k in range(first, count + 1))

    def _found(self, time: float) -> list[np.ndarray]:
        """Subcatchments, nodes, links and system at a time, as in a Row."""
        width = len(self.lanes)
        shapes = (
            (len(SUBCATCHMENT_ROW), self.network.hydrology.area.shape[0], width),
            (len(NODE_ROW), self.network.nodes.kind.size, width),
            (len(LINK_ROW), self.network.links.kind.size, width),
            (len(SYSTEM_ROW), width),
        )
        found = [np.zeros(shape, np.float32) for shape in shapes]
        report.write_row(*self._parts, float(time), *found, self.lanes)
        return found

    def row(self, time: float) -> Row:
        """Results at a time between the last two steps of every lane."""
        subcatchment, node, link, system = self._found(time)
        quality = concentrations(self.network, self.state, float(time), subcatchment[SUBCATCHMENT_ROW.runoff])
        row = Row(subcatchment, node, link, system, node[NODE_ROW.volume], self._lid_report(), *quality)
        if self.network.settings.averages:
            self._take_means(time, row)
        row = row._replace(ponded=self._ponded(row.node[NODE_ROW.volume]))
        return Row(*(a[..., : self.n_lanes] for a in row))

    def _lid_report(self) -> np.ndarray:
        """Rates and levels of the LID units that are reported in detail."""
        found = lids_of(self.network, self.state)
        if found is None:
            reported = int(self.network.idle_lids.sum())
            return np.zeros((len(LID_ROW), reported, len(self.lanes)), np.float32)
        return lid_summary.report_row(*found)

    def _ponded(self, volume: np.ndarray) -> np.ndarray:
        """Water above full depth where it may pond, of volumes (node, lane)."""
        nodes = self.network.nodes
        if not self.network.settings.allow_ponding:
            return np.zeros_like(volume)
        return np.where(nodes.ponded_area > 0.0, np.maximum(volume - nodes.full_volume, 0.0), 0.0).astype(np.float32)

    def _take_means(self, time: float, row: Row) -> None:
        """Put the means of the period that ends at ``time`` into a row and begin the next."""
        report.write_means(*self._parts, row.node, row.link, self.lanes)
        clock = self.state.clock
        clock.next_report[:] = time + self.network.settings.report_step
        report.add_to_means(*self._parts, (clock.time > time).astype(np.int64), self.lanes)

    def reports(self, until: float = np.inf) -> Iterator[tuple[float, Row]]:
        """Run to the first step that reaches ``until`` [s], or to the end, giving the results at each reporting time.

        A block that was restored goes on with the first time that was not given yet.
        """
        until = min(until, self.duration)
        for time in self.report_times():
            if time <= self.reported + 1e-6:
                continue
            if time > until:
                break
            self._reach(time)
            self.reported = time
            yield time, self.row(time)
        self._reach(until)

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
        from sponge.engine.accounts.summary import summarise

        return {name: value[..., : self.n_lanes] for name, value in summarise(self.network, self.state).items()}

    def left_behind(self, pollutants: int, land_uses: int, lane: int = 0) -> HotStart:
        """What another run may begin with, of so many pollutants and land uses."""
        return left_by(self.network, self.state, lane, pollutants, land_uses)

    def snapshot(self) -> Any:
        """A copy of all that changes; ``restore`` brings it back bit for bit."""
        return copy_table(self.state)

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this block."""
        overwrite(self.state, snapshot)


