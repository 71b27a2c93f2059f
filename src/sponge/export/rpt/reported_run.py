# SPDX-License-Identifier: Apache-2.0
"""The run that a report tells of: its model, its results by name, and what of them was missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np

from sponge.export.rpt.table_text import cell
from sponge.export.source import Source
from sponge.io.report_units import ReportUnits, report_units_of
from sponge.model.model import Model


@dataclass
class ReportedRun:
    """A run with its results and units; it remembers which variables the report asked for in vain."""

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
    def units(self) -> ReportUnits:
        """Those of the report."""
        return report_units_of(self.model.options.flow_units)

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

    # --- results, SI ---

    def get(self, name: str) -> np.ndarray:
        """A variable; NaN and noted where it is not there."""
        if name not in self.source.data.variables:
            self.missing[name] = None
            return np.array(np.nan)
        return np.asarray(self.source.data[name].values)

    def by_element(self, name: str, count: int) -> np.ndarray:
        """A summary of elements, (element,)."""
        found = self.get(name)
        return found if found.ndim else np.full(count, np.nan)

    def moments(self, name: str, count: int) -> np.ndarray:
        """Times by element, (element,)."""
        found = self.get(name)
        return found if found.ndim else np.full(count, np.datetime64("NaT"))

    def series(self, name: str, count: int) -> np.ndarray:
        """A series, (time, element)."""
        found = self.get(name)
        return found if found.ndim else np.full((1, count), np.nan)

    # --- pollutants and cells ---

    def is_counted(self, pollutant: str) -> bool:
        """Is the pollutant counted, not weighed?"""
        return self.model.pollutants[pollutant].units == "#/L"

    def load_word(self, pollutant: str) -> str:
        """The unit of a pollutant's masses; counts stand as their logarithm."""
        return "LogN" if self.is_counted(pollutant) else self.units.mass_word

    def load(self, kilograms: Any, pollutant: str) -> float:
        """kg in pounds or kilograms; counts as their logarithm."""
        value = float(kilograms)
        if self.is_counted(pollutant):
            return float(np.log10(value)) if value > 0.0 else value
        return self.units.mass(value)

    def rate(self, value: float) -> str:
        """A flow as EPA SWMM prints it, nine wide."""
        return cell(value, 9, 3 if self.units.flow_word in ("MGD", "CMS") else 2)

    def elapsed(self, moment: Any) -> str:
        """Days, hours and minutes since the report's start, of a datetime64."""
        if np.isnat(moment):
            minutes = 0
        else:
            since = np.datetime64(moment, "ms") - np.datetime64(self.begin, "ms")
            minutes = max(int(since / np.timedelta64(1, "m") + 1e-6), 0)
        return f"{minutes // 1440:>4d}  {minutes // 60 % 24:02d}:{minutes % 60:02d}"
