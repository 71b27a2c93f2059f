# SPDX-License-Identifier: Apache-2.0
"""Figures of all scenarios of a sweep: ``sponge plot scatter`` and ``sponge plot tornado``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.report.picture import palette
from sponge.report.picture.fonts import plain
from sponge.report.picture.found_model import measure_titles, model_of
from sponge.report.picture.network import texts
from sponge.report.picture.paper import LINES, calm, check_picture, new_figure, save, style, words_of
from sponge.report.picture.results_file import open_own_results
from sponge.report.picture.scenarios import all_pairs
from sponge.report.text.sweep_table import COLUMNS, scenario_rows
from sponge.words import Words
from sponge.words.messages import in_chinese

TITLES = {
    "rain": "Rain, mm", "runoff": "Runoff, mm", "captured": "Captured (strict), %", "flooded": "Flooded, m³",
    "pumped": "Pumped, m³", "overflow": "Overflow, m³",
}  # fmt: skip
FEWEST = 8  # scenarios that a rank correlation needs
MOST_COLOURS = 8


@dataclass(frozen=True)
class Column:
    """One number a scenario; NaN where it failed or has none."""

    name: str
    title: str
    values: np.ndarray


def columns_of(dataset: Any) -> dict[str, Column]:
    """Numeric coordinates of a sweep, and the indicators of its table; UsageError for a single run."""
    if "scenario" not in dataset.dims:
        raise UsageError("these results are of one run: scatter and tornado draw the scenarios of a sweep")
    all_pairs(dataset)  # raises where no scenario ran
    rows = scenario_rows(dataset)
    sound = np.array([row["status"] == 0 for row in rows])
    found = {
        str(name): Column(str(name), _title(str(name), coordinate.attrs), np.asarray(coordinate.values, float))
        for name, coordinate in dataset.coords.items()
        if coordinate.dims == ("scenario",) and coordinate.dtype.kind in "fiu"
    }
    for key in COLUMNS:
        values = np.array([np.nan if row[key] is None else row[key] for row in rows], float)
        found.setdefault(key, Column(key, TITLES[key], values))
    return {name: Column(name, c.title, np.where(sound, c.values, np.nan)) for name, c in found.items()}


def column(columns: dict[str, Column], name: str, option: str) -> Column:
    """The column of this name; UsageError where there is none, or where it has no values."""
    if name not in columns:
        raise UsageError(f"{option} {name}: no number of the scenarios is called so{suggestion_or_list(name, columns)}")
    if not np.isfinite(columns[name].values).any():
        raise UsageError(f"{option} {name}: the results do not tell it of any scenario")
    return columns[name]


def write_scatter(
    results: Path, output: Path, *, x: str = "rain", y: str = "flooded", by: str = "", model: Path | None = None,
    language: str | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw one point for each scenario, coloured by a coordinate, by measures where these vary; returns facts."""
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_own_results(results) as dataset:
        columns = columns_of(dataset)
        across, up = column(columns, x, "-x"), column(columns, y, "-y")
        if not by and "measures" in dataset.coords and len(set(texts(dataset, "measures"))) > 1:
            by = "measures"
        groups = _groups(dataset, by)
        called = _named(dataset, results, model, say)
    with style():
        figure = new_figure(8.0, 5.5)
        axes = figure.subplots()
        calm(axes)
        for number, (label, rows) in enumerate(groups.items()):
            colour = LINES[number] if number < MOST_COLOURS else palette.SOFT
            axes.scatter(across.values[rows], up.values[rows], s=22, color=colour, alpha=0.8, linewidths=0,
                         label=plain(called(label)))  # fmt: skip
        axes.xaxis.set_major_formatter(_told)
        axes.yaxis.set_major_formatter(_told)
        axes.set_xlabel(plain(say(across.title)), fontsize=9)
        axes.set_ylabel(plain(say(up.title)), fontsize=9)
        if len(groups) > 1:
            axes.legend(frameon=False, fontsize=8, title=plain(say(by)), title_fontsize=8)
        save(figure, output)
    points = int((np.isfinite(across.values) & np.isfinite(up.values)).sum())
    return {"picture": str(output), "x": x, "y": y, "by": by, "points": points, "notes": list(notes)}


def _groups(dataset: Any, by: str) -> dict[str, np.ndarray]:
    """Rows by the value of a coordinate, the most frequent first; the rest together."""
    size = dataset.sizes["scenario"]
    if not by:
        return {"": np.arange(size)}
    known = [str(name) for name, c in dataset.coords.items() if c.dims == ("scenario",) and name != "scenario"]
    if by not in known:
        raise UsageError(f"--by {by}: nothing that varies is called so{suggestion_or_list(by, known)}")
    values = np.array([f"{v:g}" if isinstance(v, float) else str(v) for v in dataset[by].values.tolist()])
    if by == "measures":  # a set of many is called by its label
        values = np.array([name.split(", ")[-1] for name in texts(dataset, "scenario")])
    names = list(dict.fromkeys(values.tolist()))
    found = {name: np.flatnonzero(values == name) for name in names[:MOST_COLOURS]}
    rest = np.flatnonzero(np.isin(values, names[MOST_COLOURS:]))
    return found | ({"…": rest} if len(rest) else {})


# --- tornado ------------------------------------------------------------------------------------------------------


def tornado(dataset: Any, of: str) -> tuple[dict[str, float], str]:
    """Bars by name, and what they show.

    For a sweep of numbers a bar is Spearman's rank correlation of the indicator with each; for a sweep of measures it
    is the change that each brings against its base, on the mean of all storms."""
    columns = columns_of(dataset)
    wanted = column({name: c for name, c in columns.items() if name in COLUMNS}, of, "--of")
    if "measures" in dataset.coords and len(set(texts(dataset, "measures"))) > 1:
        return _changes(dataset, wanted), "Change against base"
    varied = [c for name, c in columns.items() if name not in COLUMNS and len(np.unique(c.values)) > 1]
    return _correlations(varied, wanted), "Spearman's rank correlation"


def _changes(dataset: Any, wanted: Column) -> dict[str, float]:
    """Bars by the last part of the scenarios' names, which names their measures."""
    names = texts(dataset, "scenario")
    found: dict[str, list[float]] = {}
    for pair in all_pairs(dataset):
        base = pair.base or 0
        for k, name in enumerate(names):
            alike = pair.return_period is None or np.isclose(dataset["return_period"].values[k], pair.return_period)
            if k != base and alike and np.isfinite(wanted.values[[k, base]]).all():
                found.setdefault(name.split(", ")[-1], []).append(float(wanted.values[k] - wanted.values[base]))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _correlations(varied: list[Column], wanted: Column) -> dict[str, float]:
    from scipy.stats import spearmanr

    found = {}
    for each in varied:
        both = np.isfinite(each.values) & np.isfinite(wanted.values)
        if both.sum() < FEWEST:
            raise UsageError(f"a rank correlation needs {FEWEST} scenarios that ran; there are {int(both.sum())}")
        found[each.title] = float(spearmanr(each.values[both], wanted.values[both]).statistic)
    return {name: value for name, value in found.items() if np.isfinite(value)}


def write_tornado(
    results: Path, output: Path, *, of: str = "flooded", most: int = 30, model: Path | None = None,
    language: str | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the longest bars, longest first; returns facts."""
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_own_results(results) as dataset:
        bars, what = tornado(dataset, of)
        called = _named(dataset, results, model, say)
    if not bars:
        raise UsageError(f"nothing varies in these results that {of} could depend on")
    ranked = dict(sorted(bars.items(), key=lambda bar: -abs(bar[1])))
    shown = dict(list(ranked.items())[:most])
    with style():
        save(_draw_tornado({called(name): value for name, value in shown.items()}, say(TITLES[of]), say(what)), output)
    return {"picture": str(output), "of": of, "what": what, "bars": ranked, "notes": list(notes)}


def _named(dataset: Any, results: Path, model: Path | None, say: Words) -> Callable[[str], str]:
    """What a scenario or a measure is called in the reader's language: by the titles of the model's measures."""
    titles = measure_titles(model_of(dataset, results, model)[0]) if say.language != "en" else {}
    return lambda name: say.name(name, titles.get(name) or in_chinese(name))


def _draw_tornado(bars: dict[str, float], title: str, what: str) -> Any:
    figure = new_figure(8.0, 1.2 + 0.24 * len(bars))
    axes = figure.subplots()
    calm(axes)
    names = [plain(name) for name in bars]
    colours = [LINES[0] if value > 0.0 else LINES[1] for value in bars.values()]
    axes.barh(names, list(bars.values()), color=colours, height=0.7)
    axes.xaxis.set_major_formatter(_told)
    axes.invert_yaxis()
    axes.axvline(0.0, color=palette.INK, linewidth=0.8)
    axes.set_xlabel(plain(what), fontsize=9)
    axes.set_title(plain(title), loc="left", fontsize=11, weight="bold")
    return figure


def _told(value: float, _: int | None) -> str:
    """A number at an axis: 20,000,000 and not 2.0 under a 1e7."""
    return f"{value:,.10g}"


def _title(name: str, attributes: dict[str, Any]) -> str:
    unit = str(attributes.get("units", ""))
    return str(attributes.get("long_name", name)) + (f", {unit}" if unit not in ("", "1") else "")
