# SPDX-License-Identifier: Apache-2.0
"""Storms of a depth along dimensionless curves: SCS types and Huff's quartiles."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from sponge.base.toml_keys import Duration, Positive
from sponge.rain.columns import lines_of
from sponge.rain.hyetograph import Hyetograph
from sponge.rain.storm import DATA, Rain, steps_of

DAY = 86400.0


@cache
def curve(file: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of the duration and of the depth (n,) each, from a table of the package; gaps in a column are skipped."""
    (_, head), *rows = lines_of(DATA / f"{file}.csv")
    at = head.index(name)
    points = np.array([(float(cells[0]), float(cells[at])) for _, cells in rows if cells[at]])
    time, depth = (points / points[-1]).T
    return time, depth


def along(file: str, name: str, duration: float, step: float) -> np.ndarray:
    """Depths (n,) of a storm of depth 1 m, linear between the ordinates of its curve."""
    edges = np.minimum(step * np.arange(steps_of(duration, step) + 1) / duration, 1.0)
    return np.diff(np.interp(edges, *curve(file, name)))


class Scs(Rain):
    """A storm of the U.S. Soil Conservation Service."""

    title: ClassVar[str] = "SCS storm of type I, IA, II or III"

    kind: Literal["scs"] = "scs"
    type: Literal["I", "IA", "II", "III"] = Field("II", description="I, IA, II or III")
    depth: Positive = Field(description="total [mm]")
    duration: Duration = Field(DAY, description="24 h; for another the curve is drawn out")
    step: Duration = Field(300.0, description="step of the hyetograph")

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm of depth 1 m."""
        said = {"type": self.type, "source": "TR-55 (1986), Chow, Maidment & Mays (1988) table 14.4.3"}
        if self.duration != DAY:
            said["assumed"] = f"the 24-hour curve drawn out to {self.duration / 3600.0:g} h"
        name = f"SCS type {self.type}, {self.duration / 3600.0:g} h"
        return Hyetograph(self.step, along("scs", self.type, self.duration, self.step), name, said)


class Huff(Rain):
    """A storm along the median curve of one of Huff's quartiles."""

    title: ClassVar[str] = "Huff storm, median curve of quartile 1 to 4"

    kind: Literal["huff"] = "huff"
    quartile: Literal[1, 2, 3, 4] = Field(description="quarter of the storm in which most rain falls")
    depth: Positive = Field(description="total [mm]")
    duration: Duration = Field(description="length of the storm")
    step: Duration = Field(300.0, description="step of the hyetograph")

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm of depth 1 m."""
        said = {"quartile": self.quartile, "source": "Huff (1990), ISWS Circular 173, table 3: median, at a point"}
        name = f"Huff quartile {self.quartile}, {self.duration / 60.0:g} min"
        return Hyetograph(self.step, along("huff", str(self.quartile), self.duration, self.step), name, said)
