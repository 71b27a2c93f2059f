# SPDX-License-Identifier: Apache-2.0
"""Control zones and stations: which zone each element lies in, and which links a station works."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.model.read_only import ReadOnly

ROLES = {  # of a station's link
    "pump": "lift to the river",
    "capture": "into a tank",
    "emptying": "out of a tank",
    "overflow": "spill to the river",
    "treatment": "to the treatment plant",
    "reuse": "to a use",
    "bypass": "past the works",
    "gate": "gate in a river or between rivers",
}
KINDS = (
    "pump_station", "first_flush_tank", "green_storage", "treatment_plant", "regulator", "gate", "reuse"
)  # fmt: skip
LEVELS = ("secondary", "primary", "other")


@dataclass(frozen=True)
class Zoning:
    """The zone of every element. A control zone lies in a primary zone; an *other* zone (rivers, interceptors) in none.

    ``links`` holds every link: one without a row of its own lies in its upstream node's zone.
    """

    primary: dict[str, str]  # control zone -> its primary zone, in the tables' order
    others: tuple[str, ...]
    subcatchments: dict[str, str]
    nodes: dict[str, str]
    links: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)  # zone of any level -> its name in Chinese
    primaries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("primary", "subcatchments", "nodes", "links", "names"):
            object.__setattr__(self, name, ReadOnly(getattr(self, name)))

    @property
    def secondary(self) -> tuple[str, ...]:
        """The control zones."""
        return tuple(self.primary)

    @property
    def zones(self) -> tuple[str, ...]:
        """Every name that ``zone=`` takes: control zones, primary zones, other zones."""
        return (*self.primary, *self.primaries, *self.others)

    def of(self, element: str) -> dict[str, str]:
        """Element -> zone of one kind: subcatchment, node or link."""
        return {"subcatchment": self.subcatchments, "node": self.nodes, "link": self.links}[element]

    def within(self, zone: str) -> set[str]:
        """The control and other zones that a zone of any level holds, itself among them."""
        return {z for z, primary in self.primary.items() if zone in (z, primary)} | ({zone} & set(self.others))


@dataclass(frozen=True)
class Station:
    """A pumping station, tank, plant, regulator or gate and the links that it works."""

    name: str
    links: tuple[tuple[str, str], ...] = ()  # (link, role)
    kind: str = ""
    name_zh: str = ""
    node: str = ""  # wet well or tank
    zone: str = ""

    def with_role(self, *roles: str) -> tuple[str, ...]:
        """Its links with one of these roles."""
        return tuple(dict.fromkeys(link for link, role in self.links if role in roles))
