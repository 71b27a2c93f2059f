"""[RAINGAGES], [TEMPERATURE], [EVAPORATION], [ADJUSTMENTS] and subcatchments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sponge.base.units import Units
from sponge.io.inp.writer.snow import celsius
from sponge.io.inp.writer.text import Lines, clock, date_of, divided, num, percent, quoted, row, with_comment, yes_no
from sponge.model import elements as el
from sponge.model.model import Model

Companion = Callable[[str], str]


def gages_section(model: Model, companion: Companion) -> Lines:
    """Rain gages."""
    lines: Lines = []
    for gage in model.gages.values():
        items = [quoted(gage.name), gage.form, clock(gage.interval), num(gage.snow_catch)]
        if gage.series:
            items += ["TIMESERIES", quoted(gage.series)]
        else:
            items += ["FILE", f'"{companion(gage.file)}"', quoted(gage.station), gage.rain_units or "IN"]
            items += [date_of(gage.file_start)] if gage.file_start else []
        lines += with_comment(gage.comment, row(*items))
    return lines


def temperature_section(model: Model, units: Units, companion: Companion) -> Lines:
    """Source of temperature, wind, and the snow melt rows."""
    t, lines = model.temperature, []
    if t.source == "TIMESERIES":
        lines.append(row("TIMESERIES", quoted(t.series)))
    elif t.source == "FILE":
        start = date_of(t.file_start) if t.file_start else "*"
        lines.append(row("FILE", f'"{companion(t.file)}"', start, *([t.file_units] if t.file_units else [])))
    if t.wind_source == "FILE":
        lines.append("WINDSPEED FILE")
    elif t.wind_source == "MONTHLY":
        lines.append(row("WINDSPEED", "MONTHLY", *(num(v, units.wind) for v in t.wind_monthly)))
    return lines + _snow_rows(model, units)


def _snow_rows(model: Model, units: Units) -> Lines:
    """SNOWMELT and ADC, where they differ from what holds without them."""
    t, none, lines = model.temperature, el.Temperature(), []
    names = ("snow_temperature", "index_weight", "negative_melt", "elevation", "latitude", "longitude_correction")
    if any(getattr(t, name) != getattr(none, name) for name in names):
        items = (num(t.index_weight), num(t.negative_melt), num(t.elevation, units.length), num(t.latitude))
        lines.append(row("SNOWMELT", celsius(t.snow_temperature, units), *items, num(t.longitude_correction)))
    for surface, cover in (("IMPERVIOUS", t.cover_impervious), ("PERVIOUS", t.cover_pervious)):
        if cover != none.cover_impervious:
            lines.append(row("ADC", surface, *map(num, cover)))
    return lines


def evaporation_section(model: Model, units: Units) -> Lines:
    """Source of evaporation and its options."""
    e = model.evaporation
    monthly = [num(v, units.evaporation) for v in e.monthly]
    values = {
        "CONSTANT": monthly[:1], "MONTHLY": monthly, "TIMESERIES": [quoted(e.series)], "TEMPERATURE": [],
        "FILE": [num(v) for v in e.pan],
    }[e.source]  # fmt: skip
    lines = [row(e.source, *values)]
    if e.recovery:
        lines.append(row("RECOVERY", quoted(e.recovery)))
    return [*lines, row("DRY_ONLY", yes_no(e.dry_only))]


def adjustments_section(model: Model, units: Units) -> Lines:
    """Monthly values that differ from none, and patterns of subcatchments."""
    a, none = model.adjustments, el.Adjustments()
    lines = [
        row(keyword, *map(text, getattr(a, name)))
        for keyword, name, text in (
            ("TEMPERATURE", "temperature", partial(divided, divisor=1.8 if units.us else 1.0)),
            ("EVAPORATION", "evaporation", partial(num, factor=units.evaporation)),
            ("RAINFALL", "rainfall", num), ("CONDUCTIVITY", "conductivity", num),
        )
        if getattr(a, name) != getattr(none, name)
    ]  # fmt: skip
    for s in model.subcatchments.values():
        for keyword, pattern in (
            ("N-PERV", s.roughness_pattern), ("DSTORE", s.storage_pattern), ("INFIL", s.infiltration_pattern),
        ):  # fmt: skip
            if pattern:
                lines.append(row(keyword, quoted(s.name), quoted(pattern)))
    return lines


def subcatchments_section(model: Model, units: Units) -> Lines:
    """The main rows of subcatchments."""
    lines: Lines = []
    for s in model.subcatchments.values():
        items = [
            quoted(s.name), quoted(s.gage), quoted(s.outlet), num(s.area, units.land), percent(s.impervious),
            num(s.width, units.length), percent(s.slope), num(s.curb_length, units.length),
        ]  # fmt: skip
        lines += with_comment(s.comment, row(*items, *([quoted(s.snow_pack)] if s.snow_pack else [])))
    return lines


def subareas_section(model: Model, units: Units) -> Lines:
    """Roughness, depression storage and routing among subareas."""
    return [
        row(
            quoted(s.name), num(s.roughness_impervious), num(s.roughness_pervious),
            num(s.storage_impervious, units.depth), num(s.storage_pervious, units.depth),
            percent(s.impervious_without_storage), s.route_to, percent(s.routed),
        )
        for s in model.subcatchments.values()
    ]  # fmt: skip
