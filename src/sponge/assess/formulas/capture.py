# SPDX-License-Identifier: Apache-2.0
"""Volume capture: the share of the rain that does not run off.

Two definitions stand side by side. ``strict``: what leaves a parcel is not controlled, over the surface or through the
underdrain of a LID unit (the guide of 2014 speaks of water that is not discharged). ``gbt51345``: what a unit has
filtered is controlled (GB/T 51345-2018 counts seepage, retention and purification): surface runoff alone is not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context, Finding, Formula
from sponge.assess.indicators import captured_share
from sponge.assess.volume_method import DEPTH_SOURCE, design_depth
from sponge.base.errors import UsageError

STRICT, GBT51345 = "strict", "gbt51345"
DEFINITIONS = (GBT51345, STRICT)
RUNOFF, SURFACE, DRAINS = "zone_runoff_volume", "zone_surface_runoff_volume", "zone_lid_drain_sewer_volume"


def runoff_of(
    case: Case, definition: str, land_uses: tuple[str, ...] | None = None
) -> tuple[np.ndarray, np.ndarray] | tuple[str, ...]:
    """Rain and runoff [m3] under a definition by zone, of the whole model where it has no zones; or what is missing."""
    if land_uses is not None:
        return _of_land_uses(case, definition, land_uses)
    if "secondary_zone" not in case.results.dims:
        return _of_model(case, definition)
    if "zone_rain_volume" not in case or RUNOFF not in case:
        return tuple(name for name in ("zone_rain_volume", RUNOFF) if name not in case)
    rain, runoff = case.values("zone_rain_volume"), case.values(RUNOFF)
    if SURFACE in case and DRAINS in case:
        surface = case.values(SURFACE)
        plant = case.values("zone_lid_drain_plant_volume")
        return rain, surface if definition == GBT51345 else surface + case.values(DRAINS) + plant
    if _has_no_drains(case):
        return rain, runoff
    return (SURFACE, DRAINS)


def _of_model(case: Case, definition: str) -> tuple[np.ndarray, np.ndarray] | tuple[str, ...]:
    names = ("runoff_rainfall", "runoff_surface_runoff", "runoff_lid_drainage")
    absent = tuple(name for name in names if name not in case)
    if absent:
        return absent
    rain, surface, drains = (np.atleast_1d(case.values(name)) for name in names)
    return rain, surface if definition == GBT51345 else surface + drains


def _of_land_uses(
    case: Case, definition: str, land_uses: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray] | tuple[str, ...]:
    names = [f"zone_land_use_{name}" for name in ("rain_volume", "runoff_volume", "drain_volume")]
    absent = tuple(name for name in names if name not in case)
    if absent:
        return absent
    chosen = np.array([use in land_uses for use in case.names("land_use")], bool)
    rain, surface, drains = (case.values(name)[chosen].sum(axis=0) for name in names)
    return rain, surface if definition == GBT51345 else surface + drains


def _has_no_drains(case: Case) -> bool:
    return "runoff_lid_drainage" in case and float(case.values("runoff_lid_drainage")) == 0.0


def shares(case: Case, definition: str, context: Context) -> tuple[float, dict[str, float]] | tuple[str, ...]:
    """The captured share of all zones that count together, and of each; or what is missing."""
    found = runoff_of(case, definition, context.scope.land_uses)
    if isinstance(found[0], str):
        return found  # type: ignore[return-value]
    rain, runoff = found
    names = case.names("secondary_zone")
    chosen = context.chosen(case) if names else np.ones(len(rain), bool)
    whole = float(captured_share(rain[chosen].sum(), runoff[chosen].sum()))
    each = captured_share(rain, runoff)
    return whole, {name: float(each[k]) for k, name in enumerate(names) if chosen[k]}


def volume_capture(context: Context) -> Finding:
    """Captured share of the longest run, of all zones by their area, under the definition that the standard sets."""
    definition = str(context.rule.setting("definition"))
    if definition not in DEFINITIONS:
        raise UsageError(f"there is no definition '{definition}' of captured rain; there are: {', '.join(DEFINITIONS)}")
    cases = context.cases.annual()
    if not cases:
        return Finding(missing=("a run of a year or more",), hint=context.rule.made_by)
    case, least = cases[0], context.rule.number("years")
    found = shares(case, definition, context)
    if len(found) != 2 or isinstance(found[0], str):
        return Finding(np.nan, case, tuple(map(str, found)), context.rule.made_by)
    value, zones = found
    enough = case.years >= least * 0.999
    note = f"definition {definition}"
    note += "" if enough else f"; the run has {round(case.years, 2):.3g} years of rain, the clause asks for {least:g}"
    target = context.rule.target
    depth = np.nan if target is None else design_depth(target)
    note += "" if np.isnan(depth) else f"; the target's design depth is {depth:.1f} mm ({DEPTH_SOURCE})"
    finding = Finding(value, case, by_zone=zones, enough=enough, note=note, hint="" if enough else context.rule.made_by)
    second = next(d for d in DEFINITIONS if d != definition)
    beside = shares(case, second, context)
    return finding if isinstance(beside[0], str) else replace(finding, other=(second, beside[0]))


def zones_captured(context: Context) -> Finding:
    """Share of the area that lies in zones which reach their own target."""
    found = volume_capture(context)
    case, target = found.case, context.rule.number("zone_target")
    if case is None or np.isnan(found.value):
        return found
    uses = context.scope.land_uses
    name = "zone_area" if uses is None else "zone_land_use_area"
    absent = context.lacks(case, name)
    if absent or not found.by_zone:
        return absent or Finding(np.nan, case, ("control zones",), "zones.csv beside the model names them")
    ground = case.values(name)
    if uses is not None:
        ground = ground[np.array([use in uses for use in case.names("land_use")], bool)].sum(axis=0)
    area = dict(zip(case.names("secondary_zone"), ground, strict=True))
    reach = [z for z, share in found.by_zone.items() if share >= context.rule.by_zone.get(z, target)]
    whole = sum(area[z] for z in found.by_zone)
    note = f"{len(reach)} of {len(found.by_zone)} zones reach their target; {found.note}"
    return replace(found, value=sum(area[z] for z in reach) / whole if whole else np.nan, note=note, other=None)


FORMULAS = {"volume capture": Formula(volume_capture), "zones captured": Formula(zones_captured)}
