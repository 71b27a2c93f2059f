# SPDX-License-Identifier: Apache-2.0
"""A picture of observed and simulated series, one panel for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.calibrate.compare import Pairs
from sponge.calibrate.glue import Band
from sponge.io.aside import aside, check_folder

FORMATS = ("png", "svg", "pdf")


def check(path: Path, overwrite: bool) -> None:
    """UsageError where the picture cannot be drawn or written."""
    if path.suffix.lower().lstrip(".") not in FORMATS:
        raise UsageError(f"{path}: a picture is written as {', '.join(FORMATS)}")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists: --overwrite replaces it")
    check_folder(path)
    library("matplotlib", "plot", "a picture needs")


def draw(pairs: Sequence[Pairs], bands: Sequence[Band], path: Path) -> None:
    """Write the picture."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 2.6 * len(pairs) + 0.6), layout="constrained")
    for k, one in enumerate(pairs):
        axes = figure.add_subplot(len(pairs), 1, k + 1)
        if bands:
            low, middle, high = bands[k].quantiles
            axes.fill_between(one.times, low, high, alpha=0.3, label="5 to 95 % of behavioural scenarios")
            axes.plot(one.times, middle, label="median of these")
        else:
            axes.plot(one.times, one.simulated, label="simulated")
        axes.plot(one.times, one.observed, "k.", markersize=3, label="observed")
        axes.set_title(one.name, loc="left")
        axes.set_ylabel(one.units)
        axes.legend(loc="upper right", fontsize="small")
    with aside(path) as part:
        figure.savefig(part, format=path.suffix.lower().lstrip("."))
