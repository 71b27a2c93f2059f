# SPDX-License-Identifier: Apache-2.0
"""Companion files of a Model that was read: rain, climate, inflow interface, zones and stations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sponge.base.did_you_mean import did_you_mean
from sponge.base.errors import ModelError, Problem
from sponge.io.files import used_file
from sponge.io.hot_start import read_hot_start
from sponge.io.interface import read_interface
from sponge.io.runoff_file import read_runoff_file
from sponge.io.weather import attach_weather
from sponge.io.zones.attach import attach_zones
from sponge.model.model import Model

ZONE_TABLES = ("zones.csv", "stations.csv", "station_names.csv")


def attach_companions(model: Model) -> tuple[Model, list[Problem]]:
    """The model with what its companion files hold, and what is wrong with them."""
    problems: list[Problem] = []
    climate = model.evaporation.source in ("FILE", "TEMPERATURE") or model.temperature.wind_source == "FILE"
    if climate or model.temperature.file or any(gage.file for gage in model.gages.values()):
        model = _try(attach_weather, model, problems)
    ignored = {"INFLOWS": model.options.ignore_routing, "RDII": model.options.ignore_rdii}
    used = {kind for mode, kind, _ in model.files if mode == "USE"}
    for kind, attach in (("INFLOWS", _interface), ("RDII", _rdii), ("HOTSTART", _hot_start), ("RUNOFF", _runoff)):
        if kind in used and not ignored.get(kind, False):
            model = _try(attach, model, problems)
    if any((model.folder / name).is_file() for name in ZONE_TABLES):
        model, found = attach_zones(model)
        problems += found
    return model, problems


def _try(attach: Callable[[Model, list[Problem]], Model], model: Model, problems: list[Problem]) -> Model:
    """Whatever a companion file may hold, it ends in a problem and not in a traceback."""
    try:
        return attach(model, problems)
    except ModelError as error:
        for problem in error.problems:  # a line of the model needs the model's name
            ours = problem.line > 0 and problem.section not in ("", "FILES")
            problems.append(replace(problem, file=str(model.path)) if ours else problem)
    except (ArithmeticError, LookupError, OSError, ValueError) as error:
        problems.append(Problem(f"a companion file cannot be read: {error}", str(model.path)))
    return model


def _path(model: Model, kind: str) -> Path:
    path = used_file(model, kind)
    assert path is not None
    return path


def _rdii(model: Model, _: list[Problem]) -> Model:
    from sponge.io.rdii_file import read_rdii_file  # needs the compiled kernels: half a second, for few models

    return replace(model, rdii_record=read_rdii_file(_path(model, "RDII"), model))


def _runoff(model: Model, _: list[Problem]) -> Model:
    return replace(model, runoff_record=read_runoff_file(_path(model, "RUNOFF"), model))


def _hot_start(model: Model, _: list[Problem]) -> Model:
    return replace(model, hot_start=read_hot_start(_path(model, "HOTSTART"), model))


def _interface(model: Model, problems: list[Problem]) -> Model:
    path = _path(model, "INFLOWS")
    file = read_interface(path)
    names = {node.upper(): node for node in model.node_order}
    for node, line in file.lines.items():
        if node.upper() not in names:
            message, hint = f"there is no node {node!r} here: its inflow is not simulated", did_you_mean(node, names)
            problems.append(Problem(message, str(path), line, "FILES", hint, fatal=False))
    for name in file.pollutants:
        if name.upper() not in {pollutant.upper() for pollutant in model.pollutants}:
            message = f"there is no pollutant {name!r} here: what the file says of it is not simulated"
            problems.append(Problem(message, str(path), 0, "FILES", fatal=False))
    ours = {name.upper(): pollutant for name, pollutant in model.pollutants.items()}
    quality = {}
    for (node, name), (times, values) in file.concentrations.items():
        pollutant = ours.get(name.upper())
        if pollutant is None or node.upper() not in names:
            continue
        unit = file.pollutants[name].upper()
        if unit != pollutant.units:
            message = f"pollutant {name!r} is in {unit} there and in {pollutant.units} here"
            raise ModelError([Problem(message, str(path), section="FILES")])
        quality[names[node.upper()], pollutant.name] = times, values * pollutant.unit
    inflows = {names[n.upper()]: flow for n, flow in file.flows.items() if n.upper() in names}
    return replace(model, interface_inflows=inflows, interface_quality=quality)
