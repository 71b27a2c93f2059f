# SPDX-License-Identifier: Apache-2.0
"""What is built against what the rain asks for: volumes of LID units, first-flush works, reuse."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula
from sponge.assess.indicators import depth_over
from sponge.assess.volume_method import needed_volume, runoff_coefficient

OF_VOLUMES = ("zone_area", "zone_impervious_area", "zone_lid_area", "zone_lid_holding_volume", "zone_lid_seepage")
OF_LAND_USES = ("zone_land_use_area", "zone_land_use_impervious_area")
HOUR = 3600.0


def ground(context: Context, case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Area and impervious area [m2] of each zone, of the land uses that count, (zone,)."""
    uses = context.scope.land_uses
    if uses is None:
        return case.values("zone_area"), case.values("zone_impervious_area")
    counts = np.array([use in uses for use in case.names("land_use")], bool)
    area, impervious = (case.values(name)[counts].sum(axis=0) for name in OF_LAND_USES)
    return area, impervious


def coefficients(context: Context, case: Case) -> np.ndarray:
    """Runoff coefficient of each zone, (zone,)."""
    return runoff_coefficient(*ground(context, case), context.rule.number("paved"), context.rule.number("green"))


def volumes(context: Context, case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Needed V = 10 H phi F and built V_s + K J A t volumes [m3] of each zone, (zone,)."""
    rule = context.rule
    need = needed_volume(rule.number("depth"), coefficients(context, case), ground(context, case)[0])
    seeped = case.values("zone_lid_seepage") * rule.number("gradient") * rule.number("hours") * HOUR
    return need, case.values("zone_lid_holding_volume") + seeped


def volume_check(context: Context) -> Finding:
    """Built volume over the volume needed, of all zones together."""
    needs = OF_VOLUMES if context.scope.land_uses is None else (*OF_VOLUMES, *OF_LAND_USES)
    case = teller(context, *needs)
    absent = context.lacks(case, *needs)
    if absent or case is None:
        return absent or Finding()
    need, have = volumes(context, case)
    chosen, names = context.chosen(case), case.names("secondary_zone")
    zones = {names[k]: float(have[k] / need[k]) for k in np.flatnonzero(chosen & (need > 0.0))}
    needed, built = float(need[chosen].sum()), float(have[chosen].sum())
    note = f"needed {needed:,.0f} m3, in LID units {built:,.0f} m3; ponds, tanks and rivers are not counted"
    return Finding(built / needed if needed > 0.0 else np.nan, case, note=note, by_zone=zones)


def teller(context: Context, *variables: str) -> Case | None:
    """The assessed case that tells most of works: one with these variables, the longest, else the rarest storm."""

    def worth(case: Case) -> tuple[bool, float, float]:
        return all(name in case for name in variables), case.years, float(np.nan_to_num(case.period))

    return max(context.cases.assessed(), key=worth, default=None)


def _least_storm(context: Context) -> Case | None:
    """The storm of the least return period, whatever the order of the files; the first where none is known."""
    storms = sorted(context.cases.storms(), key=lambda c: c.period)
    return storms[0] if storms else next((c for c in context.cases.assessed() if not c.is_annual), None)


def first_flush(context: Context) -> Finding:
    """Depth [mm] over impervious ground that first-flush tanks took of a storm, least of the zones that have any."""
    case = _least_storm(context)
    if case is None:
        return Finding(missing=("a storm",), hint=context.rule.made_by)
    absent = context.lacks(case, "zone_first_flush_volume", "zone_impervious_area")
    if absent:
        return absent
    taken, paved = case.values("zone_first_flush_volume"), case.values("zone_impervious_area")
    chosen, names, depth = context.chosen(case), case.names("secondary_zone"), depth_over(taken, paved)
    zones = {names[k]: float(depth[k]) for k in np.flatnonzero(chosen & (taken > 0.0))}
    if not zones:
        hint = "stations.csv: a first_flush_tank with a link of the role capture"
        return Finding(np.nan, case, ("first-flush tanks that take water",), hint)
    return Finding(min(zones.values()), case, by_zone=zones, note=f"{len(zones)} zones have first-flush tanks")


def emptying(context: Context) -> Finding:
    """Hours after the rain until the last first-flush tank is empty."""
    case = _least_storm(context)
    if case is None:
        return Finding(missing=("a storm",), hint=context.rule.made_by)
    absent = context.lacks(case, "station_emptying_time", "station_kind")
    if absent:
        return absent
    kinds = [str(kind) for kind in case.results["station_kind"].values]
    tanks = np.array([kind == "first_flush_tank" for kind in kinds], bool)
    if context.scope.zones is not None and "station_zone" in case:
        tanks &= np.isin([str(zone) for zone in case.results["station_zone"].values], context.scope.zones)
    hours, names = case.values("station_emptying_time"), case.names("station")
    found: dict[str, float] = {}
    zones = [str(z) for z in case.results["station_zone"].values] if "station_zone" in case else names
    for k in np.flatnonzero(tanks & np.isfinite(hours)):  # a zone's last tank
        found[zones[k]] = max(found.get(zones[k], 0.0), float(hours[k]))
    if not found:
        return Finding(np.nan, case, ("first-flush tanks that are emptied",), "stations.csv: a link with role emptying")
    name = "station_empties_at_end"
    full = case.values(name) > 0.0 if name in case else np.zeros(len(names), bool)
    still = tuple(dict.fromkeys(zones[k] for k in np.flatnonzero(tanks & full)))
    return Finding(max(found.values()), case, by_zone=found, at_least=bool(still), cut_short=still)


def reuse(context: Context) -> Finding:
    """Water that is used over the rain that falls, of the longest run."""
    case = teller(context, "zone_reused_volume", "zone_rain_volume")
    absent = context.lacks(case, "zone_reused_volume", "zone_rain_volume")
    if absent or case is None:
        return absent or Finding()
    chosen = context.chosen(case)
    reused, rains, names = (case.values("zone_reused_volume"), case.values("zone_rain_volume"),
                            case.names("secondary_zone"))  # fmt: skip
    if "zone_lid_drain_reuse_volume" in case:
        reused = reused + case.values("zone_lid_drain_reuse_volume")
    used, rain = float(reused[chosen].sum()), float(rains[chosen].sum())
    zones = {names[k]: float(reused[k] / rains[k]) for k in np.flatnonzero(chosen & (rains > 0.0))}
    years = case.is_annual
    note = f"{used:,.0f} of {rain:,.0f} m3" + ("" if years else "; of a storm, not of a year")
    return Finding(used / rain if rain > 0.0 else np.nan, case, note=note, enough=years, by_zone=zones)


FORMULAS = {
    "volume check": Formula(volume_check), "first flush": Formula(first_flush), "emptying": Formula(emptying),
    "reuse": Formula(reuse),
}  # fmt: skip
