# SPDX-License-Identifier: Apache-2.0
"""Storms that happened, as patterns scaled to their depths."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from math import log
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.toml_keys import Duration, Share, wrong
from sponge.rain.chicago import around_peak
from sponge.rain.columns import lines_of
from sponge.rain.hyetograph import MILLIMETRE, Hyetograph
from sponge.rain.storm import DATA, Rain

HOUR = 3600.0
B = 7.1111 * 60.0  # s, of the station's depths (data/depths.csv)


class Storm(NamedTuple):
    """A row of ``data/recorded.csv``; depths m, duration s."""

    name: str
    until: str
    begin: datetime
    duration: float
    mean: float
    mean_of: str
    greatest: float | None
    greatest_at: str
    hour_share: float
    hour_source: str
    note: str

    def share(self, t: np.ndarray) -> np.ndarray:
        """Share (n,) of the depth in the greatest `t` [s]: H(t)/H(T) of a t/(t + b)^n that has the hour's share."""
        n = log(self.hour_share * self.duration / HOUR) / log((self.duration + B) / (HOUR + B))
        return t / self.duration * ((self.duration + B) / (t + B)) ** n


@cache
def storms() -> dict[str, Storm]:
    """By the date of their first day."""
    found = {}
    for _, row in list(lines_of(DATA / "recorded.csv"))[1:]:
        found[row[0]] = Storm(
            row[0], row[1], datetime.fromisoformat(row[2]), float(row[3]) * HOUR, float(row[4]) * MILLIMETRE, row[5],
            float(row[6]) * MILLIMETRE if row[6] else None, row[7], float(row[8]), row[9], row[10],
        )
    return found


def storm_of(date: str) -> Storm | None:
    """The storm of a day, any of its days."""
    return next((storm for storm in storms().values() if storm.name <= date <= storm.until), None)


class Recorded(Rain):
    """A storm that happened: its depth as published, its course assumed."""

    title: ClassVar[str] = "a storm that happened: depth as published, course assumed"

    kind: Literal["recorded"] = "recorded"
    name: str = Field(description="date of the storm, any of its days")
    where: Literal["mean", "greatest"] = Field("mean", description="mean depth, or that of the gage with the most rain")
    peak: Share = Field(0.4, description="position of the peak, share of the duration (assumed)")
    step: Duration = Field(300.0, description="step of the hyetograph")

    @model_validator(mode="after")
    def _check(self) -> Recorded:
        storm = storm_of(self.name)
        if storm is None:
            raise wrong(f"unknown storm '{self.name}'{suggestion_or_list(self.name, storms())}")
        if self.where == "greatest" and storm.greatest is None:
            raise wrong(f"no greatest depth of {storm.name} is published: where = 'mean', or scale it with depth")
        return self

    def unscaled(self, folder: Path) -> Hyetograph:
        """The storm."""
        storm = storm_of(self.name)
        depth = storm and (storm.mean if self.where == "mean" else storm.greatest)
        if storm is None or depth is None:
            raise UsageError(f"unknown storm '{self.name}'")
        depths = around_peak(lambda t: depth * storm.share(t), storm.duration, self.peak, self.step)
        place = f"mean of {storm.mean_of}" if self.where == "mean" else f"greatest, at {storm.greatest_at}"
        said = {
            "storm": storm.name if storm.name == storm.until else f"{storm.name} to {storm.until}",
            "depth": f"published: {depth / MILLIMETRE:g} mm, {place}",
            "greatest_hour": f"{storm.hour_share:.0%} of the depth ({storm.hour_source})",
            "assumed": f"the course within the storm, peak at {self.peak:g}; {storm.note}",
        }
        return Hyetograph(self.step, depths, f"storm of {storm.name}, {place}", said, storm.begin)
