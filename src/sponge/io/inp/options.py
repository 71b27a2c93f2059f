"""[OPTIONS] -> Options, SI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sponge.base.did_you_mean import did_you_mean
from sponge.base.units import units_of
from sponge.io.inp import keywords
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import EPOCH, to_day, to_number, to_seconds, whole_seconds
from sponge.io.inp.row import Row
from sponge.model.options import Options


@dataclass(frozen=True, slots=True)
class Option:
    """How one keyword is read: the field of Options it sets, and the reader of its value."""

    name: str
    read: Callable[[Row], Any]


def _word(*words: str) -> Callable[[Row], str]:
    return lambda row: row.word(1, words, "value")


def _flag(row: Row) -> bool:
    return row.flag(1, "value")


def _routing(row: Row) -> str:
    return keywords.ROUTING[row.word(1, tuple(keywords.ROUTING), "routing method")]


def _date(row: Row) -> int:
    day = to_day(row.item(1))
    if day is None:
        row.bad(f"not a date: {row.item(1)!r}", "month/day/year")
    return day or 0


def _clock(row: Row) -> float:
    seconds = to_seconds(row.item(1))
    if seconds is None:
        row.bad(f"not a time: {row.item(1)!r}", "hours:minutes:seconds or decimal hours")
    return seconds or 0.0


def _day_of_year(row: Row) -> tuple[int, int]:
    day = to_day(row.item(1)[:24] + "/1947")
    if day is None:
        row.bad(f"not a day of the year: {row.item(1)!r}", "month/day")
        return (1, 1)
    date = datetime.fromordinal(day + EPOCH)
    return date.month, date.day


def _step(smallest: int) -> Callable[[Row], float]:
    """A step in whole seconds, written as hours:minutes:seconds or decimal hours."""

    def read(row: Row) -> float:
        seconds = whole_seconds(_clock(row))
        if not row.failed and seconds < smallest:
            row.bad(f"time step must be positive: {row.item(1)}")
        return float(seconds)

    return read


def _routing_step(row: Row) -> float:
    """A step in decimal seconds, or as hours:minutes:seconds."""
    seconds = to_number(row.item(1))
    if seconds is None:
        seconds = _clock(row)
    if not row.failed and seconds <= 0.0:
        row.bad(f"time step must be positive: {row.item(1)}")
    return seconds


def _lengthening_step(row: Row) -> float:
    seconds = to_number(row.item(1))
    return max(0.0, _clock(row) if seconds is None else seconds)


def _number(**limits: float) -> Callable[[Row], float]:
    return lambda row: row.number(1, "value", **limits)


def _percent(row: Row) -> float:
    return row.number(1, "value") / 100.0


def _slope(row: Row) -> float:
    slope = row.number(1, "value", low=0.0)
    if slope >= 100.0:
        row.bad(f"a slope of 100 % or more: {row.item(1)}")
    return slope / 100.0


def _count(row: Row) -> int:
    """A whole number; EPA SWMM takes what is none for zero."""
    value = to_number(row.item(1))
    if value is None:
        row.warn(f"not a number: {row.item(1)!r}, taken as 0")
        return 0
    if value < 0.0:
        row.bad(f"cannot be negative: {row.item(1)}")
    return int(min(value, 1e9))


def _area(row: Row) -> float:
    return row.number(1, "value", low=0.0)


OPTIONS = {
    "FLOW_UNITS": Option("flow_units", _word(*keywords.FLOW_UNITS)),
    "INFILTRATION": Option("infiltration", _word(*keywords.INFILTRATION)),
    "FLOW_ROUTING": Option("routing", _routing),
    "START_DATE": Option("start_date", _date),
    "START_TIME": Option("start_time", _clock),
    "END_DATE": Option("end_date", _date),
    "END_TIME": Option("end_time", _clock),
    "REPORT_START_DATE": Option("report_date", _date),
    "REPORT_START_TIME": Option("report_time", _clock),
    "SWEEP_START": Option("sweep_start", _day_of_year),
    "SWEEP_END": Option("sweep_end", _day_of_year),
    "DRY_DAYS": Option("dry_days", _number(low=0.0)),
    "WET_STEP": Option("wet_step", _step(1)),
    "DRY_STEP": Option("dry_step", _step(1)),
    "ROUTING_STEP": Option("routing_step", _routing_step),
    "RULE_STEP": Option("rule_step", _step(0)),
    "REPORT_STEP": Option("report_step", _step(1)),
    "ALLOW_PONDING": Option("allow_ponding", _flag),
    "INERTIAL_DAMPING": Option("inertial_damping", _word("NONE", "PARTIAL", "FULL")),
    "SLOPE_WEIGHTING": Option("", _flag),
    "VARIABLE_STEP": Option("variable_step", _number(low=0.0, high=2.0)),
    "NORMAL_FLOW_LIMITED": Option("normal_flow_limited", _word("SLOPE", "FROUDE", "BOTH", "NONE")),
    "LENGTHENING_STEP": Option("lengthening_step", _lengthening_step),
    "MIN_SURFAREA": Option("min_surface_area", _area),
    "COMPATIBILITY": Option("", _word("3", "4", "5")),
    "SKIP_STEADY_STATE": Option("skip_steady_state", _flag),
    "TEMPDIR": Option("temp_dir", lambda row: row.item(1)),
    "IGNORE_RAINFALL": Option("ignore_rainfall", _flag),
    "FORCE_MAIN_EQUATION": Option("force_main_equation", _word("H-W", "D-W")),
    "LINK_OFFSETS": Option("link_offsets", _word("DEPTH", "ELEVATION")),
    "MIN_SLOPE": Option("min_slope", _slope),
    "IGNORE_SNOWMELT": Option("ignore_snowmelt", _flag),
    "IGNORE_GROUNDWATER": Option("ignore_groundwater", _flag),
    "IGNORE_ROUTING": Option("ignore_routing", _flag),
    "IGNORE_QUALITY": Option("ignore_quality", _flag),
    "MAX_TRIALS": Option("max_trials", _count),
    "HEAD_TOLERANCE": Option("head_tolerance", _number()),
    "SYS_FLOW_TOL": Option("system_flow_tolerance", _percent),
    "LAT_FLOW_TOL": Option("lateral_flow_tolerance", _percent),
    "IGNORE_RDII": Option("ignore_rdii", _flag),
    "MINIMUM_STEP": Option("min_routing_step", _number(low=0.0)),
    "THREADS": Option("threads", _count),
    "SURCHARGE_METHOD": Option("surcharge_method", _word("EXTRAN", "SLOT")),
}


def read_options(context: Context) -> None:
    """Fill ``context.options`` and ``context.units``."""
    values: dict[str, Any] = {}
    other: list[tuple[str, str]] = []
    for line in context.lines("OPTIONS"):
        row = Row(context, "OPTIONS", line.number, line.tokens, line.text)
        keyword = match(row.name, tuple(OPTIONS))
        if keyword is None:
            row.bad(f"unknown option {row.name!r}", did_you_mean(row.name, OPTIONS))
        elif len(row) > 1:
            context.option_lines[keyword] = line.number
            _read_option(row, keyword, values, other)
    if values.get("routing") == "NONE":
        del values["routing"]
        values["ignore_routing"] = True
    _join_dates(values)
    units = units_of(values.get("flow_units", "CFS"))
    values["min_surface_area"] = values.get("min_surface_area", 0.0) * units.area
    values["head_tolerance"] = values.get("head_tolerance", 0.0) * units.length
    context.units = units
    context.options = Options(**values, other=tuple(other))


def _read_option(row: Row, keyword: str, values: dict[str, Any], other: list[tuple[str, str]]) -> None:
    option = OPTIONS[keyword]
    value = option.read(row)
    if not option.name:
        other.append((keyword, row.item(1).upper()))
    elif not row.failed:
        values[option.name] = value


def _join_dates(values: dict[str, Any]) -> None:
    """Dates and times of day to datetimes, defaults as EPA SWMM's: 2004-01-01 00:00."""
    default = Options().start.toordinal() - EPOCH
    start_day, start_time = values.pop("start_date", default), values.pop("start_time", 0.0)
    values["start"] = moment(start_day, start_time)
    values["end"] = moment(values.pop("end_date", default), values.pop("end_time", 0.0))
    day, time = values.pop("report_date", None), values.pop("report_time", None)
    if day is not None and time is not None:  # one alone has no effect
        values["report_start"] = moment(day, time)


def moment(day: int, seconds: float) -> datetime:
    """The datetime of a day since 1970-01-01 and seconds, to the microsecond; clamped to what datetime can hold."""
    try:
        return datetime.fromordinal(day + EPOCH) + timedelta(seconds=round(seconds, 6))
    except (OverflowError, ValueError):
        return datetime.max
