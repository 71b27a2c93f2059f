"""[RAINGAGES], [TEMPERATURE], [EVAPORATION] and [ADJUSTMENTS]."""

from __future__ import annotations

from datetime import datetime
from math import floor
from typing import Any

from sponge.io.inp import keywords
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import to_day, to_number, to_seconds, whole_seconds
from sponge.io.inp.options import moment
from sponge.io.inp.row import Row
from sponge.model.elements import RainGage


def read_gage(row: Row) -> None:
    """Name Form Interval SCF TIMESERIES Series | Name Form Interval SCF FILE File Station Units (Start)."""
    row.need(5, "Name Form Interval SnowCatch TIMESERIES Series, or ... FILE File Station Units")
    source = row.word(4, ("TIMESERIES", "FILE"), "source of rain")
    row.need(
        8 if source == "FILE" else 6, "Name Form Interval SnowCatch TIMESERIES Series, or ... FILE File Station Units"
    )
    common: dict[str, Any] = {
        "form": row.word(1, keywords.RAIN_FORMS, "form of rain"),
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
            file_start=start_date(row, 8), **common,
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
            row.bad(f"recording interval is not a time: {row.item(2)!r}", "hours:minutes or decimal hours")
            return 3600.0
        seconds = whole_seconds(clock)
    if seconds <= 0:
        row.bad(f"recording interval must be positive: {row.item(2)}")
    return float(seconds)


def start_date(row: Row, i: int) -> datetime | None:
    """The date from which a file is read, if token i gives one."""
    if row.starred(i):
        return None
    day = to_day(row.item(i))
    if day is None:
        row.bad(f"not a date: {row.item(i)!r}", "month/day/year")
        return None
    return moment(day, 0.0)


def read_temperature(row: Row) -> None:
    """One of the five kinds of row of [TEMPERATURE]."""
    kind = row.word(0, keywords.TEMPERATURE, "keyword")
    fields = row.context.table("temperature")
    if row.failed:
        return
    if kind == "TIMESERIES":
        row.need(2, "TIMESERIES Series")
        fields.update(source=kind, series=row.ref(1, "series"))
    elif kind == "FILE":
        row.need(2, "FILE Name (Start) (Units)")
        units = row.word(3, ("C10", "C", "F"), "temperature units") if len(row) > 3 else ""
        fields.update(source=kind, file=row.item(1), file_start=start_date(row, 2), file_units=units)
    elif kind == "WINDSPEED":
        _read_wind(row, fields)
    elif kind == "SNOWMELT":
        _read_snow_melt(row, fields)
    else:
        row.need(12, "ADC IMPERV|PERV and ten fractions")
        surface = row.word(1, ("IMPERV", "PERV"), "surface")
        covered = tuple(row.number(i, "fraction", low=0.0, high=1.0) for i in range(2, 12))
        fields["cover_impervious" if surface == "IMPERV" else "cover_pervious"] = covered


def _read_wind(row: Row, fields: dict) -> None:
    row.need(2, "WINDSPEED FILE, or WINDSPEED MONTHLY and twelve speeds")
    if row.item(1).upper() == "FILE":
        fields["wind_source"] = "FILE"
        return
    row.need(14, "WINDSPEED MONTHLY and twelve speeds")
    wind = row.context.units.wind
    fields.update(wind_source="MONTHLY", wind_monthly=tuple(v * wind for v in row.numbers(2, 12, "wind speed")))


def _read_snow_melt(row: Row, fields: dict) -> None:
    """SNOWMELT Temperature ATIWeight MeltRatio Elevation Latitude LongitudeCorrection."""
    row.need(7, "SNOWMELT Temperature ATIWeight NegativeMeltRatio Elevation Latitude LongitudeCorrection")
    units = row.context.units
    temperature, weight, ratio, elevation, latitude, correction = row.numbers(1, 6, "snow melt parameter")
    fields.update(
        snow_temperature=units.temperature(temperature), index_weight=weight, negative_melt=ratio,
        elevation=elevation * units.length, latitude=latitude, longitude_correction=correction,
    )  # fmt: skip


def read_evaporation(row: Row) -> None:
    """One of the seven kinds of row of [EVAPORATION]."""
    kind = row.word(0, keywords.EVAPORATION, "kind of evaporation")
    fields, rate = row.context.table("evaporation"), row.context.units.evaporation
    if row.failed:
        return
    if kind != "TEMPERATURE":
        row.need(2, f"{kind} and its value")
    if kind == "RECOVERY":
        fields["recovery"] = row.ref(1, "pattern")
    elif kind == "DRY_ONLY":
        fields["dry_only"] = row.flag(1, "value")
    else:
        fields["source"] = kind
        if kind == "CONSTANT":
            fields["monthly"] = (row.number(1, "rate") * rate,) * 12
        elif kind == "TIMESERIES":
            fields["series"] = row.ref(1, "series")
        elif kind in ("MONTHLY", "FILE"):
            row.need(13, f"{kind} and twelve values")
            values = row.numbers(1, 12, "value")
            if kind == "MONTHLY":
                fields["monthly"] = tuple(v * rate for v in values)
            else:
                fields["pan"] = values


ADJUSTMENTS = {
    "TEMP": "temperature", "EVAP": "evaporation", "RAIN": "rainfall", "CONDUCT": "conductivity",
    "N-PERV": "roughness_pattern", "DSTORE": "storage_pattern", "INFIL": "infiltration_pattern",
}  # fmt: skip


def read_adjustment(row: Row) -> None:
    """Twelve monthly values, or a pattern for a parameter of one subcatchment."""
    if len(row) == 1:
        return
    word = match(row.name, tuple(ADJUSTMENTS))
    if word is None:
        row.bad(f"unknown adjustment {row.name!r}", "one of " + ", ".join(ADJUSTMENTS))
        return
    name = ADJUSTMENTS[word]
    if name.endswith("_pattern"):
        row.need(3, f"{word} Subcatchment Pattern")
        subcatchment, pattern = row.ref(1, "subcatchment"), row.ref(2, "pattern")
        row.context.table("subcatchment_patterns").setdefault(subcatchment, {})[name] = pattern
        return
    row.need(13, f"{word} and twelve values")
    values, units = row.numbers(1, 12, "value"), row.context.units
    if name == "temperature":
        values = tuple(units.temperature_difference(v) for v in values)
    elif name == "evaporation":
        values = tuple(v * units.evaporation for v in values)
    elif name == "conductivity":
        values = tuple(v if v > 0.0 else 1.0 for v in values)
    row.context.table("adjustments")[name] = values
