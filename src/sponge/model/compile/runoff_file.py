"""A runoff interface file as series by subcatchment."""

from __future__ import annotations

import numpy as np

from sponge.base.tables import pool
from sponge.engine.runoff_file import RunoffFile
from sponge.model.model import Model


def compile_runoff_file(model: Model) -> RunoffFile:
    """The series of one lane; sizes of zero where runoff is computed."""
    record = model.runoff_record
    if record is None:
        return RunoffFile(np.zeros(0, np.int64), np.zeros((4, 0), np.int64), pool([]))
    n = len(model.subcatchments)
    times = np.concatenate([[0.0], record.times])
    steps = np.diff(times)[:, None]
    flow, evaporation, infiltration = (
        np.vstack([np.zeros((1, n)), values]) for values in (record.runoff, record.evaporation, record.infiltration)
    )
    volume = np.vstack([np.zeros((1, n)), np.cumsum(0.5 * (flow[1:] + flow[:-1]) * steps, axis=0)])
    tables = [(times, values[:, s]) for values in (flow, evaporation, infiltration, volume) for s in range(n)]
    return RunoffFile(np.arange(n), np.arange(4 * n).reshape(4, n), pool(tables))
