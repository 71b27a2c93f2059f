# SPDX-License-Identifier: Apache-2.0
"""Nodes: what a row of each kind holds, the Model's tables of them, and the record of each kind. SI units.

A new kind is a row class, a table and a record more, in this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.model.elements import Element, Item, Kind
from sponge.physics.infiltration import ModifiedGreenAmpt


@dataclass(frozen=True, slots=True)
class Node(Element):
    """What a row of every kind of node has."""

    invert: float = 0.0  # m


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """[JUNCTIONS]."""

    max_depth: float = 0.0  # m, 0 = to the top of the highest link
    initial_depth: float = 0.0  # m
    surcharge_depth: float = 0.0  # m
    ponded_area: float = 0.0  # m2


@dataclass(frozen=True, slots=True)
class Outfall(Node):
    """[OUTFALLS]."""

    kind: str = "FREE"  # FREE, NORMAL, FIXED, TIDAL, TIMESERIES
    stage: float = 0.0  # m, of FIXED
    curve: str = ""  # of TIDAL
    series: str = ""  # of TIMESERIES
    flap_gate: bool = False
    route_to: str = ""  # subcatchment


@dataclass(frozen=True, slots=True)
class Exfiltration(ModifiedGreenAmpt):
    """Seepage from a storage unit; a bare rate has suction 0 and deficit 0."""


@dataclass(frozen=True, slots=True)
class Storage(Node):
    """[STORAGE]. Area A [m2] at depth y [m]: FUNCTIONAL A = constant + coefficient y**exponent (all SI).

    CYLINDRICAL, CONICAL, PARABOLIC, PYRAMIDAL (5.2) hold the file's three numbers in ``shape_parameters``:
    major axis or length m, minor axis or width m, and side slope (run over rise) or full height m.
    """

    max_depth: float = 0.0  # m
    initial_depth: float = 0.0  # m
    shape: str = "FUNCTIONAL"  # TABULAR, FUNCTIONAL, CYLINDRICAL, CONICAL, PARABOLIC, PYRAMIDAL
    curve: str = ""
    coefficient: float = 0.0  # m^(2 - exponent)
    exponent: float = 0.0  # bare
    constant: float = 0.0  # m2
    shape_parameters: tuple[float, float, float] = (0.0, 0.0, 0.0)  # as above
    surcharge_depth: float = 0.0  # m
    evaporation_factor: float = 0.0  # fraction of the potential rate
    exfiltration: Exfiltration | None = None


@dataclass(frozen=True, slots=True)
class Divider(Node):
    """[DIVIDERS]."""

    link: str = ""  # diverted link
    kind: str = "OVERFLOW"  # CUTOFF, TABULAR, WEIR, OVERFLOW
    cutoff: float = 0.0  # m3/s: of CUTOFF; minimum flow of WEIR
    curve: str = ""
    weir_height: float = 0.0  # m
    weir_coefficient: float = 0.0  # SI (m3/s with head in m)
    max_depth: float = 0.0  # m
    initial_depth: float = 0.0  # m
    surcharge_depth: float = 0.0  # m
    ponded_area: float = 0.0  # m2


@dataclass(frozen=True)
class NodeTables:
    """The Model's tables of nodes: name -> row, in the file's order."""

    junctions: dict[str, Junction] = field(default_factory=dict)
    outfalls: dict[str, Outfall] = field(default_factory=dict)
    storages: dict[str, Storage] = field(default_factory=dict)
    dividers: dict[str, Divider] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind(Kind):
    """What everything knows of a kind of node."""

    @property
    def has_depths(self) -> bool:
        """Have its rows a full and an initial depth? An outfall has none."""
        return "max_depth" in self.row.__dataclass_fields__


NODE_KINDS = (
    NodeKind(
        name="junction", row=Junction, table="junctions", section="JUNCTIONS",
        items=(
            Item("invert", "Elevation", "elevation", "length"),
            Item("max_depth", "MaxDepth", "maximum depth", "length", 0.0, 0.0),
            Item("initial_depth", "InitDepth", "initial depth", "length", 0.0, 0.0),
            Item("surcharge_depth", "SurDepth", "surcharge depth", "length", 0.0, 0.0),
            Item("ponded_area", "PondedArea", "ponded area", "area", 0.0, 0.0),
        ),
    ),
    NodeKind(name="outfall", row=Outfall, table="outfalls", section="OUTFALLS", curve="TIDAL"),
    NodeKind(name="storage", row=Storage, table="storages", section="STORAGE", curve="STORAGE"),
    NodeKind(name="divider", row=Divider, table="dividers", section="DIVIDERS", curve="DIVERSION"),
)  # fmt: skip
