# SPDX-License-Identifier: Apache-2.0
"""LID units by the volume method: the share of its ground that each parcel gives, so that a zone reaches its target.

Units are those that the model holds (``[LID_USAGE]``, also with a number of 0): a scenario changes shares, adds none.
In a zone every parcel gives the same share per m2 of its impervious ground, but none more than ``most`` of itself; what
one cannot take the others take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from sponge.assess.volume_method import needed_volume, runoff_coefficient
from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.model.lid import LidControl
from sponge.model.model import Model
from sponge.sweep.tomlfile import toml_text

HOLDING = ("BC", "RG", "IT")  # kinds that the method counts by their volume, and that keep what they hold
ALL = "all"  # the zone of a model without zones
GREATER = 1.0 + 1e-9
HOUR = 3600.0  # s


@dataclass(frozen=True)
class Rules:
    """What the method takes: runoff coefficients, hours of seepage, the largest share of a parcel."""

    paved: float = 0.85
    green: float = 0.15
    hours: float = 2.0
    most: float = 0.2


@dataclass(frozen=True)
class Unit:
    """A use of a LID control on a parcel, and what a m2 of it holds [m]."""

    use: str
    zone: str
    parcel_area: float  # m2
    impervious_area: float  # m2
    holds: float
    takes: float = 0.0  # share of the runoff of the parcel's impervious ground


@dataclass(frozen=True)
class Sizing:
    """One zone: what it needs [m3], what its units hold then, and their shares of the parcels."""

    zone: str
    area: float  # m2
    coefficient: float
    depth: float  # mm
    need: float
    have: float
    shares: Mapping[str, float]
    lid_area: float  # m2
    treated: float = 0.0  # share of the impervious ground whose runoff the units take
    target: float | None = None  # share of years of rain to be captured, where these were run
    captured: Mapping[str, float] = field(default_factory=dict)  # with the units, by definition
    without: Mapping[str, float] = field(default_factory=dict)  # without them
    judged: str = ""  # the definition by which the target is held
    at_limit: bool = False  # does every parcel give the most that it may?

    @property
    def holds_enough(self) -> bool:
        """Do the units hold what the volume method asks for?"""
        return self.have * GREATER >= self.need

    @property
    def reached(self) -> bool:
        """Does the zone capture its target over years of rain? Where none were run, do its units hold enough?"""
        if self.target is None or not self.captured:
            return self.holds_enough
        return self.captured[self.judged] >= self.target

    @property
    def why(self) -> str:
        """Why it does not, a key of ``REASONS``; empty where it does."""
        if self.reached:
            return ""
        return "no units" if not self.shares else "limit" if self.at_limit or not self.captured else "sweeps"


def held_by(control: LidControl, hours: float) -> float:
    """Water [m] that a m2 of a unit holds on its surface and in its storage, and seeps in the hours of the storm."""
    surface, storage = control.surface, control.storage
    void = storage.void_ratio / (1.0 + storage.void_ratio)
    return surface.depth * (1.0 - surface.vegetation) + storage.depth * void + storage.seepage * hours * HOUR


def units_of(model: Model, uses: str, rules: Rules) -> list[Unit]:
    """The uses that a pattern names and that the method counts; UsageError where there is none."""
    zones = model.zoning.subcatchments if model.zoning is not None else {}
    found = []
    for name, use in model.lid_uses.items():
        control = model.lid_controls[use.control]
        if control.kind in HOLDING and fnmatchcase(name, uses):
            parcel = model.subcatchments[use.subcatchment]
            zone = zones.get(use.subcatchment, ALL)
            paved, holds = parcel.area * parcel.impervious, held_by(control, rules.hours)
            found.append(Unit(name, zone, parcel.area, paved, holds, use.from_impervious))
    found = [unit for unit in found if unit.holds > 0.0 and unit.parcel_area > 0.0]
    if not found:
        hint = suggestion_or_list(uses, model.lid_uses) if model.lid_uses else "; [LID_USAGE] holds none"
        raise UsageError(f"no bio-retention, rain garden or trench that holds water is named {uses}{hint}")
    return found


def size_zones(model: Model, depths: Mapping[str, float], units: Sequence[Unit], rules: Rules) -> list[Sizing]:
    """The sizing of every zone that ``depths`` [mm] names."""
    zones = model.zoning.subcatchments if model.zoning is not None else {}
    found = []
    for zone, depth in depths.items():
        parcels = [sub for name, sub in model.subcatchments.items() if zones.get(name, ALL) == zone]
        area = sum(parcel.area for parcel in parcels)
        paved = sum(parcel.area * parcel.impervious for parcel in parcels)
        coefficient = float(runoff_coefficient(area, paved, rules.paved, rules.green))
        need = float(needed_volume(depth, coefficient, area))
        mine = [unit for unit in units if unit.zone == zone]
        takes = sum(unit.takes * unit.impervious_area for unit in mine) / paved if paved > 0.0 else 0.0
        bare = Sizing(zone, area, coefficient, depth, need, 0.0, {}, 0.0, takes)
        found.append(resized(bare, need, units, rules))
    return found


def resized(one: Sizing, volume: float, units: Sequence[Unit], rules: Rules) -> Sizing:
    """A zone's sizing with units that hold a volume [m3], or as much as its parcels have room for."""
    mine = [unit for unit in units if unit.zone == one.zone]
    shares = shares_for(volume, mine, rules.most)
    areas = {unit.use: shares[unit.use] * unit.parcel_area for unit in mine}
    have = sum(areas[unit.use] * unit.holds for unit in mine)
    return replace(one, have=have, shares=shares, lid_area=sum(areas.values()))


def largest_volume(units: Sequence[Unit], most: float) -> float:
    """What units hold [m3] where every parcel gives the most that it may."""
    shares = shares_for(np.inf, units, most)
    return float(sum(shares[unit.use] * unit.parcel_area * unit.holds for unit in units))


def shares_for(need: float, units: Sequence[Unit], most: float) -> dict[str, float]:
    """Share of its parcel that each unit takes, so that all hold ``need`` [m3] together, or as much as they may.

    Areas go by the impervious ground of the parcels (by their own where none has any); several units of a parcel share
    what it may give.
    """
    weights = {unit.use: unit.impervious_area for unit in units}
    if not any(weights.values()):
        weights = {unit.use: unit.parcel_area for unit in units}
    on_parcel: dict[tuple[str, float], int] = {}
    for unit in units:
        key = unit.use.partition("/")[0], unit.parcel_area
        on_parcel[key] = on_parcel.get(key, 0) + 1
    limit = {u.use: most / on_parcel[u.use.partition("/")[0], u.parcel_area] * u.parcel_area for u in units}
    area = dict.fromkeys(weights, 0.0)
    free = [unit for unit in units if weights[unit.use] > 0.0]
    while free:
        left = need - sum(area[u.use] * u.holds for u in units)
        each = left / sum(weights[u.use] * u.holds for u in free)
        full = [u for u in free if area[u.use] + each * weights[u.use] > limit[u.use]]
        if each <= 0.0:
            break
        for unit in full or free:
            area[unit.use] = limit[unit.use] if full else area[unit.use] + each * weights[unit.use]
        if not full:
            break
        free = [unit for unit in free if unit not in full]
    return {unit.use: area[unit.use] / unit.parcel_area for unit in units}


def share_text(share: float) -> str:
    """A share as it is written, and run."""
    return f"{share:.6g}"


def sweep_text(model_path: str, sizings: Iterable[Sizing], years: int, title: str) -> str:
    """The sweep that checks a sizing: years of rain, without the units (base) and with them (all)."""
    shares = {name: share for one in sizings for name, share in one.shares.items()}
    lines = [f"lid_use[{name}].share = {share_text(share)}" for name, share in shares.items()]
    changed = [line.partition(" = ")[0] for line in lines]
    vary = {"name": "sized", "target": changed, "op": "*=", "values": [0, 1], "labels": ["base", "all"]}
    return toml_text(sweep_tables(model_path, years, title) | {"set": lines, "vary": [vary]})


def sweep_tables(model_path: str, years: int, title: str) -> dict[str, Any]:
    """Keys of a sweep of years of rain."""
    return {
        "title": title, "model": model_path, "lead": 0, "tail": 0, "zones_only": True, "every": "1h",
        "rain": {"kind": "generated", "years": years, "seed": 1, "step": "5min"},
        "route": {"depth": 10, "gap": "6h", "lead": "1h", "tail": "12h"},
    }  # fmt: skip
