# SPDX-License-Identifier: Apache-2.0
"""A stochastic generator of continuous rain: clusters of rectangular pulses, by month.

Neyman & Scott's cluster process with rectangular pulses (Rodriguez-Iturbe, Cox & Isham 1987, Proc. R. Soc. A 410),
superposed for frontal and convective storms (Cowpertwait 1994, Water Resour. Res. 30), with parameters by month and a
factor of its own for every storm:

* storms of a kind begin as a Poisson process, so many a month on average;
* a storm has 1 + Poisson(cells - 1) cells, each of which begins an exponentially distributed delay after the storm;
* a cell rains evenly for a time and at a rate that are both gamma distributed;
* all rates of a storm are multiplied by one lognormal factor of mean 1, which makes few storms bring much of the rain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

DAY = 86400.0


class Climate(NamedTuple):
    """Parameters of one kind of storms by month (12,): what ``data/generator.csv`` holds, in SI."""

    depth: np.ndarray  # mean depth that they bring in the month [m]
    storms: np.ndarray  # mean number of storms in the month
    cells: np.ndarray  # mean number of cells in a storm
    delay: np.ndarray  # mean delay of a cell after its storm's begin [s]
    lasting: np.ndarray  # mean duration of a cell [s]
    lasting_shape: np.ndarray  # of the gamma distribution of a cell's duration; 1 is exponential
    shape: np.ndarray  # of the gamma distribution of a cell's rate
    spread: np.ndarray  # standard deviation of the logarithm of a storm's factor


class Pulses(NamedTuple):
    """Even rain of ``rate`` [m/s] from ``begin`` to ``end`` [s] (pulse,)."""

    begin: np.ndarray
    end: np.ndarray
    rate: np.ndarray


def pulses(climate: Climate, month_begins: np.ndarray, months: np.ndarray, rng: np.random.Generator) -> Pulses:
    """Cells of all storms that begin in months (m,) 0..11 which begin at (m + 1,) [s], the last entry being the end."""
    storms = rng.poisson(climate.storms[months])
    month = np.repeat(months, storms)
    lengths = np.diff(month_begins)
    begins = np.repeat(month_begins[:-1], storms) + rng.random(storms.sum()) * np.repeat(lengths, storms)
    spread = climate.spread[month]
    factors = np.exp(spread * rng.standard_normal(len(month)) - 0.5 * spread**2)
    cells = 1 + rng.poisson(climate.cells[month] - 1.0)
    of = np.repeat(np.arange(len(month)), cells)
    m = month[of]
    begin = begins[of] + rng.exponential(climate.delay[m])
    lasting = climate.lasting[m] * rng.gamma(climate.lasting_shape[m]) / climate.lasting_shape[m]
    mean_rate = climate.depth[m] / (climate.storms[m] * climate.cells[m] * climate.lasting[m])
    rate = mean_rate * factors[of] * rng.gamma(climate.shape[m]) / climate.shape[m]
    return Pulses(begin, begin + lasting, rate)


def depths_of(rain: Pulses, n: int, step: float) -> np.ndarray:
    """Depths (n,) [m] of pulses on a grid of steps [s], exact; what falls after the last step is left out."""
    within = rain.begin < n * step
    begin, rate = rain.begin[within], rain.rate[within]
    end = np.minimum(rain.end[within], n * step)
    i = np.minimum((begin / step).astype(np.int64), n - 1)
    j = np.minimum((end / step).astype(np.int64), n - 1)
    whole = np.bincount(i + 1, rate, n + 1)[:n] - np.bincount(j, rate, n + 1)[:n]
    raining = np.bincount(i, minlength=n + 1) - np.bincount(j + 1, minlength=n + 1)[: n + 1]
    ends = np.bincount(i, rate * ((i + 1) * step - begin), n) + np.bincount(j, rate * (end - j * step), n)
    depths = np.cumsum(whole) * step + ends
    return np.where(np.cumsum(raining)[:n] > 0, np.maximum(depths, 0.0), 0.0)  # rounding leaves no rain in dry steps
