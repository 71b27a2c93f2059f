# SPDX-License-Identifier: Apache-2.0
"""LID controls: designs by layer, and the units of them that subcatchments hold. SI units.

A control is a design per unit of area; a use places it in a subcatchment. Which layers a kind needs is in ``LAYERS``;
layers that a kind does not have are kept for writing and are not simulated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sponge.model.elements import Element

# kind -> (layers that it needs, layers that it may have)
LAYERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "BC": (("soil",), ("surface", "storage", "drain")),
    "RG": (("soil",), ("surface", "storage", "drain")),
    "GR": (("soil", "drain_mat"), ("surface",)),
    "IT": (("storage",), ("surface", "drain")),
    "PP": (("pavement",), ("surface", "soil", "storage", "drain")),
    "RB": ((), ("storage", "drain")),
    "RD": ((), ("surface", "drain")),
    "VS": (("surface",), ()),
}
KINDS = {
    "BC": "bioretention cell", "RG": "rain garden", "GR": "green roof", "IT": "infiltration trench",
    "PP": "permeable pavement", "RB": "rain barrel", "RD": "rooftop disconnection", "VS": "vegetative swale",
}  # fmt: skip
FULL = 0.999  # of a subcatchment's area: units that cover more than this cover it all


@dataclass(frozen=True, slots=True)
class SurfaceLayer:
    """SURFACE: where water ponds, behind a berm or between the banks of a swale."""

    depth: float = 0.0  # m, up to which it ponds
    vegetation: float = 0.0  # fraction of the ponded volume
    roughness: float = 0.0  # Manning's n, 0 = the excess leaves at once
    slope: float = 0.0  # m/m
    side_slope: float = 0.0  # run over rise, of a swale


@dataclass(frozen=True, slots=True)
class SoilLayer:
    """SOIL."""

    depth: float = 0.0  # m
    porosity: float = 0.0  # fraction of the volume
    field_capacity: float = 0.0  # fraction of the volume
    wilting_point: float = 0.0  # fraction of the volume
    conductivity: float = 0.0  # m/s, saturated
    conductivity_slope: float = 0.0  # of ln(conductivity) against moisture
    suction: float = 0.0  # m


@dataclass(frozen=True, slots=True)
class PavementLayer:
    """PAVEMENT."""

    depth: float = 0.0  # m
    void_ratio: float = 0.0  # voids over solids
    impervious: float = 0.0  # fraction of the surface, of block pavers
    permeability: float = 0.0  # m/s
    clogging_factor: float = 0.0  # void volumes treated until it is clogged, 0 = never
    regeneration_interval: float = 0.0  # s, 0 = never
    regeneration: float = 0.0  # fraction of the clogging undone


@dataclass(frozen=True, slots=True)
class StorageLayer:
    """STORAGE: gravel below, or a barrel."""

    depth: float = 0.0  # m
    void_ratio: float = 0.0  # voids over solids
    seepage: float = 0.0  # m/s into the native soil
    clogging_factor: float = 0.0  # void volumes treated until its bottom is clogged, 0 = never
    covered: bool = False  # a barrel that no rain falls into


@dataclass(frozen=True, slots=True)
class DrainLayer:
    """DRAIN: q = coefficient * head**exponent, q in m/s over the unit's area, head in m above the offset.

    For a rooftop disconnection the coefficient is the capacity of the downspouts, m/s.
    """

    coefficient: float = 0.0  # m^(1 - exponent)/s
    exponent: float = 0.0  # bare
    offset: float = 0.0  # m above the bottom of the storage
    delay: float = 0.0  # s without rain before a barrel drains
    open_head: float = 0.0  # m at which the drain opens
    closed_head: float = 0.0  # m at which it closes
    curve: str = ""  # factor against head (m)


@dataclass(frozen=True, slots=True)
class DrainMatLayer:
    """DRAINMAT of a green roof."""

    depth: float = 0.0  # m
    void_fraction: float = 0.0  # of the volume
    roughness: float = 0.0  # Manning's n, 0 = all that arrives leaves


@dataclass(frozen=True, slots=True)
class LidControl(Element):
    """[LID_CONTROLS]. ``kind`` is empty where the file gives none."""

    kind: str = ""
    surface: SurfaceLayer = SurfaceLayer()
    soil: SoilLayer = SoilLayer()
    pavement: PavementLayer = PavementLayer()
    storage: StorageLayer = StorageLayer()
    drain: DrainLayer = DrainLayer()
    drain_mat: DrainMatLayer = DrainMatLayer()
    given: tuple[str, ...] = ()  # layers that the file has
    removals: tuple[tuple[str, float], ...] = ()  # (pollutant, fraction) removed from what the drain carries

    @property
    def on_soil(self) -> bool:
        """Does water seep from it into the native soil? Not from a roof or a barrel, nor through a sealed bottom."""
        if self.kind in ("GR", "RB", "RD"):
            return False
        return self.storage.seepage > 0.0 or not (self.storage.depth > 0.0 and "storage" in layers_of(self.kind))


def layers_of(kind: str) -> tuple[str, ...]:
    """The layers that a kind has, all of them."""
    needed, may = LAYERS.get(kind, ((), ()))
    return needed + may


def area_on_soil(controls: dict[str, LidControl], uses: dict[str, LidUse]) -> dict[str, float]:
    """m2 by subcatchment under LID units from which water seeps into the native soil."""
    areas: dict[str, float] = {}
    for use in uses.values():
        if controls[use.control].on_soil:
            areas[use.subcatchment] = areas.get(use.subcatchment, 0.0) + use.total_area
    return areas


@dataclass(frozen=True, slots=True)
class LidUse(Element):
    """[LID_USAGE]; its name is SUBCATCHMENT/CONTROL, with #2, #3 ... where there are several."""

    subcatchment: str = ""
    control: str = ""
    number: int = 1  # of replicate units
    area: float = 0.0  # m2, of one unit
    width: float = 0.0  # m, of its outflow; the top of a swale
    initial_saturation: float = 0.0  # fraction
    from_impervious: float = 0.0  # fraction of the impervious surfaces' runoff
    to_pervious: bool = False  # outflow returns to the pervious surface
    report_file: str = ""  # where EPA SWMM writes its details
    drain_to: str = ""  # node or subcatchment; "" = the subcatchment's outlet
    from_pervious: float = 0.0  # fraction of the pervious surface's runoff

    @property
    def total_area(self) -> float:
        """m2 of all its units."""
        return self.number * self.area


def use_name(subcatchment: str, control: str, taken: dict[str, LidUse]) -> str:
    """The name of one more use of a control in a subcatchment."""
    name, again = f"{subcatchment}/{control}", 2
    while name in taken:
        name, again = f"{subcatchment}/{control}#{again}", again + 1
    return name


def any_open(uses: dict[str, LidUse]) -> bool:
    """Has any use a unit with an area?"""
    return any(use.total_area > 0.0 for use in uses.values())


def lid_areas(uses: dict[str, LidUse]) -> dict[str, float]:
    """m2 under LID units by subcatchment."""
    areas: dict[str, float] = {}
    for use in uses.values():
        areas[use.subcatchment] = areas.get(use.subcatchment, 0.0) + use.total_area
    return areas


def share_of(use: LidUse, land: float) -> float:
    """Part of a subcatchment of ``land`` m2 that lies under a use."""
    return use.total_area / land if land > 0.0 else 0.0


def with_share(use: LidUse, land: float, share: float) -> LidUse:
    """A use that covers a share of ``land`` m2: its units are larger or smaller, as many as they were.

    Of a use without units (its number is 0: what a scenario may open) as many as come nearest, one at least.
    """
    if use.number > 0:
        return replace(use, area=share * land / use.number)
    if share <= 0.0:
        return use
    number = max(round(share * land / use.area), 1)
    return replace(use, number=number, area=share * land / number)
