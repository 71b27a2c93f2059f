# SPDX-License-Identifier: Apache-2.0
"""Rain gages as tables of steps, s since the simulation's start."""

from __future__ import annotations

import numpy as np

from sponge.base.epa_rain import increments
from sponge.base.tables import pool
from sponge.base.times import since_epoch
from sponge.engine.hydrology.tables import Gages
from sponge.model.compat import corrections
from sponge.model.compile.times import times_since_start
from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.model.records import RainRecord
from sponge.model.rules.parser import gages_of_rules

Table = tuple[np.ndarray, np.ndarray]
BEFORE = -1e12  # s: before every simulation


def month_at(model: Model, times: np.ndarray) -> np.ndarray:
    """Month 0..11 of times [s since the start]."""
    days = np.datetime64(model.options.start, "s") + np.asarray(times).astype("timedelta64[s]")
    return days.astype("datetime64[M]").astype(int) % 12


def increments_of(model: Model, totals: np.ndarray) -> np.ndarray:
    """Rain [m] between readings of a running total [m]."""
    reset_share = corrections(model.options.compat).cumulative_rain_reset
    return np.array(increments(totals.tolist(), reset_share))


def depths_of(model: Model, record: RainRecord) -> np.ndarray:
    """Rain [m] of each interval of a rain file."""
    return increments_of(model, record.depths) if record.cumulative else record.depths


def intensities(model: Model, form: str, values: np.ndarray, interval: float) -> np.ndarray:
    """Rates [m/s] from a gage's numbers: INTENSITY is a rate, VOLUME and CUMULATIVE are depths [m]."""
    if form == "INTENSITY":
        return values
    return (increments_of(model, values) if form == "CUMULATIVE" else values) / interval


def rain_steps(times: np.ndarray, rates: np.ndarray, interval: float) -> Table:
    """Steps of intensity: each record rains for the interval from its time on, or until the next one that is wet.

    Dry records are passed over but for the first, as in EPA SWMM, so that a dry spell is one step.
    """
    keep = rates != 0.0
    keep[:1] = True
    times, rates = np.round(times[keep]), rates[keep]
    x: list[float] = []
    y: list[float] = []
    end = BEFORE
    for time, rate in zip(times.tolist(), rates.tolist(), strict=True):
        if x and end < time:
            x.append(end)
            y.append(0.0)
        begin = max(time, end) if x else time
        x.append(begin)
        y.append(rate)
        end = max(begin, time + interval)
    return np.array([*x, end] if x else [0.0]), np.array([*y, 0.0])


def rain_of(model: Model, gage: RainGage) -> tuple[np.ndarray, np.ndarray, float]:
    """Times [s since the start], intensities [m/s] and interval [s] of a gage, as recorded."""
    if gage.file:
        record = model.rain_records[gage.name]
        rates = depths_of(model, record) / record.interval
        return record.times - since_epoch(model.options.start), rates, record.interval
    times, values = times_since_start(model, gage.series)
    return times, intensities(model, gage.form, values, gage.interval), gage.interval


def used_gages(model: Model) -> set[str]:
    """Gages that a subcatchment, a unit hydrograph or a control rule looks at."""
    users = [sub.gage for sub in model.subcatchments.values()] + [uh.gage for uh in model.hydrographs.values()]
    return {gage for gage in users if gage in model.gages} | gages_of_rules(model)


def compile_gages(model: Model) -> Gages:
    """Gages of one lane; those that share a series share the rain of the first of them, as in EPA SWMM."""
    used = used_gages(model)
    tables: list[Table] = []
    shared: dict[str, int] = {}  # series -> table
    rain = np.zeros(len(model.gages), np.int64)
    for i, gage in enumerate(model.gages.values()):
        shares = bool(gage.series) and gage.name in used
        if shares and gage.series in shared:
            rain[i] = shared[gage.series]
            continue
        rain[i] = len(tables)
        if shares:
            shared[gage.series] = len(tables)
        if model.options.ignore_rainfall or (gage.file and gage.name not in model.rain_records):
            tables.append((np.zeros(1), np.zeros(1)))
        else:
            times, rates, interval = rain_of(model, gage)
            factor = np.array(model.adjustments.rainfall)[month_at(model, times)] if len(times) else 1.0
            tables.append(rain_steps(times, rates * factor, interval))
    return Gages(
        used=np.array([int(name in used) for name in model.gages], np.int64),
        rain=rain,
        snow_catch=np.array([gage.snow_catch for gage in model.gages.values()], float),
        tables=pool(tables),
    )


def runoff_steps(model: Model) -> tuple[float, float]:
    """(wet, dry) runoff steps [s]: the wet one no longer than a series gage's interval, the dry one no shorter."""
    wet = float(int(model.options.wet_step))
    seen, used = set(), used_gages(model)
    for name, gage in model.gages.items():
        if name in used and gage.series and gage.series not in seen:
            seen.add(gage.series)
            wet = min(wet, gage.interval)
    return wet, max(float(int(model.options.dry_step)), wet)
