# SPDX-License-Identifier: Apache-2.0
"""What scenarios cost: bytes, seconds, and how they are told."""

from __future__ import annotations

from sponge.model.model import Model
from sponge.results.layout import Layout, layout_of
from sponge.simulation.estimate import periods, routing_steps, seconds
from sponge.sweep.block import BLOCK

LANE_SHARE = 0.5  # of a lane alone, that a lane takes in a full block
PROCESS = 250e6  # bytes of a process with its libraries and kernels
COMPRESSION = 0.4  # of float32 results, at most, on real models


def bytes_of(layout: Layout, rows: int) -> float:
    """Bytes of the results of one scenario, not compressed."""
    sizes = {dim: len(names) for dim, names in layout.names.items()}

    def elements(dims: tuple[str, ...]) -> int:
        count = 1
        for dim in dims:
            count *= sizes[dim]
        return count

    series = sum(elements(v.dims) for v in layout.series) * rows
    return 4.0 * (series + sum(elements(v.dims) for v in layout.summaries))


def memory_of(layout: Layout, lanes: int, nodes: int) -> float:
    """Bytes of a block: whole chunks of every series, and the tables of the engine."""
    return lanes * (len(layout.series) * (1 << 20) + 20e3 * nodes)


def duration_text(seconds: float) -> str:
    """A time as people say it."""
    for unit, size in (("years", 3.156e7), ("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2.0 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"


def bytes_text(megabytes: float) -> str:
    """A size as people say it."""
    for unit, size in (("PB", 1e9), ("TB", 1e6), ("GB", 1e3)):
        if megabytes >= size:
            return f"{megabytes / size:,.1f} {unit}"
    return f"{megabytes:,.1f} MB"


def cost_text(model: Model, scenarios: int) -> str:
    """What so many scenarios would take, roughly, for who asks for too many."""
    layout = layout_of(model)
    disk = bytes_of(layout, periods(model)) * scenarios / 1e6
    memory = (PROCESS + memory_of(layout, BLOCK, len(model.node_order))) / 1e6
    time = seconds(model, routing_steps(model)) * LANE_SHARE * scenarios
    return f"{bytes_text(disk)} of disk, {bytes_text(memory)} of memory a process, {duration_text(time)} of one core"
