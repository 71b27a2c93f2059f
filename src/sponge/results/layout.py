# SPDX-License-Identifier: Apache-2.0
"""What a results file says beside its numbers: names, coordinates, times, attributes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from math import ceil, prod
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import ModelError, Problem
from sponge.base.version import VERSION
from sponge.io.stamp import made_at
from sponge.model.elements import Kind
from sponge.model.links import LINK_KINDS
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS
from sponge.model.quality import CONCENTRATIONS
from sponge.results.actions import RuledAction, ruled_actions
from sponge.results.geometry import MESHES, Geometry, attributes_of, geometry_of, middles_of
from sponge.results.map_crs import axis_attributes, crs_text
from sponge.results.pipe_lengths import pipe_lengths
from sponge.results.registry import SERIES, STATUS, SUMMARIES, Variable, counted
from sponge.results.registry.lid import REPORTED
from sponge.results.registry.processes import absent_processes
from sponge.results.registry.variable import QUALITY_TABLES, dims_of
from sponge.results.registry.zones import absent_of
from sponge.results.selection import ZONE_DIMENSIONS, selected, tells_of_zones
from sponge.results.zones.widening import ZoneResults, coordinates, dimensions, zone_results_of

GREGORIAN = 1582  # the year from which on the standard calendar is that
MOST_BYTES = 200 * 2**30  # of a results file before it is packed
KINDS: dict[str, tuple[Kind, ...]] = {"node": NODE_KINDS, "link": LINK_KINDS}
CF_UNITS = {"MG/L": "mg L-1", "UG/L": "ug L-1", "#/L": "L-1"}
COORDINATES = {
    "node": "x y node_type", "link": "link_x link_y link_type link_from_node link_to_node link_pipe_length",
    "subcatchment": "subcatchment_x subcatchment_y", "pollutant": "pollutant_units",
    "subcatchment_quality": "subcatchment_x subcatchment_y pollutant_units",
    "node_quality": "x y node_type pollutant_units",
    "link_quality": "link_x link_y link_type link_from_node link_to_node link_pipe_length pollutant_units",
    "lid_unit": "lid_unit_subcatchment lid_unit_control",
    "secondary_zone": "zone_name_zh zone_primary zone_area", "primary_zone": "primary_zone_name_zh primary_zone_area",
    "other_zone": "other_zone_name_zh", "station": "station_name_zh station_kind station_zone",
}  # fmt: skip


@dataclass(frozen=True)
class Coordinate:
    """A variable without time that says where or what: values by element."""

    dim: str
    values: np.ndarray
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """The frame of one results file or dataset."""

    start: datetime
    expected_rows: int
    averaged: bool
    names: dict[str, tuple[str, ...]]  # dimension -> elements; empty dimensions are left out
    coordinates: dict[str, Coordinate]
    attributes: dict[str, str]
    scenarios: tuple[str, ...] | None = None  # None: one run without the dimension
    variables: frozenset[str] | None = None  # names of those to be written; None: all
    zones: ZoneResults | None = None  # of zones and stations, where any of their variables is to be written
    pollutant_units: tuple[str, ...] = ()  # MG/L, UG/L, #/L of each pollutant
    report_step: float = 0.0  # s
    geometry: dict[str, Geometry] = field(default_factory=dict)  # variables of the map
    actions: tuple[RuledAction, ...] = ()  # of the control rules, where those that are taken are listed

    @property
    def pollutant_factors(self) -> np.ndarray:
        """What makes a concentration in SI one in its pollutant's unit, (pollutant,)."""
        return np.array([1.0 / CONCENTRATIONS[unit] for unit in self.pollutant_units])

    @property
    def series(self) -> list[Variable]:
        """The series to be written, of those that this model has."""
        return [v for v in SERIES if self._has(v)]

    @property
    def summaries(self) -> list[Variable]:
        """The summary variables to be written, of those that this model may have."""
        wanted = [v for v in SUMMARIES if self._has(v)]
        return [v for v in wanted if self.scenarios is not None or not v.name.startswith("scenario_")]

    def _has(self, variable: Variable) -> bool:
        return (self.variables is None or variable.name in self.variables) and set(variable.dims) <= set(self.names)

    @property
    def counts(self) -> bool:
        """Is anything to be written that is counted at every step?"""
        return any(v.name in counted.NAMES for v in self.summaries)

    def series_of(self, table: str) -> tuple[Variable, ...]:
        """The series of one table to be written."""
        return tuple(v for v in self.series if v.table == table)

    def sizes_of(self, table: str) -> tuple[int, ...]:
        """How many elements a table has along each of its dimensions."""
        return tuple(len(self.names.get(dim, ())) for dim in dims_of(table))

    def scale_of(self, table: str) -> float | np.ndarray:
        """What makes SI the units of the file, beside the factors of the variables: pollutants have their own."""
        return self.pollutant_factors[:, None, None] if table in QUALITY_TABLES else 1.0

    def widened(self, row: Any) -> Any:
        """A row of the engine with those of zones and stations."""
        return self.zones.rows.widened(row) if self.zones is not None else row

    def widened_summary(self, summary: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The engine's summary with the variables of zones and stations."""
        return self.zones.widened_summary(summary) if self.zones is not None and summary else summary

    @property
    def time_units(self) -> str:
        """CF units of every time in the file."""
        return f"seconds since {self.start.isoformat(' ', 'seconds')}"

    @property
    def calendar(self) -> str:
        """CF calendar: a model's is Gregorian even before there was one."""
        return "standard" if self.start.year > GREGORIAN else "proleptic_gregorian"

    @property
    def moment_attributes(self) -> dict[str, str]:
        """CF attributes of every time in the file."""
        return {"units": self.time_units, "calendar": self.calendar, "units_metadata": "leap_seconds: none"}


def layout_of(
    model: Model,
    *,
    solver: str = "picard",
    changes: Sequence[str] = (),
    command: str = "",
    scenarios: tuple[str, ...] | None = None,
    variables: Sequence[str] = (),
    zones_only: bool = False,
    of_sweep: bool = False,
) -> Layout:
    """The frame of the results of a model.

    ``variables`` are names or patterns (``zone_*``) of those to be written, none for all: of scenarios, and
    ``of_sweep``, without what is counted for EPA SWMM's report (``registry.counted``). ``zones_only`` leaves what is of
    single subcatchments, nodes and links. Dimensions that nothing uses are left out. UsageError for names that are
    none, with a suggestion.
    """
    names = {
        "subcatchment": tuple(model.subcatchments),
        "node": tuple(model.node_order),
        "link": tuple(model.link_order),
        "lid_unit": tuple(model.lid_uses),
        REPORTED: tuple(name for name, use in model.lid_uses.items() if use.report_file),
    }
    if model.has_quality:
        names["pollutant"] = tuple(model.pollutants)
    if model.zoning is not None or model.stations:
        names |= dimensions(model)
    names = {dim: values for dim, values in names.items() if values}
    absent = absent_of(model.options.duration) | absent_processes(model) | counted.absent_counts(model)
    if (of_sweep or scenarios is not None) and not variables:
        absent |= counted.NAMES
    wanted = selected(variables, zones_only, frozenset(names), absent)
    used = {dim for v in (*SERIES, *SUMMARIES) if v.name in wanted for dim in v.dims}
    names = {dim: values for dim, values in names.items() if dim in used}
    zones = None
    if tells_of_zones(wanted):
        zones = zone_results_of(model)
    geometry = geometry_of(model, names)
    apart = [*(["time_bounds"] if model.report.averages else []), *(name for name in geometry if name not in MESHES)]
    attributes = _global_attributes(model, solver, changes, command)
    attributes |= {"coordinates": " ".join(apart)} if apart else {}  # to xarray no variables among the results
    return Layout(
        model.options.start, number_of_reports(model), model.report.averages, names, _coordinates(model, names),
        attributes, scenarios, wanted, zones, tuple(p.units for p in model.pollutants.values()),
        min(model.options.report_step, model.options.duration), geometry,
        ruled_actions(model) if scenarios is None and not of_sweep and wanted & counted.NAMES else (),
    )  # fmt: skip


def first_report(model: Model) -> int:
    """Number of the report step at whose end the first row stands."""
    options = model.options
    before = ((options.report_start or options.start) - options.start).total_seconds()
    return max(1, ceil((before - 1e-3) / max(options.report_step, 1e-3)))


def number_of_reports(model: Model) -> int:
    """How many reporting periods end within the simulation."""
    options = model.options
    last = int(options.duration / max(options.report_step, 1e-3) + 1e-9)
    return max(last + 1 - first_report(model), 0)


def report_times(model: Model) -> np.ndarray:
    """Ends of the reporting periods [s since the start]: multiples of the report step from the report's start on."""
    first = first_report(model)
    return max(model.options.report_step, 1e-3) * np.arange(first, first + number_of_reports(model))


def numbers_in_row(layout: Layout) -> int:
    """How many numbers a reporting period of one scenario has."""
    return sum(prod(layout.sizes_of(variable.table)) for variable in layout.series)


def check_size(layout: Layout) -> None:
    """ModelError where the results would be larger than anything can hold."""
    values = numbers_in_row(layout)
    size = float(layout.expected_rows) * (4 * values + 8) * len(layout.scenarios or ("",))
    if size > MOST_BYTES:
        message = (
            f"results of {size / 2**30:,.0f} GiB: {layout.expected_rows:,} rows of {values:,} numbers; "
            f"at most {MOST_BYTES / 2**30:,.0f} GiB are written"
        )
        hint = "report less often (REPORT_STEP, --every), shorten the run, or write less (--variables, --zones-only)"
        raise ModelError([Problem(message, layout.attributes.get("model", ""), section="OPTIONS", hint=hint)])


def variable_attributes(variable: Variable, layout: Layout) -> dict[str, Any]:
    """CF attributes of a series or summary."""
    found: dict[str, Any] = {"long_name": variable.long_name, "coverage_content_type": "modelResult"}
    if variable.standard_name:
        found["standard_name"] = variable.standard_name
    if variable.is_time:  # the same days; writing "standard" xarray asks for the first of them, and there may be none
        found |= layout.moment_attributes | {"calendar": "proleptic_gregorian"}
    else:
        found["units"] = variable.units or concentration_units(layout)
    if variable.units == "degC":
        found["units_metadata"] = "temperature: on_scale"
    if variable.averaged and layout.averaged:
        found["cell_methods"] = "time: mean"
    elif variable.cell_methods == "time: point":
        found["cell_methods"] = "time: point"
    elif variable.cell_methods:  # over a period that is no dimension of the variable: the standard allows only text
        found["comment"] = f"{variable.cell_methods.removeprefix('time: ')} over the whole simulation"
    others = [name for name in COORDINATES.get(variable.table, "").split() if name in layout.coordinates]
    others += [name for name, c in layout.coordinates.items() if c.dim == "scenario"]
    found |= {"coordinates": " ".join(others)} if others else {}
    return found | attributes_of(variable.table, layout.geometry)


def concentration_units(layout: Layout) -> str:
    """The unit of all concentrations; of none where pollutants differ (``pollutant_units`` tells each one's)."""
    units = {CF_UNITS[unit] for unit in layout.pollutant_units}
    return units.pop() if len(units) == 1 else "1"


def time_attributes(layout: Layout) -> dict[str, Any]:
    """CF attributes of the time coordinate."""
    found = {"standard_name": "time", "long_name": "end of the reporting period", "axis": "T"}
    return found | layout.moment_attributes | ({"bounds": "time_bounds"} if layout.averaged else {})


def status_attributes() -> dict[str, Any]:
    """CF flags of ``status``."""
    return {
        "long_name": "how the run ended",
        "flag_values": np.array(list(STATUS), np.int16),
        "flag_meanings": " ".join(STATUS.values()),
    }


def label_attributes(dim: str) -> dict[str, Any]:
    """CF attributes of a dimension's names."""
    return {"long_name": f"name of the {dim.replace('_', ' ')}"}


# --- coordinates --------------------------------------------------------------------------------------------------


def _coordinates(model: Model, names: dict[str, tuple[str, ...]]) -> dict[str, Coordinate]:
    found = {}
    if "node" in names:
        places = np.array([model.coordinates.get(n, (np.nan, np.nan)) for n in names["node"]], float)
        for k, axis in enumerate("xy"):
            about = {"long_name": f"{axis} coordinate of the node on the model's map"}
            found[axis] = Coordinate("node", places[:, k], about | axis_attributes(model, axis))
    for dim, where in (("subcatchment", "centroid of the subcatchment"), ("link", "middle of the link")):
        if dim in names:
            places = middles_of(model, dim, names[dim])
            for k, axis in enumerate("xy"):
                about = {"long_name": f"{axis} coordinate of the {where} on the model's map"}
                about |= axis_attributes(model, axis)
                if crs_text(model):
                    about.pop("standard_name", None)  # with a grid mapping one x bears it, which is the nodes'
                found[f"{dim}_{axis}"] = Coordinate(dim, places[:, k], about)
    for dim in ("node", "link"):
        if dim in names:
            kinds = _kinds(model, dim)
            values = np.array([kinds[n] for n in names[dim]], object)
            found[f"{dim}_type"] = Coordinate(dim, values, {"long_name": f"kind of {dim}"})
    if "link" in names:
        for end, attribute in (("from", "up"), ("to", "down")):
            values = np.array([getattr(model.link(n), attribute) for n in names["link"]], object)
            found[f"link_{end}_node"] = Coordinate("link", values, {"long_name": f"node that the link comes {end}"})
        found["link_to_node"].attributes["long_name"] = "node that the link goes to"
        pipes = pipe_lengths(model)
        lengths = np.array([pipes.get(n, 0.0) for n in names["link"]], float)
        about = {"long_name": "length of the closed conduit, all barrels; 0 of what is none", "units": "m"}
        found["link_pipe_length"] = Coordinate("link", lengths, about)
    if "lid_unit" in names:
        for attribute in ("subcatchment", "control"):
            values = np.array([getattr(use, attribute) for use in model.lid_uses.values()], object)
            about = {"long_name": f"{attribute} of the LID unit"}
            found[f"lid_unit_{attribute}"] = Coordinate("lid_unit", values, about)
    if "pollutant" in names:
        units = np.array([CF_UNITS[p.units] for p in model.pollutants.values()], object)
        about = {"long_name": "unit of the pollutant's concentrations"}
        found["pollutant_units"] = Coordinate("pollutant", units, about)
    if ZONE_DIMENSIONS & set(names):
        for name, dim, values, attributes in coordinates(model):
            if dim in names:
                found[name] = Coordinate(dim, values, attributes)
    return found


def _kinds(model: Model, dim: str) -> dict[str, str]:
    return {name: kind.name for kind in KINDS[dim] for name in kind.rows(model)}


# --- global attributes --------------------------------------------------------------------------------------------


def _global_attributes(model: Model, solver: str, changes: Sequence[str], command: str) -> dict[str, str]:
    now = made_at().isoformat() + "Z"
    title = " ".join(line.strip() for line in model.title if line.strip())
    name = model.path.name if model.path else "a model made in Python"
    return {
        "Conventions": "CF-1.11 UGRID-1.0 ACDD-1.3",
        "title": title or f"Stormwater simulation of {name}",
        "summary": f"Hydrographs and summaries of the stormwater model {name}, simulated with sponge.",
        "source": f"sponge {VERSION}, solver {solver}",
        "history": f"{now} {command or 'sponge.run'}",
        "date_created": now,
        "institution": "not stated",
        "references": "https://www.epa.gov/water-research/storm-water-management-model-swmm",
        "comment": "SI units; times as in the model, without time zone",
        "keywords": "stormwater, urban drainage, rainfall-runoff, hydraulics",
        "product_version": VERSION,
        "time_coverage_start": model.options.start.isoformat(),
        "time_coverage_end": model.options.end.isoformat(),
        "sponge_version": VERSION,
        "solver": solver,
        "compat": model.options.compat,
        "model": name,
        "model_sha256": model_hash(model),
        "model_options": json.dumps(resolved_options(model), default=str),
        "changes": "\n".join(changes) or "none",
        **({"not_simulated": "\n".join(model.not_simulated)} if model.not_simulated else {}),
    }


def ended() -> tuple[str, str]:
    """The global attribute that says when results were finished."""
    return "date_modified", made_at().isoformat() + "Z"


def model_hash(model: Model) -> str:
    """sha256 of the model's file, or of its tables where it has none."""
    if model.path and Path(model.path).is_file():
        return hashlib.sha256(Path(model.path).read_bytes()).hexdigest()
    return hashlib.sha256(repr(model).encode("utf-8", "replace")).hexdigest()


def resolved_options(model: Model) -> dict[str, Any]:
    """Every option of the run, SI units; what the results have an attribute of is not among them."""
    return {f.name: getattr(model.options, f.name) for f in fields(model.options) if f.name not in ("solver", "compat")}
