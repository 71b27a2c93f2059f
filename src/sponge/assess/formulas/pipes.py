# SPDX-License-Identifier: Apache-2.0
"""How much of the sewers carries a storm without surcharge."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula
from sponge.assess.formulas.flooding import storm_of

OF_ZONES = ("zone_pipe_length", "zone_surcharged_pipe_length")
OF_LINKS = ("link_pipe_length", "link_hours_surcharged")


def pipe_capacity(context: Context) -> Finding:
    """Share of the length of closed conduits that is at no time full at both ends in the storm of the rule's period."""
    case, absent = storm_of(context)
    absent = absent or context.lacks(case, *(OF_ZONES if case is None or case.is_zoned else OF_LINKS))
    if absent or case is None:
        return absent or Finding()
    length, full = _lengths(context, case)
    names = case.names("secondary_zone")
    zones = {names[k]: float(1.0 - full[k] / length[k]) for k in np.flatnonzero(length > 0.0)} if names else {}
    whole = float(length.sum())
    value = 1.0 - float(full.sum()) / whole if whole > 0.0 else np.nan
    note = f"{full.sum() / 1e3:,.1f} of {whole / 1e3:,.1f} km are surcharged"
    return Finding(value, case, note=note, by_zone=zones)


def _lengths(context: Context, case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Length [m] of pipes and of those that were surcharged, of the zones that count; by link where there are none."""
    if case.is_zoned:
        length, full = (np.where(context.chosen(case), case.values(name), 0.0) for name in OF_ZONES)
        return length, full
    length, hours = (np.nan_to_num(case.values(name)) for name in OF_LINKS)
    return length, length * (hours > 0.0)


def by_period(context: Context) -> list[tuple[float, str, float, float]]:
    """Return period, scenario, kilometres of pipe and of those without surcharge, storm by storm."""
    rows = []
    for case in sorted(context.cases.storms(), key=lambda c: c.period):
        if all(name in case for name in (OF_ZONES if case.is_zoned else OF_LINKS)):
            length, full = (float(metres.sum()) / 1e3 for metres in _lengths(context, case))
            rows.append((case.period, f"{case.scenario}, {case.file}".strip(", "), length, length - full))
    return rows


def freeboard(context: Context) -> Finding:
    """The least height of the banks above the water of the rivers, m: of the other zones that the standard names."""
    case, absent = storm_of(context)
    absent = absent or context.lacks(case, "other_zone_min_freeboard")
    if absent or case is None:
        return absent or Finding()
    wanted = [str(name) for name in context.rule.setting("zones")]
    values = dict(zip(case.names("other_zone"), case.values("other_zone_min_freeboard"), strict=True))
    rivers = {name: float(value) for name, value in values.items() if name in wanted and np.isfinite(value)}
    if not rivers:
        return Finding(np.nan, case, (f"an other zone named {', '.join(wanted)}",), "zones.csv names the rivers' zone")
    return Finding(min(rivers.values()), case, note=_held(case), by_zone=rivers)


def _held(case: Case) -> str:
    if "station_held_hours" not in case:
        return ""
    hours = float(np.nansum(case.values("station_held_hours")))
    return f"pumps were held back for {hours:,.1f} hours, all together"


FORMULAS = {"pipe capacity": Formula(pipe_capacity), "freeboard": Formula(freeboard)}
