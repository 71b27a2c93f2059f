# SPDX-License-Identifier: Apache-2.0
"""Continuous rain from the generator."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from sponge.base.times import later
from sponge.base.toml_keys import Duration, wrong
from sponge.rain.climate import SEASONS, month_begins, month_depths, season_of, season_shares, targets
from sponge.rain.columns import lines_of
from sponge.rain.generator import Climate, depths_of, pulses
from sponge.rain.hyetograph import MILLIMETRE, Hyetograph
from sponge.rain.storm import DATA, Rain, steps_of

DAY = 86400.0


@cache
def climates() -> tuple[Climate, ...]:
    """Parameters by kind of storm: ``data/generator.csv``, with the climate's annual depth and seasons."""
    rows = [row for _, row in lines_of(DATA / "generator.csv")][1:]
    kinds = np.array([row[0] for row in rows])
    figures = np.array([row[1:10] for row in rows], float).T
    month, share, storms, cells, delay, lasting, lasting_shape, shape, spread = figures
    season = season_of(month.astype(int))
    within = share / np.bincount(season, share, 4)[season]
    depth = targets()["annual", "mean"].value * MILLIMETRE * season_shares()[season] * within
    columns = (depth, storms, cells, delay * 3600.0, lasting * 60.0, lasting_shape, shape, spread)
    return tuple(Climate(*(column[kinds == kind] for column in columns)) for kind in dict.fromkeys(kinds))


class Generated(Rain):
    """Whole calendar years of rain that never fell, like those of the climate."""

    title: ClassVar[str] = "continuous rain from a seeded generator fitted to Beichen's climate"

    kind: Literal["generated"] = "generated"
    years: Annotated[int, Field(ge=1, le=200)] = Field(10, description="number of calendar years")
    seed: Annotated[int, Field(ge=0)] = Field(1, description="another seed, another series")
    first_year: Annotated[int, Field(ge=1, le=9000)] = Field(2001, description="year of the first step")
    match: bool = Field(True, description="scale each season so that the series has the climate's mean exactly")
    step: Duration = Field(300.0, description="step of the hyetograph; must divide a day")

    @model_validator(mode="after")
    def _check(self) -> Generated:
        if DAY % self.step > 1e-6 and self.step - DAY % self.step > 1e-6:
            raise wrong(f"the step ({self.step:g} s) must divide a day: 1min, 5min, 1h, ...")
        return self

    def unscaled(self, folder: Path) -> Hyetograph:
        """The series. A seed gives the same storms whatever the step."""
        start = datetime(self.first_year, 1, 1)
        end = datetime(self.first_year + self.years, 1, 1)
        begins, months = month_begins(start, end)
        rng = np.random.Generator(np.random.PCG64(self.seed))
        n = steps_of(begins[-1], self.step)
        depths = np.zeros(n)
        for kind in climates():
            depths += depths_of(pulses(kind, begins, months - 1, rng), n, self.step)
        said = {
            "generator": "Neyman-Scott rectangular pulses fitted to Beichen's climate", "seed": self.seed,
            "years": self.years, "assumed": "stochastic: no day of it happened",
        }
        rain = Hyetograph(self.step, depths, f"{self.years} years of generated rain, seed {self.seed}", said, start)
        return self._matched(rain) if self.match else rain

    def _matched(self, rain: Hyetograph) -> Hyetograph:
        """The series with a factor for each season, so that its mean annual depths are the climate's."""
        season = season_of(np.arange(1, 13))
        fell = np.bincount(season, month_depths(rain), 4)
        wanted = self.years * targets()["annual", "mean"].value * MILLIMETRE * season_shares()
        factors = np.divide(wanted, fell, out=np.ones(4), where=fell > 0.0)
        start = rain.start or datetime(self.first_year, 1, 1)
        begins, months = month_begins(start, later(start, rain.duration))
        edges = np.rint(begins / rain.step).astype(int)
        of_month = np.searchsorted(edges, np.arange(len(rain.depths)), "right") - 1
        depths = rain.depths * factors[season[months - 1]][of_month]
        words = ", ".join(f"{name} {factor:.3f}" for name, factor in zip(SEASONS, factors))
        said = {**rain.attributes, "factors_by_season": words}
        return Hyetograph(rain.step, depths, rain.name, said, rain.start)
