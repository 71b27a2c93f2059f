# SPDX-License-Identifier: Apache-2.0
"""One picture of a results file: the map of its zones, and the worst zone over time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.report.picture import draw_series, palette
from sponge.report.picture.draw_map import draw_map
from sponge.report.picture.fonts import plain, text_of
from sponge.report.picture.key_figures import KeyFigure
from sponge.report.picture.legend import colour_bar, legend, limits_of, scale_and_north
from sponge.report.picture.map_data import MapData, find_folder, node_places, read_map
from sponge.report.picture.overview import Overview, overview_of
from sponge.report.picture.paper import check_picture, save, style, words_of
from sponge.report.picture.results_file import open_zoned_results
from sponge.report.picture.scenarios import choose
from sponge.report.picture.titles import title_of
from sponge.words import Words
from sponge.words.messages import told

SIZE = (12.0, 6.75)  # inches; 2400 x 1350 pixels
LEFT, RIGHT, GAP = 0.03, 0.665, 0.028  # where the two columns begin; between key figures
SIZES, LABEL = (13.0, 12.0, 11.0, 10.0, 9.0, 8.0), 0.62  # of key figures; of their labels, of a figure's size
ENGLISH = Words("en")
NOTE = "Synthetic geometry: zone boundaries, river courses and network are assumed; towns lie roughly in place."


def write_picture(
    results: Path | str, output: Path | str, *, model: Path | str | None = None, base: str = "", compare: str = "",
    return_period: float | None = None, language: str | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the picture of a results file; returns what it shows, as facts. UsageError tells what is missing."""
    results, output = Path(results), Path(output)
    check_picture(output, overwrite)
    say, notes = words_of(language)
    with open_zoned_results(results) as dataset:
        recorded = str(dataset.attrs.get("model", ""))
        folder = find_folder(Path(model) if model else None, results, recorded)
        overview = overview_of(dataset, choose(dataset, base, compare, return_period))
        title = _short(title_of(dataset, say.language)) if dataset.attrs.get("title") else ""
        inp = Path(model).name if model and Path(model).is_file() else recorded
        data = read_map(folder, node_places(dataset), inp)
    if not set(overview.zones) & set(data.zones):
        raise UsageError(f"no zone of {results} is in {folder / 'zones.geojson'}: give the model of the run (--model)")
    save(draw(overview, data, say, title), output)
    return facts(overview, data, output) | {"notes": [*notes, *data.notes]}


def facts(overview: Overview, data: MapData, output: Path) -> dict[str, Any]:
    """What the picture shows, for print and for machines."""
    return {
        "picture": str(output),
        "base": overview.pair.base_label,
        "compare": overview.pair.compare_label,
        "return_period": overview.pair.return_period,
        "worst_zone": overview.worst.zone,
        "worst_reason": overview.worst_reason,
        "figures": {
            f.label: {"unit": f.unit, "base": f.base, "compare": f.compare, "more": f.more} for f in overview.figures
        },
        "zones_without_value": [z for z in data.zones if z not in overview.zones],
        "notes": list(data.notes),
    }


def draw(overview: Overview, data: MapData, say: Words = ENGLISH, title: str = "") -> Any:
    """The matplotlib Figure; ``title`` where it is not that of the results."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with style():
        figure = Figure(SIZE, facecolor=palette.PAPER)
        FigureCanvasAgg(figure)  # measures texts
        colours, limits = palette.capture_colours(), limits_of(overview.capture)
        _heading(figure, overview, data, say, title or _short(overview.title))
        chart = figure.add_axes((LEFT - 0.01, 0.195, 0.61, 0.57))
        draw_map(chart, overview, data, colours, limits, say)
        scale_and_north(chart)
        colour_bar(figure.add_axes((LEFT, 0.105, 0.235, 0.022)), overview, colours, limits, say)
        legend(figure.add_axes((LEFT + 0.27, 0.06, 0.33, 0.115)), data, say)
        if data.synthetic:
            figure.text(LEFT, 0.022, say(NOTE), fontsize=7.5, color=palette.SOFT, style="italic")
        draw_series.draw_series(figure, overview, (RIGHT + 0.012, 0.085, 0.982, 0.87), say)
        return figure


def _heading(figure: Any, overview: Overview, data: MapData, say: Words, title: str) -> None:
    pair = overview.pair
    figure.text(LEFT, 0.945, plain(title) or say("Stormwater by zone"), fontsize=15, weight="bold")
    storm = say("Rain from {date} on", date=overview.worst.began[:10])
    if pair.return_period:
        storm = told(f"{pair.return_period:g}-year storm", say.language)
    labels = [told(pair.base_label, say.language), told(pair.compare_label, say.language).lower()]
    against = say("{base} against {compare}", base=labels[0], compare=labels[1]) if pair.compare is not None else ""
    figure.text(LEFT, 0.908, plain("  ·  ".join(t for t in (storm, against) if t)), fontsize=9.5,
                color=palette.SOFT)  # fmt: skip
    _figures(figure, overview, say)
    worst = say("Worst zone: {zone}", zone=zone_name(overview, data, say))
    figure.text(RIGHT, 0.95, worst, fontsize=11.5, weight="bold")
    figure.text(RIGHT, 0.92, plain(told(overview.worst_reason, say.language)), fontsize=9, color=palette.SOFT)
    if pair.base is not None:
        draw_series.legend(figure, overview, RIGHT, 0.902, say)


def zone_name(overview: Overview, data: MapData, say: Words = ENGLISH) -> str:
    """The worst zone's name with its identifier."""
    zone = overview.worst.zone
    chinese = overview.names_zh.get(zone) or data.names_zh.get(zone, "")
    name = text_of(zone, chinese if say.language != "en" else "", data.names_en.get(zone, ""))
    return name if name.lower() == zone.replace("_", " ").lower() else f"{name} ({plain(zone)})"


def _figures(figure: Any, overview: Overview, say: Words) -> None:
    """Draw the key figures in a row, as large as the left column has room for."""
    for size in SIZES:
        x, written = LEFT, list[Any]()
        for each in overview.figures:
            texts = _figure(figure, x, each, say, size)
            written += texts
            x = max(_end(figure, text) for text in texts) + GAP * size / SIZES[0]
        if x <= RIGHT or size == SIZES[-1]:
            return
        for text in written:
            text.remove()


def _figure(figure: Any, x: float, each: KeyFigure, say: Words, size: float) -> list[Any]:
    """Draw a label, the figure below it and an arrow to the compared figure; returns their texts."""
    alone = each.compare is None
    label = figure.text(x, 0.855, f"{say(each.label)}, {each.unit}", fontsize=LABEL * size, color=palette.SOFT)
    look = {"fontsize": size, "weight": "bold"}
    base = figure.text(x, 0.813, number(each.base, each.more[0]), color=palette.INK if alone else palette.BASE, **look)
    if each.compare is None:
        return [label, base]
    after = figure.text(_end(figure, base) + 0.006, 0.813, "→ " + number(each.compare, each.more[1]),
                        color=palette.COMPARE, **look)  # fmt: skip
    return [label, base, after]


def _end(figure: Any, text: Any) -> float:
    """Right end of a text, of the figure's width."""
    return float(text.get_window_extent(figure.canvas.get_renderer()).x1 / figure.bbox.width)


def number(value: float, more: bool = False) -> str:
    """A figure as it is shown; with ``more`` it is marked as a lower bound."""
    if more:
        return f"> {number(value)}"
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.1f}" if abs(value) >= 0.95 else f"{value:.2g}"


def _short(title: str, most: int = 50) -> str:
    """A title up to its first stop or bracket, cut at a word."""
    first = re.split(r"[.:;]\s| \(|[。:;(]", title)[0].strip()
    return first if len(first) <= most else first[:most].rsplit(" ", 1)[0] + " …"
