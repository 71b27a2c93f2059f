# SPDX-License-Identifier: Apache-2.0
"""[OPTIONS]: one record a keyword. What is written are all options, defaults too, in the order of this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sponge.base.dates import EPOCH
from sponge.base.did_you_mean import did_you_mean
from sponge.base.units import Units, units_of
from sponge.io.inp import option_values as value
from sponge.io.inp.context import Context
from sponge.io.inp.foreign import read_foreign_option
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import moment
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, clock, date_of, num, percent, quoted, time_of, yes_no
from sponge.model.model import Model
from sponge.model.options import Options
from sponge.physics.infiltration import BY_KEYWORD


def _as_it_is(what: str, _: Units) -> str:
    return what


def _number(what: float, _: Units) -> str:
    return num(what)


def _whole(what: int, _: Units) -> str:
    return str(what)


def _percent(fraction: float, _: Units) -> str:
    return percent(fraction)


def _flag(flag: bool, _: Units) -> str:
    return yes_no(flag)


def _only_yes(flag: bool, _: Units) -> str:
    return "YES" if flag else ""


def _date(when: datetime | None, _: Units) -> str:
    return date_of(when) if when is not None else ""


def _time(when: datetime | None, _: Units) -> str:
    return time_of(when) if when is not None else ""


def _day_of_year(day: tuple[int, int], _: Units) -> str:
    return "{:02d}/{:02d}".format(*day)


def _step(seconds: float, _: Units) -> str:
    return clock(seconds)


def _area(area: float, units: Units) -> str:
    return num(area, units.area)


def _length(length: float, units: Units) -> str:
    return num(length, units.length)


def _name(name: str, _: Units) -> str:
    return quoted(name) if name else ""


@dataclass(frozen=True, slots=True)
class Option:
    """How one keyword is read and written."""

    name: str  # the field of Options, or a part of one that is joined once all rows are read
    read: Callable[[Row], Any]
    write: Callable[[Any, Units], str]  # of the field; an empty text is not written
    part_of: str = ""  # the field, where ``name`` is a part of it


KEYWORDS = {
    "FLOW_UNITS": Option("flow_units", value.choice("flow_units"), _as_it_is),
    "INFILTRATION": Option("infiltration", value.word(*BY_KEYWORD), _as_it_is),
    "FLOW_ROUTING": Option("routing", value.routing, _as_it_is),
    "LINK_OFFSETS": Option("link_offsets", value.choice("link_offsets"), _as_it_is),
    "FORCE_MAIN_EQUATION": Option("force_main_equation", value.choice("force_main_equation"), _as_it_is),
    "MIN_SLOPE": Option("min_slope", value.slope, _percent),
    "ALLOW_PONDING": Option("allow_ponding", value.flag, _flag),
    "SKIP_STEADY_STATE": Option("skip_steady_state", value.flag, _flag),
    "IGNORE_RAINFALL": Option("ignore_rainfall", value.flag, _only_yes),
    "IGNORE_SNOWMELT": Option("ignore_snowmelt", value.flag, _only_yes),
    "IGNORE_GROUNDWATER": Option("ignore_groundwater", value.flag, _only_yes),
    "IGNORE_RDII": Option("ignore_rdii", value.flag, _only_yes),
    "IGNORE_ROUTING": Option("ignore_routing", value.flag, _only_yes),
    "IGNORE_QUALITY": Option("ignore_quality", value.flag, _only_yes),
    "START_DATE": Option("start_date", value.date, _date, "start"),
    "START_TIME": Option("start_time", value.clock, _time, "start"),
    "END_DATE": Option("end_date", value.date, _date, "end"),
    "END_TIME": Option("end_time", value.clock, _time, "end"),
    "REPORT_START_DATE": Option("report_date", value.date, _date, "report_start"),
    "REPORT_START_TIME": Option("report_time", value.clock, _time, "report_start"),
    "SWEEP_START": Option("sweep_start", value.day_of_year, _day_of_year),
    "SWEEP_END": Option("sweep_end", value.day_of_year, _day_of_year),
    "DRY_DAYS": Option("dry_days", value.number(low=0.0), _number),
    "REPORT_STEP": Option("report_step", value.step(1), _step),
    "WET_STEP": Option("wet_step", value.step(1), _step),
    "DRY_STEP": Option("dry_step", value.step(1), _step),
    "RULE_STEP": Option("rule_step", value.step(0), _step),
    "ROUTING_STEP": Option("routing_step", value.routing_step, _number),
    "INERTIAL_DAMPING": Option("inertial_damping", value.choice("inertial_damping"), _as_it_is),
    "NORMAL_FLOW_LIMITED": Option("normal_flow_limited", value.choice("normal_flow_limited"), _as_it_is),
    "SURCHARGE_METHOD": Option("surcharge_method", value.choice("surcharge_method"), _as_it_is),
    "VARIABLE_STEP": Option("variable_step", value.number(low=0.0, high=2.0), _number),
    "LENGTHENING_STEP": Option("lengthening_step", value.lengthening_step, _number),
    "MINIMUM_STEP": Option("min_routing_step", value.number(low=0.0), _number),
    "MIN_SURFAREA": Option("min_surface_area", value.number(low=0.0), _area),
    "MAX_TRIALS": Option("max_trials", value.count, _whole),
    "HEAD_TOLERANCE": Option("head_tolerance", value.number(), _length),
    "SYS_FLOW_TOL": Option("system_flow_tolerance", value.percent, _percent),
    "LAT_FLOW_TOL": Option("lateral_flow_tolerance", value.percent, _percent),
    "THREADS": Option("threads", value.count, _whole),
    "TEMPDIR": Option("temp_dir", value.path, _name),
}
WITHOUT_EFFECT = {"SLOPE_WEIGHTING": value.flag, "COMPATIBILITY": value.word("3", "4", "5")}  # kept as they are
KNOWN = (*KEYWORDS, *WITHOUT_EFFECT)


def read_option(row: Row) -> None:
    """Keyword Value."""
    keyword = match(row.name, KNOWN)
    if keyword is None and read_foreign_option(row):
        return
    if keyword is None:
        row.bad(f"unknown option {row.name!r}", did_you_mean(row.name, KNOWN))
        return
    if len(row) < 2:
        return
    row.longer(0, keyword, "option")
    row.context.option_lines[keyword] = row.line
    if keyword in WITHOUT_EFFECT:
        WITHOUT_EFFECT[keyword](row)
        row.context.table("options without effect")[row.line] = keyword, row.item(1).upper()
        return
    option = KEYWORDS[keyword]
    found = option.read(row)
    if not row.failed:
        row.keep("options", option.name, found)


def settle_options(context: Context) -> None:
    """``context.options`` and ``context.units``: what the rows of all other sections are read by."""
    values = dict(context.table("options"))
    if values.get("routing") == "NONE":
        del values["routing"]
        values["ignore_routing"] = True
    _join_dates(values)
    units = units_of(values.get("flow_units", "CFS"))
    values["min_surface_area"] = values.get("min_surface_area", 0.0) * units.area
    values["head_tolerance"] = values.get("head_tolerance", 0.0) * units.length
    context.units = units
    context.options = Options(**values, other=tuple(context.table("options without effect").values()))


def _join_dates(values: dict[str, Any]) -> None:
    """Dates and times of day to datetimes, defaults as EPA SWMM's: 2004-01-01 00:00."""
    default = Options().start.toordinal() - EPOCH
    start_day, start_time = values.pop("start_date", default), values.pop("start_time", 0.0)
    values["start"] = moment(start_day, start_time)
    values["end"] = moment(values.pop("end_date", default), values.pop("end_time", 0.0))
    day, time = values.pop("report_date", None), values.pop("report_time", None)
    if day is not None or time is not None:  # a date alone begins at midnight, a time alone on the first day
        values["report_start"] = moment(start_day if day is None else day, time or 0.0)


def build_options(context: Context, _: Built) -> Built:
    """The options as they were settled, and where they stand."""
    return {"options": context.options, "option_lines": context.option_lines}


def write_options(model: Model, out: Output) -> Lines:
    """Every option, defaults too; what has no effect stands before the folder of scratch files."""
    options = model.options
    values = {
        keyword: option.write(getattr(options, option.part_of or option.name), out.units)
        for keyword, option in KEYWORDS.items()
    }
    folder = values.pop("TEMPDIR")
    values = {**values, **dict(options.other), "TEMPDIR": folder}
    return [f"{keyword:<20} {text}" for keyword, text in values.items() if text]


OPTIONS = Section(
    name="OPTIONS", heading="[OPTION", read=read_option, write=write_options, build=build_options,
    settle=settle_options, early=True, any_length=True,
)  # fmt: skip
