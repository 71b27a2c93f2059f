# SPDX-License-Identifier: Apache-2.0
"""What all pictures share: their files, their style, their language."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.base.libraries import library
from sponge.io.aside import aside
from sponge.report.picture import palette
from sponge.report.picture.fonts import drawable, families
from sponge.results.writers.netcdf_file import check_output
from sponge.words import Words, language_of

DPI = 200
SUFFIXES = (".png", ".svg", ".pdf")
LINES = ("#c8553d", "#1d6f8c", "#7b4fa0", "#3f9b57", "#b7791f", "#4c5b6b", "#a8497b", "#6b8e23")  # of scenarios
NO_FONT = (
    "no font of this machine shows Chinese: install one (Debian: fonts-noto-cjk) and remove matplotlib's cache of "
    "fonts, or give --lang en"
)


def check_picture(output: Path, overwrite: bool) -> None:
    """Refuse what cannot be drawn or written before anything is read."""
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output}: a picture ends in {', '.join(SUFFIXES)}")
    check_output(output, overwrite)
    library("matplotlib", "plot", "a picture needs")


def words_of(asked: str | None) -> tuple[Words, tuple[str, ...]]:
    """The words of the language that is asked for, or else of the environment's; and notes.

    UsageError where Chinese is asked for and cannot be drawn; where only the environment wishes it, a note says so.
    """
    language = language_of(asked)
    if language != "en" and not drawable("汉字"):
        if asked:
            raise UsageError(NO_FONT)
        return Words("en"), (NO_FONT,)
    return Words(language), ()


def new_figure(width: float, height: float) -> Any:
    """An empty matplotlib Figure [inches]."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((width, height), facecolor=palette.PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def calm(axes: Any) -> None:
    """Give axes light lines and no frame."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(palette.FAINT)
    axes.grid(color=palette.FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=8, colors=palette.SOFT)


@contextmanager
def style() -> Iterator[None]:
    """A context with the fonts and colours of pictures."""
    import matplotlib

    settings: Any = {"font.family": list(families()), "text.color": palette.INK, "svg.fonttype": "path",
                "svg.hashsalt": "sponge", "axes.unicode_minus": False}  # fmt: skip
    log = logging.getLogger("matplotlib.font_manager")  # tells of a bold face that a Chinese font has not
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        with matplotlib.rc_context(settings):
            yield
    finally:
        log.setLevel(before)


def save(figure: Any, output: Path) -> None:
    """Write the picture; a file is left only where all of it was written."""
    with aside(output) as part, style():
        figure.savefig(part, dpi=DPI, metadata={"Title": "sponge plot"} if output.suffix == ".png" else None)
