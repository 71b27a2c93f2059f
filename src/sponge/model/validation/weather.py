# SPDX-License-Identifier: Apache-2.0
"""Rain, climate and other series against the simulation: numbers that cannot be, and series that lie outside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from sponge.base.epa_rain import dips
from sponge.base.times import since_epoch
from sponge.model.compile.gages import rain_of, used_gages
from sponge.model.compile.times import times_since_start
from sponge.model.elements import RainGage
from sponge.model.model import Model
from sponge.model.quantities import OF_SERIES as QUANTITIES_OF
from sponge.model.series_use import INTENSITY, RAIN_DEPTH, TEMPERATURE, Role, roles_of_series
from sponge.model.usual import HINT, OF_SERIES
from sponge.model.validation.findings import Findings

SERIES_UNITS = {what: quantity.units[0] if quantity.units else "" for what, quantity in QUANTITIES_OF.items()}
NOT_NEGATIVE = {INTENSITY: "rain", RAIN_DEPTH: "rain"}
COLDEST, HOTTEST = -90.0, 60.0  # degC
WINDOWS = (3600.0, 86400.0)  # s
RECORD, RECORD_POWER = 0.422, 0.475  # m in an hour; power of time: rain that was ever measured, from minutes to years
NOT_NEGATIVE_OF = {"CONCEN": "a concentration", "BUILDUP": "a build-up"}
GREATEST = 1e30  # as io.numbers: what no number of a model can be


def check_weather(found: Findings) -> None:
    """All series and records that something uses."""
    roles = roles_of_series(found.model)
    unused = _unused_rain(found.model)
    for name, users in roles.items():
        if name in found.model.series and name not in unused:
            _check_values(found, name, users)
            _check_span(found, name, users)
    for gage in _gages(found.model):
        _check_rain(found, gage)
    _check_records(found)


def _unused_rain(model: Model) -> set[str]:
    """Series of gages that nothing has."""
    used = used_gages(model)
    idle = {gage.series for name, gage in model.gages.items() if gage.series and name not in used}
    return idle - {gage.series for name, gage in model.gages.items() if name in used}


def _gages(model: Model) -> Iterator[RainGage]:
    used = used_gages(model)
    return (gage for name, gage in model.gages.items() if name in used)


def _check_values(found: Findings, name: str, users: dict[Role, str]) -> None:
    """Numbers that a series cannot hold."""
    series = found.model.series[name]
    values = np.asarray(series.values, float)
    wrong = np.flatnonzero(~(np.abs(values) < GREATEST))
    if wrong.size:
        when = _when(found.model, name, wrong[0])
        found.bad_element("series", series, f"{values[wrong[0]]:g} at {when} is no number that can be meant")
        return
    odd = np.flatnonzero((values < COLDEST) | (values > HOTTEST))
    if odd.size and TEMPERATURE in users:
        when = _when(found.model, name, odd[0])
        hint = "they are in degF with US FLOW_UNITS, in degC with SI ones; leave out records of what was not measured"
        found.bad_element("series", series, f"a temperature of {values[odd[0]]:.4g} degC at {when} cannot be", hint)
    for role, who in users.items():
        usual = OF_SERIES.get(role.what)
        if usual is None:
            continue
        strange = np.flatnonzero((values != 0.0) & ((values < usual.low) | (values > usual.high)))
        if strange.size:
            first = int(strange[0])
            words = usual.telling(f"{role.what.lower()} at {_when(found.model, name, first)},", float(values[first]),
                                  SERIES_UNITS[role.what])  # fmt: skip
            found.warn_element("series", series, f"{words}, for {who}", HINT)
    negative = np.flatnonzero(values < 0.0)
    for role, who in users.items() if negative.size else ():
        what = NOT_NEGATIVE.get(role) or NOT_NEGATIVE_OF.get(role.what)
        if what:
            many = f" (and {negative.size - 1} more)" if negative.size > 1 else ""
            when = _when(found.model, name, negative[0])
            hint = "leave out records of what was not measured" if what == "rain" else ""
            message = f"{what} below zero at {when}{many}, for {who}"
            found.bad_element("series", series, message, hint)


def _when(model: Model, name: str, i: int) -> str:
    times, _ = times_since_start(model, name)
    return _moment(model, float(times[i]))


def _moment(model: Model, seconds: float) -> str:
    """A time since the start as a date."""
    try:
        return (model.options.start + timedelta(seconds=round(seconds))).isoformat(" ", "minutes")
    except OverflowError:
        return f"{seconds / 86400.0:.0f} days from the start"


def _check_span(found: Findings, name: str, users: dict[Role, str]) -> None:
    """A series wholly before or after the simulation."""
    model = found.model
    times, _ = times_since_start(model, name)
    if not len(times):
        return
    lasts = max((g.interval for g in model.gages.values() if g.series == name), default=0.0)
    outside = _outside(model, float(times[0]), float(times[-1]) + lasts)
    if outside:
        found.warn_element("series", model.series[name], f"{outside}, for {next(iter(users.values()))}")


def _outside(model: Model, first: float, last: float) -> str:
    """What to tell of times [s since the start] wholly outside the simulation; nothing where they are not."""
    if last >= 0.0 and first <= model.options.duration:
        return ""
    where = "before" if last < 0.0 else "after"
    span = f"{_moment(model, first)} to {_moment(model, last)}"
    return f"it lies {where} the simulation: {span}"


def _check_rain(found: Findings, gage: RainGage) -> None:
    """The records of a rain file, and running totals of any gage."""
    model = found.model
    record = model.rain_records.get(gage.name) if gage.file else None
    if record is not None and record.times.size:
        times = record.times - since_epoch(model.options.start)
        outside = _outside(model, float(times[0]), float(times[-1]) + record.interval)
        if outside:
            found.warn_element("gages", gage, f"its rain: {outside}")
        cumulative, totals = record.cumulative, record.depths
        _check_gaps(found, gage, times, record.interval)
    elif gage.series in model.series:
        times, totals = times_since_start(model, gage.series)
        cumulative = gage.form == "CUMULATIVE"
    else:
        return
    _check_most(found, gage)
    fallen = dips(totals.tolist()) if cumulative else []
    if fallen:
        when = _moment(model, float(times[fallen[0]]))
        many = f" and {len(fallen) - 1} times more" if len(fallen) > 1 else ""
        hint = "EPA SWMM takes every fall for a gage that was emptied, and counts what it had caught anew"
        found.warn_element("gages", gage, f"its running total falls a little at {when}{many}: no rain there", hint)


def _check_gaps(found: Findings, gage: RainGage, times: np.ndarray, interval: float) -> None:
    """Records closer together than each of them lasts: what overlaps cannot be told apart."""
    close = np.flatnonzero(np.diff(times) < interval)
    if close.size:
        when, gap = _moment(found.model, float(times[close[0]])), float(times[close[0] + 1] - times[close[0]])
        many = f" and {close.size - 1} times more" if close.size > 1 else ""
        message = f"its records of {interval:g} s stand {gap:g} s apart at {when}{many}: what overlaps is lost"
        found.warn_element("gages", gage, message, "the recording interval of [RAINGAGES]")


def most_rain(seconds: float) -> float:
    """The most rain [m] that was ever measured in a time: 422 mm T^0.475, T in hours (Paulhus 1965, WMO-No. 168)."""
    return RECORD * (seconds / 3600.0) ** RECORD_POWER


def _check_most(found: Findings, gage: RainGage) -> None:
    """More rain in an interval, an hour or a day than ever fell: most likely in another unit."""
    times, rates, interval = rain_of(found.model, gage)
    if not len(times) or not interval > 0.0 or not np.all(np.diff(times) > 0.0):
        return
    fallen = np.cumsum(rates * interval)
    for window in (interval, *(w for w in WINDOWS if w > interval)):
        before = np.searchsorted(times, times + interval - window, side="left") - 1
        depths = fallen - np.where(before >= 0, fallen[before], 0.0)
        most = int(np.argmax(depths))
        if depths[most] > most_rain(window) * (1.0 + 1e-9):
            when = _moment(found.model, float(times[most]))
            fell = f"{1000.0 * depths[most]:.4g} mm of rain in {window:g} s until {when}"
            hint = f"{1000.0 * most_rain(window):.4g} mm; numbers in another unit?"
            found.warn_element("gages", gage, f"{fell}: more than was ever measured", hint)
            return


def _check_records(found: Findings) -> None:
    """The other companion files."""
    model = found.model
    start = since_epoch(model.options.start)

    def warn(what: str, section: str, first: float, last: float) -> None:
        outside = _outside(model, first - start, last - start)
        if outside:
            found.warn(f"{what}: {outside}", section)

    flow = OF_SERIES["FLOW"]
    for node, (times, flows) in model.interface_inflows.items():
        odd = np.flatnonzero(~((flow.low <= flows) & (flows <= flow.high))) if len(times) else np.zeros(0)
        if odd.size:
            told = flow.telling("flow", float(flows[int(odd[0])]), "m3/s")
            found.warn(f"interface inflow of node {node!r}: {told}", "FILES", hint=HINT)
        if len(times):
            warn(f"interface inflow of node {node!r}", "FILES", float(times[0]), float(times[-1]))
    if model.rdii_record is not None and len(model.rdii_record.times):
        times = model.rdii_record.times
        warn("RDII interface file", "FILES", float(times[0]), float(times[-1]) + model.rdii_record.step)
    climate = model.climate_record
    if climate is not None:
        first = since_epoch(model.temperature.file_start or model.options.start)
        _check_days(found, first)
        left = climate.first_day + 86400.0 * len(climate.low) - max(first, climate.first_day)
        if left < model.options.duration:
            ends = datetime(1970, 1, 1) + timedelta(seconds=climate.first_day + 86400.0 * (len(climate.low) - 1))
            found.warn(
                f"the climate file ends on {ends:%Y-%m-%d}, before the simulation: its last values hold on",
                "TEMPERATURE",
            )


def _check_days(found: Findings, first: float) -> None:
    """Days of the simulation without a temperature in a climate file that is read for it."""
    model, climate = found.model, found.model.climate_record
    if climate is None or (model.temperature.source != "FILE" and model.evaporation.source != "TEMPERATURE"):
        return
    begin = int((max(first, climate.first_day) - climate.first_day) // 86400.0)
    days = slice(begin, begin + int(model.options.duration // 86400.0) + 1)
    missing = np.flatnonzero(np.isnan(climate.low[days]) & np.isnan(climate.high[days]))
    known = np.flatnonzero(~np.isnan(climate.low))
    missing = missing[missing + begin < known[-1]] if known.size else missing[:0]
    if missing.size:
        day = datetime(1970, 1, 1) + timedelta(seconds=climate.first_day + 86400.0 * (begin + int(missing[0])))
        more = f" and {missing.size - 1} days more" if missing.size > 1 else ""
        words = f"the climate file has no temperature for {day:%Y-%m-%d}{more}: the last one holds on"
        found.warn(words, "TEMPERATURE")
