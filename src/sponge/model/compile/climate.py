# SPDX-License-Identifier: Apache-2.0
"""Temperature and evaporation as tables, s since the simulation's start."""

from __future__ import annotations

from datetime import MAXYEAR, datetime
from math import tan

import numpy as np

from sponge.base.tables import pool
from sponge.base.times import since_epoch
from sponge.engine.hydrology.tables import Climate
from sponge.model.compat import corrections
from sponge.model.compile.gages import month_at
from sponge.model.compile.times import times_since_start
from sponge.model.model import Model
from sponge.physics.climate import hargreaves

Table = tuple[np.ndarray, np.ndarray]
DAY = 86400.0
ALWAYS = -1e12  # s: before every simulation
PI = 3.141592654


def months(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(start s, month 0..11, day of the year) of every month that the simulation touches, the first one ALWAYS."""
    start, end = model.options.start, model.options.end
    first, after = start.year * 12 + start.month - 1, end.year * 12 + end.month  # months since the year 0
    dates = [datetime(k // 12, k % 12 + 1, 1) for k in range(first, min(after, MAXYEAR * 12 + 11) + 1)]
    begins = np.array([(date - start).total_seconds() for date in dates])
    number = np.array([date.month - 1.0 for date in dates])
    return begins, number, np.array([float(date.timetuple().tm_yday) for date in dates])


def filled(values: np.ndarray, before: float) -> np.ndarray:
    """Missing days (NaN) take the last value before them."""
    out, last = np.array(values, float), before
    for i, value in enumerate(out):
        last = last if np.isnan(value) else value
        out[i] = last
    return out


def simulated_days(model: Model) -> np.ndarray:
    """Midnights [s since the start] of the days of the simulation."""
    start = model.options.start
    midnight = -(since_epoch(start) % DAY)
    return midnight + DAY * np.arange(int((model.options.duration - midnight) // DAY) + 1)


def daily(model: Model, name: str, before: float) -> np.ndarray:
    """A variable of the climate file on each day of the simulation; `before` until the first value."""
    record, days = model.climate_record, simulated_days(model)
    if record is None:
        return np.full(len(days), before)
    first = model.temperature.file_start or model.options.start
    skip = int((since_epoch(first) - record.first_day) // DAY)
    values = getattr(record, name)[max(skip, 0) : skip + len(days)]
    return filled(np.concatenate([values, np.full(len(days) - len(values), np.nan)]), before)


def daily_extremes(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest temperature [degC] of each day, with the month's change."""
    unknown = (70.0 - 32.0) / 1.8
    change = np.array(model.adjustments.temperature)[month_at(model, simulated_days(model))]
    low, high = (daily(model, name, unknown) + change for name in ("low", "high"))
    return np.minimum(low, high), np.maximum(low, high)


def hargreaves_rates(model: Model) -> np.ndarray:
    """Evaporation [m/s] of each day from the week's mean temperature and range."""
    low, high = daily_extremes(model)
    days = simulated_days(model)
    dates = np.datetime64(model.options.start, "s") + days.astype("timedelta64[s]")
    year_day = (dates.astype("datetime64[D]") - dates.astype("datetime64[Y]")).astype(int) + 1
    rates = []
    for i, day in enumerate(year_day):
        week = slice(max(0, i - 6), i + 1)
        mean, span = 0.5 * (low + high)[week].mean(), (high - low)[week].mean()
        rates.append(hargreaves(mean, span, float(day), model.temperature.latitude) * 1e-3 / DAY)
    return np.array(rates)


def series_evaporation(model: Model) -> Table:
    """Steps of a series: the last value up to the start holds from the beginning, or the first one after it."""
    times, rates = times_since_start(model, model.evaporation.series)
    begin = -(since_epoch(model.options.start) % DAY)  # with this day, where what was before does not count
    if corrections(model.options.compat).evaporation_before_start > 0.0 and len(times) and times[0] <= 0.0:
        begin = times[np.searchsorted(times, 0.0, side="right") - 1]
    keep = (times >= begin) & (times <= model.options.duration)
    if not keep.any():
        return np.array([ALWAYS]), rates[:1] if len(rates) else np.zeros(1)
    x, y = times[keep], rates[keep]
    x[0] = ALWAYS
    return x, y


def evaporation_steps(model: Model) -> tuple[Table, bool]:
    """Steps of potential evaporation [m/s], and whether a change ends a runoff step."""
    evaporation, (begins, number, _) = model.evaporation, months(model)
    begins = np.concatenate([[ALWAYS], begins[1:]])
    month = number.astype(int)
    source = evaporation.source
    if source == "CONSTANT":
        x, y = begins[:1], np.array(evaporation.monthly[:1])
    elif source == "MONTHLY":
        x, y = begins, np.array(evaporation.monthly)[month]
    elif source == "TIMESERIES":
        x, y = series_evaporation(model)
    else:
        x = simulated_days(model)
        if source == "FILE":
            y = daily(model, "evaporation", 0.0) * np.array(evaporation.pan)[month_at(model, x)]
        else:
            y = hargreaves_rates(model)
        x[0] = ALWAYS
    change = np.array(model.adjustments.evaporation)
    if change.any():
        both = np.union1d(x, begins)
        month = month[np.searchsorted(begins, both, side="right") - 1]
        y = y[np.searchsorted(x, both, side="right") - 1] + change[month]
        x = both
    y = np.maximum(y, 0.0)  # an adjustment may take all, never add water
    return (x, y), source not in ("CONSTANT", "TEMPERATURE")


def monthly_factors(model: Model, pattern: str) -> np.ndarray:
    """The twelve factors of a monthly pattern; ones for another kind or none."""
    found = model.patterns.get(pattern)
    factors = np.ones(12)
    if found is not None and found.kind == "MONTHLY":
        factors[: len(found.factors)] = np.maximum(found.factors[:12], 0.0)
    return factors


def compile_climate(model: Model) -> Climate:
    """Climate of one lane."""
    begins, number, year_day = months(model)
    evaporation, ends_steps = evaporation_steps(model)
    tables: list[Table] = [(begins, number), (begins, year_day), evaporation]
    temperature = model.temperature
    series, low, high = -1, -1, -1
    if temperature.source == "TIMESERIES":
        series = len(tables)
        tables.append(times_since_start(model, temperature.series))
    elif temperature.source == "FILE" and model.climate_record is not None:
        low, high = len(tables), len(tables) + 1
        tables += [(simulated_days(model), values) for values in daily_extremes(model)]
    snow = bool(model.snow_packs) and not model.options.ignore_snowmelt
    adjust = model.adjustments
    return Climate(
        month=np.array(0, np.int64),
        year_day=np.array(1, np.int64),
        evaporation=np.array(2, np.int64),
        temperature=np.array(series, np.int64),
        low=np.array(low, np.int64),
        high=np.array(high, np.int64),
        ends_steps=np.array(float(ends_steps)),
        dry_only=np.array(float(model.evaporation.dry_only)),
        tan_latitude=np.array(tan(temperature.latitude * PI / 180.0)),
        longitude_hours=np.array(temperature.longitude_correction / 60.0),
        snow_temperature=np.array(temperature.snow_temperature if snow else -np.inf),
        midnight=np.array(-(since_epoch(model.options.start) % DAY)),
        least_rise=np.array(float(corrections(model.options.compat).least_rise)),
        recovery_factor=monthly_factors(model, model.evaporation.recovery),
        conductivity_factor=np.array(adjust.conductivity, float),
        temperature_change=np.array(adjust.temperature, float),
        tables=pool(tables),
    )
