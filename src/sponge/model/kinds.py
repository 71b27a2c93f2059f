"""The kinds of nodes and links: one record each, which everything reads that must tell them apart or go through all.

A new kind is one record more. What a kind does by itself (its checks, its law) is looked up by its name or table in the
one module of that process; there an unknown kind fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any

from sponge.model import elements as el

# what premises of control rules may ask of: links of every kind, whatever they are called; a LINK; what is regulated
OF_ANY_LINK = frozenset({"DEPTH", "FLOW", "TIMEOPEN", "TIMECLOSED"})
OF_LINK = OF_ANY_LINK | {"STATUS", "FULLFLOW", "FULLDEPTH", "LENGTH", "SLOPE", "VELOCITY"}
OF_REGULATED = frozenset({"FLOW", "SETTING", "TIMEOPEN", "TIMECLOSED"})
OPENING = (0.0, 1.0)  # limits of a setting that is a share of the opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What nodes and links have in common."""

    name: str  # in the singular, as changes, messages and results call it
    row: type[Any]  # a row of its table
    table: str  # of the Model: name -> row
    section: str  # of the .inp
    curve: str | None = None  # the kind of curve that ``row.curve`` is taken for; "" = the curve's own; None = no curve

    @property
    def word(self) -> str:
        """The word of control rules, and the name of the code in engine.network."""
        return self.name.upper()

    def rows(self, model: Any) -> dict[str, Any]:
        """The elements of this kind by name."""
        return getattr(model, self.table)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind(Kind):
    """A kind of node."""

    @property
    def has_depths(self) -> bool:
        """Have its rows a full and an initial depth? An outfall has none."""
        return "max_depth" in self.row.__dataclass_fields__


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKind(Kind):
    """A kind of link."""

    offsets: tuple[str, ...] = ()  # heights above the node's invert: none; one above the upper node; one for each end
    has_cross_section: bool = False  # has a row of [XSECTIONS]
    has_barrels: bool = False  # the cross section has a number of barrels and a culvert code
    attributes: frozenset[str]  # what premises of rules that name the kind may ask
    valueless: frozenset[str] = frozenset()  # attributes that have no value, so that the premise never holds
    statuses: tuple[str, str] | None = None  # words with which rules close and open it by STATUS
    setting_limits: tuple[float, float] | None = None  # of a SETTING that rules may give

    @property
    def is_regulator(self) -> bool:
        """Is it an opening with a crest above its upper node, neither conduit nor pump?"""
        return len(self.offsets) == 1

    def has_value(self, attribute: str) -> bool:
        """Has a link of this kind a value of the attribute, whatever word the rule names it by?"""
        return attribute in (self.attributes | OF_ANY_LINK) - self.valueless


NODE_KINDS = (
    NodeKind(name="junction", row=el.Junction, table="junctions", section="JUNCTIONS"),
    NodeKind(name="outfall", row=el.Outfall, table="outfalls", section="OUTFALLS", curve="TIDAL"),
    NodeKind(name="storage", row=el.Storage, table="storages", section="STORAGE", curve="STORAGE"),
    NodeKind(name="divider", row=el.Divider, table="dividers", section="DIVIDERS", curve="DIVERSION"),
)
LINK_KINDS = (
    LinkKind(
        name="conduit", row=el.Conduit, table="conduits", section="CONDUITS", offsets=("offset_up", "offset_down"),
        has_cross_section=True, has_barrels=True, attributes=OF_LINK, statuses=("CLOSED", "OPEN"),
    ),
    LinkKind(
        name="pump", row=el.Pump, table="pumps", section="PUMPS", curve="", attributes=OF_REGULATED | {"STATUS"},
        statuses=("OFF", "ON"), setting_limits=(-inf, inf),
    ),
    LinkKind(
        name="orifice", row=el.Orifice, table="orifices", section="ORIFICES", offsets=("offset",),
        has_cross_section=True, attributes=OF_REGULATED, setting_limits=OPENING,
    ),
    LinkKind(
        name="weir", row=el.Weir, table="weirs", section="WEIRS", curve="WEIR", offsets=("crest",),
        has_cross_section=True, attributes=OF_REGULATED, setting_limits=OPENING,
    ),
    LinkKind(
        name="outlet", row=el.Outlet, table="outlets", section="OUTLETS", curve="RATING", offsets=("offset",),
        attributes=OF_REGULATED, valueless=frozenset({"SETTING"}), setting_limits=OPENING,
    ),
)  # fmt: skip
KINDS: tuple[Kind, ...] = (*NODE_KINDS, *LINK_KINDS)
REGULATORS = tuple(kind for kind in LINK_KINDS if kind.is_regulator)
NODE_TABLES = tuple(kind.table for kind in NODE_KINDS)
LINK_TABLES = tuple(kind.table for kind in LINK_KINDS)
NODE_KIND = {kind.row: kind for kind in NODE_KINDS}  # class of the row -> its kind
LINK_KIND = {kind.row: kind for kind in LINK_KINDS}


def names_in(model: Any, kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    """Names of all elements of these kinds, kind by kind."""
    return tuple(chain.from_iterable(kind.rows(model) for kind in kinds))
