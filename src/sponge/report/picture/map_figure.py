# SPDX-License-Identifier: Apache-2.0
"""A map of zones, or of the network, by any indicator of one scenario: ``sponge plot map``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.report.picture import palette
from sponge.report.picture.draw_map import draw_values
from sponge.report.picture.fonts import plain
from sponge.report.picture.found_model import model_of
from sponge.report.picture.map_data import MapData, find_folder, node_places, read_map
from sponge.report.picture.network import NetworkMap, network_map, texts
from sponge.report.picture.overview import chinese_names
from sponge.report.picture.paper import check_picture, new_figure, save, style, words_of
from sponge.report.picture.quantities import LAND_MAP, LINK_MAP, NODE_MAP, ZONE_MAP, Quantity, there
from sponge.report.picture.results_file import ZONE, open_own_results
from sponge.report.picture.scenarios import named
from sponge.words import Words
from sponge.words.messages import told

LAYERS = ((ZONE, ZONE_MAP), ("node", NODE_MAP), ("link", LINK_MAP), ("subcatchment", LAND_MAP))
WIDE = 9.5  # inches


def write_map(
    results: Path, output: Path, *, show: str = "", scenario: str = "", model: Path | None = None,
    language: str | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the map; returns what it shows, as facts."""
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_own_results(results) as dataset:
        dim, q = shown(dataset, show)
        position, label = named(dataset, [scenario] if scenario else ())[0]
        run = dataset if position is None else dataset.isel(scenario=position)
        values = q.factor * np.asarray(run[q.variable].values, float)
        if not np.isfinite(values).any():
            raise UsageError(f"{q.variable} has no value in {label or 'this run'}: did it fail?")
        title = f"{say(q.title)}{f', {q.unit}' if q.unit else ''}"
        heading = plain(f"{title}  ·  {told(label, say.language)}" if label else title)
        names = texts(dataset, dim)
        if dim == ZONE:
            recorded = str(dataset.attrs.get("model", ""))
            folder = find_folder(model, results, recorded)
            data = read_map(folder, node_places(dataset), recorded)
            with style():
                figure = draw_zones(dict(zip(names, values)), data, chinese_names(dataset), title, heading, say)
            notes = (*notes, *data.notes)
        else:
            network = network_map(dataset, model_of(dataset, results, model)[0])
            if network is None or (dim == "subcatchment" and not network.land):
                raise UsageError(f"neither the results nor a model beside them say where a {dim} lies: give --model")
            with style():
                figure = draw_network(network, dim, dict(zip(names, values)), title, heading, say)
    with style():
        save(figure, output)
    best = int(np.nanargmax(values))
    return {
        "picture": str(output), "variable": q.variable, "scenario": label, "notes": list(notes),
        "greatest": {names[best]: float(values[best])},
    }  # fmt: skip


def shown(dataset: Any, variable: str) -> tuple[str, Quantity]:
    """The indicator of this variable, or the first that the results have."""
    known = {q.variable: (dim, q) for dim, all_of in LAYERS if dim in dataset.dims for q in there(all_of, dataset)}
    if not known:
        raise UsageError("the results hold no summaries of zones, nodes, links or subcatchments to draw a map of")
    if variable and variable not in known:
        raise UsageError(f"--show {variable}: no map shows that{suggestion_or_list(variable, known)}")
    return known[variable or next(iter(known))]


def draw_zones(
    values: dict[str, float], data: MapData, chinese: dict[str, str], title: str, heading: str, say: Words
) -> Any:
    """The matplotlib Figure of a map of zones."""
    figure = new_figure(WIDE, 0.62 * WIDE)
    axes = figure.subplots()
    known = np.array([v for v in values.values() if np.isfinite(v)])
    limits, colours = (float(known.min()), float(known.max())), palette.capture_colours()
    draw_values(axes, values, data, chinese, colours, limits, say)
    _bar(figure, axes, colours, limits, title)
    axes.set_title(heading, loc="left", fontsize=12, weight="bold")
    return figure


def draw_network(
    network: NetworkMap, dim: str, values: dict[str, float], title: str, heading: str, say: Words
) -> Any:
    """The matplotlib Figure of a map of nodes, links or land."""
    from matplotlib.collections import LineCollection, PolyCollection

    figure = new_figure(WIDE, 0.72 * WIDE)
    axes = figure.subplots()
    known = np.array([v for v in values.values() if np.isfinite(v)])
    limits, colours = (min(0.0, float(known.min())), float(known.max()) or 1.0), palette.capture_colours()

    def norm(names: tuple[str, ...]) -> np.ndarray:
        found = np.array([values.get(name, np.nan) for name in names])
        return (found - limits[0]) / (limits[1] - limits[0] or 1.0)

    if network.land:
        names = tuple(network.land)
        faces = colours(norm(names)) if dim == "subcatchment" else "#f3f5f7"
        axes.add_collection(PolyCollection([network.land[n] for n in names], facecolors=faces, edgecolors="white",
                                           linewidths=0.5, zorder=1))  # fmt: skip
    drawn = [k for k, line in enumerate(network.lines) if len(line)]
    shares = norm(tuple(network.links[k] for k in drawn)) if dim == "link" else np.zeros(len(drawn))
    axes.add_collection(LineCollection(
        [network.lines[k] for k in drawn], colors=colours(shares) if dim == "link" else palette.SOFT,
        linewidths=0.8 + 2.4 * np.nan_to_num(shares), zorder=2,
    ))  # fmt: skip
    there = np.isfinite(network.places).all(1)
    if dim == "node":
        share = norm(network.nodes)[there]
        order = np.argsort(np.nan_to_num(share))
        axes.scatter(*network.places[there][order].T, s=8 + 70 * np.nan_to_num(share[order]), c=colours(share[order]),
                     edgecolors=palette.INK, linewidths=0.3, zorder=3)  # fmt: skip
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.axis("off")
    _bar(figure, axes, colours, limits, title)
    axes.set_title(heading, loc="left", fontsize=12, weight="bold")
    if network.unplaced:
        axes.text(0, 0, f"{say('without coordinates')}: {network.unplaced}", transform=axes.transAxes, fontsize=7.5,
                  color=palette.SOFT)  # fmt: skip
    return figure


def _bar(figure: Any, axes: Any, colours: Any, limits: tuple[float, float], title: str) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    bar = figure.colorbar(ScalarMappable(Normalize(*limits), colours), ax=axes, shrink=0.7, pad=0.01)
    bar.set_label(title, fontsize=9)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=8)
