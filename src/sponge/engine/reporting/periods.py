# SPDX-License-Identifier: Apache-2.0
"""Room for the results of several reporting times, which one call of a solver fills.

A call from Python costs microseconds, which is more than a step of a small model: so the compiled loop takes a list of
times and writes a row at each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sponge.base.arrays import PerLane, Shared
from sponge.engine.reporting.rows import LID_ROW, LINK_ROW, NODE_ROW, SUBCATCHMENT_ROW, SYSTEM_ROW

ROOM_BYTES, MOST = 1 << 20, 1024  # of the rows that one call fills; how many
COUNT, MOVES, WRITES = range(3)  # of Periods.asked
NOTHING, MOMENT, PERIOD = range(3)  # of what is asked to be written: no row, values of then, those of the period before


class Periods(NamedTuple):
    """Reporting times and the results at each, float32, SI; ``engine.reporting.rows`` names the rows of each table."""

    asked: Shared  # (3,) how many times; 1 where lanes are to move to them; what is to be written
    time: Shared  # (period,) s
    health: PerLane  # (period, lane) flags (engine.clock)
    subcatchment: PerLane  # (period, row, subcatchment, lane)
    node: PerLane  # (period, row, node, lane)
    link: PerLane  # (period, row, link, lane)
    system: PerLane  # (period, row, lane)
    lid_report: PerLane  # (period, row, reported LID unit, lane)
    subcatchment_quality: PerLane  # (period, 1, pollutant, subcatchment, lane) concentrations, kg/m3 or counts/m3
    node_quality: PerLane  # (period, 1, pollutant, node, lane)
    link_quality: PerLane  # (period, 1, pollutant, link, lane)


def room_for(network: Any, lanes: int) -> Periods:
    """Room for as many reporting times of a network as fill a megabyte, at least for one."""
    processes = network.processes
    lids, quality = (processes.lids, processes.quality) if processes is not None else (None, None)
    reported = lids.reported.size if lids is not None else int(network.idle_lids.sum())
    pollutants = quality.pollutants.co_pollutant.size if quality is not None else 0
    sizes = network.hydrology.gage.size, network.nodes.kind.size, network.links.kind.size
    shapes: list[tuple[int, ...]] = [
        (len(rows), size) for rows, size in zip((SUBCATCHMENT_ROW, NODE_ROW, LINK_ROW), sizes, strict=True)
    ]
    shapes += [(len(SYSTEM_ROW),), (len(LID_ROW), reported), *((1, pollutants, size) for size in sizes)]
    numbers = sum(int(np.prod(shape)) for shape in shapes) * lanes
    periods = max(1, min(MOST, ROOM_BYTES // (4 * numbers)))
    return Periods(
        np.zeros(3, np.int64), np.zeros(periods), np.zeros((periods, lanes), np.int64),
        *(np.zeros((periods, *shape, lanes), np.float32) for shape in shapes),
    )  # fmt: skip


def ask(periods: Periods, times: Sequence[float], *, moves: bool, writes: int) -> None:
    """Say what the next call is to do."""
    periods.time[: len(times)] = times
    periods.asked[:] = len(times), moves, writes
