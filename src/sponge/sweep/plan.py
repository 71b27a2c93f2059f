# SPDX-License-Identifier: Apache-2.0
"""A sweep file read, checked and laid out: everything that is known before the first lane runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.base.version import VERSION
from sponge.engine.solvers import check_solver_name
from sponge.model.model import Model
from sponge.results.layout import Layout, check_size, layout_of, report_times
from sponge.results.registry import SUMMARIES
from sponge.results.registry.counted import NAMES as COUNTED
from sponge.results.registry.processes import absent_processes
from sponge.simulation.prepare import prepare, solver_of
from sponge.simulation.saves import unsaved
from sponge.sweep.check import check_lanes, check_names
from sponge.sweep.coordinates import coordinates_of
from sponge.sweep.cost import cost_text
from sponge.sweep.design import Design, Product, refuse_too_many
from sponge.sweep.file_problems import checked, refuse
from sponge.sweep.fingerprint import content_fingerprint, files_named, machine_fingerprint
from sponge.sweep.lanes import Lanes
from sponge.sweep.measures import library_of
from sponge.sweep.pick import pick_values
from sponge.sweep.sampling import count_of, design_of
from sponge.sweep.schema import BaseScenario, Scenario, Sweep
from sponge.sweep.tomlfile import override, read_toml, toml_text
from sponge.sweep.window import window_of


@dataclass(frozen=True)
class Plan:
    """A sweep that is ready to run."""

    file: Path
    sweep: Sweep
    lanes: Lanes
    layout: Layout  # of any block: no scenarios
    text: str  # the file, resolved

    def __len__(self) -> int:
        return len(self.lanes)

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.file.stem

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all scenarios."""
        return tuple(self.lanes.design.name(k) for k in range(len(self)))

    @property
    def model(self) -> Model:
        """The base model with the dates of the sweep."""
        return self.lanes.window.put_on(self.lanes.model) if self.lanes.window else self.lanes.model

    @property
    def notes(self) -> list[str]:
        """What to know before it runs."""
        return [note for note in (unsaved(self.lanes.model),) if note]

    @property
    def times(self) -> np.ndarray:
        """Reporting times of all scenarios, s since the start."""
        return report_times(self.model)

    def whole_layout(self) -> Layout:
        """The frame of the results of all scenarios."""
        coordinates = self.layout.coordinates | coordinates_of(self.lanes)
        return replace(self.layout, scenarios=self.names, coordinates=coordinates)

    def fingerprint(self) -> dict[str, str]:
        """What the results depend on."""
        library = self.lanes.library
        measures = [library.path(name) for name in library.names]
        tables = self.sweep.model_dump(exclude={"model", "title", "title_zh", "notes", "source"}, mode="json")
        files = files_named(tables, self.lanes.folder)
        content = content_fingerprint(self.lanes.model, measures, files, repr(tables))
        return content | machine_fingerprint()


def read_plan(
    path: Path | str, settings: Sequence[str] = (), overrides: dict[str, Any] | None = None, command: str = "",
    wanted: Sequence[str] = (),
) -> Plan:  # fmt: skip
    """The plan of a sweep file, with ``KEY=VALUE`` settings, keys that options override, and values picked by name."""
    path = Path(path)
    tables = override(read_toml(path), settings) | {k: v for k, v in (overrides or {}).items() if v is not None}
    return plan_of(path, checked(Sweep, tables, str(path)), tables, command, wanted)


def plan_of(path: Path, sweep: Sweep, tables: dict[str, Any], command: str, wanted: Sequence[str] = ()) -> Plan:
    """The plan of a sweep."""
    model = _base_model(path, sweep)
    count = count_of(sweep)
    refuse_too_many(count, lambda: cost_text(model, count))
    sweep = pick_values(sweep, wanted, library_of(model))
    try:
        design = design_of(sweep, library_of(model), path.parent)
    except UsageError as error:
        raise refuse(str(path), str(error).splitlines()) from None
    return _laid_out(path, sweep, Lanes(model, sweep, design, path.parent), tables, command)


def read_scenario(path: Path | str, settings: Sequence[str] = (), overrides: dict[str, Any] | None = None) -> Plan:
    """The plan of a scenario file: one lane."""
    path = Path(path)
    tables = override(read_toml(path), settings) | {k: v for k, v in (overrides or {}).items() if v is not None}
    if "vary" in tables:
        raise UsageError(f"{path} varies things: it is for sponge sweep, not for sponge run --scenario")
    scenario = checked(Scenario, tables, str(path))
    alone = Design((), Product(()), (BaseScenario(name=path.stem),))
    lanes = Lanes(_base_model(path, scenario), scenario, alone, path.parent)
    sweep = Sweep(**scenario.model_dump())
    return _laid_out(path, sweep, lanes, tables, "")


def _base_model(path: Path, scenario: Scenario) -> Model:
    check_solver_name(scenario.solver)
    return prepare(
        path.parent / scenario.model, solver=scenario.solver, tolerance=scenario.tolerance, compat=scenario.compat
    )


def _laid_out(path: Path, sweep: Sweep, lanes: Lanes, tables: dict[str, Any], command: str) -> Plan:
    check_lanes(lanes, str(path))
    lanes = lanes.within(window_of(lanes.model, lanes.scenario, lanes.rains()))
    assert lanes.window is not None
    text = toml_text(tables)
    layout = _frame(lanes, sweep, command or f"sponge sweep {path}")
    said = {"scenarios_file": path.name, "scenarios_toml": text, "method": sweep.method, "seed": str(sweep.seed)}
    machine = ", ".join(f"{key} {value}" for key, value in machine_fingerprint().items())
    said |= {"computed_with": machine, "sponge_version": VERSION}
    said |= {"title": sweep.title or layout.attributes["title"]}
    return Plan(path, sweep, lanes, replace(layout, attributes=layout.attributes | said), text)


def _frame(lanes: Lanes, sweep: Sweep, command: str) -> Layout:
    """The layout of the variables that are wanted; what has one value a scenario is always there."""
    assert lanes.window is not None
    model = lanes.window.put_on(lanes.model)
    layout = layout_of(
        model, solver=solver_of(model), command=command, variables=sweep.variables or (), zones_only=sweep.zones_only,
        of_sweep=True,
    )
    check_names(lanes, layout)
    check_size(layout)
    scalars = {v.name for v in SUMMARIES if not v.dims} - COUNTED - absent_processes(model)
    return replace(layout, variables=(layout.variables or frozenset()) | scalars)
