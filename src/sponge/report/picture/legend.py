# SPDX-License-Identifier: Apache-2.0
"""What surrounds the map: colour bar, legend, scale bar, north arrow."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report.picture import palette
from sponge.report.picture.draw_map import MARKERS, kinds_drawn
from sponge.report.picture.fonts import plain
from sponge.report.picture.key_figures import STRICT
from sponge.report.picture.map_data import MapData
from sponge.report.picture.overview import Overview
from sponge.words import Words
from sponge.words.messages import told

STEP = 0.05  # limits of the colours are multiples of it
LEAST = 0.20  # the colours span this much at least: small differences must not look large
ROUND = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)  # km


def limits_of(shares: np.ndarray) -> tuple[float, float]:
    """Round limits of the colours around all shares."""
    known = shares[np.isfinite(shares)]
    low, high = np.floor(known.min() / STEP + 1e-9) * STEP, np.ceil(known.max() / STEP - 1e-9) * STEP
    missing = LEAST - (high - low)
    if missing > 1e-9:
        low = min(max(low - STEP * round(missing / STEP / 2.0), 0.0), max(1.0 - LEAST, 0.0))
        high = low + LEAST
    return round(float(low), 4), round(float(high), 4)


def colour_bar(axes: Any, overview: Overview, colours: Any, limits: tuple[float, float], say: Words) -> None:
    """Draw the colour scale, with a tick above it for every zone, which shows the spread in the district."""
    low, high = (100.0 * v for v in limits)
    axes.imshow(np.linspace(0, 1, 256)[None], cmap=colours, extent=(low, high, 0, 1), aspect="auto")
    shares = 100.0 * overview.capture[np.isfinite(overview.capture)]
    axes.vlines(shares, 1.12, 1.5, colors=palette.SOFT, linewidths=0.6, clip_on=False)
    axes.set(xlim=(low, high), ylim=(0, 1), yticks=[])
    axes.xaxis.set_major_formatter("{x:g} %")
    axes.xaxis.get_major_locator().set_params(nbins=6, steps=[1, 2, 2.5, 5, 10])
    axes.tick_params(length=0, pad=3, labelsize=7.5, colors=palette.SOFT)
    axes.spines[:].set_visible(False)
    label = told(overview.pair.base_label, say.language).lower()
    title = plain(f"{say(overview.capture_title)}{', ' + label if label else ''}")
    axes.text(0, 2.0, title, transform=axes.transAxes, fontsize=8.5, color=palette.INK)
    key = plain(say("ticks: zones   ▼ district"))
    axes.text(0, -1.95, key, transform=axes.transAxes, fontsize=7, color=palette.SOFT)
    _district(axes, overview, low, high)


def _district(axes: Any, overview: Overview, low: float, high: float) -> None:
    """Mark the whole district's value in the colours of the two scenarios."""
    for each in overview.figures:
        if each.label == STRICT:
            for value, colour in ((each.base, palette.BASE), (each.compare, palette.COMPARE)):
                if value is not None and low <= value <= high:
                    axes.plot(value, 1.28, marker="v", markersize=6, color=colour, markeredgecolor="white",
                              markeredgewidth=0.8, clip_on=False, zorder=5)  # fmt: skip


def legend(axes: Any, data: MapData, say: Words) -> None:
    """Markers of the stations and lines, beneath the map."""
    from matplotlib.lines import Line2D

    entries: list[Any] = []
    for kind in kinds_drawn(data):
        marker, size, colour, label = MARKERS[kind]
        count = sum(s.kind == kind for s in data.stations)
        entries.append(Line2D([], [], linestyle="", marker=marker, markersize=size**0.5 + 1, markerfacecolor=colour,
                              markeredgecolor="white", label=f"{say(label)} ({count})"))  # fmt: skip
    kinds = {water.kind for water in data.waters}
    if "river" in kinds:
        entries.append(Line2D([], [], color=palette.RIVER, linewidth=1.6, label=say("River")))
    if "road" in kinds:
        dashes = (0, (3.0, 1.6))
        entries.append(Line2D([], [], color=palette.SOFT, linewidth=1.0, linestyle=dashes, label=say("Ring road")))
    if any(data.primary.values()):
        entries.append(Line2D([], [], color=palette.INK, linewidth=0.9, label=say("Primary control zone")))
    entries.append(Line2D([], [], color=palette.BASE, linewidth=1.8, label=say("Worst zone")))
    axes.axis("off")
    axes.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=7.5, borderpad=0,
        labelcolor=palette.INK, handletextpad=0.6, columnspacing=1.6, labelspacing=0.55, borderaxespad=0,
    )  # fmt: skip


def scale_and_north(axes: Any) -> None:
    """A scale bar of a round length and an arrow to the north, beneath the map at the right."""
    (x0, x1), y0 = axes.get_xlim(), axes.get_ylim()[0]
    wide, style = x1 - x0, {"fontsize": 7.5, "color": palette.INK, "zorder": 8, "clip_on": False}
    length = max((r for r in ROUND if r <= wide / 6.0), default=ROUND[0])
    right, y = x1 - 0.07 * wide, y0 + 0.01 * wide
    axes.plot([right - length, right], [y, y], color=palette.INK, linewidth=1.6, solid_capstyle="butt", clip_on=False)
    axes.text(right - length / 2.0, y + 0.006 * wide, f"{length:g} km", ha="center", va="bottom", **style)
    x = x1 - 0.03 * wide
    arrow = {"arrowstyle": "-|>", "color": palette.INK, "linewidth": 1.0, "mutation_scale": 9, "shrinkA": 0}
    axes.annotate("", (x, y + 0.05 * wide), (x, y), arrowprops=arrow, annotation_clip=False)
    axes.text(x, y + 0.052 * wide, "N", ha="center", va="bottom", **style)
