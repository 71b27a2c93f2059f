# SPDX-License-Identifier: Apache-2.0
"""Rain put on a model: a series of its own for every gage, or one for all where it rains alike everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sponge.model.elements import RainGage, TimeSeries
from sponge.model.model import Model
from sponge.model.read_only import ReadOnly
from sponge.model.step_cache import StepCache
from sponge.rain import Hyetograph

SERIES = "RAIN_OF_SCENARIO"


def with_rain(model: Model, rain: Hyetograph, begin: float, step_cache: StepCache | None = None) -> Model:
    """The model with this rain on every gage, beginning ``begin`` [s] after the simulation's start.

    ``step_cache`` is of the lanes before: what their rain does not change is the same table.
    """
    places = {name: rain.at(*model.symbols[name]) for name in model.gages if name in model.symbols}
    uniform = len({places.get(name) for name in model.gages}) == 1
    if not uniform:
        places = {name: places.get(name, (1.0, 0.0)) for name in model.gages}
    named = {SERIES: next(iter(places.values()), (1.0, 0.0))}
    if not uniform:
        named = {series_of(name): place for name, place in places.items()}
    step = (step_cache or StepCache()).of
    gages = step(rained_gages, model.gages, uniform, float(rain.step))
    return replace(model, gages=gages, series=step(rained_series, model.series, rain, named, float(begin)))


def series_of(gage: str) -> str:
    """The series of a gage that has a rain of its own."""
    return f"{SERIES}@{gage}"


def rained_gages(gages: dict[str, RainGage], uniform: bool, step: float) -> dict[str, RainGage]:
    """Gages with the series of the rain; as a Model keeps them, so that the lanes that share them have one table."""
    return ReadOnly({name: _gage(gage, SERIES if uniform else series_of(name), step) for name, gage in gages.items()})


def rained_series(
    series: dict[str, TimeSeries], rain: Hyetograph, places: dict[str, tuple[float, float]], begin: float
) -> dict[str, TimeSeries]:
    """The series with those of the rain, by their names with factor and delay [s] of each."""
    rained = {name: _series(name, rain, factor, begin + delay) for name, (factor, delay) in places.items()}
    return ReadOnly(series | rained)


def _gage(gage: RainGage, series: str, step: float) -> RainGage:
    return replace(
        gage, form="INTENSITY", interval=step, series=series, file="", station="", rain_units="", file_start=None
    )


def _series(name: str, rain: Hyetograph, factor: float, begin: float) -> TimeSeries:
    """The wet steps alone: a gage's record lasts one interval, so what is not there is dry."""
    times, depths = rain.wet()
    rates = depths * factor / rain.step
    times = np.round(times + begin)
    return TimeSeries(name, times=tuple(times.tolist()), values=tuple(rates.tolist()))


def last_rain(model: Model, rain: Hyetograph) -> float:
    """When it has stopped raining at every gage, s after the rain's begin."""
    delays = [rain.at(*model.symbols[name])[1] for name in model.gages if name in model.symbols]
    return rain.duration + max(delays, default=0.0)
