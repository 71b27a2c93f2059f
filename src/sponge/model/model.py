# SPDX-License-Identifier: Apache-2.0
"""The Model: everything an .inp file says, as frozen tables."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sponge.base.errors import Problem
from sponge.model import elements as el
from sponge.model import lid
from sponge.model import quality as ql
from sponge.model.edits import Edits
from sponge.model.formula_units import FormulaUnits
from sponge.model.groundwater import Aquifer, Groundwater, GroundwaterExpression
from sponge.model.kinds import LINK_TABLES, NODE_TABLES
from sponge.model.links import Link, LinkTables
from sponge.model.nodes import Node, NodeTables
from sponge.model.options import Options, Report
from sponge.model.rdii import RdiiInflow, UnitHydrograph
from sponge.model.read_only import ReadOnly
from sponge.model.records import ClimateRecord, HotStartRecord, RainRecord, RdiiRecord, RunoffRecord
from sponge.model.snow import SnowPack
from sponge.model.summary import html_of, summary_of
from sponge.model.zones.zoning import Station, Zoning


@dataclass(frozen=True, repr=False)
class Model(NodeTables, LinkTables, Edits):
    """An EPA SWMM model. Tables are read-only dicts from name to row, in the file's order; nothing of a Model changes.

    ``add``, ``replace``, ``remove``, ``rename`` and others give a new Model that shares what they do not touch; many of
    them go into one ``with model.edit() as e:``. ``sponge.apply_changes`` changes parameters.

    ``other`` holds the rows of every section without a table here (the map),
    by section name in capitals without brackets, so that nothing is lost when the model is written back.
    """

    path: Path | None = field(default=None, compare=False)
    title: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    report: Report = field(default_factory=Report)
    files: tuple[tuple[str, str, str], ...] = ()  # (USE or SAVE, what, name)
    file_lines: dict[tuple[str, str, str], int] = field(default_factory=dict, compare=False)  # where each stands
    save_times: dict[str, datetime] = field(default_factory=dict)  # hot start file -> moment to save it, not the end
    events: tuple[el.Event, ...] = ()
    gages: dict[str, el.RainGage] = field(default_factory=dict)
    evaporation: el.Evaporation = field(default_factory=el.Evaporation)
    temperature: el.Temperature = field(default_factory=el.Temperature)
    adjustments: el.Adjustments = field(default_factory=el.Adjustments)
    subcatchments: dict[str, el.Subcatchment] = field(default_factory=dict)
    transects: dict[str, el.Transect] = field(default_factory=dict)
    streets: dict[str, el.Street] = field(default_factory=dict)
    inlets: dict[str, el.Inlet] = field(default_factory=dict)
    inlet_uses: tuple[el.InletUse, ...] = ()
    rules: tuple[el.Rule, ...] = ()
    formula_units: FormulaUnits = field(default_factory=FormulaUnits)  # of rules, treatments, groundwater formulas
    rule_variables: tuple[el.KeptRow, ...] = ()  # VARIABLE and EXPRESSION lines of [CONTROLS]
    inflows: tuple[el.DirectInflow, ...] = ()
    dry_weather: tuple[el.DryWeatherInflow, ...] = ()
    # groundwater, by subcatchment
    aquifers: dict[str, Aquifer] = field(default_factory=dict)
    groundwater: dict[str, Groundwater] = field(default_factory=dict)
    groundwater_expressions: tuple[GroundwaterExpression, ...] = ()
    # snow
    snow_packs: dict[str, SnowPack] = field(default_factory=dict)
    # low impact development
    lid_controls: dict[str, lid.LidControl] = field(default_factory=dict)
    lid_uses: dict[str, lid.LidUse] = field(default_factory=dict)
    # RDII
    hydrographs: dict[str, UnitHydrograph] = field(default_factory=dict)
    rdii: tuple[RdiiInflow, ...] = ()
    # water quality
    pollutants: dict[str, ql.Pollutant] = field(default_factory=dict)
    land_uses: dict[str, ql.LandUse] = field(default_factory=dict)
    buildups: tuple[ql.Buildup, ...] = ()
    washoffs: tuple[ql.Washoff, ...] = ()
    coverages: tuple[ql.Coverage, ...] = ()
    loadings: tuple[ql.Loading, ...] = ()
    treatments: tuple[ql.Treatment, ...] = ()
    pollutant_inflows: tuple[ql.PollutantInflow, ...] = ()
    pollutant_dry_weather: tuple[ql.PollutantDryWeather, ...] = ()
    patterns: dict[str, el.Pattern] = field(default_factory=dict)
    curves: dict[str, el.Curve] = field(default_factory=dict)
    series: dict[str, el.TimeSeries] = field(default_factory=dict)
    coordinates: dict[str, tuple[float, float]] = field(default_factory=dict)  # map units, x and y by node
    vertices: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)  # map units, by link
    polygons: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)  # map units, by subcatchment
    symbols: dict[str, tuple[float, float]] = field(default_factory=dict)  # map units, by gage
    other: dict[str, tuple[el.KeptRow, ...]] = field(default_factory=dict)
    # node -> (s since 1970, m3/s)
    interface_inflows: dict[str, tuple[Any, Any]] = field(default_factory=dict, compare=False)
    # (node, pollutant) -> (s since 1970, kg/m3)
    interface_quality: dict[tuple[str, str], tuple[Any, Any]] = field(default_factory=dict, compare=False)
    rain_records: dict[str, RainRecord] = field(default_factory=dict, compare=False)  # by gage, of rain files
    climate_record: ClimateRecord | None = field(default=None, compare=False)  # of the climate file
    hot_start: HotStartRecord | None = field(default=None, compare=False)  # of a hot start file
    rdii_record: RdiiRecord | None = field(default=None, compare=False)  # of an RDII interface file
    runoff_record: RunoffRecord | None = field(default=None, compare=False)  # of a runoff interface file
    zoning: Zoning | None = field(default=None, compare=False)  # of zones.csv
    stations: dict[str, Station] | None = field(default=None, compare=False)  # of stations.csv
    problems: tuple[Problem, ...] = field(default=(), compare=False)  # warnings of the reading
    not_simulated: tuple[str, ...] = field(default=(), compare=False)  # what the file says for other programs
    section_lines: dict[str, int] = field(default_factory=dict, compare=False)  # section -> its first row's line
    option_lines: dict[str, int] = field(default_factory=dict, compare=False)  # keyword of [OPTIONS] -> line
    encoding: str = "utf-8"  # of the file, for writing it back
    # EPA's order of nodes and links, the file's order of definition; what it lacks comes last, what is gone is left out
    node_order: tuple[str, ...] = ()
    link_order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Tables that nobody can change, and an order of all nodes and links that are there."""
        for name in MAPPINGS:
            value = getattr(self, name)
            if value is not None and value.__class__ is not ReadOnly:
                object.__setattr__(self, name, ReadOnly(value))
        for name in SEQUENCES:
            value = getattr(self, name)
            if value.__class__ is not tuple:
                object.__setattr__(self, name, tuple(value))
        for name, tables in (("node_order", NODE_TABLES), ("link_order", LINK_TABLES)):
            order = getattr(self, name)
            found = in_order(order, [getattr(self, table) for table in tables])
            if found is not order:
                object.__setattr__(self, name, found)

    def __repr__(self) -> str:
        return f"<Model {summary_of(self)}>"

    def _repr_html_(self) -> str:
        return html_of(self)

    @property
    def folder(self) -> Path:
        """Where the companion files are looked for."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def has_quality(self) -> bool:
        """Are there pollutants to be simulated?"""
        return bool(self.pollutants) and not self.options.ignore_quality

    def node(self, name: str) -> Node:
        """A node of any kind by name; KeyError where there is none."""
        return self._element(name, NODE_TABLES)

    def link(self, name: str) -> Link:
        """A link of any kind by name; KeyError where there is none."""
        return self._element(name, LINK_TABLES)

    def _element(self, name: str, tables: tuple[str, ...]) -> Any:
        for table in tables:
            rows = getattr(self, table)
            if name in rows:
                return rows[name]
        raise KeyError(name)


MAPPINGS = tuple(f.name for f in fields(Model) if str(f.type).startswith("dict["))
SEQUENCES = tuple(f.name for f in fields(Model) if str(f.type).startswith("tuple["))


def in_order(order: tuple[str, ...], tables: list[dict[str, Any]]) -> tuple[str, ...]:
    """Every name of the tables once: in this order, then table by table; the order itself where it says just that."""
    count = sum(map(len, tables))
    if count == len(order) == len(there := set().union(*tables)) and there == set(order):
        return order
    names = dict.fromkeys(chain.from_iterable(tables))
    return tuple(dict.fromkeys(chain((name for name in order if name in names), names)))
