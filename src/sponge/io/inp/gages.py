# SPDX-License-Identifier: Apache-2.0
"""[RAINGAGES]."""

from __future__ import annotations

from math import floor
from typing import Any

from sponge.base.dates import TIME
from sponge.io.inp.numbers import to_number, to_seconds, whole_seconds
from sponge.io.inp.row import Row
from sponge.io.inp.section import Output, Section, tables_of
from sponge.io.inp.text import Lines, clock, columns, date_of, num, quoted, with_comment
from sponge.model.choices import CHOICES
from sponge.model.elements import RainGage
from sponge.model.model import Model

LAYOUT = "Name Form Interval SnowCatch TIMESERIES Series, or ... FILE File Station Units"


def read_gage(row: Row) -> None:
    """Name Form Interval SCF TIMESERIES Series | Name Form Interval SCF FILE File Station Units (Start)."""
    row.need(5, LAYOUT)
    source = row.word(4, ("TIMESERIES", "FILE"), "source of rain")
    row.need(8 if source == "FILE" else 6, LAYOUT)
    common: dict[str, Any] = {
        "form": row.word(1, CHOICES["RainGage", "form"], "form of rain"),
        "interval": _interval(row, source == "FILE"),
        "snow_catch": row.number(3, "snow catch factor"),
        "tag": row.context.tags.get(("gage", row.name.upper()), ""),
        "line": row.line,
        "comment": row.comment,
    }
    name = row.own("gage")
    if source == "TIMESERIES":
        gage = RainGage(name, series=row.ref(5, "series"), **common)
    else:
        gage = RainGage(
            name, file=row.item(5), station=row.item(6), rain_units=row.word(7, ("IN", "MM"), "rain units"),
            file_start=row.date(8), **common,
        )  # fmt: skip
    if not row.failed:
        row.context.table("gages")[name] = gage


def _interval(row: Row, from_file: bool) -> float:
    """Recording interval, s: decimal hours or hours:minutes."""
    hours = to_number(row.item(2))
    if hours is not None:
        seconds = int(hours * 3600.0) if from_file else floor(hours * 3600.0 + 0.5)
    else:
        clock = to_seconds(row.item(2))
        if clock is None:
            row.bad(f"recording interval is not a time: {row.item(2)!r}", TIME)
            return 3600.0
        seconds = whole_seconds(clock)
    if seconds <= 0:
        row.bad(f"recording interval must be positive: {row.item(2)}")
    return float(seconds)


def write_gages(model: Model, out: Output) -> Lines:
    """A row a gage."""
    lines: Lines = []
    for gage in model.gages.values():
        items = [quoted(gage.name), gage.form, clock(gage.interval), num(gage.snow_catch)]
        if gage.series:
            items += ["TIMESERIES", quoted(gage.series)]
        else:
            items += ["FILE", f'"{out.companion(gage.file)}"', quoted(gage.station), gage.rain_units or "IN"]
            items += [date_of(gage.file_start)] if gage.file_start else []
        lines += with_comment(gage.comment, columns(*items))
    return lines


RAINGAGES = Section(
    name="RAINGAGES", heading="[RAINGAGE", read=read_gage, write=write_gages, build=tables_of("gages"),
    defines=("gage",),
)  # fmt: skip
