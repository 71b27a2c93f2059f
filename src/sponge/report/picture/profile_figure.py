# SPDX-License-Identifier: Apache-2.0
"""A longitudinal section with the water at one time and at its highest: ``sponge plot profile``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.report.picture import palette
from sponge.report.picture.fonts import plain
from sponge.report.picture.found_model import model_of
from sponge.report.picture.long_section import LongSection, heads_along, lengths_of, long_section
from sponge.report.picture.paper import LINES, calm, check_picture, new_figure, save, style, words_of
from sponge.report.picture.results_file import open_own_results
from sponge.report.picture.route import asked_route
from sponge.report.picture.scenarios import named
from sponge.words import Words
from sponge.words.messages import told

MANY = 25  # nodes; with more of them names are left out


def write_profile(
    results: Path, output: Path, *, way: str, at: float | None = None, scenarios: Sequence[str] = (),
    model: Path | None = None, language: str | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the section of a route FROM,TO at an hour of the run, or when the water stands highest; returns facts."""
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_own_results(results) as dataset:
        found, why = model_of(dataset, results, model)
        if found is None:
            raise UsageError(f"a profile needs the model's sizes: {why}")
        route = asked_route(dataset, way, lengths_of(found))
        section = long_section(found, route)
        runs = {label: dataset if k is None else dataset.isel(scenario=k) for k, label in named(dataset, scenarios)}
        heads = {label: heads_along(run, route) for label, run in runs.items()}
        first = np.datetime64(str(dataset.attrs.get("time_coverage_start", dataset["time"].values[0])))
        hours = (dataset["time"].values - first) / np.timedelta64(1, "s") / 3600.0
    row = _row(hours, next(iter(heads.values())), at)
    with style():
        save(draw(section, heads, row, f"{hours[row]:.2f} h", say), output)
    return {
        "picture": str(output), "way": list(route.nodes), "hour": float(hours[row]), "notes": list(notes),
        "highest": {label: dict(zip(route.nodes, values.max(0).tolist())) for label, values in heads.items()},
    }  # fmt: skip


def _row(hours: np.ndarray, heads: np.ndarray, at: float | None) -> int:
    """The reporting time nearest to an hour; without one, that of the highest water."""
    if at is None:
        return int(np.nanargmax(heads.sum(1)))
    if not hours[0] <= at <= hours[-1]:
        raise UsageError(f"--at {at:g}: the results go from hour {hours[0]:g} to hour {hours[-1]:g}")
    return int(np.abs(hours - at).argmin())


def draw(section: LongSection, heads: dict[str, np.ndarray], row: int, when: str, say: Words) -> Any:
    """The matplotlib Figure."""
    figure = new_figure(10.0, 5.0)
    axes = figure.subplots()
    calm(axes)
    x = section.stations
    for k in range(len(section.route.links)):
        ends = x[k : k + 2]
        axes.fill_between(ends, section.bottom[k], section.top[k], color=palette.FAINT, alpha=0.5, linewidth=0)
        for heights in (section.bottom[k], section.top[k]):
            axes.plot(ends, heights, color=palette.INK, linewidth=1.1)
    known = np.isfinite(section.ground)
    axes.plot(x[known], section.ground[known], color="#8a6d3b", linestyle=":", linewidth=1.6, label=say("Ground"))
    axes.vlines(x[known], section.invert[known], section.ground[known], color=palette.FAINT, linewidth=0.8)
    for colour, (label, values) in zip((palette.RIVER, *LINES[1:]) * len(heads), heads.items()):
        whose = f", {told(label, say.language)}" if label else ""
        axes.plot(x, values[row], color=colour, linewidth=2.0, marker=".", markersize=4,
                  label=plain(f"{say('Hydraulic grade line')}, {when}{whose}"))  # fmt: skip
        axes.plot(x, values.max(0), color=colour, linewidth=1.0, linestyle="--",
                  label=plain(f"{say('Highest water')}{whose}"))  # fmt: skip
    if len(x) <= MANY:
        for place, name in zip(x, section.route.nodes):
            axes.text(place, 0.01, plain(name), transform=axes.get_xaxis_transform(), rotation=90, fontsize=6.5,
                      color=palette.SOFT, ha="right")  # fmt: skip
    axes.set_xlabel(say("Length along the way, m"), fontsize=9)
    axes.set_ylabel(say("Height, m"), fontsize=9)
    axes.legend(frameon=False, fontsize=8, ncols=2, loc="lower left", bbox_to_anchor=(0.0, 1.0))
    return figure
