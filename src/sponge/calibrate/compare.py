# SPDX-License-Identifier: Apache-2.0
"""Results beside observations: series at the same times, and scores of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from sponge.base.errors import UsageError
from sponge.calibrate.observations import Observed, series_of
from sponge.calibrate.scores import bias, kge, nse, peak_error, rmse, timing_error

LEAST = 2  # fewest pairs that can be scored


@dataclass(frozen=True)
class Pairs:
    """One series: observed values, and simulated ones at the same times (with many scenarios, (scenario, time))."""

    name: str
    units: str
    times: np.ndarray  # (n,) datetime64
    observed: np.ndarray  # (n,)
    simulated: np.ndarray  # (n,) or (scenario, n)
    gaps: int
    outside: int

    def scores(self) -> dict[str, float]:
        """Every score of one simulated series."""
        s, o = self.simulated, self.observed
        return {
            "pairs": len(o), "gaps": self.gaps, "outside": self.outside, "nse": nse(s, o), "kge": kge(s, o),
            "rmse": rmse(s, o), "bias": bias(s, o), "peak_error": peak_error(s, o),
            "timing_error": timing_error(s, o, self.times),
        }  # fmt: skip


def pairs_of(
    dataset: Any, observations: list[Observed], begin: datetime | None = None, end: datetime | None = None
) -> list[Pairs]:
    """The series of results at the times of observations, interpolated linearly between reporting times, from ``begin``
    to ``end``; nothing before the first or after the last result. UsageError where a series has fewer than two pairs.
    """
    return [_pairs(dataset, observed, begin, end) for observed in observations]


def _pairs(dataset: Any, observed: Observed, begin: datetime | None, end: datetime | None) -> Pairs:
    series, values = series_of(dataset, observed)
    at = series.time.values.astype("datetime64[us]")
    times = observed.times
    chosen = _within(times, begin, end)
    within = (times >= at[0]) & (times <= at[-1]) & chosen if len(at) else np.zeros(len(times), bool)
    if within.sum() < LEAST:
        span = f"{at[0]} to {at[-1]}" if len(at) else "nothing"
        raise UsageError(f"'{observed.name}' has {int(within.sum())} observations in the results' time, {span}")
    x, where = at.astype(float), times[within].astype(float)
    numbers = np.asarray(series.values, float)
    simulated = np.apply_along_axis(lambda row: np.interp(where, x, row), -1, numbers)
    gaps = int(_within(observed.gaps, begin, end).sum())
    outside = int((chosen & ~within).sum())
    units = str(series.attrs.get("units", ""))
    return Pairs(observed.name, units, times[within], values[within], simulated, gaps, outside)


def _within(times: np.ndarray, begin: datetime | None, end: datetime | None) -> np.ndarray:
    chosen = np.ones(len(times), bool)
    if begin is not None:
        chosen &= times >= np.datetime64(begin)
    if end is not None:
        chosen &= times <= np.datetime64(end)
    return chosen
