"""Companion files of a Model that was read: rain, climate, inflow interface, zones and stations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sponge.base.errors import ModelError, Problem
from sponge.model.model import Model

ZONE_TABLES = ("zones.csv", "stations.csv", "station_names.csv")


def attach_companions(model: Model) -> tuple[Model, list[Problem]]:
    """The model with what its companion files hold, and what is wrong with them."""
    problems: list[Problem] = []
    climate = model.evaporation.source in ("FILE", "TEMPERATURE") or model.temperature.wind_source == "FILE"
    if climate or model.temperature.file or any(gage.file for gage in model.gages.values()):
        model = _try(_weather, model, problems)
    if any(file[:2] == ("USE", "INFLOWS") for file in model.files) and not model.options.ignore_routing:
        model = _try(_interface, model, problems)
    if any((model.folder / name).is_file() for name in ZONE_TABLES):
        from sponge.io.zone_tables import attach_zones

        model, found = attach_zones(model)
        problems += found
    return model, problems


def _try(attach: Callable[[Model], Model], model: Model, problems: list[Problem]) -> Model:
    """Whatever a companion file may hold, it ends in a problem and not in a traceback."""
    try:
        return attach(model)
    except ModelError as error:
        for problem in error.problems:  # a line of the model needs the model's name
            ours = problem.line > 0 and problem.section not in ("", "FILES")
            problems.append(replace(problem, file=str(model.path)) if ours else problem)
    except (ArithmeticError, LookupError, OSError, ValueError) as error:
        problems.append(Problem(f"a companion file cannot be read: {error}", str(model.path)))
    return model


def _weather(model: Model) -> Model:
    from sponge.io.companions import attach

    return attach(model)


def _interface(model: Model) -> Model:
    from sponge.io.interface import read_interface

    (name,) = (name for mode, kind, name in model.files if (mode, kind) == ("USE", "INFLOWS"))
    path = model.folder / name
    if not path.is_file() and "\\" in name:
        path = model.folder / name.replace("\\", "/")
    flows = read_interface(path)
    names = {node.upper(): node for node in model.node_order}
    return replace(model, interface_inflows={names[n.upper()]: flow for n, flow in flows.items() if n.upper() in names})
