"""What surrounds the map: colour bar, legend, scale bar, north arrow."""

from __future__ import annotations

from typing import Any

import numpy as np

from sponge.report import palette
from sponge.report.content import Content
from sponge.report.draw_map import MARKERS, kinds_drawn
from sponge.report.fonts import text_of
from sponge.report.map_data import MapData

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


def colour_bar(axes: Any, content: Content, colours: Any, limits: tuple[float, float]) -> None:
    """The scale, with a tick for every zone above it: how the district is spread."""
    low, high = (100.0 * v for v in limits)
    axes.imshow(np.linspace(0, 1, 256)[None], cmap=colours, extent=(low, high, 0, 1), aspect="auto")
    shares = 100.0 * content.capture[np.isfinite(content.capture)]
    axes.vlines(shares, 1.12, 1.5, colors=palette.SOFT, linewidths=0.6, clip_on=False)
    axes.set(xlim=(low, high), ylim=(0, 1), yticks=[])
    axes.xaxis.set_major_formatter("{x:g} %")
    axes.xaxis.get_major_locator().set_params(nbins=6, steps=[1, 2, 2.5, 5, 10])
    axes.tick_params(length=0, pad=3, labelsize=7.5, colors=palette.SOFT)
    axes.spines[:].set_visible(False)
    axes.text(0, 1.85, content.capture_title, transform=axes.transAxes, fontsize=8.5, color=palette.INK)


def legend(axes: Any, data: MapData) -> None:
    """Markers of the stations and lines, beneath the map."""
    from matplotlib.lines import Line2D

    entries: list[Any] = []
    for kind in kinds_drawn(data):
        marker, size, colour, label = MARKERS[kind]
        count = sum(s.kind == kind for s in data.stations)
        entries.append(Line2D([], [], linestyle="", marker=marker, markersize=size**0.5 + 1, markerfacecolor=colour,
                              markeredgecolor="white", label=f"{label} ({count})"))  # fmt: skip
    if data.rivers:
        entries.append(Line2D([], [], color=palette.RIVER, linewidth=1.6, label="River"))
    if any(data.primary.values()):
        entries.append(Line2D([], [], color=palette.INK, linewidth=0.9, label="Primary control zone"))
    entries.append(Line2D([], [], color=palette.BASE, linewidth=1.8, label="Worst zone"))
    axes.axis("off")
    axes.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=7.5, borderpad=0,
        labelcolor=palette.INK, handletextpad=0.6, columnspacing=1.6, labelspacing=0.55, borderaxespad=0,
    )  # fmt: skip


def scale_and_north(axes: Any) -> None:
    """A scale bar of a round length and an arrow to the north, in the corner at the lower left."""
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()
    length = max((r for r in ROUND if r <= (x1 - x0) / 6.0), default=ROUND[0])
    x, y = x0 + 0.02 * (x1 - x0), y0 + 0.035 * (y1 - y0)
    axes.plot([x, x + length], [y, y], color=palette.INK, linewidth=1.6, solid_capstyle="butt", zorder=8)
    style = {"fontsize": 7.5, "color": palette.INK, "zorder": 8}
    axes.text(x + length / 2.0, y + 0.015 * (y1 - y0), f"{length:g} km", ha="center", va="bottom", **style)
    top = y + 0.22 * (y1 - y0)
    axes.annotate(
        "", (x + 0.3, top), (x + 0.3, top - 0.11 * (y1 - y0)),
        arrowprops={"arrowstyle": "-|>", "color": palette.INK, "linewidth": 1.0, "mutation_scale": 9}, zorder=8,
    )  # fmt: skip
    axes.text(x + 0.3, top + 0.005 * (y1 - y0), text_of("N"), ha="center", va="bottom", **style)
