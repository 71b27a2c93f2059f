# SPDX-License-Identifier: Apache-2.0
"""Hyetograph and hydrographs of any element, scenarios beside each other: ``sponge plot hydrograph``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.report.picture import palette
from sponge.report.picture.fonts import plain
from sponge.report.picture.network import texts
from sponge.report.picture.paper import LINES, calm, check_picture, new_figure, save, style, words_of
from sponge.report.picture.quantities import RAIN, SERIES, Quantity, there
from sponge.report.picture.results_file import open_own_results
from sponge.report.picture.scenarios import named
from sponge.words import Words
from sponge.words.messages import told

SYSTEM = "system"
DIMENSIONS = ("secondary_zone", "primary_zone", "station", "node", "link", "subcatchment")


@dataclass(frozen=True)
class Hydrograph:
    """One element over time: one panel for each quantity, one curve for each scenario."""

    element: str
    hours: np.ndarray  # (time,) since the start of the run
    start: str
    panels: tuple[tuple[Quantity, dict[str, np.ndarray]], ...]  # label of a scenario -> (time,)


def hydrograph_of(dataset: Any, element: str, scenarios: Sequence[str]) -> Hydrograph:
    """The series of an element by name, or of the whole system, with the rain of all where it has none of its own;
    series that never change are left out where others do, and those of nothing but zeros."""
    dim = dimension_of(dataset, element)
    quantities = there(SERIES[dim], dataset)
    if not quantities or dataset.sizes.get("time", 0) < 2:
        lacking = ", ".join(q.variable for q in SERIES[dim])
        raise UsageError(f"the results hold no series of {element} ({lacking}): see --variables")
    chosen = named(dataset, scenarios)

    def curves_of(q: Quantity) -> dict[str, np.ndarray]:
        series = dataset[q.variable]
        series = series.sel({dim: element}) if dim in series.dims else series
        return {label: q.factor * np.asarray((series if k is None else series.isel(scenario=k)).values, float)
                for k, label in chosen}  # fmt: skip

    panels, steady = [], []
    for q in quantities:
        curves = curves_of(q)
        if any(np.ptp(np.nan_to_num(values)) > 0.0 for values in curves.values()):
            panels.append((q, curves))
        elif any(np.nan_to_num(values).any() for values in curves.values()):
            steady.append((q, curves))
    panels = panels or steady
    if not panels:
        raise UsageError(f"nothing ever moves at {element}: there is no hydrograph to draw")
    if panels[0][0].title != RAIN.title and RAIN.variable in dataset:
        panels.insert(0, (RAIN, curves_of(RAIN)))
    times = dataset["time"].values
    first = np.datetime64(str(dataset.attrs.get("time_coverage_start", times[0])))
    hours = (times - first) / np.timedelta64(1, "s") / 3600.0
    return Hydrograph(element, hours, str(first.astype("datetime64[m]")).replace("T", " "), tuple(panels))


def dimension_of(dataset: Any, element: str) -> str:
    """The dimension that an element lies on; "" for the system. UsageError with a suggestion where there is none."""
    if element == SYSTEM:
        return ""
    known: dict[str, str] = {}
    for dim in DIMENSIONS:
        if dim in dataset.dims:
            known = dict.fromkeys(texts(dataset, dim), dim) | known
    if element not in known:
        raise UsageError(f"--of {element}: the results have no such element{suggestion(element, known)}")
    return known[element]


def write_hydrograph(
    results: Path, output: Path, *, of: str = SYSTEM, scenarios: Sequence[str] = (), language: str | None = None,
    overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the hydrographs; returns what they show, as facts."""
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_own_results(results) as dataset:
        hydrograph = hydrograph_of(dataset, of, scenarios)
    with style():
        save(draw(hydrograph, say), output)
    return {
        "picture": str(output), "element": of, "notes": list(notes),
        "peaks": {q.variable: {name: float(np.nanmax(v)) for name, v in of.items()} for q, of in hydrograph.panels},
    }  # fmt: skip


def draw(hydrograph: Hydrograph, say: Words) -> Any:
    """The matplotlib Figure."""
    figure = new_figure(9.0, 1.2 + 1.7 * len(hydrograph.panels))
    panels = figure.subplots(len(hydrograph.panels), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (q, curves) in zip(panels, hydrograph.panels):
        calm(axes)
        rain = q.title == "Rain"
        for colour, (label, values) in zip(LINES * len(curves), curves.items()):
            steps = "steps-pre" if rain else "default"
            called = plain(told(label, say.language))
            axes.plot(hydrograph.hours, values, color=colour, linewidth=1.6, label=called, drawstyle=steps)
        if rain:
            axes.invert_yaxis()
        axes.set_ylabel(f"{say(q.title)}\n{q.unit}", fontsize=9)
    panels[0].set_title(say("Whole system") if hydrograph.element == SYSTEM else plain(hydrograph.element), loc="left",
                        fontsize=11, weight="bold")  # fmt: skip
    if len(hydrograph.panels[0][1]) > 1:
        panels[0].legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, frameon=False, fontsize=8)
    panels[-1].set_xlabel(f"{say('Hours since')} {hydrograph.start}", fontsize=9, color=palette.SOFT)
    panels[-1].set_xlim(hydrograph.hours[0], hydrograph.hours[-1])
    return figure
