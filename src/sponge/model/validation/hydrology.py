# SPDX-License-Identifier: Apache-2.0
"""Gages, subcatchments and climate."""

from __future__ import annotations

from itertools import pairwise

from sponge.model.elements import RainGage, Subcatchment
from sponge.model.kinds import NODE_TABLES
from sponge.model.rules.parser import gages_of_rules
from sponge.model.series_use import INTENSITY, RAIN_DEPTH, roles_of_series
from sponge.model.validation.findings import Findings, table_of


def check_hydrology(found: Findings) -> None:
    """Subcatchments, the gages that they use, and climate."""
    model = found.model
    receivers = {s.outlet for s in model.subcatchments.values() if s.outlet != s.name}
    receivers |= {outfall.route_to for outfall in model.outfalls.values()}
    receivers |= {use.drain_to for use in model.lid_uses.values()}
    for subcatchment in model.subcatchments.values():
        if subcatchment.outlet in model.subcatchments and table_of(model, subcatchment.outlet, NODE_TABLES):
            found.bad_element(
                "subcatchments", subcatchment, f"outlet {subcatchment.outlet!r} names a node and a subcatchment"
            )
        _check_shares(found, subcatchment, receivers)
        problem = subcatchment.infiltration.problem() if subcatchment.infiltration else ""
        if problem:
            found.bad_element("subcatchments", subcatchment, "invalid infiltration parameters", problem)
    _tell_of_circles(found)
    used = {subcatchment.gage for subcatchment in model.subcatchments.values()} | gages_of_rules(model)
    _check_gages(found, [gage for gage in model.gages.values() if gage.name in used])
    _check_stations(found)
    _check_climate(found)


def _tell_of_circles(found: Findings) -> None:
    """Subcatchments whose runoff comes back to them, each circle once by the first in the file; one that is its own
    outlet means to have none."""
    rows, seen = found.model.subcatchments, set[str]()
    for name in rows:
        path: dict[str, None] = {}
        while name in rows and name not in seen:
            seen.add(name)
            path[name] = None
            name = rows[name].outlet
        circle = [*path][[*path].index(name) :] if name in path else []
        if len(circle) > 1:
            way = " -> ".join([*circle[:5], *(["..."] if len(circle) > 5 else []), circle[0]])
            words = f"its runoff comes back to it and leaves by no outlet: {way}"
            found.warn_element("subcatchments", rows[circle[0]], words)


def _check_shares(found: Findings, subcatchment: Subcatchment, receivers: set[str]) -> None:
    """Shares and areas that have one meaning though they are not possible."""
    if subcatchment.impervious_without_storage > 1.0:
        share = 100.0 * subcatchment.impervious_without_storage
        found.warn_element(
            "subcatchments", subcatchment, f"{share:g} % of its paved area without depression storage: taken as 100 %"
        )
    odd = [what for what, value in (("width", subcatchment.width), ("slope", subcatchment.slope)) if value == 0.0]
    rough = max(subcatchment.roughness_impervious, subcatchment.roughness_pervious) > 0.0
    if odd and rough and subcatchment.area > 0.0:
        words = f"its {' and '.join(odd)} {'are' if len(odd) > 1 else 'is'} 0: nothing runs off"
        found.warn_element("subcatchments", subcatchment, words)
    if getattr(subcatchment.infiltration, "curve_number", None) == 0.0:
        found.warn_element("subcatchments", subcatchment, "curve number 0: taken as 10")
    if subcatchment.area == 0.0 and subcatchment.name in receivers:
        found.warn_element("subcatchments", subcatchment, "has no area: what it receives goes on to its outlet")


def _check_gages(found: Findings, gages: list[RainGage]) -> None:
    """Gages with time series: only those that a subcatchment uses matter."""
    elsewhere = _series_used_elsewhere(found)
    first_with: dict[str, RainGage] = {}
    for gage in gages:
        if not gage.series or gage.series not in found.model.series:
            continue
        name = _name_in_file(found, gage.series)
        other = first_with.setdefault(name, gage)
        if other is not gage:
            if other.form != gage.form:
                found.bad_element(
                    "gages", gage, f"series {name!r} is {gage.form} here and {other.form} in gage {other.name!r}"
                )
            continue
        if name in elsewhere:
            found.bad_element("gages", gage, f"series {name!r} is also used by {elsewhere[name]}")
        _check_interval(found, gage)


def _check_interval(found: Findings, gage: RainGage) -> None:
    times = found.model.series[gage.series].times
    if len(times) > 1:
        shortest = int(min(b - a for a, b in pairwise(times)) + 0.5)
        if 0 < shortest < gage.interval:
            found.bad_element(
                "gages", gage, f"recording interval ({gage.interval:g} s) greater than its series' ({shortest} s)"
            )
        elif gage.interval < shortest:
            found.warn_element(
                "gages", gage, f"its series' interval ({shortest} s) is greater than its own ({gage.interval:g} s)"
            )
    if gage.interval < found.model.options.wet_step:
        found.warn_element("gages", gage, f"WET_STEP cut to its recording interval, {gage.interval:g} s")


def _series_used_elsewhere(found: Findings) -> dict[str, str]:
    """Series as the file calls it -> who has it that is no gage."""
    users: dict[str, str] = {}
    for name, roles in roles_of_series(found.model).items():
        for role, who in roles.items():
            if role not in (INTENSITY, RAIN_DEPTH):
                users.setdefault(_name_in_file(found, name), who)
    return users


def _name_in_file(found: Findings, series: str) -> str:
    row = found.model.series.get(series)
    return row.source or series if row else series


def _check_stations(found: Findings) -> None:
    """One station cannot have its rain from two files."""
    if found.model.options.ignore_rainfall:
        return
    files: dict[str, str] = {}
    for gage in found.model.gages.values():
        if gage.file and files.setdefault(gage.station.upper(), gage.file.upper()) != gage.file.upper():
            found.bad_element("gages", gage, f"station {gage.station!r} is read from another file by another gage")


def _check_climate(found: Findings) -> None:
    """Parts of climate that need a file need one."""
    model = found.model
    from_file = {
        "EVAPORATION": model.evaporation.source in ("FILE", "TEMPERATURE"),
        "TEMPERATURE": model.temperature.wind_source == "FILE",
    }
    for section, needs in from_file.items():
        if needs and not model.temperature.file:
            found.bad("no climate file given", section, hint="a row FILE in [TEMPERATURE]")
    _check_adjustments(found)
    if abs(model.temperature.latitude) >= 89.99:
        found.bad("latitude must lie between -90 and 90 degrees", "TEMPERATURE")


def _check_adjustments(found: Findings) -> None:
    """Monthly changes and rates that would make evaporation, rain or a factor negative."""
    model = found.model
    evaporation, change = model.evaporation, model.adjustments
    source = "EVAPORATION"
    if evaporation.source in ("CONSTANT", "MONTHLY"):
        rates = [a + b for a, b in zip(evaporation.monthly, change.evaporation, strict=True)]
        if min(evaporation.monthly) < 0.0:
            found.warn("negative evaporation: taken as none", source)
        elif min(rates) < 0.0:
            found.warn("more is taken from evaporation than there is in a month: taken as none", "ADJUSTMENTS")
    elif min(change.evaporation) < 0.0:
        found.warn("evaporation that an adjustment makes negative is taken as none", "ADJUSTMENTS")
    series = model.series.get(evaporation.series) if evaporation.source == "TIMESERIES" else None
    if series is not None and len(series.values) and min(series.values) < 0.0:
        found.warn(f"series {series.name!r} has negative evaporation: taken as none", source)
    if min(evaporation.pan) < 0.0:
        found.bad("negative pan coefficient", source)
    if min(change.rainfall) < 0.0:
        found.bad("negative factor of rainfall", "ADJUSTMENTS", hint="RAINFALL has factors, 1 for no change")
    for name in sorted({p for s in model.subcatchments.values() for p in _patterns_of(s)} | {evaporation.recovery}):
        pattern = model.patterns.get(name)
        if pattern is not None and pattern.factors and min(pattern.factors) < 0.0:
            found.warn(f"pattern {name!r} has negative factors: taken as 0", "PATTERNS", pattern.line)


def _patterns_of(subcatchment: Subcatchment) -> tuple[str, str, str]:
    """The monthly patterns of a subcatchment's parameters."""
    return subcatchment.roughness_pattern, subcatchment.storage_pattern, subcatchment.infiltration_pattern
