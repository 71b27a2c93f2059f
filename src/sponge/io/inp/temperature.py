# SPDX-License-Identifier: Apache-2.0
"""[TEMPERATURE]: the source of temperature, wind, and what snow melt needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.section import Built, Output, Section
from sponge.io.inp.text import Lines, columns, date_of, num, quoted, temperature
from sponge.model import elements as el
from sponge.model.model import Model


def _series(row: Row) -> dict[str, Any]:
    row.need(2, "TIMESERIES Series")
    return {"source": "TIMESERIES", "series": row.ref(1, "series")}


def _file(row: Row) -> dict[str, Any]:
    row.need(2, "FILE Name (Start) (Units)")
    units = row.word(3, ("C10", "C", "F"), "temperature units") if len(row) > 3 else ""
    return {"source": "FILE", "file": row.item(1), "file_start": row.date(2), "file_units": units}


def _wind(row: Row) -> dict[str, Any]:
    row.need(2, "WINDSPEED FILE, or WINDSPEED MONTHLY and twelve speeds")
    if row.item(1).upper() == "FILE":
        return {"wind_source": "FILE"}
    row.need(14, "WINDSPEED MONTHLY and twelve speeds")
    wind = row.context.units.wind
    return {"wind_source": "MONTHLY", "wind_monthly": tuple(v * wind for v in row.numbers(2, 12, "wind speed"))}


def _snow_melt(row: Row) -> dict[str, Any]:
    row.need(7, "SNOWMELT Temperature ATIWeight NegativeMeltRatio Elevation Latitude LongitudeCorrection")
    units = row.context.units
    dividing, weight, ratio, elevation, latitude, correction = row.numbers(1, 6, "snow melt parameter")
    return {
        "snow_temperature": units.temperature(dividing), "index_weight": weight, "negative_melt": ratio,
        "elevation": elevation * units.length, "latitude": latitude, "longitude_correction": correction,
    }  # fmt: skip


def _depletion(row: Row) -> dict[str, Any]:
    """Of snow, by area."""
    row.need(12, "ADC IMPERV|PERV and ten fractions")
    surface = row.word(1, tuple(COVERS), "surface")
    return {COVERS[surface]: tuple(row.number(i, "fraction", low=0.0, high=1.0) for i in range(2, 12))}


COVERS = {"IMPERV": "cover_impervious", "PERV": "cover_pervious"}
ROWS: dict[str, Callable[[Row], dict[str, Any]]] = {  # keyword -> the fields that its row sets
    "TIMESERIES": _series, "FILE": _file, "WINDSPEED": _wind, "SNOWMELT": _snow_melt, "ADC": _depletion,
}  # fmt: skip


def read_temperature(row: Row) -> None:
    """One of the five kinds of row."""
    kind = row.word(0, tuple(ROWS), "keyword")
    if not row.failed:
        row.context.table("temperature").update(ROWS[kind](row))


def write_temperature(model: Model, out: Output) -> Lines:
    """Source of temperature, wind, and the snow melt rows."""
    units = out.units
    t, lines = model.temperature, []
    if t.source == "TIMESERIES":
        lines.append(columns("TIMESERIES", quoted(t.series)))
    elif t.source == "FILE":
        start = date_of(t.file_start) if t.file_start else "*"
        lines.append(columns("FILE", f'"{out.companion(t.file)}"', start, *([t.file_units] if t.file_units else [])))
    if t.wind_source == "FILE":
        lines.append("WINDSPEED FILE")
    elif t.wind_source == "MONTHLY":
        lines.append(columns("WINDSPEED", "MONTHLY", *(num(v, units.wind) for v in t.wind_monthly)))
    return lines + _snow_rows(model, units)


def _snow_rows(model: Model, units: Units) -> Lines:
    """SNOWMELT and ADC, where they differ from what holds without them."""
    t, none, lines = model.temperature, el.Temperature(), []
    names = ("snow_temperature", "index_weight", "negative_melt", "elevation", "latitude", "longitude_correction")
    if any(getattr(t, name) != getattr(none, name) for name in names):
        items = (num(t.index_weight), num(t.negative_melt), num(t.elevation, units.length), num(t.latitude))
        lines.append(columns("SNOWMELT", temperature(t.snow_temperature, units), *items, num(t.longitude_correction)))
    for surface, cover in (("IMPERVIOUS", t.cover_impervious), ("PERVIOUS", t.cover_pervious)):
        if cover != none.cover_impervious:
            lines.append(columns("ADC", surface, *map(num, cover)))
    return lines


def build_temperature(context: Context, _: Built) -> Built:
    """All rows together."""
    return {"temperature": el.Temperature(**context.table("temperature"))}


TEMPERATURE = Section(
    name="TEMPERATURE", heading="[TEMPERATURE", read=read_temperature, write=write_temperature, build=build_temperature
)
