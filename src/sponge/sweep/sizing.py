# SPDX-License-Identifier: Apache-2.0
"""LID units by the volume method: the share of its ground that each parcel gives, so that a zone reaches its target.

Units are those that the model holds (``[LID_USAGE]``, also with a number of 0): a scenario changes shares, adds none.
In a zone every parcel gives the same share per m2 of its impervious ground, but none more than ``most`` of itself; what
one cannot take the others take.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

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

    @property
    def reached(self) -> bool:
        """Do the units hold what the zone needs?"""
        return self.have * GREATER >= self.need


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
            found.append(Unit(name, zone, parcel.area, parcel.area * parcel.impervious, held_by(control, rules.hours)))
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
        shares = shares_for(need, mine, rules.most)
        have = sum(shares[u.use] * u.parcel_area * u.holds for u in mine)
        lid_area = sum(shares[u.use] * u.parcel_area for u in mine)
        found.append(Sizing(zone, area, coefficient, depth, need, have, shares, lid_area))
    return found


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


def sweep_text(model_path: str, sizings: Iterable[Sizing], years: int, title: str) -> str:
    """The sweep that checks a sizing: years of rain, without the units (base) and with them (all)."""
    shares = {name: share for one in sizings for name, share in one.shares.items() if share > 0.0}
    lines = [f"lid_use[{name}].share = {share:.6g}" for name, share in shares.items()]
    changed = [line.partition(" = ")[0] for line in lines]
    tables = {
        "title": title, "model": model_path, "lead": 0, "tail": 0, "zones_only": True, "every": "1h",
        "rain": {"kind": "generated", "years": years, "seed": 1, "step": "5min"},
        "route": {"depth": 10, "gap": "6h", "lead": "1h", "tail": "12h"}, "set": lines,
        "vary": [{"name": "sized", "target": changed, "op": "*=", "values": [0, 1], "labels": ["base", "all"]}],
    }  # fmt: skip
    return toml_text(tables)
