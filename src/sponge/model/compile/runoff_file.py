# SPDX-License-Identifier: Apache-2.0
"""A runoff interface file as series by subcatchment."""

from __future__ import annotations

import numpy as np

from sponge.base.tables import pool
from sponge.engine.hydrology.runoff_file import RunoffFile
from sponge.model.model import Model


def compile_runoff_file(model: Model) -> RunoffFile:
    """The series of one lane; the model must have a runoff record."""
    record = model.runoff_record
    assert record is not None
    n, pollutants = len(model.subcatchments), len(model.pollutants) if model.has_quality else 0
    times = np.concatenate([[0.0], record.times])
    flow, evaporation, infiltration = map(from_zero, (record.runoff, record.evaporation, record.infiltration))
    flux = from_zero((record.runoff[:, None] * record.quality[:, :pollutants]).reshape(len(record.runoff), -1))
    columns = np.hstack([flow, evaporation, infiltration, integral(times, flow), flux, integral(times, flux)])
    tables = np.arange(columns.shape[1])
    waters, loads = tables[: 4 * n].reshape(4, n), tables[4 * n :].reshape(2, pollutants, n)
    return RunoffFile(
        subcatchments=np.arange(n), flow=waters[0], evaporation=waters[1], infiltration=waters[2], volume=waters[3],
        flux=loads[0], mass=loads[1], tables=pool([(times, column) for column in columns.T.copy()]),
    )  # fmt: skip


def from_zero(values: np.ndarray) -> np.ndarray:
    """Rows (step, ...) with zeros before the first."""
    return np.vstack([np.zeros((1, values.shape[1])), values])


def integral(times: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """What has passed up to each row, straight between rows."""
    steps = np.diff(times)[:, None]
    return from_zero(np.cumsum(0.5 * (rates[1:] + rates[:-1]) * steps, axis=0))
