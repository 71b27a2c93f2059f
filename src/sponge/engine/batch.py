"""A block of lanes: one compiled loop, its state, and what it tells the outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import copy_table, freeze, overwrite, stack_lanes
from sponge.base.blocks import side_by_side
from sponge.base.packing import Packed
from sponge.engine import report, routing
from sponge.engine.quality_report import concentrations
from sponge.engine.start import initial_depths, new_state
from sponge.engine.system import Network, State

WIDTHS = (1, 8)  # widths of a block that are compiled


class Row(NamedTuple):
    """Results at one reporting time, float32, SI; rows in the order of EPA SWMM's binary results."""

    subcatchment: np.ndarray  # (8, subcatchment, lane)
    node: np.ndarray  # (6, node, lane)
    link: np.ndarray  # (5, link, lane)
    system: np.ndarray  # (15, lane)
    ponded: np.ndarray  # (node, lane) water above full depth where it may pond, m3
    subcatchment_quality: np.ndarray  # (1, pollutant, subcatchment, lane) concentrations, kg/m3 or counts/m3
    node_quality: np.ndarray  # (1, pollutant, node, lane)
    link_quality: np.ndarray  # (1, pollutant, link, lane)


class Batch:
    """1 to 8 lanes of one network, run together; each lane's result is the same alone or in company."""

    def __init__(self, networks: list[Network]):
        if not 1 <= len(networks) <= WIDTHS[-1]:
            raise ValueError(f"a block holds 1 to {WIDTHS[-1]} lanes, not {len(networks)}")
        self.n_lanes = len(networks)
        width = next(w for w in WIDTHS if w >= self.n_lanes)
        padded = networks + [networks[-1]] * (width - self.n_lanes)
        self.network: Network = freeze(side_by_side(stack_lanes(padded), once=True))
        self.lanes = (0.0,) * width
        self.state: State = side_by_side(new_state(self.network, width))
        self._parts = Packed(self.network, writeable=False), Packed(self.state, writeable=True)
        self.state.clock.next_report[:] = next(self.report_times(), self.network.settings.duration)
        initial_depths(bool(self.network.settings.dynamic), *self._parts, self.lanes)
        settings = self.network.settings
        if not settings.routed:
            self._advance = routing.advance_runoff
        else:
            self._advance = routing.advance_dynamic if settings.dynamic else routing.advance_kinematic

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

    def advance(self, until: float) -> None:
        """Take every lane to the first step that reaches ``until`` [s]."""
        self._advance(*self._parts, min(float(until), self.duration), self.lanes)

    def report_times(self) -> Iterator[float]:
        """The reporting times, s: multiples of the report step from the report's start on."""
        settings = self.network.settings
        count = int(self.duration / settings.report_step + 1e-9)
        first = max(1, int(np.ceil((settings.report_start - 1e-3) / settings.report_step)))
        return (k * settings.report_step for k in range(first, count + 1))

    def row(self, time: float) -> Row:
        """Results at a time between the last two steps of every lane."""
        width = len(self.lanes)
        shapes = (
            (report.SUBCATCHMENT_ROWS, self.network.hydrology.area.shape[0], width),
            (report.NODE_ROWS, self.network.nodes.kind.size, width),
            (report.LINK_ROWS, self.network.links.kind.size, width),
            (report.SYSTEM_ROWS, width),
        )
        found = [np.zeros(shape, np.float32) for shape in shapes]
        report.write_row(*self._parts, float(time), *found, self.lanes)
        quality = concentrations(self.network, self.state, float(time), found[0][4])
        row = Row(found[0], found[1], found[2], found[3], found[1][2], *quality)
        if self.network.settings.averages:
            self._take_means(time, row)
        row = row._replace(ponded=self._ponded(row.node[2]))
        return Row(*(a[..., : self.n_lanes] for a in row))

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

    def reports(self) -> Iterator[tuple[float, Row]]:
        """Run to the end, giving the results at each reporting time."""
        for time in self.report_times():
            if self.state.clock.time.min() < time:
                self.advance(time)
            yield time, self.row(time)
        self.advance(self.duration)

    def summary(self) -> dict[str, np.ndarray]:
        """Summary variables by name, (element, lane) or (lane,), SI; errors and shares in per cent."""
        from sponge.engine.summary import summarise

        return {name: value[..., : self.n_lanes] for name, value in summarise(self.network, self.state).items()}

    def snapshot(self) -> Any:
        """A copy of all that changes; ``restore`` brings it back bit for bit."""
        return copy_table(self.state)

    def restore(self, snapshot: Any) -> None:
        """Go back to a snapshot of this block."""
        overwrite(self.state, snapshot)


