# SPDX-License-Identifier: Apache-2.0
"""What every table of the report needs: numbers of the results in the model's units, words of units, cells, titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from sponge.base.units import ACRE, FOOT, POUND, Units, units_of
from sponge.export.source import Source
from sponge.model.model import Model

GALLONS, LITRES = 3785.411784, 1000.0  # m3 in a million of them
NOT_RECORDED = "N/A"  # in a column for which results hold nothing


@dataclass
class Frame:
    """The results, and what the report has used of them."""

    source: Source
    missing: dict[str, None] = field(default_factory=dict)  # variables that were asked for and are not there

    @property
    def model(self) -> Model:
        """The model of the results."""
        return self.source.model

    @property
    def network(self) -> Any:
        """The same compiled."""
        return self.source.network

    @cached_property
    def units(self) -> Units:
        """Those of the model's file."""
        return units_of(self.model.options.flow_units)

    @property
    def us(self) -> bool:
        """US customary units?"""
        return self.units.us

    @property
    def dynamic(self) -> bool:
        """Is flow routed by the dynamic wave?"""
        return self.model.options.routing == "DYNWAVE"

    @property
    def begin(self) -> datetime:
        """When reports begin."""
        return max(self.model.options.report_start or self.model.options.start, self.model.options.start)

    @cached_property
    def end(self) -> datetime:
        """When the run ended: with the model, or after the last row where it was stopped before."""
        options, times = self.model.options, self.source.data["time"].values
        step = np.timedelta64(round(1e6 * options.report_step), "us")
        last = times[-1].astype("datetime64[us]") if len(times) else np.datetime64(options.start, "us")
        return options.end if last + step > np.datetime64(options.end, "us") else last.astype(datetime)

    @property
    def span(self) -> float:
        """How long is reported, s."""
        return (self.end - self.begin).total_seconds()

    # --- words ---

    @property
    def flow_word(self) -> str:
        """CFS, LPS, ..."""
        return self.model.options.flow_units

    @property
    def volume_word(self) -> str:
        """Of the volumes of elements."""
        return "10^6 gal" if self.us else "10^6 ltr"

    @property
    def thousand_word(self) -> str:
        """Of the volumes of storage units."""
        return "1000 ft³" if self.us else "1000 m³"

    @property
    def length_word(self) -> str:
        """In the heads of columns."""
        return "Feet" if self.us else "Meters"

    def load_word(self, pollutant: str) -> str:
        """Of a pollutant's mass."""
        if self.model.pollutants[pollutant].units == "#/L":
            return "LogN"
        return "lbs" if self.us else "kg"

    # --- numbers ---

    def get(self, name: str) -> np.ndarray:
        """A variable in SI; NaN and noted where it is not there."""
        if name not in self.source.data.variables:
            self.missing[name] = None
            return np.array(np.nan)
        return np.asarray(self.source.data[name].values)

    def by_element(self, name: str, count: int) -> np.ndarray:
        """A summary of elements in SI, (element,)."""
        found = self.get(name)
        return found if found.ndim else np.full(count, np.nan)

    def moments(self, name: str, count: int) -> np.ndarray:
        """Times by element, (element,)."""
        found = self.get(name)
        return found if found.ndim else np.full(count, np.datetime64("NaT"))

    def series(self, name: str, count: int) -> np.ndarray:
        """A series (time, element) in SI."""
        found = self.get(name)
        return found if found.ndim else np.full((1, count), np.nan)

    def flow(self, values: Any) -> Any:
        """m3/s in the model's units."""
        return np.asarray(values, float) / self.units.flow

    def length(self, values: Any) -> Any:
        """m, or m/s, in feet or metres."""
        return np.asarray(values, float) / self.units.length

    def depth(self, millimetres: Any) -> Any:
        """mm in inches or millimetres."""
        return np.asarray(millimetres, float) / (25.4 if self.us else 1.0)

    def volume(self, values: Any) -> Any:
        """m3 in million gallons or litres."""
        return np.asarray(values, float) / (GALLONS if self.us else LITRES)

    def thousand(self, values: Any) -> Any:
        """m3 in a thousand cubic feet or metres."""
        return np.asarray(values, float) / (1e3 * self.units.volume)

    def land_volume(self, values: Any) -> Any:
        """m3 in acre-feet or hectare-metres."""
        return np.asarray(values, float) / (ACRE * FOOT if self.us else 1e4)

    def load(self, kilograms: Any, pollutant: str) -> float:
        """kg in pounds or kilograms; counts as their logarithm."""
        value = float(kilograms)
        if self.model.pollutants[pollutant].units == "#/L":
            return float(np.log10(value)) if value > 0.0 else value
        return value / POUND if self.us else value

    # --- cells ---

    def rate(self, value: float) -> str:
        """A flow as EPA SWMM prints it, nine wide."""
        return cell(value, 9, 3 if self.flow_word in ("MGD", "CMS") else 2)

    def elapsed(self, moment: Any) -> str:
        """Days, hours and minutes since the report's start, of a datetime64."""
        if np.isnat(moment):
            minutes = 0
        else:
            since = np.datetime64(moment, "ms") - np.datetime64(self.begin, "ms")
            minutes = max(int(since / np.timedelta64(1, "m") + 1e-6), 0)
        return f"{minutes // 1440:>4d}  {minutes // 60 % 24:02d}:{minutes % 60:02d}"


def cell(value: float, width: int, decimals: int) -> str:
    """A number right-aligned; N/A for what is not recorded."""
    return f"{value:>{width}.{decimals}f}" if np.isfinite(value) else f"{NOT_RECORDED:>{width}}"


def titled(title: str, stars: int = 0) -> list[str]:
    """The lines of a table's title."""
    line = "*" * (stars or len(title))
    return ["", line, title, line]


def ruled(width: int, heads: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Heads of columns between rules, and rows."""
    rule = "-" * width
    return ["", rule, *heads, rule, *rows, ""]
