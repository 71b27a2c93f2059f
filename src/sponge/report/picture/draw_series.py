# SPDX-License-Identifier: Apache-2.0
"""The right side: hyetograph above, hydrographs of the worst zone below."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.picture import palette
from sponge.report.picture.fonts import plain
from sponge.report.picture.overview import Overview
from sponge.report.picture.zone_series import Curve, ZoneSeries
from sponge.words import Words
from sponge.words.messages import told

TITLE, RAIN_SHARE = 0.052, 0.7  # room above a panel, of the figure's height; the hyetograph's height


def draw_series(figure: Any, overview: Overview, box: tuple[float, float, float, float], say: Words) -> None:
    """Draw rain above the curves, on panels that share the time axis, in ``box`` (x0, y0, x1, y1)."""
    series = overview.worst
    panels = _panels(figure, box, 1 + len(series.curves))
    _rain(panels[0], series, say)
    for panel, curve in zip(panels[1:], series.curves):
        _curve(panel, series, curve, say)
    for panel in panels[:-1]:
        panel.tick_params(labelbottom=False)
    began = say("Hours since the rain began ({date})", date=series.began.replace("T", " "))
    panels[-1].set_xlabel(began, fontsize=8)
    panels[-1].set_xlim(series.hours[0] - series.step, series.hours[-1])


def _panels(figure: Any, box: tuple[float, float, float, float], count: int) -> list[Any]:
    """Panels from the top down: the rain's has 0.7 of the others' height, each has room for a title above."""
    x0, y0, x1, y1 = box
    height = (y1 - y0 - count * TITLE) / (RAIN_SHARE + count - 1)
    found: list[Any] = []
    top = y1
    for k in range(count):
        own = height * (RAIN_SHARE if k == 0 else 1.0)
        shared = {"sharex": found[0]} if found else {}
        found.append(figure.add_axes((x0, top - TITLE - own, x1 - x0, own), **shared))
        top -= TITLE + own
    return found


def legend(figure: Any, overview: Overview, x: float, y: float, say: Words) -> None:
    """Name the two scenarios in their colours, each beside its line."""
    from matplotlib.lines import Line2D

    labels = [(overview.pair.base_label, palette.BASE)]
    if overview.pair.compare is not None:
        labels.append((overview.pair.compare_label, palette.COMPARE))
    lines = [Line2D([], [], color=colour, linewidth=2.2) for _, colour in labels]
    texts = [plain(told(text, say.language)) for text, _ in labels]
    figure.legend(
        lines, texts, loc="upper left", bbox_to_anchor=(x, y), ncols=2, frameon=False,
        fontsize=9, labelcolor="linecolor", handlelength=1.6, borderpad=0, borderaxespad=0, columnspacing=1.8,
    )  # fmt: skip


def _rain(axes: Any, series: ZoneSeries, say: Words) -> None:
    """Bars that hang from above, as a hyetograph over a hydrograph does."""
    _calm(axes, say("Rain"), "mm/h")
    if series.rain is None:
        axes.text(0.5, 0.5, say("no rain in these results"), transform=axes.transAxes, ha="center", color=palette.SOFT)
        return
    axes.bar(series.hours - series.step, series.rain, series.step, align="edge", color=palette.RAIN, linewidth=0)
    axes.set_ylim(1.18 * max(float(series.rain.max()), 1e-3), 0)
    total = float(series.rain.sum() * series.step)
    said = say("{total} mm, peak {peak} mm/h", total=f"{total:.0f}", peak=f"{series.rain.max():.0f}")
    axes.set_title(said, loc="right", fontsize=8, color=palette.SOFT, pad=5)  # clear of the bars and the lines


def _curve(axes: Any, series: ZoneSeries, curve: Curve, say: Words) -> None:
    _calm(axes, say(curve.title), curve.unit)
    factor = _thousands(curve)
    if factor != 1.0:
        _title(axes, say(curve.title), f"10³ {curve.unit}")
    pairs = [(curve.base, palette.BASE, 3, 2.8), (curve.compare, palette.COMPARE, 4, 1.6)]
    for values, colour, order, width in pairs:  # the wider line below stays visible where both are the same
        if values is not None:
            axes.plot(series.hours, values / factor, color=colour, linewidth=width, zorder=order)
            axes.fill_between(series.hours, 0, values / factor, color=colour, alpha=0.13, linewidth=0, zorder=order - 2)
    drawn = np.concatenate([v for v, *_ in pairs if v is not None]) / factor
    low, high = min(float(drawn.min()), 0.0), max(float(drawn.max()), 1e-6)
    axes.set_ylim(1.1 * low, 1.12 * high)


def _thousands(curve: Curve) -> float:
    return 1000.0 if curve.unit == "m³" and float(np.abs(curve.base).max()) >= 10_000.0 else 1.0


def _title(axes: Any, title: str, unit: str) -> None:
    axes.set_title("", loc="left")
    axes.set_title(f"{title}, {unit}", loc="left", fontsize=9, color=palette.INK, pad=5)


def _calm(axes: Any, title: str, unit: str) -> None:
    """Give a panel light horizontal lines, no frame, and a title instead of a vertical label."""
    _title(axes, title, unit)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(palette.FAINT)
    axes.grid(axis="y", color=palette.FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=8, colors=palette.SOFT)
    axes.xaxis.label.set_color(palette.SOFT)
    axes.yaxis.get_major_locator().set_params(nbins=4)
