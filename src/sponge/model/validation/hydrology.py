"""Gages, subcatchments and climate."""

from __future__ import annotations

from itertools import pairwise

from sponge.model.elements import RainGage
from sponge.model.validation.findings import NODES, Findings, table_of


def check_hydrology(found: Findings) -> None:
    """Subcatchments, the gages that they use, and climate."""
    model = found.model
    for subcatchment in model.subcatchments.values():
        if subcatchment.outlet in model.subcatchments and table_of(model, subcatchment.outlet, NODES):
            found.bad_element(
                "subcatchments", subcatchment, f"outlet {subcatchment.outlet!r} names a node and a subcatchment"
            )
        for name in ("area", "width", "slope"):
            if getattr(subcatchment, name) < 0.0:
                found.bad_element("subcatchments", subcatchment, f"negative {name}")
        problem = subcatchment.infiltration.problem() if subcatchment.infiltration else ""
        if problem:
            found.bad_element("subcatchments", subcatchment, "invalid infiltration parameters", problem)
    used = {subcatchment.gage for subcatchment in model.subcatchments.values()}
    _check_gages(found, [gage for gage in model.gages.values() if gage.name in used])
    _check_stations(found)
    _check_climate(found)


def _check_gages(found: Findings, gages: list[RainGage]) -> None:
    """Gages with time series: only those that a subcatchment uses matter."""
    elsewhere = _series_used_elsewhere(found)
    first_with: dict[str, RainGage] = {}
    for gage in gages:
        if not gage.series or gage.series not in found.model.series:
            continue
        other = first_with.setdefault(gage.series, gage)
        if other is not gage:
            if other.form != gage.form:
                found.bad_element(
                    "gages", gage, f"series {gage.series!r} is {gage.form} here and {other.form} in gage {other.name!r}"
                )
            continue
        if gage.series in elsewhere:
            found.bad_element("gages", gage, f"series {gage.series!r} is also used by {elsewhere[gage.series]}")
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
    """Series name -> who else uses it."""
    model = found.model
    users = {inflow.series: f"an inflow of node {inflow.node!r}" for inflow in model.inflows if inflow.series}
    users.update({i.series: f"an inflow of node {i.node!r}" for i in model.pollutant_inflows if i.series})
    users.update({b.series: f"the build-up of {b.name}" for b in model.buildups if b.series})
    users.update({o.series: f"outfall {o.name!r}" for o in model.outfalls.values() if o.series})
    for what, series in (("temperature", model.temperature.series), ("evaporation", model.evaporation.series)):
        if series:
            users[series] = what
    for rule in model.rules:
        for words in (line.upper().split() for line in rule.text if "TIMESERIES" in line.upper()):
            wanted = words[words.index("TIMESERIES") + 1 :][:1] if "TIMESERIES" in words else []
            users.update({name: f"rule {rule.name!r}" for name in model.series if name.upper() in wanted})
    return users


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
    if abs(model.temperature.latitude) >= 89.99:
        found.bad("latitude must lie between -90 and 90 degrees", "TEMPERATURE")
