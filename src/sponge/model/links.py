# SPDX-License-Identifier: Apache-2.0
"""Links: what a row of each kind holds, the Model's tables of them, and the record of each kind. SI units.

A new kind is a row class, a table and a record more, in this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from sponge.model.elements import Element, Item, Kind


@dataclass(frozen=True, slots=True)
class CrossSection:
    """[XSECTIONS]: lengths in m; slopes and exponents bare. What each number means depends on the shape (EPA's table).

    ``geometry`` keeps four numbers: Geom1 (full depth, m), Geom2..Geom4 in SI where they are lengths. A force main
    keeps its roughness in ``geometry[1]`` (C-factor bare, or Darcy-Weisbach height in m).
    """

    shape: str = "CIRCULAR"
    geometry: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # m, or bare, by shape
    reference: str = ""  # transect, shape curve or street
    barrels: int = 1  # number
    culvert: int = 0  # FHWA inlet control code
    line: int = field(default=0, kw_only=True, compare=False)


@dataclass(frozen=True, slots=True)
class Link(Element):
    """What a row of every kind of link has. Offsets are heights [m] above the node's invert, whatever the file says."""

    up: str = ""
    down: str = ""


@dataclass(frozen=True, slots=True)
class Conduit(Link):
    """[CONDUITS] with its rows of [XSECTIONS] and [LOSSES]."""

    length: float = 0.0  # m
    roughness: float = 0.0  # Manning's n
    offset_up: float = 0.0  # m
    offset_down: float = 0.0  # m
    initial_flow: float = 0.0  # m3/s
    max_flow: float = 0.0  # m3/s, 0 = no limit
    section: CrossSection = CrossSection()
    loss_inlet: float = 0.0  # of velocity heads
    loss_outlet: float = 0.0  # of velocity heads
    loss_average: float = 0.0  # of velocity heads, along the conduit
    flap_gate: bool = False
    seepage: float = 0.0  # m/s


@dataclass(frozen=True, slots=True)
class Pump(Link):
    """[PUMPS]."""

    curve: str = ""  # "" = ideal
    on: bool = True  # initial status
    start_depth: float = 0.0  # m
    stop_depth: float = 0.0  # m


@dataclass(frozen=True, slots=True)
class Orifice(Link):
    """[ORIFICES] with its section."""

    kind: str = "SIDE"  # SIDE, BOTTOM
    offset: float = 0.0  # m
    discharge_coefficient: float = 0.65  # bare
    flap_gate: bool = False
    open_time: float = 0.0  # s, to open or close fully
    section: CrossSection = CrossSection()


@dataclass(frozen=True, slots=True)
class Weir(Link):
    """[WEIRS] with its section."""

    kind: str = "TRANSVERSE"  # TRANSVERSE, SIDEFLOW, V-NOTCH, TRAPEZOIDAL, ROADWAY
    crest: float = 0.0  # m, offset of the crest
    discharge_coefficient: float = 0.0  # m^0.5/s (for V-NOTCH and TRAPEZOIDAL ends too)
    flap_gate: bool = False
    end_contractions: float = 0.0  # number of them
    end_coefficient: float = 0.0  # m^0.5/s
    can_surcharge: bool = True
    road_width: float = 0.0  # m
    road_surface: str = ""  # PAVED, GRAVEL, ""
    curve: str = ""  # discharge coefficient against head
    section: CrossSection = CrossSection()


@dataclass(frozen=True, slots=True)
class Outlet(Link):
    """[OUTLETS]: Q = coefficient * h**exponent (SI) or a rating curve; h is head difference or depth above offset."""

    offset: float = 0.0  # m
    kind: str = "FUNCTIONAL/DEPTH"  # FUNCTIONAL/DEPTH, FUNCTIONAL/HEAD, TABULAR/DEPTH, TABULAR/HEAD
    curve: str = ""
    coefficient: float = 0.0  # m^(3 - exponent)/s
    exponent: float = 0.0  # bare
    flap_gate: bool = False


@dataclass(frozen=True)
class LinkTables:
    """The Model's tables of links: name -> row, in the file's order."""

    conduits: dict[str, Conduit] = field(default_factory=dict)
    pumps: dict[str, Pump] = field(default_factory=dict)
    orifices: dict[str, Orifice] = field(default_factory=dict)
    weirs: dict[str, Weir] = field(default_factory=dict)
    outlets: dict[str, Outlet] = field(default_factory=dict)


# what premises of control rules may ask of: links of every kind, whatever they are called; a LINK; what is regulated
OF_ANY_LINK = frozenset({"DEPTH", "FLOW", "TIMEOPEN", "TIMECLOSED"})
OF_LINK = OF_ANY_LINK | {"STATUS", "FULLFLOW", "FULLDEPTH", "LENGTH", "SLOPE", "VELOCITY"}
OF_REGULATED = frozenset({"FLOW", "SETTING", "TIMEOPEN", "TIMECLOSED"})
OPENING = (0.0, 1.0)  # limits of a setting that is a share of the opening


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKind(Kind):
    """What everything knows of a kind of link."""

    offsets: tuple[str, ...] = ()  # fields with heights above the invert: none, one of the crest, or one of each end
    has_cross_section: bool = False  # has a row of [XSECTIONS]
    has_barrels: bool = False  # the cross section has a number of barrels and a culvert code
    attributes: frozenset[str]  # what premises of rules may ask of it where they name the kind
    statuses: tuple[str, str] | None = None  # words by which actions of rules close and open it; None: no STATUS
    setting_limits: tuple[float, float] | None = None  # of the SETTING that actions of rules give; None: no SETTING

    @property
    def is_regulator(self) -> bool:
        """Is it an opening with a crest above its upper node, neither conduit nor pump?"""
        return len(self.offsets) == 1

    def has_value(self, attribute: str) -> bool:
        """Has a link of this kind a value of the attribute, whatever word the rule names it by?"""
        return attribute in self.attributes | OF_ANY_LINK


LINK_KINDS = (
    LinkKind(
        name="conduit", row=Conduit, table="conduits", section="CONDUITS", offsets=("offset_up", "offset_down"),
        items=(
            Item("length", "Length", "length", "length"), Item("roughness", "Roughness", "roughness"),
            Item("offset_up", "InOffset", "inlet offset"), Item("offset_down", "OutOffset", "outlet offset"),
            Item("initial_flow", "InitFlow", "initial flow", "flow", 0.0),
            Item("max_flow", "MaxFlow", "maximum flow", "flow", 0.0),
        ),
        has_cross_section=True, has_barrels=True, attributes=OF_LINK, statuses=("CLOSED", "OPEN"),
    ),
    LinkKind(
        name="pump", row=Pump, table="pumps", section="PUMPS", curve="", attributes=OF_REGULATED | {"STATUS"},
        statuses=("OFF", "ON"), setting_limits=(0.0, inf),
    ),
    LinkKind(
        name="orifice", row=Orifice, table="orifices", section="ORIFICES", offsets=("offset",),
        items=(
            Item("kind", "SIDE|BOTTOM", "type of orifice", words=("SIDE", "BOTTOM")),
            Item("offset", "Offset", "offset"),
            Item("discharge_coefficient", "Coefficient", "discharge coefficient", low=0.0),
            Item("flap_gate", "Gated", "flap gate", default=False),
            Item("open_time", "OpenTime", "time to open", "hour", 0.0, 0.0),
        ),
        has_cross_section=True, attributes=OF_REGULATED, setting_limits=OPENING,
    ),
    LinkKind(
        name="weir", row=Weir, table="weirs", section="WEIRS", curve="WEIR", offsets=("crest",),
        has_cross_section=True, attributes=OF_REGULATED, setting_limits=OPENING,
    ),
    LinkKind(
        name="outlet", row=Outlet, table="outlets", section="OUTLETS", curve="RATING", offsets=("offset",),
        attributes=OF_REGULATED, setting_limits=OPENING,
    ),
)  # fmt: skip
