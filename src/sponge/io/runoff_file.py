# SPDX-License-Identifier: Apache-2.0
"""Runoff interface files of EPA SWMM: what every subcatchment did, runoff step by runoff step.

Binary: SWMM5-RUNOFF, then int32 subcatchments, pollutants, code of flow units, steps; then for every step a float32
length [s] and, a subcatchment, float32 rainfall, snow depth, evaporation, infiltration, runoff, groundwater flow and
level, soil moisture and the pollutants' concentrations at its end, in the model's units. The first step begins with
the simulation.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.regular_file import regular_bytes
from sponge.base.units import FLOW_UNITS, Units, units_of
from sponge.io.hot_start import sizes_of
from sponge.io.numbers import GREATEST, sound
from sponge.model.model import Model
from sponge.model.records import RunoffRecord

STAMP = b"SWMM5-RUNOFF"
VALUES = 8
EVAPORATION, INFILTRATION, RUNOFF = 2, 3, 4
NOT_NEGATIVE = (0, 1, EVAPORATION, INFILTRATION, RUNOFF)
LEAST_STEP = 1e-3  # s


def factors_of(units: Units) -> np.ndarray:
    """To SI, for each of the eight numbers of a subcatchment."""
    return np.array(
        [units.rate, units.depth, units.evaporation, units.rate, units.flow, units.flow, units.length, 1.0], float
    )


def concentration_factors(model: Model) -> np.ndarray:
    """To SI, (pollutant,)."""
    return np.array([p.unit for p in model.pollutants.values()], float)


def read_runoff_file(path: Path, model: Model) -> RunoffRecord:
    """Runoff in a file, SI. Raises ModelError where it is none, of another model or too short."""
    try:
        return _read(regular_bytes(path), model)
    except (OSError, ValueError, struct.error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ModelError([Problem(f"runoff interface file: {reason}", str(path), section="FILES")]) from error


def _read(raw: bytes, model: Model) -> RunoffRecord:
    if not raw.startswith(STAMP):
        raise ValueError("this is not a runoff interface file of SWMM 5")
    n_subs, n_pollutants, units, n_steps = struct.unpack_from("<4i", raw, len(STAMP))
    sizes = sizes_of(model)
    there = {"subcatchments": n_subs, "pollutants": n_pollutants, "code of flow units": units}
    here = {"subcatchments": sizes.counts[0], "pollutants": sizes.counts[4], "code of flow units": sizes.units}
    wrong = [f"{what} {there[what]} where the model has {n}" for what, n in here.items() if there[what] != n]
    if wrong:
        raise ValueError("it is of another model: " + ", ".join(wrong))
    row = np.dtype([("step", "<f4"), ("values", "<f4", (n_subs, VALUES + n_pollutants))])
    head = len(STAMP) + 16
    if n_steps <= 0 or len(raw) < head + n_steps * row.itemsize:
        raise ValueError("it is cut off")
    if len(raw) > head + n_steps * row.itemsize:
        raise ValueError("it is damaged: more stands in it than its header says")
    rows = np.frombuffer(raw, row, n_steps, head)
    if not sound(rows["step"], LEAST_STEP, GREATEST):
        raise ValueError("it is damaged: it has steps of no length")
    if not sound(rows["values"], -GREATEST, GREATEST) or not sound(rows["values"][..., NOT_NEGATIVE], 0.0):
        raise ValueError("it is damaged: it holds what is no rain, runoff or concentration")
    times = np.cumsum(rows["step"].astype(float))
    if times[-1] < int(model.options.duration) - 1.0:
        raise ValueError(f"it ends after {times[-1] / 3600.0:g} h, before the simulation does")
    values = rows["values"][:, :, :VALUES].astype(float) * factors_of(units_of(model.options.flow_units))
    quality = rows["values"][:, :, VALUES:].astype(float) * concentration_factors(model)
    return RunoffRecord(
        times, values[..., EVAPORATION], values[..., INFILTRATION], values[..., RUNOFF],
        np.ascontiguousarray(np.moveaxis(quality, 2, 1)),
    )


def write_runoff_file(path: Path, model: Model, steps: Iterable[float], rows: Iterable[np.ndarray]) -> None:
    """Write steps [s] and a row (8 + pollutants, subcatchment) in SI for each: results of the step's end.

    Of pollutants that were not simulated, rows without them stand for none in the water.
    """
    lengths, values = np.array(list(steps), "<f4"), list(rows)
    n_subs, n_pollutants = len(model.subcatchments), len(model.pollutants)
    factors = np.concatenate([factors_of(units_of(model.options.flow_units)), concentration_factors(model)])
    table = np.zeros(len(lengths), np.dtype([("step", "<f4"), ("values", "<f4", (n_subs, VALUES + n_pollutants))]))
    table["step"] = lengths
    for i, row in enumerate(values):
        table["values"][i, :, : len(row)] = (row / factors[: len(row), None]).T
    units = list(FLOW_UNITS).index(model.options.flow_units)
    path.write_bytes(STAMP + struct.pack("<4i", n_subs, n_pollutants, units, len(lengths)) + table.tobytes())
