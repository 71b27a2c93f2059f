# SPDX-License-Identifier: Apache-2.0
"""Every name that one object gives must be another's. A file is checked so when it is read; this is for Models that
were made or changed in Python."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from sponge.model.elements import Kind
from sponge.model.kinds import KINDS, LINK_TABLES, NODE_TABLES
from sponge.model.links import LINK_KINDS
from sponge.model.model import Model
from sponge.model.validation.findings import SECTIONS, Findings, noun

Targets = dict[str, tuple[str, ...]]  # attribute -> tables whose names it may hold
OF_NODES: dict[str, Targets] = {  # beside their curves
    "outfalls": {"series": ("series",), "route_to": ("subcatchments",)}, "dividers": {"link": LINK_TABLES},
}  # fmt: skip


def _references_of(kind: Kind) -> Targets:
    """Ends of a link, curve, and what one kind of node alone has."""
    ends: Targets = {"up": NODE_TABLES, "down": NODE_TABLES} if kind in LINK_KINDS else {}
    curve: Targets = {} if kind.curve is None else {"curve": ("curves",)}
    return ends | curve | OF_NODES.get(kind.table, {})


# table -> its references; those in REQUIRED may not be empty
REFERENCES: dict[str, Targets] = {
    "gages": {"series": ("series",)},
    "subcatchments": {
        "gage": ("gages",), "outlet": (*NODE_TABLES, "subcatchments"), "roughness_pattern": ("patterns",),
        "storage_pattern": ("patterns",), "infiltration_pattern": ("patterns",), "snow_pack": ("snow_packs",),
    },
    **{kind.table: _references_of(kind) for kind in KINDS},
    "inlets": {"curve": ("curves",)},
    "inlet_uses": {"link": LINK_TABLES, "inlet": ("inlets",), "node": NODE_TABLES},
    "inflows": {"node": NODE_TABLES, "series": ("series",), "pattern": ("patterns",)},
    "dry_weather": {"node": NODE_TABLES},
    "lid_uses": {
        "subcatchment": ("subcatchments",), "control": ("lid_controls",), "drain_to": ("subcatchments", *NODE_TABLES),
    },
    "aquifers": {"evaporation_pattern": ("patterns",)},
    "groundwater": {"name": ("subcatchments",), "aquifer": ("aquifers",), "node": NODE_TABLES},
    "groundwater_expressions": {"subcatchment": ("subcatchments",)},
    "rdii": {"node": NODE_TABLES, "hydrograph": ("hydrographs",)},
    "pollutants": {"co_pollutant": ("pollutants",)},
    "buildups": {"land_use": ("land_uses",), "pollutant": ("pollutants",), "series": ("series",)},
    "washoffs": {"land_use": ("land_uses",), "pollutant": ("pollutants",)},
    "coverages": {"subcatchment": ("subcatchments",), "land_use": ("land_uses",)},
    "loadings": {"subcatchment": ("subcatchments",), "pollutant": ("pollutants",)},
    "treatments": {"node": NODE_TABLES, "pollutant": ("pollutants",)},
    "pollutant_inflows": {
        "node": NODE_TABLES, "pollutant": ("pollutants",), "series": ("series",), "pattern": ("patterns",),
    },
    "pollutant_dry_weather": {"node": NODE_TABLES, "pollutant": ("pollutants",)},
}  # fmt: skip
REQUIRED = {
    "up", "down", "node", "gage", "outlet", "inlet", "subcatchment", "control", "aquifer", "hydrograph", "land_use",
    "pollutant",
}  # fmt: skip
SECTION_REFERENCES = {"IRREGULAR": "transects", "STREET": "streets", "CUSTOM": "curves"}


def check_references(found: Findings) -> None:
    """All references of the model."""
    model = found.model
    for table, attributes in REFERENCES.items():
        rows = getattr(model, table)
        rows = list(rows.values() if isinstance(rows, dict) else rows)
        for attribute, targets in attributes.items():
            optional = set() if attribute in REQUIRED else {""}
            lost = set(map(attrgetter(attribute), rows)).difference(optional, *(getattr(model, t) for t in targets))
            for row in rows if lost else ():
                if getattr(row, attribute) in lost:
                    _check(found, table, row, getattr(row, attribute), targets)
    for kind in (kind for kind in LINK_KINDS if kind.has_cross_section):
        for row in kind.rows(model).values():
            target = SECTION_REFERENCES.get(row.section.shape)
            if target:
                _check(found, kind.table, row, row.section.reference, (target,))
    for table in ("dry_weather", "pollutant_dry_weather"):
        for row in getattr(model, table):
            for name in filter(None, row.patterns):
                _check(found, table, row, name, ("patterns",))
    for pack in model.snow_packs.values():
        if pack.removal and pack.removal.subcatchment:
            _check(found, "snow_packs", pack, pack.removal.subcatchment, ("subcatchments",))
    _check_climate(found)


def _check(found: Findings, table: str, row: object, name: str, targets: tuple[str, ...]) -> None:
    if any(name in getattr(found.model, target) for target in targets):
        return
    what = "node" if targets[0] == NODE_TABLES[0] else "link" if targets[0] == LINK_TABLES[0] else noun(targets[0])
    owner = getattr(row, "name", "") or getattr(row, "node", "") or getattr(row, "link", "")
    found.bad(
        f"{noun(table)} {owner!r}: {what} {name!r} is not defined", SECTIONS[table], getattr(row, "line", 0),
        found.hint(name, lambda: names_of(found.model, targets)),
    )  # fmt: skip


def names_of(model: Model, tables: Iterable[str]) -> list[str]:
    """Names in these tables."""
    return [name for table in tables for name in getattr(model, table)]


def _check_climate(found: Findings) -> None:
    model = found.model
    for section, name, table in (
        ("EVAPORATION", model.evaporation.series, "series"),
        ("EVAPORATION", model.evaporation.recovery, "patterns"),
        ("TEMPERATURE", model.temperature.series, "series"),
    ):
        if name and name not in getattr(model, table):
            found.bad(f"{noun(table)} {name!r} is not defined", section, 0, found.hint(name, getattr(model, table)))
