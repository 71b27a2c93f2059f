# SPDX-License-Identifier: Apache-2.0
"""The Model's tables, as changes, references and edits name them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sponge.model import elements as el
from sponge.model import quality as ql
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression
from sponge.model.kinds import KINDS, LINK_TABLES, NODE_TABLES
from sponge.model.lid import LidControl, LidUse
from sponge.model.links import LINK_KINDS
from sponge.model.nodes import NODE_KINDS
from sponge.model.rdii import RdiiInflow, UnitHydrograph
from sponge.model.snow import SnowPack

NAMED = {  # table in the singular -> fields of Model
    "subcatchment": ("subcatchments",),
    "gage": ("gages",),
    "node": NODE_TABLES,
    **{kind.name: (kind.table,) for kind in NODE_KINDS},
    "link": LINK_TABLES,
    **{kind.name: (kind.table,) for kind in LINK_KINDS},
    "transect": ("transects",),
    "street": ("streets",),
    "inlet": ("inlets",),
    "pattern": ("patterns",),
    "curve": ("curves",),
    "series": ("series",),
    "lid": ("lid_controls",),
    "lid_use": ("lid_uses",),
    "aquifer": ("aquifers",),
    "groundwater": ("groundwater",),
    "snow_pack": ("snow_packs",),
    "hydrograph": ("hydrographs",),
    "pollutant": ("pollutants",),
    "land_use": ("land_uses",),
}
LISTED = {  # table in the singular -> field of Model, attribute that its rows are chosen by
    "inflow": ("inflows", "node"), "dry_weather": ("dry_weather", "node"), "inlet_use": ("inlet_uses", "link"),
    "rdii": ("rdii", "node"),
    "buildup": ("buildups", "name"), "washoff": ("washoffs", "name"), "coverage": ("coverages", "name"),
    "loading": ("loadings", "name"), "treatment": ("treatments", "name"),
    "pollutant_inflow": ("pollutant_inflows", "name"), "pollutant_dry_weather": ("pollutant_dry_weather", "name"),
}  # fmt: skip
SINGLE = ("options", "evaporation", "temperature", "adjustments")

EDITED_ONLY = {  # tables that edits know and changes do not: nothing in them is a parameter
    "rule": ("rules", "name"), "groundwater_expression": ("groundwater_expressions", "subcatchment"),
    "event": ("events", "start"),
}  # fmt: skip
TABLE_OF: dict[type, str] = {  # class of a row -> its table
    **{kind.row: kind.table for kind in KINDS},
    el.RainGage: "gages", el.Subcatchment: "subcatchments", el.Transect: "transects", el.Street: "streets",
    el.Inlet: "inlets", el.InletUse: "inlet_uses", el.DirectInflow: "inflows", el.DryWeatherInflow: "dry_weather",
    el.Pattern: "patterns", el.Curve: "curves", el.TimeSeries: "series", el.Event: "events", el.Rule: "rules",
    Aquifer: "aquifers", Groundwater: "groundwater", GroundwaterExpression: "groundwater_expressions",
    SnowPack: "snow_packs", LidControl: "lid_controls", LidUse: "lid_uses", UnitHydrograph: "hydrographs",
    RdiiInflow: "rdii", ql.Pollutant: "pollutants", ql.LandUse: "land_uses", ql.Buildup: "buildups",
    ql.Washoff: "washoffs", ql.Coverage: "coverages", ql.Loading: "loadings", ql.Treatment: "treatments",
    ql.PollutantInflow: "pollutant_inflows", ql.PollutantDryWeather: "pollutant_dry_weather",
}  # fmt: skip

SPACES: dict[str, tuple[str, ...]] = {  # what shares its names -> its tables: one node, of whatever kind, has a name
    "node": NODE_TABLES,
    "link": LINK_TABLES,
    **{name: tables for name, tables in NAMED.items() if tables[0] not in (*NODE_TABLES, *LINK_TABLES)},
}
SPACE_OF = {table: space for space, tables in SPACES.items() for table in tables}


def rows_of(content: Any) -> Iterable[Any]:
    """The rows of a table by name, of a list of rows, or of a table that is one row; none of None."""
    if content is None:
        return ()
    if isinstance(content, dict):
        return content.values()
    return content if isinstance(content, tuple) else (content,)
