# SPDX-License-Identifier: Apache-2.0
"""Every name that one row gives must be another's: where such names stand, in one list.

Validation asks it what is lost; edits ask it who uses an element, to have the names follow or the rows go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from sponge.model.elements import Kind
from sponge.model.kinds import KINDS
from sponge.model.links import LINK_KINDS
from sponge.model.tables import SPACES

Use = tuple[str, tuple[str, ...]]  # a name, and the spaces (``tables.SPACES``) that it is looked up in, in this order


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute that holds a name, or several."""

    table: str  # of the Model
    path: str  # attribute of its rows, or of a row within: section.reference
    spaces: tuple[str, ...]  # whose names it may hold: the first that has one counts
    required: bool = False  # a row cannot be without
    several: bool = False  # it is a tuple of names, or of tuples that begin with one
    shape: str = ""  # it counts where the row's cross section is of this shape
    own_check: bool = False  # validation has a check of its own

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables where the name is looked for."""
        return tuple(chain.from_iterable(SPACES[space] for space in self.spaces))

    @property
    def plain(self) -> bool:
        """Is it one name in each row itself?"""
        return not (self.several or self.shape or "." in self.path)

    def names(self, row: Any) -> tuple[str, ...]:
        """The names that a row holds here."""
        if self.shape and row.section.shape != self.shape:
            return ()
        value = _at(row, self.path)
        if value is None:
            return ()
        if self.several:
            return tuple(filter(None, (one if isinstance(one, str) else one[0] for one in value)))
        return (value,) if value or self.required else ()

    def names_of(self, rows: Iterable[Any]) -> set[str]:
        """The names that rows hold here."""
        if self.plain:
            return set(map(attrgetter(self.path), rows)) - (set() if self.required else {""})
        return set(chain.from_iterable(map(self.names, rows)))

    def uses(self, row: Any) -> Iterator[Use]:
        """Names with where each is looked up."""
        for name in self.names(row):
            yield name, self.spaces

    def renamed(self, row: Any, space: str, old: str, new: str) -> Any:
        """The row with a new name in place of the old."""
        if not self.several:
            return _with(row, self.path, new)
        swapped = (
            (new if one == old else one) if isinstance(one, str) else ((new if one[0] == old else one[0]), *one[1:])
            for one in _at(row, self.path)
        )
        return _with(row, self.path, tuple(swapped))

    def cleared(self, row: Any, space: str, name: str) -> Any | None:
        """The row without the name; None where it cannot be without."""
        if self.required:
            return None
        if not self.several:
            return _with(row, self.path, "")
        left = (one for one in _at(row, self.path) if name != (one if isinstance(one, str) else one[0]))
        return _with(row, self.path, tuple(left))


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = None if row is None else getattr(row, name)
    return row


def _with(row: Any, path: str, value: Any) -> Any:
    first, dot, rest = path.partition(".")
    return replace(row, **{first: _with(getattr(row, first), rest, value) if dot else value})


@dataclass
class _Table:
    """The references of one table, as they are listed below: what is required, then what is not."""

    table: str
    found: list[Reference] = field(default_factory=list)

    def needs(self, **spaces: str) -> _Table:
        """Attributes that may not be empty, and whose names they hold (several spaces parted by blanks)."""
        for path, where in spaces.items():
            self.found.append(Reference(self.table, path, tuple(where.split()), required=True))
        return self

    def may(self, **spaces: str) -> _Table:
        """Attributes that may be empty; two underscores lead into a row within."""
        paths = {path.replace("__", "."): tuple(where.split()) for path, where in spaces.items()}
        self.found += [Reference(self.table, path, where) for path, where in paths.items()]
        return self


def _of_kind(kind: Kind) -> _Table:
    """Ends of a link, curve, and what one kind of node alone has."""
    found = _Table(kind.table)
    if kind in LINK_KINDS:
        found.needs(up="node", down="node")
    if kind.curve is not None:
        found.may(curve="curve")
    return found


SECTION_SPACES = {"IRREGULAR": "transect", "STREET": "street", "CUSTOM": "curve"}  # shape -> what its reference names
_LIST: tuple[_Table | Reference, ...] = (
    _Table("gages").may(series="series"),
    _Table("subcatchments").needs(gage="gage", outlet="node subcatchment").may(
        roughness_pattern="pattern", storage_pattern="pattern", infiltration_pattern="pattern",
        snow_pack="snow_pack",
    ),
    *map(_of_kind, KINDS),
    _Table("outfalls").may(series="series", route_to="subcatchment"),
    _Table("dividers").may(link="link"),
    *(
        Reference(kind.table, "section.reference", (space,), required=True, shape=shape)
        for kind in LINK_KINDS if kind.has_cross_section for shape, space in SECTION_SPACES.items()
    ),
    _Table("inlets").may(curve="curve"),
    _Table("inlet_uses").needs(link="link", inlet="inlet", node="node"),
    _Table("inflows").needs(node="node").may(series="series", pattern="pattern"),
    _Table("dry_weather").needs(node="node"),
    Reference("dry_weather", "patterns", ("pattern",), several=True),
    _Table("lid_uses").needs(subcatchment="subcatchment", control="lid").may(drain_to="subcatchment node"),
    Reference("lid_controls", "drain.curve", ("curve",), own_check=True),
    Reference("lid_controls", "removals", ("pollutant",), several=True, own_check=True),
    _Table("aquifers").may(evaporation_pattern="pattern"),
    _Table("groundwater").needs(name="subcatchment", aquifer="aquifer", node="node"),
    _Table("groundwater_expressions").needs(subcatchment="subcatchment"),
    _Table("snow_packs").may(removal__subcatchment="subcatchment"),
    Reference("hydrographs", "gage", ("gage",), own_check=True),
    _Table("rdii").needs(node="node", hydrograph="hydrograph"),
    _Table("pollutants").may(co_pollutant="pollutant"),
    _Table("buildups").needs(land_use="land_use", pollutant="pollutant").may(series="series"),
    _Table("washoffs").needs(land_use="land_use", pollutant="pollutant"),
    _Table("coverages").needs(subcatchment="subcatchment", land_use="land_use"),
    _Table("loadings").needs(subcatchment="subcatchment", pollutant="pollutant"),
    _Table("treatments").needs(node="node", pollutant="pollutant"),
    _Table("pollutant_inflows").needs(node="node", pollutant="pollutant").may(series="series", pattern="pattern"),
    _Table("pollutant_dry_weather").needs(node="node", pollutant="pollutant"),
    Reference("pollutant_dry_weather", "patterns", ("pattern",), several=True),
    _Table("evaporation").may(series="series", recovery="pattern"),
    _Table("temperature").may(series="series"),
    Reference("stations", "links", ("link",), several=True, own_check=True),
    Reference("stations", "node", ("node",), own_check=True),
)  # fmt: skip
REFERENCES: tuple[Reference, ...] = tuple(
    chain.from_iterable(one.found if isinstance(one, _Table) else [one] for one in _LIST)
)


@cache
def references_of(table: str) -> tuple[Reference, ...]:
    """The references in the rows of a table."""
    return tuple(reference for reference in REFERENCES if reference.table == table)
