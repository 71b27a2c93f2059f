# SPDX-License-Identifier: Apache-2.0
"""Results as EPA SWMM's binary file (.out)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sponge.base.errors import UsageError
from sponge.engine.network import OUTLET, PUMP
from sponge.export.reported import names_of, reported
from sponge.export.source import Source
from sponge.io.aside import aside
from sponge.io.epa_out import TABLES, VARIABLES
from sponge.io.epa_out_writer import EpaHead, Values, write_out
from sponge.model.model import Model

BLOCK = 1 << 22  # values of a variable that are held at once


def write(source: Source, path: Path, *, everything: bool = False) -> tuple[str, ...]:
    """Write the elements that the model's [REPORT] selects, or all; returns notes for the user."""
    names = reported(source.model, everything)
    source.need(variables_of(source.model, names), "a .out file")
    with aside(path) as part, part.open("wb") as file:
        write_out(file, head_of(source, names), blocks(source, names))
    if not any(names.values()) and any(names_of(source.model).values()):
        return ("the model's [REPORT] selects no subcatchment, node or link: --all writes every one",)
    return ()


def variables_of(model: Model, names: dict[str, tuple[str, ...]]) -> list[str]:
    """The series that the file holds."""
    found = []
    for table in TABLES:
        if names.get(table, ()) or table == "system":
            found += [f"{table}_{name}" for name, _ in VARIABLES[table]]
            found += [f"{table}_concentration"] if model.has_quality and table != "system" else []
    return found


def head_of(source: Source, names: dict[str, tuple[str, ...]]) -> EpaHead:
    """Names, properties, units and times."""
    model = source.model
    options = model.options
    step = whole_step(model)
    pollutants = tuple(model.pollutants.values()) if model.has_quality else ()
    return EpaHead(
        options.flow_units, options.start, max(options.report_start or options.start, options.start), step,
        names | {"pollutant": tuple(p.name for p in pollutants)}, tuple(p.units for p in pollutants),
        properties_of(source, names), model.encoding,
    )  # fmt: skip


def whole_step(model: Model) -> int:
    """The report step, s; UsageError where it is not of whole seconds, as EPA SWMM's are."""
    given = model.options.report_step
    step = round(given)
    if abs(step - given) > 1e-6 or step < 1:
        raise UsageError(f"EPA SWMM's files have a report step of whole seconds, not {given:g} s")
    return step


def properties_of(source: Source, names: dict[str, tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Properties of elements in the file, SI: areas of subcatchments; kinds, inverts and full depths of nodes; kinds,
    offsets, depths and lengths of links."""
    model, network = source.model, source.network
    nodes, links = network.nodes, network.links
    turned = links.direction < 0
    ends = np.where(turned, links.offset_down, links.offset_up), np.where(turned, links.offset_up, links.offset_down)
    lengths = [model.conduits[n].length if n in model.conduits else 0.0 for n in model.link_order]
    link = np.stack([links.kind, *ends, np.where(links.kind == OUTLET, 0.0, links.full_depth), lengths], axis=-1)
    link[links.kind == PUMP, 1:] = 0.0
    found = {
        "subcatchment": np.array([[s.area] for s in model.subcatchments.values()], float).reshape(-1, 1),
        "node": np.stack([nodes.kind, nodes.invert, nodes.full_depth], axis=-1),
        "link": link,
    }
    return {table: rows[places(source, table, names[table])] for table, rows in found.items()}


def places(source: Source, table: str, names: tuple[str, ...]) -> np.ndarray:
    """Positions of elements among all of their table."""
    at = {name: k for k, name in enumerate(names_of(source.model)[table])}
    return np.array([at[name] for name in names], int)


def blocks(source: Source, names: dict[str, tuple[str, ...]]) -> Iterator[tuple[np.ndarray, Values]]:
    """Ends and values of a few periods at a time, so that a long run need not fit into memory."""
    data, wanted = source.data, variables_of(source.model, names)
    chosen = {table: places(source, table, names[table]) for table in TABLES[:3]}
    times = np.asarray(data["time"].values, "datetime64[us]")
    largest = max(1, *(len(found) for found in names.values())) * max(1, data.sizes.get("pollutant", 1))
    rows = max(1, BLOCK // largest)
    for first in range(0, len(times), rows):
        part = data[wanted].isel(time=slice(first, first + rows))
        values = {name: part[name].values for name in wanted}
        for name in wanted:
            table = name.partition("_")[0]
            if table != "system":
                values[name] = values[name][..., chosen[table]]
        yield times[first : first + rows], values
