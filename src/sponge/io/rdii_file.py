# SPDX-License-Identifier: Apache-2.0
"""RDII interface files of EPA SWMM: inflows of nodes by rain, step by step.

Binary: SWMM5-RDII, then int32 step [s], number of nodes and their numbers in the model (from 0); then a float64 date
(days since 1899-12-30) and a float32 flow [ft3/s] a node for every step in which any node has some. Text: like an
inflow interface file; a row a node and step.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from sponge.base.errors import BadLine, ModelError, Problem
from sponge.base.regular_file import regular_bytes
from sponge.base.times import LAST_DAY, SERIAL_DAY_OF_1970, since_epoch
from sponge.base.units import FOOT
from sponge.engine.rdii.inflows import LEAST, Rdii
from sponge.io.interface import parse_interface
from sponge.io.numbers import GREATEST, sound
from sponge.model.model import Model
from sponge.model.records import RdiiRecord

STAMP = b"SWMM5-RDII"
CFS = FOOT**3
DAY = 86400.0


def read_rdii_file(path: Path, model: Model) -> RdiiRecord:
    """RDII in a file, binary or text. Raises ModelError where it is none or of another model."""
    try:
        raw = regular_bytes(path)
        if raw.startswith(STAMP):
            return _read_binary(raw, model)
        text = parse_interface(raw.decode("utf-8-sig", "replace"))
        return _of_series(text.step, text.flows, model)
    except (OSError, ValueError, struct.error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        line = error.line if isinstance(error, BadLine) else 0
        raise ModelError([Problem(f"RDII interface file: {reason}", str(path), line, "FILES")]) from error


def _read_binary(raw: bytes, model: Model) -> RdiiRecord:
    at = len(STAMP)
    step, n = struct.unpack_from("<2i", raw, at)
    if step <= 0 or n <= 0 or at + 8 + 4 * n > len(raw):
        raise ValueError("its header is damaged")
    numbers = np.frombuffer(raw, "<i4", n, at + 8)
    if numbers.min() < 0 or numbers.max() >= len(model.node_order):
        raise ValueError(f"it is of another model: it names node {numbers.max() + 1} of {len(model.node_order)}")
    names = [model.node_order[k] for k in numbers]
    known = {inflow.node for inflow in model.rdii}
    strange = [name for name in names if name not in known]
    if strange:
        raise ValueError(f"it is of another model: node {strange[0]!r} has no row in [RDII]")
    row = np.dtype([("date", "<f8"), ("flow", "<f4", (n,))])
    count, left = divmod(len(raw) - at - 8 - 4 * n, row.itemsize)
    if left:
        raise ValueError("it is cut off")
    rows = np.frombuffer(raw, row, count, at + 8 + 4 * n)
    if not (sound(rows["date"], 1.0, LAST_DAY) and sound(rows["flow"], 0.0, GREATEST)):
        raise ValueError("it is damaged: it holds what is no date or no inflow")
    if np.any(np.diff(rows["date"]) <= 0.0):
        raise ValueError("it is damaged: its times do not increase")
    times = np.round((rows["date"] - SERIAL_DAY_OF_1970) * DAY)
    return RdiiRecord(times, float(step), {name: rows["flow"][:, i] * CFS for i, name in enumerate(names)})


def _of_series(step: float, series: dict[str, tuple[np.ndarray, np.ndarray]], model: Model) -> RdiiRecord:
    """Series by node on common times."""
    names = {node.upper(): node for node in model.node_order}
    known = {names[name.upper()]: rows for name, rows in series.items() if name.upper() in names}
    times = np.unique(np.concatenate([t for t, _ in known.values()] or [np.zeros(0)]))
    flows = {}
    for name, (t, q) in known.items():
        if not sound(q, 0.0):
            raise ValueError(f"an inflow below zero at node {name!r}")
        flows[name] = np.zeros(len(times))
        flows[name][np.searchsorted(times, t)] = q
    return RdiiRecord(times, step, flows)


def write_rdii_file(path: Path, model: Model, rdii: Rdii, step: float) -> None:
    """Write RDII of one lane as EPA SWMM's binary file: the mean of every step [s] in which there is some."""
    duration = int(model.options.duration)
    times = step * np.arange(int(duration / step + 1e-9) + 1)
    flows = np.zeros((len(times), rdii.node.size), np.float32)
    for i, source in enumerate(rdii.source):
        span = slice(rdii.tables.start[rdii.flow[source]], rdii.tables.start[rdii.flow[source] + 1])
        x, y = rdii.tables.x[span], rdii.tables.y[span]
        out = np.concatenate([[0.0], np.cumsum(y[:-1] * np.diff(x))])
        flow = np.diff(np.interp([*times, times[-1] + step], x, out)) / step * rdii.area[i]
        flows[:, i] = np.where(flow >= LEAST, flow, 0.0) / CFS
    wet = flows.any(axis=1)
    rows = np.zeros(int(wet.sum()), np.dtype([("date", "<f8"), ("flow", "<f4", (rdii.node.size,))]))
    rows["date"] = (times[wet] + since_epoch(model.options.start)) / DAY + SERIAL_DAY_OF_1970
    rows["flow"] = flows[wet]
    head = struct.pack(f"<{2 + rdii.node.size}i", int(step), rdii.node.size, *rdii.node.tolist())
    path.write_bytes(STAMP + head + rows.tobytes())
